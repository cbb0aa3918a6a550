import numpy as np
import pytest

from qcstation.analysis.charge import fit_charges, gain
from qcstation.analysis.charge.landau import MODE, FoldedLandau
from qcstation.model.estimates import Censoring, Estimate, Refusal

from .spectra import charges


def test_the_bins_of_a_landau_distribution_are_those_of_scipy() -> None:
    """scipy's scale is pi/2 of ours, and its location log(pi/2) off."""
    from scipy.stats import landau

    shape = FoldedLandau(start=-5.0, width=0.5, bins=120)
    found = shape(np.array([[0.0, 1.0, 0.0]]))[0][0]
    expected = np.diff(landau.cdf(-5 + 0.5 * np.arange(121), loc=np.log(np.pi / 2) - MODE, scale=np.pi / 2))
    np.testing.assert_allclose(found, expected, atol=5e-6)


def test_a_wide_gaussian_hides_the_landau_distribution() -> None:
    """Where sigma is 20 times xi the folded distribution is a Gaussian but for its tail."""
    shape = FoldedLandau(start=-60.0, width=4.0, bins=30)
    found = shape(np.array([[0.0, 0.1, 400.0]]))[0][0]
    z = (-60 + 4 * np.arange(30) + 2) / 20
    np.testing.assert_allclose(found, 4 * np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi) / 20, atol=3e-3)


def test_derivatives_are_those_of_the_probabilities() -> None:
    shape = FoldedLandau(start=0.0, width=1.0, bins=80, fineness=4)
    here = np.array([[20.0, 2.0, 4.0]])
    derivative = shape(here)[1][0]
    for k, step in enumerate((1e-4, 1e-4, 1e-4)):
        ahead, behind = here.copy(), here.copy()
        ahead[0, k] += step
        behind[0, k] -= step
        np.testing.assert_allclose(derivative[:, k], (shape(ahead)[0] - shape(behind)[0])[0] / (2 * step), atol=1e-8)


def test_most_probable_charges_of_300_sensors_have_pulls_of_width_one() -> None:
    rng = np.random.default_rng(301)
    pulls = []
    for _ in range(300):
        mpv = rng.uniform(4e-15, 30e-15)
        values = charges(rng, 5000, mpv=mpv, xi=rng.uniform(0.06, 0.12) * mpv, sigma=rng.uniform(0.03, 0.15) * mpv)
        found = fit_charges(values).most_probable
        assert isinstance(found, Estimate)
        assert found.uncertainty is not None
        assert found.value == pytest.approx(mpv, rel=0.04)
        pulls.append((found.value - mpv) / found.uncertainty)
    assert abs(np.mean(pulls)) < 0.25
    assert 0.83 < np.std(pulls) < 1.17


def test_the_mode_is_that_of_the_landau_distribution_and_not_of_the_folded_one() -> None:
    values = charges(np.random.default_rng(302), 50000, mpv=10e-15, xi=0.8e-15, sigma=1.5e-15)
    fit = fit_charges(values)
    histogram = np.histogram(values, np.linspace(5e-15, 20e-15, 40))
    peak = histogram[1][np.argmax(histogram[0])]
    assert peak > 10.3e-15
    for found, truth in ((fit.most_probable, 10e-15), (fit.landau_width, 0.8e-15), (fit.gaussian_width, 1.5e-15)):
        assert isinstance(found, Estimate)
        assert found.uncertainty is not None
        assert abs(found.value - truth) < 4.5 * found.uncertainty
        assert found.uncertainty < 0.05 * truth
    # The curve describes the counts: chi-squared per bin, with enough in each.
    full = fit.counts > 20
    assert np.mean((fit.counts - fit.curve)[full] ** 2 / fit.curve[full]) < 1.8


def test_a_spectrum_without_gaussian_is_fitted_too() -> None:
    fit = fit_charges(charges(np.random.default_rng(303), 5000, mpv=10e-15, xi=1e-15, sigma=0.0))
    assert isinstance(fit.most_probable, Estimate)
    assert fit.most_probable.value == pytest.approx(10e-15, rel=0.02)
    assert isinstance(fit.gaussian_width, Estimate)
    assert fit.gaussian_width.value < 0.6e-15


def test_a_threshold_does_not_pull_the_fit_that_begins_above_it() -> None:
    values = charges(np.random.default_rng(304), 20000, mpv=10e-15, xi=1e-15, sigma=1e-15)
    noise = np.abs(np.random.default_rng(305).normal(0, 1e-15, 5000))
    found = fit_charges(np.append(values[values > 6e-15], noise), lowest=6.5e-15).most_probable
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(10e-15, rel=0.01)


@pytest.mark.parametrize(
    "values", [np.zeros(0), np.full(50, 1e-15), np.full(1000, 1e-15), np.full(1000, -1e-15), np.full(500, np.nan)]
)
def test_no_spectrum_is_refused(values: np.ndarray) -> None:
    assert isinstance(fit_charges(values).most_probable, Refusal)


def test_gain_is_charge_over_primary_charge() -> None:
    charge = Estimate(value=10e-15, unit="C", uncertainty=0.1e-15)
    found = gain(charge, primary=0.5e-15)
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(20)
    assert found.uncertainty == pytest.approx(0.2)
    assert "0.5 fC" in found.method
    bound = gain(Estimate(value=1e-15, unit="C", censored=Censoring.BELOW), primary=0.5e-15)
    assert isinstance(bound, Estimate)
    assert bound.censored is Censoring.BELOW
    assert isinstance(gain(Refusal(unit="C", reason="none"), primary=0.5e-15), Refusal)
