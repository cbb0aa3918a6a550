"""What the IV procedure asks of its instruments, and what it finds in what they answer."""

from typing import Any

import numpy as np
import pytest

from qcstation.model.errors import InputError
from qcstation.model.estimates import Censoring, Estimate, Refusal
from qcstation.model.raw import RawData, RawTable, TableLayout
from qcstation.model.verdicts import Verdict
from qcstation.procedures.hgtd.sensor_iv import SensorIV
from qcstation.procedures.specifications import parameters_of
from qcstation.simulation.devices import LgadParameters, LgadSensor
from tests.procedures.stand import MemoryElectrometer, Stand, measure


def good(seed: int = 4) -> Stand:
    return Stand(LgadSensor.make("good", seed))


@pytest.mark.parametrize("pad", [True, False])
def test_a_good_sensor_passes_with_or_without_a_meter_at_the_pad(pad: bool) -> None:
    outcome = measure(SensorIV, good(), pad=pad)
    assert outcome.verdict is Verdict.PASS
    assert 150 < outcome.finding("breakdown_voltage").value < 162
    assert outcome.run.warnings == []


@pytest.mark.parametrize(
    ("variant", "verdict", "result"),
    [
        ("early-breakdown", Verdict.FAIL, "breakdown_voltage"),
        ("high-leakage", Verdict.FAIL, "leakage_current"),
        ("shorted", Verdict.FAIL, "breakdown_voltage"),
        ("dead", Verdict.INCONCLUSIVE, "breakdown_voltage"),
    ],
)
def test_a_bad_sensor_does_not_pass_and_says_why(variant: str, verdict: Verdict, result: str) -> None:
    outcome = measure(SensorIV, Stand(LgadSensor.make(variant, 4)))
    assert outcome.verdict is verdict
    assert outcome.judgements[result].verdict is verdict


def test_bias_is_negative_and_coarse_until_the_current_calls_for_fine_steps() -> None:
    outcome = measure(SensorIV, good())
    iv = outcome.raw["iv"]
    order = np.argsort(-iv["voltage"])
    bias, current = -iv["voltage"][order], -iv["current"][order]
    assert (iv["voltage"] <= 0.01).all()
    steps = np.diff(bias)
    # The last point is in compliance, short of its level.
    fine = (current[1:] > 60e-9) & (iv["in_compliance"][order][1:] == 0)
    np.testing.assert_allclose(steps[fine], 1.0, atol=0.02)
    np.testing.assert_allclose(steps[current[1:] < 40e-9], 5.0, atol=0.02)


def test_every_point_has_its_climate_and_the_readings_scatter() -> None:
    iv = measure(SensorIV, good()).raw["iv"]
    for column in ("temperature", "humidity", "elapsed", "total_current", "current_sd"):
        assert np.isfinite(iv[column]).all()
    assert (np.diff(iv["elapsed"]) > 0).all()


def test_the_sweep_ends_with_a_point_in_compliance() -> None:
    outcome = measure(SensorIV, good(), {"compliance": "2 uA"})
    clamped = outcome.raw["iv"]["in_compliance"]
    assert clamped.tolist() == [0.0] * (clamped.size - 1) + [1.0]
    assert np.abs(outcome.raw["iv"]["total_current"]).max() == pytest.approx(2e-6, rel=0.01)
    assert outcome.finding("breakdown_voltage").censored is None


def test_compliance_below_the_threshold_leaves_a_bound() -> None:
    found = measure(SensorIV, good(), {"compliance": "300 nA", "contact_current": "100 nA"}).finding("breakdown_voltage")
    assert found.censored is Censoring.ABOVE
    assert 140 < found.value < 157


def test_a_breakdown_within_one_coarse_step_is_found_without_fine_ones() -> None:
    parameters = LgadSensor.make("good", 4).parameters
    sharp = LgadSensor(_replaced(parameters, current_scale=1e-11, breakdown_pole=152.0, multiplication_power=200.0))
    outcome = measure(SensorIV, Stand(sharp))
    found = outcome.finding("breakdown_voltage")
    low, high = -outcome.raw["iv"]["voltage"][-2:]
    assert (round(low), outcome.raw["iv"]["in_compliance"][-1]) == (150, 1)
    assert low <= found.value <= high
    assert found.uncertainty == pytest.approx((high - low) / np.sqrt(12), rel=0.01)


def test_without_contact_no_high_voltage_is_applied() -> None:
    stand = Stand(LgadSensor.make("dead", 4))
    outcome = measure(SensorIV, stand)
    assert max(map(abs, stand.applied)) <= 1.0
    assert "iv" not in outcome.raw
    assert "no contact" in outcome.finding("breakdown_voltage").reason
    assert outcome.finding("contact_current").value < 1e-9
    assert any("no contact" in warning for warning in outcome.run.warnings)


