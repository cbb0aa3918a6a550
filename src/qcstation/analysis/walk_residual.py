"""What is left of pixels' times of arrival when the time-walk is taken out: how wide it is, and whether it is flat."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal

from .tdc import TimeWalk

Array = NDArray[np.float64]

_PARTS = 10
_FEWEST = 50
_BEYOND = 5.0
"""Standard deviations beyond which a hit is none of the pulse: of normal ones, less than one in a million."""
_METHOD = "rms of the mean residual over tenths of the hits in time over threshold, less its statistical part"


@dataclass(frozen=True)
class WalkResidual:
    """Of p pixels, in s, each of shape (p,) where not said; NaN where a pixel has fewer than 50 hits or no fit."""

    width: Array
    """Standard deviation of the corrected times. They come in converter steps, which makes quantiles jump but not this."""
    uncertainty: Array
    range: Array
    """How far the correction reaches over the pixel's hits."""
    excess: Array
    """s^2, shape (p, 10): squares of mean residuals in tenths of the hits, less what chance gives; their mean is 0 if flat."""


def walk_residual(arrival: ArrayLike, over_threshold: ArrayLike, walk: TimeWalk) -> WalkResidual:
    """Return width and flatness of the times of arrival (s) after correction, both of shape (p, hits); NaN is no hit."""
    times, over = np.asarray(arrival, dtype=float), np.asarray(over_threshold, dtype=float)
    corrected = walk.correct(times, over)
    made = times - corrected
    usable = np.isfinite(corrected)
    enough = usable.sum(axis=1) >= _FEWEST
    filled = np.where(enough[:, None], corrected, 0.0)
    centre = np.nanmedian(filled, axis=1, keepdims=True)
    deviation = np.abs(filled - centre)
    # The distance within which 68 % lie: steps make it coarse, but it only says what is far off.
    typical = np.nanquantile(deviation, 0.68, axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        kept = usable & enough[:, None] & (deviation <= _BEYOND * typical)
        count = kept.sum(axis=1)
        mean = np.where(kept, corrected, 0.0).sum(axis=1) / count
        residual = np.where(kept, corrected - mean[:, None], 0.0)
        width = np.sqrt((residual**2).sum(axis=1) / (count - 1))
        reach = np.where(kept, made, -np.inf).max(axis=1) - np.where(kept, made, np.inf).min(axis=1)
    nothing = np.where(enough, 0.0, np.nan)
    return WalkResidual(
        width=width + nothing,
        uncertainty=width / np.sqrt(2.0 * np.maximum(count - 1, 1)) + nothing,
        range=np.where(enough, reach, np.nan),
        excess=_excess(residual, np.where(kept, over, np.inf), count, width) + nothing[:, None],
    )


def unevenness(residuals: Sequence[WalkResidual]) -> Finding:
    """Return how uneven the residuals of several chips' pixels are together."""
    excess = np.concatenate([each.excess for each in residuals])
    per_pixel = excess[np.isfinite(excess).all(axis=1)].mean(axis=1)
    if per_pixel.size < 2:
        return Refusal(unit="s", reason="fewer than two pixels have a residual", method=_METHOD)
    # Pixels that are no good have residuals of their own kind: a trimmed mean leaves one in twenty out on either side.
    ordered = np.sort(per_pixel)
    trimmed = ordered[ordered.size // 20 : ordered.size - ordered.size // 20]
    value, error = float(trimmed.mean()), float(trimmed.std(ddof=1) / np.sqrt(trimmed.size))
    if value > 2 * error:
        return Estimate(value=np.sqrt(value), unit="s", uncertainty=error / (2 * np.sqrt(value)), method=_METHOD)
    bound = np.sqrt(max(value, 0.0) + 2 * error)
    return Estimate(value=bound, unit="s", censored=Censoring.BELOW, method=_METHOD, note="flat within two standard errors")


def _excess(residual: Array, over: Array, count: NDArray[np.intp], width: Array) -> Array:
    """Squares of the mean residual in each tenth of the hits, ordered by time over threshold, less their expectation."""
    pixels, hits = residual.shape
    order = np.argsort(over, axis=1, kind="stable")
    ordered = np.take_along_axis(residual, order, axis=1)
    edges = (np.arange(_PARTS + 1)[None, :] * count[:, None]) // _PARTS
    summed = np.concatenate([np.zeros((pixels, 1)), np.cumsum(ordered, axis=1)], axis=1)
    at = np.take_along_axis(summed, np.minimum(edges, hits), axis=1)
    number = np.maximum(np.diff(edges, axis=1), 1)
    mean = np.diff(at, axis=1) / number
    return np.asarray(mean**2 - (width**2)[:, None] / number * (1 - 1 / _PARTS))
