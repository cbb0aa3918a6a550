import numpy as np
import pytest

from qcstation.analysis.charge import WorkingPointRule, fit_charge_law, working_point
from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal

# UCSC Sr-90 database, run 429: bias in V, charge in fC.
_BIAS = np.array([100, 150, 175, 200, 225, 250.0])
_CHARGE = 1e-15 * np.array([3.72, 5.91, 7.74, 11.05, 16.91, 33.76])

_RULE = WorkingPointRule(tolerance=0.1, charge=10e-15, margin=10.0, unverified=True)


def _at(values: np.ndarray, unit: str) -> list[Finding]:
    return [Estimate(value=value, unit=unit, uncertainty=0.01 * value) for value in values]


def test_the_law_describes_a_real_sensor() -> None:
    law = fit_charge_law(_BIAS, _CHARGE)
    assert isinstance(law.scale, Estimate)
    assert isinstance(law.divergence, Estimate)
    assert law.scale.value == pytest.approx(3.70e-15, rel=0.01)
    assert law.divergence.value == pytest.approx(279.2, abs=1.0)
    assert law.worst < 0.036
    np.testing.assert_allclose(law.charge(_BIAS), _CHARGE, rtol=0.036)
    assert np.isnan(law.charge([300.0]))[0]


def test_the_law_is_recovered_from_300_noisy_scans() -> None:
    rng = np.random.default_rng(311)
    truth = 4e-15 / np.log(250 / np.arange(100, 225, 15.0))
    pulls = []
    for _ in range(300):
        law = fit_charge_law(np.arange(100, 225, 15.0), truth * rng.normal(1, 0.01, truth.size), 0.01 * truth)
        assert isinstance(law.divergence, Estimate)
        assert law.divergence.uncertainty is not None
        pulls.append((law.divergence.value - 250) / law.divergence.uncertainty)
    assert abs(np.mean(pulls)) < 0.3
    # Narrower than one: the error never falls below the points' own, and grows with their scatter.
    assert 0.65 < np.std(pulls) < 1.1


@pytest.mark.parametrize(("bias", "charge"), [([100, 150], [1e-15, 2e-15]), ([100, 150, 200], [3e-15, 2e-15, 1e-15])])
def test_what_is_no_gain_curve_is_refused(bias: list[float], charge: list[float]) -> None:
    law = fit_charge_law(bias, charge)
    assert isinstance(law.scale, Refusal)
    assert np.isnan(law.charge(bias)).all()


def test_the_lowest_bias_that_fulfils_the_rule_is_chosen() -> None:
    sigma = _at(1e-12 * np.array([60, 50, 42, 36, 33.5, 32.0]), "s")
    charge = _at(_CHARGE, "C")
    found = working_point(_BIAS, sigma, charge, rule=_RULE)
    assert isinstance(found, Estimate)
    assert found.value == 225
    assert found.note == "rule unverified"
    assert found.uncertainty is None


@pytest.mark.parametrize(
    ("breakdown", "expected"),
    [
        (Estimate(value=240, unit="V", uncertainty=1.0), 225),
        (Estimate(value=260, unit="V", censored=Censoring.ABOVE), 225),
        (Estimate(value=230, unit="V", uncertainty=1.0), None),
        (Estimate(value=300, unit="V", censored=Censoring.BELOW), None),
        (Refusal(unit="V", reason="no curve"), None),
    ],
)
def test_the_margin_to_breakdown_counts(breakdown: Finding, expected: float | None) -> None:
    sigma = _at(1e-12 * np.array([60, 50, 42, 36, 33.5, 32.0]), "s")
    found = working_point(_BIAS, sigma, _at(_CHARGE, "C"), rule=_RULE, breakdown=breakdown)
    if expected is None:
        assert isinstance(found, Refusal)
    else:
        assert isinstance(found, Estimate)
        assert found.value == expected


def test_what_no_bias_has_is_named() -> None:
    sigma: list[Finding] = [Refusal(unit="s", reason="few"), *_at(np.full(5, 30e-12), "s")]
    found = working_point(_BIAS, sigma, _at(_CHARGE / 10, "C"), rule=_RULE)
    assert isinstance(found, Refusal)
    assert "10 fC" in found.reason
    assert "resolution" not in found.reason
    nothing = working_point(_BIAS, [Refusal(unit="s", reason="few")] * 6, _at(_CHARGE, "C"), rule=_RULE)
    assert isinstance(nothing, Refusal)
