import numpy as np
import pytest

from qcstation.analysis.timing import digitisation, gaussian_width, jitter, remainder, subtract_reference, time_walk
from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal


def _exactly(value: float) -> Estimate:
    return Estimate(value=value, unit="s", uncertainty=0.0)


def _value(finding: Finding) -> Estimate:
    assert isinstance(finding, Estimate)
    assert finding.censored is None
    return finding


@pytest.mark.parametrize("reference_uncertainty", [0.0, 2e-12])
def test_the_resolution_of_1000_devices_has_pulls_of_width_one(reference_uncertainty: float) -> None:
    """25 to 60 ps, a reference of 10 to 17 ps, 1000 to 5000 events: as a campaign has them."""
    rng = np.random.default_rng(211)
    pulls = []
    for _ in range(1000):
        device, reference = rng.uniform(25e-12, 60e-12), rng.uniform(10e-12, 17e-12)
        total = gaussian_width(rng.normal(0.4e-9, np.hypot(device, reference), rng.integers(1000, 5001)))
        told = Estimate(
            value=reference + reference_uncertainty * rng.standard_normal(), unit="s", uncertainty=reference_uncertainty
        )
        found = _value(subtract_reference(total, told))
        assert found.uncertainty is not None
        pulls.append((found.value - device) / found.uncertainty)
    assert abs(np.mean(pulls)) < 0.15
    assert 0.9 < np.std(pulls) < 1.1
    assert np.max(np.abs(pulls)) < 5


def test_a_device_of_30_ps_comes_out_within_1_ps_of_5000_events() -> None:
    rng = np.random.default_rng(212)
    differences = rng.normal(0, 30e-12, 5000) + rng.normal(0, 14e-12, 5000)
    found = _value(subtract_reference(gaussian_width(differences), _exactly(14e-12)))
    assert found.value == pytest.approx(30e-12, abs=1e-12)
    assert found.uncertainty is not None
    assert found.uncertainty < 0.5e-12


def test_an_uncertain_reference_widens_the_error_as_it_should() -> None:
    total = Estimate(value=40e-12, unit="s", uncertainty=0.5e-12)
    exact = _value(subtract_reference(total, _exactly(20e-12)))
    wide = _value(subtract_reference(total, Estimate(value=20e-12, unit="s", uncertainty=2e-12)))
    assert exact.value == wide.value == pytest.approx(np.sqrt(1200) * 1e-12)
    assert exact.uncertainty == pytest.approx(40 * 0.5 / np.sqrt(1200) * 1e-12)
    assert wide.uncertainty == pytest.approx(np.hypot(40 * 0.5, 20 * 2) / np.sqrt(1200) * 1e-12)


def test_an_imaginary_resolution_is_an_upper_limit() -> None:
    reference = Estimate(value=17e-12, unit="s", uncertainty=0.5e-12)
    found = subtract_reference(Estimate(value=16.5e-12, unit="s", uncertainty=0.3e-12), reference)
    assert isinstance(found, Estimate)
    assert found.censored is Censoring.BELOW
    assert "95%" in found.note
    assert 0 < found.value < 10e-12


def test_the_upper_limit_holds_for_devices_that_have_one() -> None:
    """A device much better than its reference: where a limit is given, it may be below the truth in a twentieth of cases."""
    rng = np.random.default_rng(213)
    truth, reference, error = 5e-12, 17e-12, 0.4e-12
    wrong = limits = 0
    for _ in range(2000):
        total = Estimate(value=np.hypot(truth, reference) + error * rng.standard_normal(), unit="s", uncertainty=error)
        found = subtract_reference(total, _exactly(reference))
        if isinstance(found, Estimate) and found.censored is Censoring.BELOW:
            limits += 1
            wrong += found.value < truth
    assert limits > 500
    assert wrong / limits < 0.08


def test_what_is_known_of_nothing_is_refused() -> None:
    refusal = Refusal(unit="s", reason="too few events")
    for total, reference in ((refusal, _exactly(1e-12)), (_exactly(1e-11), refusal)):
        found = subtract_reference(total, reference)
        assert isinstance(found, Refusal)
        assert "too few events" in found.reason
    assert isinstance(subtract_reference(_exactly(1e-12), _exactly(2e-12)), Refusal)


def test_the_terms_of_a_resolution_leave_the_landau_term() -> None:
    total = Estimate(value=35e-12, unit="s", uncertainty=0.4e-12)
    walk = Estimate(value=3e-12, unit="s", censored=Censoring.BELOW)
    left = remainder(total, {"jitter": _exactly(18e-12), "digitisation": digitisation(20e-12), "time-walk": walk})
    found = _value(left)
    assert found.value == pytest.approx(np.sqrt(35**2 - 18**2 - 400 / 12) * 1e-12)
    assert "time-walk" in found.note
    assert found.method == "jitter, digitisation, time-walk subtracted"


def test_jitter_is_noise_over_slew_rate() -> None:
    rng = np.random.default_rng(214)
    noise = np.abs(rng.normal(2e-3, 2e-4, 4000))
    slew = rng.choice([1e8, 2e8], 4000)
    found = _value(jitter(np.append(noise, np.nan), np.append(slew, 1e8)))
    assert found.value == pytest.approx(2e-3 * np.sqrt(0.5 * (1e-16 + 0.25e-16)), rel=0.03)
    assert isinstance(jitter([1e-3, 1e-3], [np.nan, 0.0]), Refusal)


def test_time_walk_is_found_where_there_is_one_and_bounded_where_there_is_none() -> None:
    rng = np.random.default_rng(215)
    amplitude = rng.uniform(0.05, 0.2, 5000)
    differences = rng.normal(0, 30e-12, 5000)
    none = time_walk(differences, amplitude)
    assert isinstance(none, Estimate)
    assert none.censored is Censoring.BELOW
    assert none.value < 3e-12
    # A straight line over a flat spectrum scatters by its height over the square root of 12.
    walking = _value(time_walk(differences + 60e-12 * (amplitude - 0.05) / 0.15, amplitude))
    assert walking.value == pytest.approx(60e-12 / np.sqrt(12), rel=0.15)
    assert isinstance(time_walk(differences[:50], amplitude[:50]), Refusal)
