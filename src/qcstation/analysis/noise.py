"""What a curve's own points say of their noise."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_TO_DEVIATION = 1 / 0.6745
"""A Gaussian's standard deviation over its median magnitude."""
_REGULAR = 0.25
"""Neighbouring steps that differ by less than this fraction are meant to be equal."""
_OUTLYING = 4.0
_EXCESS = 2.0
"""Scatter beyond this many times the known noise is noise between the points."""
_FEWEST = 6
_POOLED = 3
"""Neighbours on either side whose deviations are pooled: noise changes along a curve, but slowly."""


def level_noise(levels: Array) -> float:
    """Return the standard deviation of the readings of a sweep's levels about its regular steps, in their unit.

    From the second differences of `levels` (rising, shape (n,)) where the step does not change, without outliers; 0 where fewer
    than 6 such points exist or the levels are the set points themselves.
    """
    if levels.size < 3:
        return 0.0
    steps = np.diff(levels)
    second = np.diff(steps)
    second = second[np.abs(second) < _REGULAR * np.minimum(steps[1:], steps[:-1])]
    if second.size < _FEWEST:
        return 0.0
    # Coefficients 1, -2, 1: the variance of a second difference is six times that of a reading.
    return robust_deviation(second) / float(np.sqrt(6.0))


def pooled_relative(deviation: Array, value: Array) -> float | None:
    """Return the root mean square of ``deviation / value`` over points of both, None where no deviation is known.

    Deviations from a handful of repeated readings scatter widely: neighbouring points are pooled to steady them. A value within
    its own deviation of zero is left out: it has no relative noise to speak of.
    """
    relative = _relative(deviation, value)
    relative = relative[relative < 1.0]
    return float(np.sqrt(np.mean(relative**2))) if relative.size else None


def relative_noise(x: Array, value: Array, deviation: Array, *, reading_noise: float) -> Array:
    """Return the relative standard deviation of each positive `value` on a smooth curve of rising `x`, all of shape (n,).

    The known deviations tell it, each pooled with its neighbours'. Where the curve scatters by more than twice what they and
    the noise of x explain, as with poor contacts, or where none is known, its scatter does: each logarithm is predicted from
    its six neighbours by a quintic. Where the step is too wide for that, the curve's own shape counts as scatter: an upper
    estimate.
    """
    pooled = pooled_relative(deviation, value)
    own = _pooled_nearby(deviation, value, otherwise=pooled or 0.0)
    if x.size < 2 * _FEWEST:
        return own
    y = np.log(value)
    residuals = _residuals(x, y)
    of_x = reading_noise * np.gradient(y, x)[3:-3]
    if pooled is None:
        scatter = robust_deviation(residuals) ** 2 - float(np.median(of_x**2))
        return np.full(x.size, np.sqrt(max(scatter, 0.0)))
    excess = robust_deviation(residuals / np.hypot(np.maximum(own[3:-3], np.finfo(float).tiny), of_x))
    return own * excess if excess > _EXCESS else own


def robust_deviation(residuals: Array) -> float:
    """Return the root mean square of `residuals` (n,) without those beyond four standard deviations, as their median tells."""
    magnitude = np.abs(residuals)
    core = magnitude[magnitude <= _OUTLYING * _TO_DEVIATION * np.median(magnitude)]
    return float(np.sqrt(np.mean(core**2)))


def _relative(deviation: Array, value: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        return np.asarray(np.abs(deviation / value))


def _pooled_nearby(deviation: Array, value: Array, *, otherwise: float) -> Array:
    """`pooled_relative` of each point and its `_POOLED` neighbours on either side."""
    relative = _relative(deviation, value)
    known = relative < 1.0
    squares = np.concatenate([[0.0], np.cumsum(np.where(known, relative, 0.0) ** 2)])
    counts = np.concatenate([[0], np.cumsum(known)])
    low = np.maximum(np.arange(value.size) - _POOLED, 0)
    high = np.minimum(np.arange(value.size) + _POOLED + 1, value.size)
    count = counts[high] - counts[low]
    mean = np.maximum(squares[high] - squares[low], 0.0) / np.maximum(count, 1)
    return np.where(count > 0, np.sqrt(mean), otherwise)


def _residuals(x: Array, y: Array) -> Array:
    """How far each point but the outer three lies off the quintic through its six neighbours, scaled to its own deviation."""
    offsets = np.array([-3, -2, -1, 1, 2, 3])
    near = np.arange(3, x.size - 3)[:, None] + offsets
    distance = x[near] - x[3:-3, None]
    weights = np.empty_like(distance)
    for j in range(offsets.size):
        others = np.delete(distance, j, axis=1)
        weights[:, j] = np.prod(-others / (distance[:, j : j + 1] - others), axis=1)
    predicted = np.sum(weights * y[near], axis=1)
    return np.asarray((y[3:-3] - predicted) / np.sqrt(1.0 + np.sum(weights**2, axis=1)))
