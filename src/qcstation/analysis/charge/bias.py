"""How charge and resolution go with the bias, and which bias to work at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray

from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal
from qcstation.model.units import format_quantity

Array = NDArray[np.float64]

_LAW = "charge = a / ln(V_b / V)"


@dataclass(frozen=True)
class ChargeLaw:
    """The charge of a sensor with gain against its bias: ``a / ln(V_b / V)``.

    Of the laws with two parameters it fits public data best (UCSC run 429, 100 to 250 V: within 3.3 %; an exponential misses by
    26 %). It is Miller's law for a vanishing exponent.
    """

    scale: Finding
    """a, C."""
    divergence: Finding
    """V_b, V: where the gain would diverge; the sensor breaks down before."""
    worst: float
    """Largest relative deviation of a point from the law; NaN without a fit."""

    def charge(self, voltage: ArrayLike) -> Array:
        """Return the charge (C) at bias magnitudes (V) below `divergence`; NaN beyond, or without a fit."""
        bias = np.asarray(voltage, dtype=float)
        if not (isinstance(self.scale, Estimate) and isinstance(self.divergence, Estimate)):
            return np.full(bias.shape, np.nan)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(bias < self.divergence.value, self.scale.value / np.log(self.divergence.value / bias), np.nan)


def fit_charge_law(voltage: ArrayLike, charge: ArrayLike, uncertainty: ArrayLike | None = None) -> ChargeLaw:
    """Return the law that fits charges (C) at bias magnitudes (V), shape (n,).

    The uncertainties grow with the scatter of the points about the law where that is larger than theirs.

    Args:
        voltage: V, positive.
        charge: C.
        uncertainty: of the charges, C; without it all are known equally well, relatively.
    """
    from scipy.optimize import curve_fit

    bias, charges = np.asarray(voltage, dtype=float), np.asarray(charge, dtype=float)
    errors = 0.01 * charges if uncertainty is None else np.asarray(uncertainty, dtype=float)
    usable = np.isfinite(bias) & np.isfinite(charges) & (bias > 0) & (charges > 0) & (errors > 0)
    bias, charges, errors = bias[usable], charges[usable], errors[usable]
    if np.unique(bias).size < 3:
        return _no_law("fewer than three bias points with a charge")
    # 1/q falls linearly with ln V: a start that is near.
    slope, intercept = np.polyfit(np.log(bias), 1 / (charges * 1e15), 1)
    if not slope < 0:
        return _no_law("the charge does not grow with the bias")
    start = (-1 / slope, np.log(max(np.exp(-intercept / slope), 1.001 * bias.max())))
    try:
        best, covariance = curve_fit(
            lambda v, a, b: a / np.maximum(b - np.log(v), 1e-6), bias, charges * 1e15, start, errors * 1e15, absolute_sigma=True
        )
    except RuntimeError:
        return _no_law("the fit did not converge")
    law = best[0] / np.maximum(best[1] - np.log(bias), 1e-6)
    freedom = bias.size - 2
    stretch = max(1.0, float(np.sqrt(np.sum(((charges * 1e15 - law) / (errors * 1e15)) ** 2) / freedom)))
    if uncertainty is None:
        stretch = float(np.sqrt(np.sum(((charges * 1e15 - law) / (errors * 1e15)) ** 2) / freedom))
    deviation = np.sqrt(np.diag(covariance)) * stretch
    divergence = float(np.exp(best[1]))
    return ChargeLaw(
        scale=Estimate(value=best[0] * 1e-15, unit="C", uncertainty=deviation[0] * 1e-15, method=_LAW),
        divergence=Estimate(value=divergence, unit="V", uncertainty=deviation[1] * divergence, method=_LAW),
        worst=float(np.max(np.abs(charges * 1e15 / law - 1))),
    )


class WorkingPointRule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a bias has to fulfil to be worked at: the lowest one that does is chosen.

    `tolerance` is how much the resolution may exceed the best of all points, relatively; `charge` the least charge (C); `margin`
    how far (V) below breakdown. `unverified` marks a rule whose numbers no public source gives.
    """

    tolerance: float
    charge: float
    margin: float
    unverified: bool = False
    source: str = ""


def working_point(
    voltage: ArrayLike,
    resolution: Sequence[Finding],
    charge: Sequence[Finding],
    *,
    rule: WorkingPointRule,
    breakdown: Finding | None = None,
) -> Finding:
    """Return the lowest of the bias magnitudes `voltage` (V, shape (n,)) that fulfils `rule`, or why none does.

    Args:
        voltage: V, positive.
        resolution: s, at each bias; an upper limit counts as its bound.
        charge: C, at each bias.
        rule: what is asked.
        breakdown: V; a bound from above counts as itself. Without it nothing is asked of the margin.
    """
    bias = np.asarray(voltage, dtype=float)
    sigma = np.array([_number(finding, Censoring.BELOW) for finding in resolution])
    charges = np.array([_number(finding, Censoring.ABOVE) for finding in charge])
    method = "working point by rule"
    if not np.isfinite(sigma).any():
        return Refusal(unit="V", reason="no bias has a resolution", method=method)
    limit = np.inf if breakdown is None else _number(breakdown, Censoring.ABOVE) - rule.margin
    best = float(np.nanmin(sigma))
    with np.errstate(invalid="ignore"):
        checks = {
            f"a resolution within {rule.tolerance:.0%} of {format_quantity(best, 's')}": sigma <= best * (1 + rule.tolerance),
            f"a charge of {format_quantity(rule.charge, 'C')}": charges >= rule.charge,
            f"a margin of {format_quantity(rule.margin, 'V')} to breakdown": bias <= limit,
        }
    fulfilled = np.all(list(checks.values()), axis=0)
    if not fulfilled.any():
        missing = [name for name, holds in checks.items() if not holds.any()] or list(checks)
        return Refusal(unit="V", reason=f"no bias has {' and '.join(missing)}", method=method)
    chosen = int(np.flatnonzero(fulfilled)[np.argmin(bias[fulfilled])])
    note = "rule unverified" if rule.unverified else ""
    return Estimate(value=float(bias[chosen]), unit="V", method=method, note=note)


def _number(finding: Finding, allowed: Censoring) -> float:
    if isinstance(finding, Refusal) or finding.censored not in {None, allowed}:
        return float("nan")
    return finding.value


def _no_law(reason: str) -> ChargeLaw:
    return ChargeLaw(Refusal(unit="C", reason=reason, method=_LAW), Refusal(unit="V", reason=reason, method=_LAW), float("nan"))
