"""Turn-on curves of many pixels at once: the pulse at which half of the pulses are seen, and how sharply that sets in."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

_COMPLETE = 0.9
"""Share of pulses seen at the largest, without which a pixel has not turned on."""
_QUIET = 0.1
"""Share of pulses seen at the smallest, above which a pixel fires without a pulse."""


@dataclass(frozen=True)
class TurnOns:
    """Of p pixels; NaN where a pixel has no turn-on within the scan."""

    threshold: Array
    """In the unit of the amplitudes, shape (p,)."""
    uncertainty: Array
    """Of the threshold, from the counts' binomial scatter, shape (p,)."""
    noise: Array
    """Standard deviation of the turn-on in the unit of the amplitudes, shape (p,)."""
    dead: NDArray[np.bool_]
    """Does not see the largest pulses, shape (p,)."""
    firing: NDArray[np.bool_]
    """Fires at the smallest pulse already, shape (p,)."""


def turn_ons(counts: ArrayLike, amplitudes: ArrayLike, pulses: int) -> TurnOns:
    """Return threshold and noise of each pixel by the moments of its turn-on (Spearman-Kaerber's estimator; no fit can fail).

    Args:
        counts: pulses seen, shape (amplitudes, p).
        amplitudes: rising, shape (amplitudes,); the scan reaches from below the turn-on to above it.
        pulses: given at each amplitude.
    """
    seen, steps = np.asarray(counts, dtype=float) / pulses, np.asarray(amplitudes, dtype=float)
    dead, firing = seen[-1] < _COMPLETE, seen[0] > _QUIET
    width, middle = np.diff(steps), (steps[1:] + steps[:-1]) / 2
    rise = np.diff(seen, axis=0)
    total = seen[-1] - seen[0]
    with np.errstate(invalid="ignore", divide="ignore"):
        threshold = (rise * middle[:, None]).sum(axis=0) / total
        spread = (rise * (middle[:, None] - threshold) ** 2).sum(axis=0) / total
        # Sheppard's correction: each step is spread over its width.
        noise = np.sqrt(np.maximum(spread - (rise * width[:, None] ** 2).sum(axis=0) / total / 12, 0.0))
    weight = np.gradient(steps)
    uncertainty = np.sqrt((weight[:, None] ** 2 * seen * (1 - seen) / pulses).sum(axis=0))
    usable = ~dead & ~firing
    return TurnOns(
        threshold=np.where(usable, threshold, np.nan),
        uncertainty=np.where(usable, uncertainty, np.nan),
        noise=np.where(usable, noise, np.nan),
        dead=dead,
        firing=firing,
    )
