"""Outliers among many like values: what lies further from the median than one good set in so many would show."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

_TO_DEVIATION = 1.4826
"""The median absolute deviation of a normal distribution times this is its standard deviation: 1 / Phi^-1(3/4)."""
_FREEDOM = 0.37
"""The deviation so found scatters by sqrt(1.36 / n), as one from 0.37 n degrees of freedom does: values over it follow
Student's distribution with so many. Against 40,000 simulated sets each of 50 to 450 values the bound is right within 4 %."""
_FEWEST = 20


@dataclass(frozen=True)
class Outliers:
    """Centre and spread of a set without its outliers, and which values are outliers; all in the values' own unit."""

    centre: float
    deviation: float
    bound: float
    """An outlier is further from the centre than this."""
    outlying: NDArray[np.bool_]
    """Shape of the values; False where there is no value."""


def find_outliers(values: ArrayLike, *, false_alarm: float, least_deviation: float = 0.0) -> Outliers | None:
    """Return the outliers by median and median absolute deviation; None with fewer than 20 values.

    Args:
        values: of any shape; what is not finite is no value.
        false_alarm: probability that a set of normally distributed values without any outlier shows one or more.
        least_deviation: in the values' unit; the spread is not taken for less, as for values on a coarse grid.
    """
    from scipy.special import stdtrit

    every = np.asarray(values, dtype=float)
    usable = np.isfinite(every)
    count = int(usable.sum())
    if count < _FEWEST:
        return None
    centre = float(np.median(every[usable]))
    deviation = max(_TO_DEVIATION * float(np.median(np.abs(every[usable] - centre))), least_deviation)
    # Šidák: each of `count` values may be wrongly named with such a rate that all together are with `false_alarm`.
    each = -np.expm1(np.log1p(-false_alarm) / count)
    bound = -float(stdtrit(_FREEDOM * count, each / 2)) * deviation
    with np.errstate(invalid="ignore"):
        outlying = usable & (np.abs(every - centre) > bound)
    return Outliers(centre=centre, deviation=deviation, bound=bound, outlying=outlying)
