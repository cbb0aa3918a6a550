"""What is left of time-walk: its width is the jitter's, flat is called flat, and what is not flat is measured."""

import numpy as np
import pytest

from qcstation.analysis.tdc import fit_time_walk
from qcstation.analysis.walk_residual import unevenness, walk_residual
from qcstation.model.estimates import Censoring, Estimate, Refusal

PIXELS, HITS = 225, 1000


def events(seed: int, *, jitter: float = 25e-12, step: float = 20e-12, kink: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    over = rng.uniform(2e-9, 7e-9, (PIXELS, HITS))
    walk = 700e-12 * np.exp(-over / 3e-9) + kink * np.sign(np.sin(over * 2 * np.pi / 1e-9))
    arrival = walk + jitter * rng.standard_normal(over.shape)
    return np.floor(arrival / step) * step, over


def test_a_fit_that_fits_leaves_jitter_and_rounding_and_is_flat() -> None:
    arrival, over = events(11)
    found = walk_residual(arrival, over, fit_time_walk(arrival, over))
    expected = np.hypot(25e-12, 20e-12 / np.sqrt(12))
    # The mean over 225 pixels of 1000 hits: the width of each is known to 2.2 %.
    assert found.width.mean() == pytest.approx(expected, rel=0.01)
    pulls = (found.width - expected) / found.uncertainty
    assert pulls.std() == pytest.approx(1.0, abs=0.2)
    flat = unevenness([found])
    assert isinstance(flat, Estimate)
    assert flat.censored is Censoring.BELOW
    assert flat.value < 1e-12


def test_what_no_polynomial_follows_is_measured() -> None:
    """Steps of +-8 ps, ten over the range: a tenth of the hits sees one whole period or parts of it."""
    arrival, over = events(12, kink=8e-12)
    rough = unevenness([walk_residual(arrival, over, fit_time_walk(arrival, over, degree=1))])
    assert isinstance(rough, Estimate)
    assert rough.censored is None
    assert rough.value > 5 * rough.uncertainty if rough.uncertainty else False


def test_hits_far_off_do_not_widen_and_empty_pixels_have_nothing() -> None:
    arrival, over = events(13)
    arrival[:, :10] += 3e-9
    arrival[7] = np.nan
    found = walk_residual(arrival, over, fit_time_walk(arrival, over))
    assert np.isnan(found.width[7])
    assert np.nanmean(found.width) == pytest.approx(np.hypot(25e-12, 20e-12 / np.sqrt(12)), rel=0.02)


def test_too_few_pixels_are_a_refusal() -> None:
    arrival, over = events(14)
    found = walk_residual(arrival[:1], over[:1], fit_time_walk(arrival[:1], over[:1]))
    assert isinstance(unevenness([found]), Refusal)
