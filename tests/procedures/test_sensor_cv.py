"""What the CV procedure asks of its instruments, and what it finds in what they answer."""

from typing import Any

import numpy as np
import pytest

from qcstation.model.errors import InputError
from qcstation.model.estimates import Refusal
from qcstation.model.raw import RawData
from qcstation.model.verdicts import Verdict
from qcstation.procedures.hgtd.sensor_cv import SensorCV
from qcstation.procedures.specifications import parameters_of
from qcstation.simulation.devices import LgadSensor
from tests.procedures.stand import MemoryLcr, Stand, measure


def lgad(variant: str = "good", seed: int = 4) -> Stand:
    return Stand(LgadSensor.make(variant, seed))


@pytest.mark.parametrize(("variant", "low", "high"), [("good", 23, 27), ("good-hpk", 39, 44)])
def test_a_good_sensor_passes(variant: str, low: float, high: float) -> None:
    outcome = measure(SensorCV, lgad(variant))
    assert outcome.verdict is Verdict.PASS
    assert low < outcome.finding("gain_layer_voltage").value < high
    assert outcome.finding("invalid_readings").value == 0
    assert outcome.finding("doping_peak").value > 1e22


def test_the_fine_sweep_lies_around_the_knee_and_repeats_no_point() -> None:
    outcome = measure(SensorCV, lgad())
    bias = np.sort(-outcome.raw["cv"]["voltage"])
    knee = outcome.finding("gain_layer_voltage").value
    assert np.diff(bias).min() > 0.09
    near = bias[np.abs(bias - knee) < 1.0]
    np.testing.assert_allclose(np.diff(near), 0.1, atol=0.01)
    assert bias.max() == pytest.approx(60, abs=0.01)


def test_a_diode_is_refused_a_gain_layer_and_spared_the_fine_sweep() -> None:
    outcome = measure(SensorCV, lgad("no-gain-layer"))
    assert isinstance(outcome.finding("gain_layer_voltage"), Refusal)
    assert outcome.judgements["gain_layer_voltage"].verdict is Verdict.INCONCLUSIVE
    assert outcome.verdict is not Verdict.PASS
    assert len(outcome.raw["cv"]) == 61
    assert any("no fine sweep" in message for message in outcome.run.messages)


def test_overloaded_readings_are_kept_raw_counted_and_not_fitted() -> None:
    def overloaded(bench: dict[str, Any]) -> None:
        lcr: MemoryLcr = bench["lcr"]
        lcr.overload_below = 0.5

    plain = measure(SensorCV, lgad())
    outcome = measure(SensorCV, lgad(), prepared=overloaded)
    assert outcome.raw["cv"]["status"][0] == 1
    assert outcome.finding("invalid_readings").value == 1
    assert outcome.finding("gain_layer_voltage").value == pytest.approx(plain.finding("gain_layer_voltage").value, abs=0.1)
    assert outcome.verdict is Verdict.PASS


def test_a_needle_in_the_air_gets_no_high_voltage() -> None:
    stand = lgad("dead")
    outcome = measure(SensorCV, stand)
    assert min(stand.applied) == -1.0
    assert "no contact" in outcome.finding("end_capacitance").reason
    assert outcome.verdict is Verdict.INCONCLUSIVE


def test_a_sensor_in_the_light_gets_no_high_voltage() -> None:
    stand = Stand(LgadSensor.make("good", 4), light=1e-6)
    outcome = measure(SensorCV, stand)
    assert stand.applied == [0.0]
    assert "dark box" in outcome.finding("gain_layer_voltage").reason


def test_a_short_ends_the_sweep_at_once() -> None:
    outcome = measure(SensorCV, lgad("shorted"))
    assert len(outcome.raw["cv"]) == 2
    assert outcome.verdict is Verdict.INCONCLUSIVE
    assert any("compliance" in warning for warning in outcome.run.warnings)


def test_no_curve_gives_refusals_and_never_a_crash() -> None:
    parameters: Any = parameters_of(SensorCV, SensorCV.specification())
    found = SensorCV.analyse(RawData({}), parameters)
    assert len(found) >= 4
    assert all(isinstance(result.finding, Refusal) for result in found)


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"frequency": "10 kV"}, "Hz"),
        ({"level": "5 V"}, "at most 2 V"),
        ({"averages": "0"}, "1 to 256"),
        ({"contact_voltage": "100 V"}, "contact_voltage"),
        ({"fine_span": "-1 V"}, "fine_span"),
        ({"fine_step": "2 V"}, "at most step"),
    ],
)
def test_wrong_settings_are_refused_in_one_line(settings: dict[str, str], message: str) -> None:
    with pytest.raises(InputError) as caught:
        SensorCV.Settings.parsed(settings)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_plan_names_no_level_beyond_stop() -> None:
    plan = SensorCV.plan(SensorCV.Settings())
    assert plan.envelope == (-60.0, 0.0)
    assert len(plan.set_points) == 62
