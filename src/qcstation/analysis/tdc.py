"""Time-to-digital converters in pixels: their steps from a delay scan, and time-walk taken out by time over threshold.

Everything runs over all pixels at once. A code of zero is no hit (ATLAS-HGTD atlas-altiroc-daq, pixel_calibration.py).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qcstation.model.estimates import Estimate, Finding, Refusal, Result

from .timing.widths import Widths, gaussian_widths

Array = NDArray[np.float64]

_STEP = "delay step over the slope of the mean code"


@dataclass(frozen=True)
class TdcSteps:
    """The steps of p pixels' converters; NaN where a pixel had too few points."""

    lsb: Array
    """s, shape (p,)."""
    uncertainty: Array
    """s, shape (p,), from the points' scatter about the line."""
    non_linearity: Array
    """Codes, shape (p,): root mean square of the same scatter."""
    points: NDArray[np.intp]
    """Delays that counted, shape (p,)."""

    def results(self, name: str = "tdc_lsb") -> tuple[Result, ...]:
        """Return one result a pixel, whose channel is its number."""
        return tuple(Result(name, self._finding(pixel), channel=str(pixel)) for pixel in range(self.lsb.size))

    def _finding(self, pixel: int) -> Finding:
        if not np.isfinite(self.lsb[pixel]):
            reason = f"{self.points[pixel]} delays with enough hits, or codes that do not move with the delay"
            return Refusal(unit="s", reason=reason, method=_STEP)
        return Estimate(value=self.lsb[pixel], unit="s", uncertainty=self.uncertainty[pixel], method=_STEP)


def tdc_steps(codes: ArrayLike, delays: ArrayLike, *, occupancy: float = 0.5, fewest: int = 4) -> TdcSteps:
    """Return the step of each pixel from a delay scan: one over the slope of the mean code against the delay.

    Args:
        codes: time-of-arrival codes, shape (pixels, delays, hits); zero is no hit.
        delays: s, shape (delays,).
        occupancy: share of hits that a delay must have to count; where hits are lost at the window's edge, means lie.
        fewest: delays without which a pixel has no step.
    """
    values, moments = np.asarray(codes, dtype=float), np.asarray(delays, dtype=float)
    hit = values > 0
    hits = hit.sum(axis=2)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(hit, values, 0.0).sum(axis=2) / hits
        counts = (hits >= max(1, occupancy * values.shape[2])) & np.isfinite(mean)
        weight = counts.astype(float)
        points = counts.sum(axis=1)
        filled = np.where(counts, mean, 0.0)
        x = moments - (weight @ moments / points)[:, None]
        y = filled - (filled.sum(axis=1) / points)[:, None]
        square = (weight * x * x).sum(axis=1)
        slope = (weight * x * y).sum(axis=1) / square
        residual = weight * (y - slope[:, None] * x)
        scatter = (residual**2).sum(axis=1) / (points - 2)
        error = np.sqrt(scatter / square)
        # A slope that its own error hides is that of a dead or stuck pixel.
        valid = (points >= fewest) & (np.abs(slope) > 5 * error) & np.isfinite(slope)
        lsb = 1 / np.abs(slope)
        return TdcSteps(
            lsb=np.where(valid, lsb, np.nan),
            uncertainty=np.where(valid, lsb * error / np.abs(slope), np.nan),
            non_linearity=np.where(points > 2, np.sqrt(np.maximum(scatter, 0.0)), np.nan),
            points=points,
        )


@dataclass(frozen=True)
class TimeWalk:
    """How the time of arrival of p pixels goes with the time over threshold: a polynomial each."""

    coefficients: Array
    """s, of Chebyshev polynomials over the range of the time over threshold, shape (p, degree + 1); NaN without a fit."""
    lowest: Array
    """s, shape (p,): where the range begins."""
    highest: Array
    """s, shape (p,): where it ends."""

    def correct(self, arrival: ArrayLike, over_threshold: ArrayLike) -> Array:
        """Return times of arrival (s) less what the time over threshold (s) makes of them, both of shape (p, hits)."""
        basis = _basis(np.asarray(over_threshold, dtype=float), self.lowest, self.highest, self.coefficients.shape[1])
        return np.asarray(np.asarray(arrival, dtype=float) - np.einsum("phk,pk->ph", basis, self.coefficients))

    def residual(self, arrival: ArrayLike, over_threshold: ArrayLike) -> Widths:
        """Return the width of the corrected times of each pixel, shape (p,), as any other width of time differences."""
        return gaussian_widths(self.correct(arrival, over_threshold))


def fit_time_walk(arrival: ArrayLike, over_threshold: ArrayLike, *, degree: int = 4) -> TimeWalk:
    """Return the polynomials that fit the times of arrival (s) against the times over threshold (s), shape (p, hits).

    Least squares, twice: the second time without what lies more than four standard deviations off. A time over threshold of zero
    or NaN is no hit. Pixels with fewer than ten hits a parameter have no fit.
    """
    times, over = np.asarray(arrival, dtype=float), np.asarray(over_threshold, dtype=float)
    usable = np.isfinite(times) & np.isfinite(over) & (over > 0)
    lowest = np.where(usable, over, np.inf).min(axis=1)
    highest = np.where(usable, over, -np.inf).max(axis=1)
    basis = _basis(over, lowest, highest, degree + 1)
    walk = TimeWalk(_least_squares(basis, times, usable), lowest, highest)
    deviation = np.abs(walk.correct(times, over))
    fitted = usable & np.isfinite(deviation)
    # A pixel without a fit has no deviations either; zeros keep its median defined.
    beside = np.where(fitted.any(axis=1, keepdims=True), np.nan, 0.0)
    typical = 1.4826 * np.nanmedian(np.where(fitted, deviation, beside), axis=1, keepdims=True)
    usable &= fitted & (deviation <= 4 * typical)
    return TimeWalk(_least_squares(basis, times, usable), lowest, highest)


def _basis(over: Array, lowest: Array, highest: Array, terms: int) -> Array:
    """Chebyshev polynomials of the time over threshold, shape (p, hits, terms); held at the ends of the fitted range."""
    with np.errstate(invalid="ignore", divide="ignore"):
        place = 2 * (over - lowest[:, None]) / (highest - lowest)[:, None] - 1
    place = np.clip(np.nan_to_num(place, nan=0.0, posinf=1.0, neginf=-1.0), -1, 1)
    return np.asarray(np.polynomial.chebyshev.chebvander(place, terms - 1))


def _least_squares(basis: Array, times: Array, usable: NDArray[np.bool_]) -> Array:
    terms = basis.shape[2]
    weighted = basis * usable[:, :, None]
    matrix = np.einsum("phk,phl->pkl", weighted, basis)
    target = np.einsum("phk,ph->pk", weighted, np.where(usable, times, 0.0))
    enough = usable.sum(axis=1) >= 10 * terms
    matrix[~enough] = np.eye(terms)
    found = np.linalg.solve(
        matrix + 1e-12 * np.trace(matrix, axis1=1, axis2=2)[:, None, None] * np.eye(terms), target[:, :, None]
    )
    return np.where(enough[:, None], found[:, :, 0], np.nan)
