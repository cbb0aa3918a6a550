"""Named reductions: what a form makes of the numbers in its fields. The table `REDUCTIONS` is all there is."""

from collections.abc import Callable, Mapping
from math import sqrt

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from qcstation.model.estimates import Estimate, Finding, Refusal

from .surfaces import flatness

Array = NDArray[np.float64]


class Reduction(Struct, frozen=True, kw_only=True):
    """A reduction. `fields` is of how many fields it is made; `takes` says of which kind: number, values or points.

    `pure` results are pure numbers, others have the field's unit. `find` gets the numbers (shape (fields,) for numbers, (n,) for
    values, (n, 3) for points), all finite, their unit and their standard uncertainty (0: unknown).
    """

    find: Callable[[Array, str, float], Finding]
    takes: str
    fields: int = 1
    pure: bool = False


def _value(values: Array, unit: str, uncertainty: float) -> Finding:
    return Estimate(value=float(values[0]), unit=unit, uncertainty=uncertainty or None)


def _difference(values: Array, unit: str, uncertainty: float) -> Finding:
    spread = sqrt(2.0) * uncertainty or None
    return Estimate(value=float(values[0] - values[1]), unit=unit, uncertainty=spread, method="first less second")


def _mean(values: Array, unit: str, _: float) -> Finding:
    spread = float(values.std(ddof=1)) / sqrt(len(values)) if len(values) > 1 else None
    return Estimate(value=float(values.mean()), unit=unit, uncertainty=spread, method=f"mean of {len(values)}")


def _deviation(values: Array, unit: str, _: float) -> Finding:
    if len(values) < 2:
        return Refusal(unit=unit, reason="one value has no spread: two are needed")
    deviation = float(values.std(ddof=1))
    # Of a normal distribution: JCGM 100:2008, annex E.4.3.
    spread = deviation / sqrt(2.0 * (len(values) - 1))
    return Estimate(value=deviation, unit=unit, uncertainty=spread, method=f"sample standard deviation of {len(values)}")


def _minimum(values: Array, unit: str, uncertainty: float) -> Finding:
    return Estimate(value=float(values.min()), unit=unit, uncertainty=uncertainty or None, method=f"smallest of {len(values)}")


def _maximum(values: Array, unit: str, uncertainty: float) -> Finding:
    return Estimate(value=float(values.max()), unit=unit, uncertainty=uncertainty or None, method=f"largest of {len(values)}")


def _range(values: Array, unit: str, _: float) -> Finding:
    return Estimate(value=float(np.ptp(values)), unit=unit, method=f"largest less smallest of {len(values)}")


def _count(values: Array, _unit: str, _: float) -> Finding:
    return Estimate(value=float(len(values)), unit="1")


def _share(values: Array, _unit: str, _: float) -> Finding:
    """`values` are 1 where the row counts, else 0; the uncertainty is that of T. Ullrich and Z. Xu, arXiv:physics/0701199."""
    n, k = len(values), float(values.sum())
    variance = (k + 1) * (k + 2) / ((n + 2) * (n + 3)) - ((k + 1) / (n + 2)) ** 2
    return Estimate(value=k / n, unit="1", uncertainty=sqrt(variance), method=f"{k:g} of {n}")


def _flatness(points: Array, unit: str, _: float) -> Finding:
    return flatness(points, unit)


REDUCTIONS: Mapping[str, Reduction] = {
    "value": Reduction(find=_value, takes="number"),
    "difference": Reduction(find=_difference, takes="number", fields=2),
    "mean": Reduction(find=_mean, takes="values"),
    "deviation": Reduction(find=_deviation, takes="values"),
    "minimum": Reduction(find=_minimum, takes="values"),
    "maximum": Reduction(find=_maximum, takes="values"),
    "range": Reduction(find=_range, takes="values"),
    "count": Reduction(find=_count, takes="values", pure=True),
    "share": Reduction(find=_share, takes="values", pure=True),
    "flatness": Reduction(find=_flatness, takes="points"),
}
