"""Averages and trends of values of which some are only bounds: not reached, and so neither left out nor taken for values."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal

Array = NDArray[np.float64]

_STEP = 1e-4
"""Of a parameter's scale, for the slope of the gradient."""


class Bounded(NamedTuple):
    """Values with bounds among them, all of shape (n,).

    `value` is a value or a bound, `uncertainty` is 0 for bounds, `side` is 0 for a value, +1 where the quantity lies above the
    bound and -1 where it lies below.
    """

    value: Array
    uncertainty: Array
    side: NDArray[np.int8]


class BoundedFit(NamedTuple):
    """A linear model: `coefficients` (k,), their `covariance` (k, k), and the scatter of the quantity itself about it.

    The last row and column of `full_covariance` (k + 1, k + 1) are the scatter's.
    """

    coefficients: Array
    scatter: float
    full_covariance: Array

    @property
    def covariance(self) -> Array:
        """Covariance of the coefficients, shape (k, k)."""
        return self.full_covariance[:-1, :-1]


def bounded_of(findings: "list[Estimate]") -> Bounded:
    """Return estimates as arrays."""
    sides = {None: 0, Censoring.ABOVE: 1, Censoring.BELOW: -1}
    return Bounded(
        np.array([finding.value for finding in findings]),
        np.array([0.0 if finding.censored else finding.uncertainty or 0.0 for finding in findings]),
        np.array([sides[finding.censored] for finding in findings], dtype=np.int8),
    )


def fit_with_bounds(design: Array, data: Bounded) -> BoundedFit | None:
    """Return the linear model that makes values and bounds most likely, with Gaussian scatter (Tobin, Econometrica 26 (1958) 24).

    None where fewer values than parameters are known, or their likelihood has no maximum.

    Args:
        design: shape (n, k), the model is ``design @ coefficients``.
        data: n values and bounds.
    """
    from scipy.optimize import minimize

    known = data.side == 0
    count = design.shape[1]
    if np.count_nonzero(known) < count + 2:
        return None
    start, *_ = np.linalg.lstsq(design[known], data.value[known], rcond=None)
    rest = data.value[known] - design[known] @ start
    scale = max(float(np.std(rest)), 1e-3 * float(np.ptp(data.value)), 1e-9)
    parameters = np.append(start, np.log(scale))
    found = minimize(_loss, parameters, args=(design, data), jac=True, method="BFGS", options={"gtol": 1e-7 * known.size})
    if not np.all(np.isfinite(found.x)):
        return None
    steps = _STEP * np.append(np.full(count, np.exp(found.x[-1])), 1.0)
    slopes = [(_loss(found.x + d, design, data)[1] - _loss(found.x - d, design, data)[1]) / (2 * d.sum()) for d in np.diag(steps)]
    information = np.array(slopes)
    try:
        covariance = np.linalg.inv(0.5 * (information + information.T))
    except np.linalg.LinAlgError:
        return None
    if not np.all(np.diag(covariance) > 0):
        return None
    scatter = float(np.exp(found.x[-1]))
    jacobian = np.diag(np.append(np.ones(count), scatter))
    return BoundedFit(found.x[:-1], scatter, jacobian @ covariance @ jacobian)


def average(findings: "list[Estimate]", *, typical: "list[Estimate] | None" = None, method: str = "") -> Finding:
    """Return the average of estimates in one unit, bounds among them at what the others let expect beyond the bound.

    Without bounds it is their plain mean. Where bounds are the half or more, it is itself a bound, which the bounds give; bounds
    on both sides then give none. The note says how many there are.

    Args:
        findings: at least one, all in one unit.
        typical: those that tell what to expect beyond a bound, where others are known to be outliers; None: all.
        method: goes with the result.
    """
    unit = findings[0].unit
    data = bounded_of(findings)
    size = data.value.size
    bounds = int(np.count_nonzero(data.side))
    if not bounds:
        uncertainty = float(np.sqrt(np.sum(data.uncertainty**2))) / size
        return Estimate(value=float(data.value.mean()), unit=unit, uncertainty=uncertainty, method=method)
    note = f"{bounds} of {size} are bounds"
    telling = data if typical is None else bounded_of(typical)
    fit = fit_with_bounds(np.ones((telling.value.size, 1)), telling) if 2 * bounds < size else None
    if fit is None:
        sides = set(data.side[data.side != 0].tolist())
        if len(sides) > 1:
            return Refusal(unit=unit, reason=f"{note}, on both sides: no average", method=method)
        censored = Censoring.ABOVE if sides == {1} else Censoring.BELOW
        return Estimate(value=float(data.value.mean()), unit=unit, censored=censored, method=method, note=note)
    centre = float(fit.coefficients[0])
    known = data.side == 0
    expected, spread, slopes = _beyond(centre, fit.scatter, data)
    value = float(np.where(known, data.value, expected).mean())
    shift = slopes[:, ~known].sum(axis=1) / size
    variance = np.sum(np.where(known, data.uncertainty, spread) ** 2) / size**2 + shift @ fit.full_covariance @ shift
    return Estimate(value=value, unit=unit, uncertainty=float(np.sqrt(variance)), method=method, note=note)


def _beyond(centre: float, scatter: float, data: Bounded) -> tuple[Array, Array, Array]:
    """What a Gaussian is expected to be beyond each bound (n,), its deviation there (n,), and the expectation's slopes (2, n)."""
    beyond = data.side * (data.value - centre) / scatter
    ratio = _mills(-beyond)
    variance = np.clip(1.0 + beyond * ratio - ratio**2, 0.0, 1.0)
    slopes = np.stack([variance, data.side * (ratio - beyond * (1.0 - variance))])
    return centre + data.side * scatter * ratio, scatter * np.sqrt(variance), slopes


def _loss(parameters: Array, design: Array, data: Bounded) -> tuple[float, Array]:
    """Return minus the logarithm of the likelihood and its gradient; the last parameter is the logarithm of the scatter."""
    from scipy.special import log_ndtr

    scatter = float(np.exp(np.clip(parameters[-1], -50, 50)))
    width = np.sqrt(scatter**2 + data.uncertainty**2)
    pull = (data.value - design @ parameters[:-1]) / width
    known = data.side == 0
    beyond = -data.side * pull
    loss = np.where(known, 0.5 * pull**2 + np.log(width), -log_ndtr(beyond)).sum()
    ratio = _mills(beyond)
    by_centre = np.where(known, -pull, -data.side * ratio) / width
    by_width = np.where(known, 1.0 - pull**2, ratio * beyond) / width
    return float(loss), np.append(design.T @ by_centre, np.sum(by_width * scatter**2 / width))


def _mills(z: Array) -> Array:
    """The Gaussian's density over its integral from minus infinity to z."""
    from scipy.special import log_ndtr

    return np.asarray(np.exp(-0.5 * z * z - 0.5 * np.log(2 * np.pi) - log_ndtr(z)))