def test_a_sensor_in_the_light_gets_no_high_voltage() -> None:
    stand = Stand(LgadSensor.make("good", 4), light=50e-9)
    outcome = measure(SensorIV, stand)
    assert stand.applied == [0.0]
    assert outcome.run.clock.monotonic() >= 10
    assert "dark box" in outcome.finding("leakage_current").reason
    assert outcome.verdict is Verdict.INCONCLUSIVE


def test_the_checks_can_be_left_out() -> None:
    stand = Stand(LgadSensor.make("dead", 4))
    outcome = measure(SensorIV, stand, {"check_contact": False, "stop": "50 V"})
    assert min(stand.applied) == -50.0
    assert max(stand.applied) == 0.0
    assert outcome.finding("breakdown_voltage").censored is Censoring.ABOVE
    # Not reached within 50 V says nothing of 120 V.
    assert outcome.verdict is Verdict.INCONCLUSIVE


def test_the_way_back_goes_into_a_table_of_its_own() -> None:
    outcome = measure(SensorIV, good(), {"descend": True, "stop": "100 V"})
    down = outcome.raw["iv_down"]["voltage"]
    np.testing.assert_allclose(down, -np.arange(95, -1, -5.0), atol=0.02)


def test_pad_readings_beyond_the_range_are_not_taken() -> None:
    def limited(bench: dict[str, Any]) -> None:
        pad: MemoryElectrometer = bench["pad"]
        pad.overflows_above = 100e-9

    outcome = measure(SensorIV, good(), {"check_contact": False}, prepared=limited)
    assert np.isnan(outcome.raw["iv"]["current"]).any()
    assert outcome.finding("breakdown_voltage").censored is Censoring.ABOVE


def test_a_curve_of_a_file_needs_voltage_and_current_alone() -> None:
    bias = np.arange(0, 164, 2.0)
    table = RawTable(
        TableLayout(name="iv", columns={"voltage": "V", "current": "A"}),
        {"voltage": -bias, "current": LgadSensor.make("good", 4).current(-bias)},
    )
    found = {result.name: result.finding for result in SensorIV.analyse(RawData({"iv": table}), _parameters())}
    assert isinstance(found["breakdown_voltage"], Estimate)
    assert isinstance(found["leakage_current"], Refusal)
    assert isinstance(found["leakage_current_measured"], Estimate)


@pytest.mark.parametrize(
    "tables", [{}, {"iv": RawTable(TableLayout(name="iv", columns={"voltage": "V"}), {"voltage": np.empty(0)})}]
)
def test_no_curve_gives_refusals_and_never_a_crash(tables: dict[str, RawTable]) -> None:
    found = SensorIV.analyse(RawData(tables), _parameters())
    assert {result.name for result in found} >= {"breakdown_voltage", "leakage_current"}
    assert all(isinstance(result.finding, Refusal) for result in found)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"step": "5"}, "has no unit"),
        ({"step": "5 kg"}, "5 V"),
        ({"step": "0 V"}, "at most step"),
        ({"step": "-5 V"}, "at most step"),
        ({"fine_step": "10 V"}, "at most step"),
        ({"stop": "-200 V"}, "below stop"),
        ({"start": "-1 V"}, "at least 0 V"),
        ({"start": "200 V", "stop": "200 V"}, "below stop"),
        ({"compliance": "0 A"}, "above 0 A"),
        ({"repeats": "0"}, "1 to 1000"),
        ({"repeats": "many"}, "repeats"),
        ({"settle": "2 h"}, "0 to 3600 s"),
        ({"fine_step": "1 mV"}, "more than 20000 points"),
        ({"stpe": "5 V"}, "unknown setting 'stpe'"),
        ({"contact_voltage": "-1 V"}, "forward bias"),
        ({"contact_voltage": "100 V"}, "at most 5 V"),
        ({"contact_current": "0 A"}, "above 0 A"),
    ],
)
def test_wrong_settings_are_refused_in_one_line(settings: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        SensorIV.Settings.parsed(settings)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_plan_is_the_coarse_sweep_and_back() -> None:
    plan = SensorIV.plan(SensorIV.Settings.model_validate({"stop": "12 V", "step": "5 V"}))
    assert plan.set_points == (0.0, -5.0, -10.0, -12.0, 0.0)
    assert plan.envelope == (-12.0, 0.0)
    assert plan.duration is not None
    assert 0 < plan.duration < 60


def _parameters() -> Any:
    return parameters_of(SensorIV, SensorIV.specification())


def _replaced(parameters: LgadParameters, **changes: float) -> LgadParameters:
    from msgspec.structs import replace

    return replace(parameters, **changes)
