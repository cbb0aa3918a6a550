"""Where a curve passes a level, between its points, and how well that is known."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_REACH = 3
"""Points used on either side: six make a quintic."""
_TRUSTED = 0.25
"""An interpolation that leaves the straight line by more than this fraction of the step is not believed."""


class Position(NamedTuple):
    """A number read off between points: its `value`, the `noise` that the points give it, and the `interpolation` error.

    `resolved` is False where the step is too coarse for more than a straight line.
    """

    value: float
    noise: float
    interpolation: float
    resolved: bool = True

    @property
    def uncertainty(self) -> float:
        """Standard uncertainty: noise and interpolation error."""
        return float(np.hypot(self.noise, self.interpolation))


def lagrange_weights(nodes: Array, at: float) -> Array:
    """Return the weights, shape (n,), of values at distinct `nodes` (n,) in their interpolating polynomial at `at`."""
    difference = nodes[:, None] - nodes[None, :]
    np.fill_diagonal(difference, 1.0)
    ratio = (at - nodes)[None, :] / difference
    np.fill_diagonal(ratio, 1.0)
    return np.asarray(ratio.prod(axis=1))


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


def crossing(x: Array, y: Array, level: float, k: int, *, x_noise: Array, y_noise: Array, level_noise: float = 0.0) -> Position:
    """Return where the rising curve y(x) passes `level` between points k - 1 and k.

    x is interpolated as a polynomial of y through up to three points on either side: near a divergence, x(y) is the smooth
    function. Its interpolation error is taken as the difference to the polynomial with one point less on either side. Where
    that does not resolve the step, the straight line stays.

    Args:
        x, y: the curve, shape (n,), x rising.
        level: in y's unit, above y[k - 1] and at most y[k].
        x_noise, y_noise: standard deviations of x and y, shape (n,), independent from point to point.
        level_noise: standard deviation of `level`.
    """
    straight = straight_crossing(x, y, level, k, x_noise=x_noise, y_noise=y_noise, level_noise=level_noise)
    low, high = _rising_run(y, k)
    if high - low < 3:
        return straight
    nodes = slice(low, high)
    weights = lagrange_weights(y[nodes], level)
    value = float(weights @ x[nodes])
    inner = slice(max(low, k - _shrunk(k - low)), min(high, k + _shrunk(high - k)))
    error = abs(value - float(lagrange_weights(y[inner], level) @ x[inner]))
    slope = np.gradient(x[nodes], y[nodes])
    at_level = float(weights @ slope)
    variance = np.sum(weights**2 * (x_noise[nodes] ** 2 + (slope * y_noise[nodes]) ** 2)) + (at_level * level_noise) ** 2
    step = float(x[k] - x[k - 1])
    if max(abs(value - straight.value), error) > _TRUSTED * step:
        return straight
    return Position(value, float(np.sqrt(variance)), error)


def value_at(x: Array, y: Array, at: float, *, x_noise: Array, y_noise: Array) -> Position | None:
    """Return y at `at` from a cubic through the four nearest points, with the parabola's difference as its error.

    None where `at` lies outside the curve or there are fewer than two points. Arrays as in `crossing`.
    """
    if x.size < 2 or not x[0] <= at <= x[-1]:
        return None
    k = int(np.clip(np.searchsorted(x, at), 1, x.size - 1))
    low, high = max(0, k - 2), min(x.size, k + 2)
    near = slice(low, high)
    weights = lagrange_weights(x[near], at)
    slope = np.gradient(y[near], x[near])
    noise = float(np.sqrt(np.sum(weights**2 * (y_noise[near] ** 2 + (slope * x_noise[near]) ** 2))))
    value = float(weights @ y[near])
    fewer = slice(low + 1, high) if at - x[low] > x[high - 1] - at else slice(low, high - 1)
    simpler = float(lagrange_weights(x[fewer], at) @ y[fewer])
    return Position(value, noise, abs(value - simpler))


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
