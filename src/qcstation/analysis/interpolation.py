"""Reading values off between the points of a curve, and how well they are known."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


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


def value_at(x: Array, y: Array, at: float, *, x_noise: Array, y_noise: Array) -> Position | None:
    """Return y at `at` from a cubic through the four nearest points, with the parabola's difference as its error.

    None where `at` lies outside the curve or there are fewer than two points. `x_noise` and `y_noise` are
    standard deviations, shape (n,), independent from point to point.
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
