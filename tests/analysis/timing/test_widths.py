import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.analysis.timing import central_width, central_widths, gaussian_width, gaussian_widths
from qcstation.model.estimates import Estimate, Refusal


def _value(finding: object) -> Estimate:
    assert isinstance(finding, Estimate)
    return finding


def test_both_widths_of_500_gaussians_have_pulls_of_width_one() -> None:
    samples = 40e-12 * np.random.default_rng(201).standard_normal((500, 2000)) + 3e-9
    for found in (gaussian_widths(samples), central_widths(samples)):
        pulls = (found.width - 40e-12) / found.uncertainty
        assert abs(pulls.mean()) < 0.2
        assert 0.87 < pulls.std() < 1.13


def test_the_central_width_knows_its_uncertainty_for_other_shapes_too() -> None:
    """Uniform: a width of 0.6827 / 2 of the whole; the fit's model does not hold there, the quantiles' does."""
    found = central_widths(np.random.default_rng(202).uniform(0, 1e-9, (500, 2000)))
    pulls = (found.width - 0.6826895 / 2 * 1e-9) / found.uncertainty
    assert abs(pulls.mean()) < 0.2
    assert 0.87 < pulls.std() < 1.13


def test_outliers_do_not_move_the_fit_and_hardly_the_quantiles() -> None:
    rng = np.random.default_rng(203)
    samples = 40e-12 * rng.standard_normal(10000)
    samples[:300] = rng.uniform(-10e-9, 10e-9, 300)
    assert np.std(samples) > 500e-12
    assert _value(gaussian_width(samples)).value == pytest.approx(40e-12, rel=0.04)
    assert _value(central_width(samples)).value == pytest.approx(40e-12, rel=0.08)


@settings(max_examples=40)
@given(st.integers(0, 2**32 - 1), st.floats(1e-13, 1e-6), st.floats(-1e-6, 1e-6))
def test_widths_follow_scale_and_ignore_place_and_order(seed: int, scale: float, place: float) -> None:
    samples = np.random.default_rng(seed).standard_normal(300)
    for width in (gaussian_width, central_width):
        plain = _value(width(samples * 2.0**-40))
        moved = _value(width((samples[::-1] * 2.0**-40 + 1.0) - 1.0))
        assert moved.value == pytest.approx(plain.value, rel=2e-3)
        assert _value(width(samples * scale)).value == pytest.approx(plain.value * scale * 2.0**40, rel=2e-3)


def test_missing_times_are_left_out() -> None:
    samples = 40e-12 * np.random.default_rng(204).standard_normal(1000)
    with_gaps = np.insert(samples, [0, 10, 10, 999], np.nan)
    assert _value(gaussian_width(with_gaps)) == _value(gaussian_width(samples))
    assert _value(central_width(with_gaps)) == _value(central_width(samples))


@pytest.mark.parametrize("samples", [np.zeros(0), np.full(30, np.nan), np.arange(40.0), np.full(500, 3e-12)])
def test_too_little_is_refused(samples: np.ndarray) -> None:
    for width in (gaussian_width, central_width):
        finding = width(samples)
        assert isinstance(finding, Refusal)
        assert "time differences" in finding.reason


def test_times_in_steps_come_out_with_the_step_in_their_width() -> None:
    """As converters with 20 ps a step give them: sigma and step / sqrt(12) in quadrature."""
    rng = np.random.default_rng(205)
    exact = rng.normal(0, 30, (200, 2000)) + rng.uniform(-10, 10, (200, 1))
    found = gaussian_widths(np.round(exact / 20) * 20e-12)
    truth = np.hypot(30e-12, 20e-12 / np.sqrt(12))
    assert found.width.mean() == pytest.approx(truth, rel=0.01)
    assert found.width.std() < 1.25 * found.uncertainty.mean()
