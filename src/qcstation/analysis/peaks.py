"""Where a derivative of a measured curve is largest, finer than the curve's own step, and how well that is known."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.interpolate import BSpline

Array = NDArray[np.float64]

_DEGREE = 5
_GRID = 200
_BISECTIONS = 40
_PHASES = np.linspace(-0.5, 0.5, 9)


class Peak(NamedTuple):
    """A maximum of a derivative: its `position` in x, and the standard deviations that noise and interpolation give it."""

    position: float
    noise: float
    interpolation: float

    @property
    def uncertainty(self) -> float:
        """Standard uncertainty: noise and interpolation error."""
        return float(np.hypot(self.noise, self.interpolation))


def derivative_peak(
    x: Array, y: Array, *, order: int, noise: Array, low: float, high: float, width: float, spacing: float
) -> Peak | None:
    """Return the place of the largest `order`-th derivative of y(x) between `low` and `high`; None if it is at their edge.

    A quintic spline with knots at points about `spacing` apart is fitted by weighted least squares; where the points are wider
    apart than that, it passes through all of them. The noise goes through the fit linearly. The interpolation error is that of
    a place anywhere in a step, less by a power of the steps over the peak's width as the spline resolves it: the second for a
    first derivative and the first for a second one.

    Args:
        x, y: shape (n,), x rising, n at least 8.
        order: 1 or 2.
        noise: standard deviation of y, shape (n,).
        width: full width of the peak at half its height, in x.
        spacing: in x.
    """
    # Takes a second to import.
    from scipy.interpolate import BSpline

    knots = _knots(x, spacing)
    design = BSpline.design_matrix(x, knots, _DEGREE).toarray()
    q, r = np.linalg.qr(design / noise[:, None])
    solution = np.linalg.solve(r, q.T / noise)
    spline = BSpline(knots, solution @ y, _DEGREE)
    grid = np.linspace(low, high, _GRID + 1)
    best = int(np.argmax(spline(grid, order)))
    if best in (0, _GRID):
        return None
    position = _zero(spline.derivative(order + 1), float(grid[best - 1]), float(grid[best + 1]))
    k = int(np.clip(np.searchsorted(x, position), 2, x.size - 2))
    between_points = float(np.median(np.diff(x[max(0, k - 3) : k + 3])))
    between_knots = max(spacing, between_points)
    # Points between the knots help, though less than knots of their own would.
    step = float(np.sqrt(between_points * between_knots))
    # A peak moves by the next derivative's error over its slope there. Both depend on where between the knots the noise has
    # put the peak: their means over a step do not.
    around = position + between_knots * _PHASES
    response = BSpline(knots, solution, _DEGREE)(around, order + 1) * noise
    steepness = float(np.mean(np.abs(spline(around, order + 2))))
    unresolved = min(1.0, (step / width) ** (3 - order))
    return Peak(
        position,
        float(np.sqrt(np.mean(np.sum(response**2, axis=1)))) / steepness,
        step / float(np.sqrt(12.0)) * unresolved,
    )


def _zero(falling: "BSpline", left: float, right: float) -> float:
    """Where a falling spline passes zero."""
    for _ in range(_BISECTIONS):
        middle = 0.5 * (left + right)
        left, right = (middle, right) if falling(middle) > 0 else (left, middle)
    return 0.5 * (left + right)


def _knots(x: Array, spacing: float) -> Array:
    """Knots at points: each the nearest to `spacing` beyond the one before, or the next one where none is that near."""
    margin = (_DEGREE + 1) // 2
    sites = x[margin:-margin]
    chosen = [int(np.argmin(np.abs(sites - x[0] - spacing)))]
    while chosen[-1] < sites.size - 1:
        last = chosen[-1]
        chosen.append(last + 1 + int(np.argmin(np.abs(sites[last + 1 :] - sites[last] - spacing))))
    return np.concatenate([np.repeat(x[0], _DEGREE + 1), sites[chosen], np.repeat(x[-1], _DEGREE + 1)])
