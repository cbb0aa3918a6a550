"""A measured curve made ready for analysis: the reverse branch alone, on magnitudes, sorted, without repeated points."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]

_ZERO_BIAS = 1e-3
"""Points this fraction of the highest voltage beyond zero are zero bias with an offset, not forward bias."""
_SAME_POINT = 0.01
"""Points closer than this fraction of the mean step are one point taken twice."""


class Branch(NamedTuple):
    """The points of a reverse branch, each array of shape (n,), by rising voltage.

    `voltage` is the magnitude of the bias in V. `deviation` is the standard uncertainty of `value`, not-a-number where unknown.
    `clamped` tells points in compliance, whose voltage is not the one that was asked for.
    """

    voltage: Array
    value: Array
    deviation: Array
    clamped: NDArray[np.bool_]


def reverse_branch(
    voltage: ArrayLike,
    value: ArrayLike,
    *,
    deviation: ArrayLike | None = None,
    clamped: ArrayLike | None = None,
) -> Branch:
    """Return the reverse branch of a curve, whichever sign and order its points were taken in.

    Points with a voltage or value that is not finite are dropped, and so are forward-biased ones: the reverse side is the one
    that the sweep went further to. Points at the same voltage are averaged.

    Args:
        voltage: bias in V, shape (n,).
        value: current or capacitance, shape (n,); its sign is kept.
        deviation: standard uncertainty of `value`, shape (n,).
        clamped: non-zero for a point in compliance, shape (n,).
    """
    v = np.asarray(voltage, dtype=float)
    y = np.asarray(value, dtype=float)
    sd = np.full(v.shape, np.nan) if deviation is None else np.asarray(deviation, dtype=float)
    flag = np.zeros(v.shape, dtype=bool) if clamped is None else np.nan_to_num(np.asarray(clamped, dtype=float)) != 0
    valid = np.isfinite(v) & np.isfinite(y)
    v, y, sd, flag = v[valid], y[valid], sd[valid], flag[valid]
    if v.size == 0:
        return Branch(v, y, sd, flag)
    v = v * (1.0 if v[np.argmax(np.abs(v))] >= 0 else -1.0)
    order = np.lexsort((y, v))
    order = order[v[order] >= -_ZERO_BIAS * v[order[-1]]]
    return _merged(Branch(v[order], y[order], sd[order], flag[order]))


def _merged(branch: Branch) -> Branch:
    v = branch.voltage
    if v.size < 2:
        return branch
    first = np.concatenate([[True], np.diff(v) > _SAME_POINT * (v[-1] - v[0]) / v.size])
    if first.all():
        return branch
    group = np.cumsum(first) - 1
    count = np.bincount(group)
    return Branch(
        np.bincount(group, v) / count,
        np.bincount(group, branch.value) / count,
        np.sqrt(np.bincount(group, branch.deviation**2)) / count,
        np.bincount(group, branch.clamped) > 0,
    )


def thinned(x: Array, spacing: float) -> NDArray[np.intp]:
    """Return the indices of the points of rising `x` (n,) that are at least `spacing` apart, from the first on."""
    chosen = [0]
    for i in range(1, x.size):
        if x[i] - x[chosen[-1]] >= spacing * (1.0 - 1e-6):
            chosen.append(i)
    return np.array(chosen)
