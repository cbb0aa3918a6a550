import numpy as np
import pytest

from qcstation.analysis.tdc import fit_time_walk, tdc_steps
from qcstation.analysis.timing import gaussian_widths
from qcstation.model.estimates import Estimate, Refusal

_PIXELS = 225


def _scan(rng: np.random.Generator, lsb: np.ndarray, delays: np.ndarray, hits: int = 50) -> np.ndarray:
    """Codes of a delay scan: later pulses come later in the window, 7 bits, zero outside."""
    moments = 2.2e-9 - delays[None, :, None] + 15e-12 * rng.standard_normal((lsb.size, delays.size, hits))
    codes = np.floor(moments / lsb[:, None, None]).astype(int)
    return np.where((codes > 0) & (codes < 128), codes, 0)


def test_the_steps_of_225_pixels_come_back_with_their_uncertainty() -> None:
    rng = np.random.default_rng(321)
    truth = rng.normal(20e-12, 0.6e-12, _PIXELS)
    found = tdc_steps(_scan(rng, truth, np.arange(0, 1.8e-9, 50e-12)), np.arange(0, 1.8e-9, 50e-12))
    pulls = (found.lsb - truth) / found.uncertainty
    assert abs(pulls.mean()) < 0.35
    assert 0.78 < pulls.std() < 1.25
    np.testing.assert_allclose(found.lsb, truth, rtol=0.01)


def test_hits_outside_the_window_do_not_count() -> None:
    """Half of the delays lie beyond the window, and one hit in ten is lost."""
    rng = np.random.default_rng(322)
    truth = np.full(20, 20e-12)
    delays = np.arange(0, 4e-9, 100e-12)
    codes = _scan(rng, truth, delays)
    codes[rng.random(codes.shape) < 0.1] = 0
    found = tdc_steps(codes, delays)
    assert (found.points < 23).all()
    np.testing.assert_allclose(found.lsb, truth, rtol=0.015)


def test_dead_and_stuck_pixels_are_refused_by_number() -> None:
    rng = np.random.default_rng(323)
    delays = np.arange(0, 1.5e-9, 100e-12)
    codes = _scan(rng, np.full(4, 20e-12), delays)
    codes[1] = 0
    codes[2] = 77 + rng.integers(-1, 2, codes[2].shape)
    results = tdc_steps(codes, delays).results()
    assert [result.channel for result in results] == ["0", "1", "2", "3"]
    assert [isinstance(result.finding, Refusal) for result in results] == [False, True, True, False]
    good = results[0].finding
    assert isinstance(good, Estimate)
    assert good.value == pytest.approx(20e-12, rel=0.02)


def test_time_walk_goes_and_the_resolution_stays() -> None:
    rng = np.random.default_rng(324)
    over = rng.uniform(1e-9, 8e-9, (_PIXELS, 800))
    walk = 900e-12 * np.exp(-over / 2.5e-9) * rng.normal(1, 0.1, (_PIXELS, 1))
    arrival = 5e-9 + walk + 25e-12 * rng.standard_normal(over.shape)
    before = gaussian_widths(arrival).width
    fit = fit_time_walk(arrival, over)
    found = fit.residual(arrival, over)
    assert (before > 80e-12).all()
    # Five parameters of 800 hits take 0.3 % of the width with them.
    pulls = (found.width - 25e-12) / found.uncertainty
    assert abs(pulls.mean()) < 0.4
    assert 0.8 < pulls.std() < 1.2
    # Flat against the time over threshold: no third of the range is off by more than its own uncertainty explains.
    corrected = fit.correct(arrival, over)
    for low in (1e-9, 3.3e-9, 5.6e-9):
        part = np.where((over >= low) & (over < low + 2.3e-9), corrected, np.nan)
        assert np.abs(np.nanmean(part)) < 0.5e-12


def test_outliers_and_missing_hits_do_not_bend_the_correction() -> None:
    rng = np.random.default_rng(325)
    over = rng.uniform(1e-9, 8e-9, (5, 2000))
    clean = 1e-9 * np.exp(-over / 2.5e-9) + 25e-12 * rng.standard_normal(over.shape)
    arrival = clean.copy()
    arrival[:, :60] += 5e-9
    over[:, 60:100] = 0
    fit = fit_time_walk(arrival, over)
    left = fit.correct(arrival, over)[:, 100:]
    np.testing.assert_allclose(left.std(axis=1), 25e-12, rtol=0.1)


def test_a_pixel_with_few_hits_has_no_correction() -> None:
    over = np.zeros((2, 300))
    over[0] = np.linspace(1e-9, 2e-9, 300)
    over[1, :20] = 1e-9
    fit = fit_time_walk(np.zeros((2, 300)), over)
    assert np.isfinite(fit.coefficients[0]).all()
    assert np.isnan(fit.coefficients[1]).all()
    assert np.isnan(fit.residual(np.zeros((2, 300)), over).width).all()
