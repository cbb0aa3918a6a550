"""Where a curve passes a level, between its points or among their noise, and how well that is known."""

import numpy as np
from numpy.typing import NDArray

from .interpolation import Position, lagrange_weights

Array = NDArray[np.float64]

_REACH = 3
"""Points used on either side: six make a quintic."""
_TRUSTED = 0.25
"""An interpolation that leaves the straight line by more than this fraction of the step is not believed."""
_NOISY = 0.15
"""Points with more noise than this fraction of the rise from one to the next are fitted rather than joined."""
_REACHES = (3, 4, 6, 9, 13)
_STEADY = 0.1
"""A fit over enough points knows its place to this fraction of its length."""


def crossing(x: Array, y: Array, level: float, k: int, *, x_noise: Array, y_noise: Array, level_noise: float = 0.0) -> Position:
    """Return where the rising curve y(x) passes `level`, first seen between points k - 1 and k.

    Where the points are steady, x is interpolated as a polynomial of y through up to three of them on either side: near a
    divergence, x(y) is the smooth function. Its error is taken as the difference to the polynomial with one point less on either
    side. Where that does not resolve the step, the straight line stays. Where the noise is a good part of the rise from point to
    point, a parabola is fitted to as many points as it takes, and compared with a cubic.

    Args:
        x, y: the curve, shape (n,), x rising.
        level: in y's unit, above y[k - 1] and at most y[k].
        x_noise, y_noise: standard deviations of x and y, shape (n,), independent from point to point.
        level_noise: standard deviation of `level`.
    """
    near = slice(max(0, k - _REACH), k + _REACH)
    rise = float(np.median(np.diff(y[near])))
    if float(np.sqrt(np.mean(y_noise[near] ** 2))) > _NOISY * rise:
        found = _fitted(x, y, level, k, x_noise, y_noise, level_noise)
    else:
        found = _interpolated(x, y, level, k, x_noise, y_noise, level_noise)
    return found or straight_crossing(x, y, level, k, x_noise=x_noise, y_noise=y_noise, level_noise=level_noise)


def linear_crossing(x: Array, y: Array, level: float, k: int) -> float:
    """Return where the straight line from point k - 1 to point k passes `level`."""
    return float(x[k - 1] + (x[k] - x[k - 1]) * (level - y[k - 1]) / (y[k] - y[k - 1]))


def straight_crossing(
    x: Array, y: Array, level: float, k: int, *, x_noise: Array, y_noise: Array, level_noise: float = 0.0
) -> Position:
    """Return where the straight line passes `level`, its error anything within the step; arguments as in `crossing`."""
    value = linear_crossing(x, y, level, k)
    fraction = (value - x[k - 1]) / (x[k] - x[k - 1])
    weights = np.array([1.0 - fraction, fraction])
    both = slice(k - 1, k + 1)
    slope = (x[k] - x[k - 1]) / (y[k] - y[k - 1])
    variance = np.sum(weights**2 * (x_noise[both] ** 2 + (slope * y_noise[both]) ** 2)) + (slope * level_noise) ** 2
    return Position(value, float(np.sqrt(variance)), float(x[k] - x[k - 1]) / float(np.sqrt(12.0)), resolved=False)


def _interpolated(
    x: Array, y: Array, level: float, k: int, x_noise: Array, y_noise: Array, level_noise: float
) -> Position | None:
    low, high = _rising_run(y, k)
    if high - low < 3:
        return None
    nodes = slice(low, high)
    weights = lagrange_weights(y[nodes], level)
    value = float(weights @ x[nodes])
    inner = slice(max(low, k - _shrunk(k - low)), min(high, k + _shrunk(high - k)))
    error = abs(value - float(lagrange_weights(y[inner], level) @ x[inner]))
    if max(abs(value - linear_crossing(x, y, level, k)), error) > _TRUSTED * float(x[k] - x[k - 1]):
        return None
    slope = np.gradient(x[nodes], y[nodes])
    variance = np.sum(weights**2 * (x_noise[nodes] ** 2 + (slope * y_noise[nodes]) ** 2)) + (weights @ slope * level_noise) ** 2
    return Position(value, float(np.sqrt(variance)), error)


def _fitted(x: Array, y: Array, level: float, k: int, x_noise: Array, y_noise: Array, level_noise: float) -> Position | None:
    """The crossing of a parabola fitted around point k, over more and more points until it is steady."""
    found = None
    centre = k
    for reach in _REACHES:
        near = slice(max(0, centre - reach), centre + reach)
        if x[near].size < 5:
            continue
        scale = float(x[near][-1] - x[near][0])
        parabola = _root(x[near], y[near], level, 2, scale)
        if parabola is None:
            continue
        value, slope, weights = parabola
        sigma = np.hypot(y_noise[near], slope * x_noise[near])
        own = float(np.hypot(np.linalg.norm(weights * sigma), level_noise) / slope)
        found = Position(value, own, _bending(x[near], y[near], level, value, slope, weights, sigma, scale))
        # The first point above the level may be an early one: look around the place found.
        centre = int(np.clip(np.searchsorted(x, value), 1, x.size - 1))
        if np.linalg.norm(weights * sigma) / slope < _STEADY * scale:
            break
    return found


def _bending(x: Array, y: Array, level: float, value: float, slope: float, weights: Array, sigma: Array, scale: float) -> float:
    """By how much a cubic's crossing differs from the parabola's, beyond what noise makes of it."""
    cubic = _root(x, y, level, 3, scale) if x.size > 4 else None
    if cubic is None:
        return scale / float(np.sqrt(12.0))
    expected = float(np.linalg.norm((weights / slope - cubic[2] / cubic[1]) * sigma))
    return float(np.sqrt(max((cubic[0] - value) ** 2 - expected**2, 0.0)))


def _root(x: Array, y: Array, level: float, degree: int, scale: float) -> tuple[float, float, Array] | None:
    """Where a fitted polynomial rises through `level` within the points, its slope there, and the weights of y in its value."""
    middle = 0.5 * (x[0] + x[-1])
    design = np.vander((x - middle) / scale, degree + 1)
    solution = np.linalg.pinv(design)
    polynomial = solution @ y
    polynomial[-1] -= level
    roots = np.roots(polynomial)
    roots = roots[np.abs(roots.imag) < 1e-9].real
    slopes = np.polyval(np.polyder(polynomial), roots)
    roots = roots[(slopes > 0) & (np.abs(roots) <= 0.5)]
    if roots.size == 0:
        return None
    root = float(roots[np.argmin(np.abs(roots))])
    slope = float(np.polyval(np.polyder(polynomial), root)) / scale
    return float(middle) + scale * root, slope, np.vander([root], degree + 1)[0] @ solution


def _rising_run(y: Array, k: int) -> tuple[int, int]:
    """The range of points around the step to k, at most three on either side, over which y rises strictly."""
    low, high = k - 1, k + 1
    while low > 0 and k - low < _REACH and y[low - 1] < y[low]:
        low -= 1
    while high < y.size and high - k < _REACH and y[high] > y[high - 1]:
        high += 1
    return low, high


def _shrunk(points: int) -> int:
    return max(1, points - 1)
