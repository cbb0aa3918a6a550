"""How wide time differences scatter: a Gaussian fitted to their histogram, and the central 68 % without any model.

Both are found for many samples at once: pairs of fractions, devices, replicas.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

from qcstation.analysis.binned import fit_binned
from qcstation.model.estimates import Estimate, Finding, Refusal

Array = NDArray[np.float64]

FEWEST = 50
"""Differences below which no width is given: its own uncertainty would be known to a fifth only."""

_REACH = 3.0
"""The histogram reaches so many central widths to either side: a wider one would let a per cent of tails in, a narrower one
costs precision (86 % of all information on the width of a Gaussian lies within 3 sigma, 39 % within 2)."""
BINS = 60
_EDGES = np.linspace(-_REACH, _REACH, BINS + 1)
_ONE_SIGMA = float(ndtr(-1.0))


@dataclass(frozen=True)
class Widths:
    """Of m samples; NaN where a sample has too few differences or no width."""

    centre: Array
    """s, shape (m,)."""
    width: Array
    """s, shape (m,)."""
    uncertainty: Array
    """s, of the width, shape (m,)."""

    def take(self, indices: ArrayLike) -> "Widths":
        """Return the samples at `indices`, which may repeat."""
        which = np.asarray(indices, dtype=np.intp)
        return Widths(self.centre[which], self.width[which], self.uncertainty[which])

    def finding(self, index: int, method: str) -> Finding:
        """Return the width of one sample."""
        width, uncertainty = float(self.width[index]), float(self.uncertainty[index])
        if not (np.isfinite(width) and np.isfinite(uncertainty)):
            return Refusal(unit="s", reason=f"fewer than {FEWEST} time differences, or all the same", method=method)
        return Estimate(value=width, unit="s", uncertainty=uncertainty, method=method)


def central_widths(differences: ArrayLike) -> Widths:
    """Return half the interval from the 15.87 to the 84.13 % quantile of samples of shape (m, n); NaN is no difference.

    One sigma for a Gaussian, and defined for any shape; up to 15 % of outliers on either side move it, but not to anywhere. Its
    uncertainty (from the density at the quantiles, so for any shape too) is 1.36 times that of the best estimate for a Gaussian.
    Times in steps as coarse as the width make the quantiles jump: not for those.
    """
    samples = np.atleast_2d(np.asarray(differences, dtype=float))
    # NaN comes last, and one more of it makes samples of no event like any other.
    ordered = np.sort(np.append(samples, np.full((len(samples), 1), np.nan), axis=1), axis=1)
    count = np.count_nonzero(np.isfinite(ordered), axis=1)
    enough = count >= FEWEST
    # A. Bofinger, Austral. J. Statist. 17 (1975) 1: the distance over which a density is best read off, here at one sigma.
    reach = 0.28 * np.maximum(count, 1) ** -0.2
    low, high = _quantile(ordered, count, _ONE_SIGMA), _quantile(ordered, count, 1 - _ONE_SIGMA)
    below = _quantile(ordered, count, _ONE_SIGMA + reach) - _quantile(ordered, count, _ONE_SIGMA - reach)
    above = _quantile(ordered, count, 1 - _ONE_SIGMA + reach) - _quantile(ordered, count, 1 - _ONE_SIGMA - reach)
    with np.errstate(divide="ignore", invalid="ignore"):
        first, second = below / (2 * reach), above / (2 * reach)
        spread = _ONE_SIGMA * (1 - _ONE_SIGMA) * (first**2 + second**2) - 2 * _ONE_SIGMA**2 * first * second
        uncertainty = 0.5 * np.sqrt(spread / count)
    width = 0.5 * (high - low)
    valid = enough & (width > 0)
    return Widths(
        centre=np.where(valid, _quantile(ordered, count, 0.5), np.nan),
        width=np.where(valid, width, np.nan),
        uncertainty=np.where(valid, uncertainty, np.nan),
    )


def gaussian_widths(differences: ArrayLike, central: Widths | None = None) -> Widths:
    """Return sigma of a Gaussian fitted to the histograms of samples of shape (m, n), within three central widths.

    A binned likelihood fit with the Gaussian's integral over each bin, so that neither empty nor wide bins bias it; the field's
    usual definition. NaN is no difference. `central` are their central widths, if they are known already.
    """
    samples = np.atleast_2d(np.asarray(differences, dtype=float))
    central = central or central_widths(samples)
    counts = histograms(bin_numbers(samples, central))
    return fitted_widths(counts, central)


def bin_numbers(samples: Array, central: Widths) -> NDArray[np.intp]:
    """Return the bin of each difference in its sample's own histogram, shape (m, n); `BINS` if it lies outside or is NaN."""
    with np.errstate(invalid="ignore"):
        place = (samples - central.centre[:, None]) / central.width[:, None] * (BINS / (2 * _REACH)) + BINS / 2
        inside = (place >= 0) & (place < BINS)
    return np.where(inside, place, BINS).astype(np.intp)


def histograms(numbers: NDArray[np.intp]) -> Array:
    """Return the counts of the bins, shape (m, BINS), for bin numbers of shape (m, n)."""
    rows = len(numbers)
    flat = numbers + (BINS + 1) * np.arange(rows)[:, None]
    return np.bincount(flat.ravel(), minlength=rows * (BINS + 1)).reshape(rows, BINS + 1)[:, :BINS].astype(float)


def fitted_widths(counts: Array, central: Widths) -> Widths:
    """Return centre and sigma of the Gaussians that fit `counts`, shape (m, BINS), in histograms laid out by `central`."""
    # From centre and sigma of the layout.
    fits = fit_binned(counts, _gaussian, np.zeros((len(counts), 2)))
    width = central.width * np.exp(fits.values[:, 1])
    valid = fits.converged & np.isfinite(width) & (counts.sum(axis=1) >= FEWEST / 2)
    return Widths(
        centre=np.where(valid, central.centre + central.width * fits.values[:, 0], np.nan),
        width=np.where(valid, width, np.nan),
        uncertainty=np.where(valid, width * np.sqrt(np.maximum(fits.covariance[:, 1, 1], 0.0)), np.nan),
    )


def gaussian_width(differences: ArrayLike) -> Finding:
    """Return sigma (s) of a Gaussian fitted to time differences (s), shape (n,)."""
    return gaussian_widths(np.atleast_2d(np.asarray(differences, dtype=float))).finding(0, "Gaussian fit within 3 central widths")


def central_width(differences: ArrayLike) -> Finding:
    """Return half the central 68.27 % interval (s) of time differences (s), shape (n,)."""
    return central_widths(np.atleast_2d(np.asarray(differences, dtype=float))).finding(0, "half the central 68 % interval")


def _gaussian(parameters: Array) -> tuple[Array, Array]:
    """Probabilities of the bins by centre and logarithm of sigma, both in central widths."""
    centre, sigma = parameters[:, :1], np.exp(parameters[:, 1:])
    z = (_EDGES - centre) / sigma
    density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    probability = np.diff(ndtr(z), axis=1)
    derivative = np.stack([-np.diff(density, axis=1) / sigma, -np.diff(z * density, axis=1)], axis=2)
    return probability, derivative


def _quantile(ordered: Array, count: NDArray[np.intp], probability: float | Array) -> Array:
    place = np.clip(probability * (count - 1), 0, np.maximum(count - 1, 0))
    low = np.floor(place).astype(np.intp)
    high = np.minimum(low + 1, np.maximum(count - 1, 0))
    rows = np.arange(len(ordered))
    return np.asarray(ordered[rows, low] + (place - low) * (ordered[rows, high] - ordered[rows, low]))
