"""Hybrids and modules behind the flex's resistor: breakdown of the voltage on the sensors, with the resistor's uncertainty."""

import numpy as np
import pytest
from scipy.optimize import brentq

from qcstation.model.estimates import Censoring
from qcstation.model.verdicts import Verdict
from qcstation.procedures.hgtd.hybrid_iv import HybridIV, ModuleIV
from qcstation.simulation.devices import LgadModule
from qcstation.simulation.devices.lgad_module import SERIES_RESISTANCE
from tests.procedures.stand import Stand, measure

TEMPERATURE = 21.0
WORST_PULL = 4.0
"""Exceeded in five devices less than once in 3000 by a correct program; the seeds are fixed."""


def true_breakdown(device: LgadModule, threshold: float) -> float:
    """The voltage on the sensors at which their noise-free current passes the threshold."""
    return float(brentq(lambda voltage: -float(device.sensor_current(-voltage, TEMPERATURE)) - threshold, 90.0, 180.0))


@pytest.mark.parametrize(
    ("procedure", "variant", "threshold"),
    [
        (HybridIV, "hybrid", 5e-5),
        (HybridIV, "hybrid-few-bad-pads", 5e-5),
        (ModuleIV, "module", 1e-4),
        (ModuleIV, "module-bad-corner", 1e-4),
    ],
)
def test_breakdown_is_that_of_the_sensors_and_not_of_the_supply(
    procedure: type[HybridIV], variant: str, threshold: float
) -> None:
    pulls = []
    for seed in range(31, 36):
        device = LgadModule.make(variant, seed)
        outcome = measure(procedure, Stand(device, seed=seed), pad=False)
        found, uncorrected = (outcome.finding(name) for name in ("breakdown_voltage", "breakdown_voltage_uncorrected"))
        pulls.append((found.value - true_breakdown(device, threshold)) / found.uncertainty)
        assert uncorrected.value - found.value == pytest.approx(threshold * SERIES_RESISTANCE, rel=0.02)
        assert found.uncertainty >= threshold * 110
        assert outcome.verdict is Verdict.PASS
    assert np.abs(pulls).max() < WORST_PULL


def test_the_uncorrected_voltage_would_be_wrong_by_a_hundred_standard_deviations() -> None:
    device = LgadModule.make("module", 3)
    found = measure(ModuleIV, Stand(device), pad=False).finding("breakdown_voltage_uncorrected")
    assert abs(found.value - true_breakdown(device, 1e-4)) > 100 * found.uncertainty


def test_the_leakage_is_that_of_all_pads_at_the_working_voltage_on_the_sensors() -> None:
    device = LgadModule.make("hybrid", 5)
    found = measure(HybridIV, Stand(device), pad=False).finding("leakage_current_measured")
    true = -float(device.sensor_current(-100.0, TEMPERATURE))
    assert found.value == pytest.approx(true, rel=2e-3)


def test_compliance_before_the_threshold_leaves_a_bound_of_the_voltage_on_the_sensor() -> None:
    device = LgadModule.make("hybrid", 6)
    outcome = measure(HybridIV, Stand(device), {"compliance": "30 uA"}, pad=False)
    found, at_supply = (outcome.finding(name) for name in ("breakdown_voltage", "breakdown_voltage_uncorrected"))
    assert found.censored is at_supply.censored is Censoring.ABOVE
    assert at_supply.value - found.value == pytest.approx(30e-6 * SERIES_RESISTANCE, rel=0.05)


def test_a_meter_at_one_pad_is_left_out() -> None:
    assert "pad" not in {**ModuleIV.roles(), **ModuleIV.optional_roles()}


def test_without_a_curve_everything_is_refused() -> None:
    outcome = measure(HybridIV, Stand(LgadModule.make("hybrid", 1), light=1e-6), pad=False)
    assert "close the dark box" in outcome.finding("breakdown_voltage").reason
    assert outcome.verdict is Verdict.INCONCLUSIVE
