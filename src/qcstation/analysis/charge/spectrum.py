"""The most probable charge of a sensor: a Landau distribution folded with a Gaussian, fitted to the charges of many pulses."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qcstation.analysis.binned import fit_binned
from qcstation.model.estimates import Estimate, Finding, Refusal

from .landau import FoldedLandau

Array = NDArray[np.float64]

FEWEST = 100
"""Charges below which no spectrum is fitted: three parameters want some tens of events in the peak."""
_BINS = 100
_METHOD = "Landau folded with a Gaussian, binned likelihood"


@dataclass(frozen=True)
class ChargeSpectrum:
    """A fitted spectrum: `counts` in bins between `edges`, and the fit's curve over the same bins."""

    most_probable: Finding
    """C: the mode of the Landau distribution, not of the folded one, which lies higher by some of sigma."""
    landau_width: Finding
    """C: xi of the Landau distribution."""
    gaussian_width: Finding
    """C: sigma of the Gaussian (electronics, and fluctuations that a thin sensor adds)."""
    norm: float
    """Charges in the fitted range that the curve stands for."""
    edges: Array
    counts: Array
    curve: Array


def fit_charges(charges: ArrayLike, *, lowest: float | None = None, highest: float | None = None) -> ChargeSpectrum:
    """Return the fit to `charges` in C, shape (n,).

    Args:
        charges: C; NaN is no charge.
        lowest: where the fit begins, C: above what the trigger or the noise cuts into. Without it, at the smallest charge.
        highest: where it ends; without it, far in the tail (3.5 times the median), which needs no more than the norm.
    """
    values = np.asarray(charges, dtype=float)
    values = values[np.isfinite(values)]
    if values.size < FEWEST or not np.median(values) > 0:
        return _refused(f"fewer than {FEWEST} charges, or their median is not positive")
    low, middle, high = np.quantile(values, (0.1587, 0.5, 0.8413))
    start = float(values.min() if lowest is None else lowest)
    start = max(start, float(middle - 6 * (middle - low)))
    stop = float(min(values.max() * (1 + 1e-12), 3.5 * middle) if highest is None else highest)
    if not stop > start or not high > low:
        return _refused("all charges are the same, or none is in the range of the fit")
    edges = np.linspace(start, stop, _BINS + 1)
    counts = np.histogram(values, edges)[0].astype(float)
    if counts.sum() < FEWEST:
        return _refused(f"fewer than {FEWEST} charges between {start:.3g} and {stop:.3g} C")
    width = (stop - start) / _BINS
    spread = float(middle - low)
    # In units of a bin: the fit's numbers are near one.
    shape = FoldedLandau(start=start / width, width=1.0, bins=_BINS, fineness=2 if spread > 4 * width else 8)
    begin = np.array([[(middle - 0.5 * spread) / width, 0.4 * spread / width, (0.5 * spread / width) ** 2]])
    fit = fit_binned(counts[None], shape, begin, lowest=np.array([-np.inf, 0.05, 0.0]))
    if not fit.converged[0]:
        return _refused("the fit did not converge: is it a Landau spectrum?")
    position, xi, variance = fit.values[0]
    errors = np.sqrt(np.maximum(np.diag(fit.covariance[0]), 0.0))
    sigma = float(np.sqrt(variance))
    probability = shape(fit.values)[0][0]
    return ChargeSpectrum(
        most_probable=_charge(position * width, errors[0] * width),
        landau_width=_charge(xi * width, errors[1] * width),
        gaussian_width=_charge(sigma * width, errors[2] / (2 * sigma) * width if sigma > 0 else np.sqrt(errors[2]) * width),
        norm=float(counts.sum()),
        edges=edges,
        counts=counts,
        curve=counts.sum() * probability / probability.sum(),
    )


def gain(charge: Finding, *, primary: float) -> Finding:
    """Return how many times more charge came than the `primary` (C) that a particle frees in a sensor without gain."""
    if isinstance(charge, Refusal):
        return Refusal(unit="1", reason=charge.reason, method=charge.method)
    uncertainty = None if charge.uncertainty is None else charge.uncertainty / primary
    return Estimate(
        value=charge.value / primary,
        unit="1",
        uncertainty=uncertainty,
        censored=charge.censored,
        method=f"charge over {primary * 1e15:g} fC",
        note="the primary charge has no uncertainty here",
    )


def _charge(value: float, uncertainty: float) -> Estimate:
    return Estimate(value=value, unit="C", uncertainty=uncertainty, method=_METHOD)


def _refused(reason: str) -> ChargeSpectrum:
    refusal = Refusal(unit="C", reason=reason, method=_METHOD)
    nothing = np.empty(0)
    return ChargeSpectrum(refusal, refusal, refusal, 0.0, nothing, nothing, nothing)
