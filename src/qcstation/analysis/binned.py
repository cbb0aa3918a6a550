"""Maximum-likelihood fits of shapes to histograms, many at once."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

Shape = Callable[[Array], tuple[Array, Array]]
"""From parameters (m, k) to the bins' probabilities (m, b) and their derivatives (m, b, k); the norm is of no account."""

_CLOSE = 1e-4
"""Distance from the maximum, in squared standard deviations, from which one step more is enough."""


@dataclass(frozen=True)
class BinnedFits:
    """Fits of m histograms with k parameters."""

    values: Array
    """Shape (m, k)."""
    covariance: Array
    """From the expected information, shape (m, k, k)."""
    converged: NDArray[np.bool_]
    """Shape (m,)."""


def fit_binned(counts: Array, shape: Shape, start: Array, *, lowest: Array | None = None, iterations: int = 60) -> BinnedFits:
    """Fit `shape` to histograms by the likelihood of their counts, given that an entry lies in one of the bins.

    Empty bins count as they should, entries outside the bins not at all. Fisher's scoring, damped where a step would not climb.

    Args:
        counts: shape (m, b).
        shape: what is fitted.
        start: parameters to begin with, shape (m, k).
        lowest: bounds of the parameters, shape (k,).
        iterations: at most so many.
    """
    values = start.astype(float)
    floor = np.full(start.shape[1], -np.inf) if lowest is None else lowest
    damping = np.zeros(len(start))
    likelihood, gradient, information = _expand(counts, *shape(values))
    converged = np.zeros(len(start), dtype=np.bool_)
    for _ in range(iterations):
        # A parameter at its bound that the likelihood pushes further stays there.
        held = (values <= floor) & (gradient <= 0)
        gradient = np.where(held, 0.0, gradient)
        step = _solve(information, gradient, damping, held)
        near = np.einsum("mk,mk->m", step, gradient) * (1 + damping) < _CLOSE
        trial = np.maximum(values + step, floor)
        new_likelihood, new_gradient, new_information = _expand(counts, *shape(trial))
        climbs = new_likelihood >= likelihood - 1e-9 * np.abs(likelihood)
        values = np.where(climbs[:, None], trial, values)
        likelihood = np.where(climbs, new_likelihood, likelihood)
        gradient = np.where(climbs[:, None], new_gradient, gradient)
        information = np.where(climbs[:, None, None], new_information, information)
        converged = near
        if converged.all():
            break
        damping = np.where(climbs, 0.1 * damping * (damping > 1e-3), np.maximum(10 * damping, 1e-2))
    covariance = np.asarray(np.linalg.pinv(information, hermitian=True), dtype=float)
    return BinnedFits(values=values, covariance=covariance, converged=converged)


def _expand(counts: Array, probability: Array, derivative: Array) -> tuple[Array, Array, Array]:
    """Log-likelihood (m,), its gradient (m, k) and the expected information (m, k, k)."""
    total = probability.sum(axis=1, keepdims=True)
    share = np.maximum(probability / total, 1e-300)
    change = (derivative - share[:, :, None] * derivative.sum(axis=1, keepdims=True)) / total[:, :, None]
    relative = change / share[:, :, None]
    likelihood = np.einsum("mb,mb->m", counts, np.log(share))
    gradient = np.matmul(counts[:, None, :], relative)[:, 0]
    information = np.matmul(np.swapaxes(relative, 1, 2), change) * counts.sum(axis=1)[:, None, None]
    usable = np.isfinite(likelihood) & np.isfinite(gradient).all(axis=1) & np.isfinite(information).all(axis=(1, 2))
    likelihood = np.where(usable, likelihood, -np.inf)
    return likelihood, np.where(usable[:, None], gradient, 0.0), np.where(usable[:, None, None], information, 0.0)


def _solve(information: Array, gradient: Array, damping: Array, held: NDArray[np.bool_]) -> Array:
    size = gradient.shape[1]
    diagonal = np.einsum("mkk->mk", information)
    free = np.where(held[:, :, None] | held[:, None, :], 0.0, information)
    unit = np.where(held | (diagonal <= 0), 1.0, diagonal * damping[:, None])
    matrix = free + unit[:, :, None] * np.eye(size)
    # A hair on the diagonal keeps degenerate histograms from stopping all others.
    matrix += 1e-12 * np.trace(matrix, axis1=1, axis2=2)[:, None, None] * np.eye(size)
    return np.asarray(np.linalg.solve(matrix, gradient[:, :, None])[:, :, 0])
