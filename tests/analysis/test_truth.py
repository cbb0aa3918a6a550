"""Over many simulated sensors, sampled as the procedures sample them, what is found scatters about the truth as it says.

The bounds on 1000 sensors: means within 0.1 and widths within 0.9 to 1.1 are three and more standard deviations of a pull that
is right. Fewer sensors of other kinds: five standard deviations, and wider where noise is not what dominates.
"""

import numpy as np
import pytest

from qcstation.analysis import cv
from qcstation.simulation.devices import LgadSensor, MeterNoise
from qcstation.simulation.devices.noise import LCR_CAPACITANCE
from tests.analysis.sampled import (
    Array,
    breakdown,
    capacitance_curve,
    pull,
    summary,
    true_breakdown,
    true_depletion_voltage,
    true_gain_layer_voltage,
    true_gain_layer_voltage_curvature,
)

_STOP = 60.0


def test_breakdown_voltage_of_1000_sensors_has_pulls_of_width_one() -> None:
    sensors = [LgadSensor.make("good", seed) for seed in range(1000)]
    pulls = [pull(breakdown(s, np.random.default_rng([2027, s.seed])), true_breakdown(s)) for s in sensors]
    mean, width = summary(pulls)
    assert abs(mean) < 0.1
    assert 0.9 < width < 1.1
    assert max(map(abs, pulls)) < 6


def test_gain_layer_voltage_of_1000_sensors_has_pulls_of_width_one() -> None:
    pulls = []
    for seed in range(1000):
        sensor = LgadSensor.make("good", seed)
        curve, knee = capacitance_curve(sensor, np.random.default_rng([2028, seed]))
        pulls.append(pull(cv.gain_layer_voltage(curve, knee), true_gain_layer_voltage(sensor)))
    mean, width = summary(pulls)
    assert abs(mean) < 0.1
    assert 0.9 < width < 1.1
    assert max(map(abs, pulls)) < 7


@pytest.mark.parametrize("variant", ["early-breakdown", "high-leakage", "bad-contact"])
def test_breakdown_voltage_of_other_kinds_is_honest(variant: str) -> None:
    sensors = [LgadSensor.make(variant, seed) for seed in range(80)]
    pulls = [pull(breakdown(s, np.random.default_rng([2029, s.seed])), true_breakdown(s)) for s in sensors]
    mean, width = summary(pulls)
    assert abs(mean) < 0.5
    assert 0.5 < width < 1.4


@pytest.mark.parametrize("variant", ["good", "good-hpk", "shallow-gain-layer"])
def test_every_cv_result_is_honest(variant: str) -> None:
    for column in _cv_pulls(variant, 80, LCR_CAPACITANCE):
        mean, width = summary(list(column))
        # The end of a real curve is no exact parabola: its bias may be a good part of a very small uncertainty.
        assert abs(mean) < 0.9
        assert 0.45 < width < 1.45


@pytest.mark.parametrize("variant", ["good", "good-hpk"])
def test_cv_results_stay_honest_when_the_meter_is_noisy(variant: str) -> None:
    """A small signal through long cables: 40 fF, a hundred times the noise of a depleted pad's reading."""
    meter = MeterNoise(relative=8e-4, floor=4e-14, source="for this test")
    for column in _cv_pulls(variant, 80, meter):
        mean, width = summary(list(column))
        assert abs(mean) < 0.9
        assert 0.45 < width < 1.7


def _cv_pulls(variant: str, sensors: int, meter: MeterNoise) -> Array:
    """Pulls, shape (results, sensors): gain layer by both methods, end capacitance, depletion."""
    pulls = []
    for seed in range(sensors):
        sensor = LgadSensor.make(variant, seed)
        curve, knee = capacitance_curve(sensor, np.random.default_rng([2030, seed]), meter)
        end = cv.end_capacitance(curve)
        pulls.append(
            [
                pull(cv.gain_layer_voltage(curve, knee), true_gain_layer_voltage(sensor)),
                pull(cv.gain_layer_voltage_curvature(curve, knee), true_gain_layer_voltage_curvature(sensor)),
                pull(end, float(sensor.capacitance(-_STOP))),
                pull(cv.depletion_voltage(curve, end, knee), true_depletion_voltage(sensor, _STOP)),
            ]
        )
    return np.array(pulls).T
