"""Three devices timed at once: three widths of differences give three resolutions, without a reference."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qcstation.model.estimates import Finding, Refusal

from .resolution import root
from .widths import Widths, bin_numbers, central_widths, fitted_widths, gaussian_widths, histograms

Array = NDArray[np.float64]

_METHOD = "three devices, Gaussian fits, event bootstrap"

PAIRS = ((0, 1), (0, 2), (1, 2))
_UNMIX = 0.5 * np.array([[1.0, 1.0, -1.0], [1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]])
"""From the variances of the pairs to those of the devices: s_i^2 = (s_ij^2 + s_ik^2 - s_jk^2) / 2."""


@dataclass(frozen=True)
class ThreeDevices:
    """What three devices found about each other."""

    resolutions: tuple[Finding, Finding, Finding]
    """s."""
    covariance: Array
    """Of the devices' variances, s^4, shape (3, 3), from the replicas."""
    pair_widths: Array
    """s, shape (3,), in the order of `PAIRS`."""


def three_devices(times: ArrayLike, *, replicas: int = 200, seed: int = 1) -> ThreeDevices:
    """Return the resolutions of three devices from their times in s, shape (3, n), of the same n events.

    The three differences share their events, so their widths are correlated: replicas of all events, drawn with replacement, tell
    how (a bootstrap; the histograms' layout stays, the fit is repeated). Events with a missing time do not count.

    Args:
        times: arrival times of the three devices, s.
        replicas: how many are drawn.
        seed: of the draws, so that the same data give the same numbers.
    """
    moments = np.asarray(times, dtype=float)
    moments = moments[:, np.isfinite(moments).all(axis=0)]
    differences = np.stack([moments[i] - moments[j] for i, j in PAIRS])
    central = central_widths(differences)
    widths = gaussian_widths(differences, central)
    if not np.isfinite(widths.width).all():
        refusal = Refusal(unit="s", reason=f"{moments.shape[1]} common events do not give three widths", method=_METHOD)
        return ThreeDevices((refusal, refusal, refusal), np.full((3, 3), np.nan), widths.width)
    variances = _replicas(bin_numbers(differences, central), central, replicas, seed) ** 2
    covariance = np.atleast_2d(np.cov(variances[np.isfinite(variances).all(axis=1)] @ _UNMIX.T, rowvar=False))
    found = _UNMIX @ widths.width**2
    deviations = np.sqrt(np.diag(covariance))
    first, second, third = (root(float(v), float(d), method=_METHOD) for v, d in zip(found, deviations, strict=True))
    return ThreeDevices((first, second, third), covariance, widths.width)


def _replicas(numbers: NDArray[np.intp], central: Widths, replicas: int, seed: int) -> Array:
    """The three widths of each replica of the events, shape (replicas, 3), given the events' bins, shape (3, n)."""
    events = numbers.shape[1]
    draws = np.random.default_rng(seed).integers(0, events, (replicas, events))
    counts = np.concatenate([histograms(bins[draws]) for bins in numbers])
    layout = central.take(np.repeat(np.arange(3), replicas))
    return fitted_widths(counts, layout).width.reshape(3, replicas).T
