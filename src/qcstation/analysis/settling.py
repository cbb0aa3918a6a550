"""When a current has settled after a step, told by the current itself: its drift over a sliding window against its noise.

What is explained in docs/physics/hgtd-pad-maps.md: after a step a current falls exponentially, some pads' slowly; a wait that is
long enough for the slowest is wasted on all others.
"""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_FEWEST = 4
"""Readings that a straight line and its scatter take at the least."""
_SIGNIFICANT = 2.0
"""Standard deviations: a drift below is one that the noise alone makes."""
_WHOLE = 0.999
"""Of the window: what times add up to in floating point."""


class Settling(NamedTuple):
    """The newest window of readings. `value` is their mean in A, `uncertainty` what noise and drift leave of it (A).

    `drift` (A) is by how much the straight line through them changes over the window, `noise` (A) the standard deviation of one
    reading about it, not-a-number where there are too few.
    """

    settled: bool
    value: float
    uncertainty: float
    drift: float
    noise: float


def settling(
    times: Sequence[float], currents: Sequence[float], *, window: float, tolerance: float, floor: float = 0.0
) -> Settling:
    """Return whether a current has settled, from its readings since the step.

    It has when it drifted over the newest `window` (or the newest four readings, where they come more slowly) by no more than
    `tolerance` of itself, by no more than `floor`, or by no more than two standard deviations of what its noise makes. Of an
    exponential that dies out slowly compared with the window, ``drift * time_constant / window`` is still to come.

    Args:
        times: s, rising, shape (n,).
        currents: A, shape (n,); readings that are not finite are left out.
        window: s.
        tolerance: relative.
        floor: A.

    Raises:
        ValueError: window, tolerance or floor is negative, or `times` and `currents` differ in length.
    """
    if not (window > 0 and tolerance >= 0 and floor >= 0):
        raise ValueError(
            f"window {window}, tolerance {tolerance} and floor {floor}: expected a positive one and two not negative"
        )
    readings = [(t, i) for t, i in zip(times, currents, strict=True) if math.isfinite(i)]
    if not readings:
        return Settling(False, math.nan, math.nan, math.nan, math.nan)
    last = readings[-1][0]
    within = sum(t >= last - window * (2.0 - _WHOLE) for t, _ in readings)
    newest = readings[-max(within, _FEWEST) :]
    count = len(newest)
    mean = math.fsum(i for _, i in newest) / count
    if count < _FEWEST:
        return Settling(False, mean, math.nan, math.nan, math.nan)
    middle = math.fsum(t for t, _ in newest) / count
    spread = math.fsum((t - middle) ** 2 for t, _ in newest)
    slope = math.fsum((t - middle) * (i - mean) for t, i in newest) / spread
    scatter = math.fsum((i - mean - slope * (t - middle)) ** 2 for t, i in newest)
    noise = math.sqrt(scatter / (count - 2))
    drift = slope * window
    allowed = max(tolerance * abs(mean), floor, _SIGNIFICANT * min(noise, _newest_noise(newest)) / math.sqrt(spread) * window)
    settled = last - readings[0][0] >= window * _WHOLE and abs(drift) <= allowed
    return Settling(settled, mean, math.hypot(noise / math.sqrt(count), drift), drift, noise)


def _newest_noise(readings: list[tuple[float, float]]) -> float:
    """The noise as the differences of the newer half tell it: the bend of a fast transient is none."""
    newer = [current for _, current in readings[-(len(readings) // 2 + 1) :]]
    squares = [(b - a) ** 2 for a, b in pairwise(newer)]
    return math.sqrt(math.fsum(squares) / (2 * len(squares)))
