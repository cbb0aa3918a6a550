"""Front-end chips of a module with known truth: each pixel's threshold, converter steps, time-walk; some dead, some noisy.

Jitter: 15 ps at 10 fC and 35 ps at 4 fC (ALTIROC1, arXiv:2306.08949), which a constant and a term that falls with the charge
give. Converters: 7 bits of 20 ps over 2.56 ns (same), whose codes fall as the delay grows. Thresholds: 12 +- 0.6 steps of the
pulser a chip with a few gross outliers, as in a published demonstrator's charge scan. All else is `unverified`.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ROWS = COLUMNS = 15
CHARGE_STEP = 0.28e-15
"""C a step of the pulser: 12 steps are 3.4 fC, the lowest charge seen with a sensor (arXiv:2306.08949)."""
OVER_THRESHOLD_STEP = 40e-12
"""s a code of the time over threshold: 160 ps divided by four, in 9 bits (`unverified`)."""
LARGEST_ARRIVAL, LARGEST_OVER_THRESHOLD = 127, 511
_JITTER_FLOOR, _JITTER_SLOPE = 5.9e-12, 138e-12
"""s, and s fC: sqrt(a^2 + (b/Q)^2) is 15 ps at 10 fC and 35 ps at 4 fC."""


@dataclass(frozen=True)
class AltirocParameters:
    """What chips are drawn from; `unverified` where the module's text names no source."""

    threshold: float = 12.0
    threshold_spread: float = 0.6
    noise: float = 0.7
    step: float = 20e-12
    step_spread: float = 0.5e-12
    walk: float = 500e-12
    walk_spread: float = 40e-12
    over_threshold: float = 4e-9
    over_threshold_noise: float = 30e-12
    dead: int = 1
    noisy: int = 1
    outlying: int = 2
    outlying_by: float = 8.0


@dataclass(frozen=True)
class AltirocChip:
    """One chip: truth by pixel, arrays of shape (225,), in steps of the pulser, s, or yes and no."""

    threshold: Array
    noise: Array
    step: Array
    walk: Array
    offset: Array
    dead: NDArray[np.bool_]
    noisy: NDArray[np.bool_]
    outlying: NDArray[np.bool_]
    parameters: AltirocParameters = field(default_factory=AltirocParameters)

    @classmethod
    def make(cls, seed: int, number: int, parameters: AltirocParameters) -> "AltirocChip":
        """Draw a chip; the same seed and number give the same one."""
        rng = np.random.default_rng([0xA171, seed, number])
        p, pixels = parameters, ROWS * COLUMNS
        order = rng.permutation(pixels)
        kinds = np.zeros((3, pixels), dtype=bool)
        first = 0
        for kind, count in enumerate((p.dead, p.noisy, p.outlying)):
            kinds[kind, order[first : first + count]] = True
            first += count
        threshold = rng.normal(p.threshold, p.threshold_spread, pixels)
        threshold[kinds[2]] += p.outlying_by
        return cls(
            threshold=threshold,
            noise=np.full(pixels, p.noise),
            step=rng.normal(p.step, p.step_spread, pixels),
            walk=rng.normal(p.walk, p.walk_spread, pixels),
            offset=rng.uniform(0.0, 40e-12, pixels),
            dead=kinds[0],
            noisy=kinds[1],
            outlying=kinds[2],
            parameters=p,
        )

    def counts(self, amplitude: int, pulses: int, rng: np.random.Generator) -> NDArray[np.uint16]:
        """Return how many of `pulses` each pixel sees, shape (225,)."""
        from scipy.special import ndtr

        chance = ndtr((amplitude - self.threshold) / self.noise)
        chance = np.where(self.dead, 0.0, np.where(self.noisy, 1.0, chance))
        return rng.binomial(pulses, chance).astype(np.uint16)

    def codes(self, amplitude: int, delay: float, pulses: int, rng: np.random.Generator) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return codes of arrival and time over threshold, shape (pulses, 225): uint8 and uint16, 0 where there is no hit."""
        shape = (pulses, self.threshold.size)
        seen = amplitude + self.noise * rng.standard_normal(shape) > self.threshold
        seen = (seen | self.noisy) & ~self.dead
        share = self.threshold / max(amplitude, 1)
        jitter = float(np.hypot(_JITTER_FLOOR, _JITTER_SLOPE / max(amplitude * CHARGE_STEP * 1e15, 0.1)))
        moment = delay + self.offset + self.walk * np.minimum(share, 1.5) + jitter * rng.standard_normal(shape)
        # A noisy pixel fires whenever it likes.
        moment = np.where(self.noisy, rng.uniform(0.0, 2.5e-9, shape), moment)
        arrival = LARGEST_ARRIVAL - np.floor(moment / self.step)
        length = self.parameters.over_threshold * np.log(np.maximum(1 / share, 1.05))
        length = length + self.parameters.over_threshold_noise * rng.standard_normal(shape)
        over = np.clip(np.ceil(length / OVER_THRESHOLD_STEP), 1, LARGEST_OVER_THRESHOLD)
        inside = seen & (arrival >= 1) & (arrival <= LARGEST_ARRIVAL)
        return np.where(inside, arrival, 0).astype(np.uint8), np.where(inside, over, 0).astype("<u2")
