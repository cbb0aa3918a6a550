"""Curves of simulated sensors, sampled as the procedures sample them by default, and the truth by the same definitions."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from qcstation.analysis import cv, iv
from qcstation.analysis.branch import Branch
from qcstation.model.estimates import Estimate, Finding
from qcstation.procedures.hgtd.sensor_cv import SensorCV
from qcstation.procedures.hgtd.sensor_iv import SensorIV
from qcstation.procedures.hgtd.sweep import levels
from qcstation.simulation.devices import LgadSensor, MeterNoise, noise, sample_cv, sample_iv

Array = NDArray[np.float64]

THRESHOLD = 500e-9


def breakdown(sensor: LgadSensor, rng: np.random.Generator) -> Finding:
    s = SensorIV.Settings()
    coarse = np.array(s.coarse)
    passed = np.abs(sensor.current(-coarse)) > s.fine_above
    first = int(np.argmax(passed)) if passed.any() else coarse.size
    bias = np.union1d(coarse[: first + 1], levels(coarse[max(first - 1, 0)], s.stop, s.fine_step) if first < coarse.size else [])
    table = sample_iv(sensor, -bias, rng=rng, repeats=s.repeats, compliance=s.compliance)
    return iv.breakdown_voltage(
        table["voltage"], table["current"], threshold=THRESHOLD,
        current_sd=table["current_sd"], in_compliance=table["in_compliance"],
    )  # fmt: skip


def true_breakdown(sensor: LgadSensor) -> float:
    fine = np.arange(0.5, 1.03, 1e-4) * sensor.breakdown_pole
    current = np.abs(sensor.current(-fine))
    k = int(np.argmax(current >= THRESHOLD))
    return float(np.interp(THRESHOLD, current[k - 1 : k + 1], fine[k - 1 : k + 1]))


def capacitance_curve(
    sensor: LgadSensor, rng: np.random.Generator, meter: MeterNoise = noise.LCR_CAPACITANCE
) -> tuple[Branch, cv.Knee | str]:
    s = SensorCV.Settings()
    coarse = sample_cv(sensor, -np.array(s.coarse), rng=rng, repeats=s.repeats, meter=meter)
    knee = cv.find_knee(_branch([coarse]))
    if isinstance(knee, str):
        return _branch([coarse]), knee
    low = s.fine_step * np.floor((knee.voltage - s.fine_span) / s.fine_step)
    around = [
        level
        for level in levels(low, knee.voltage + s.fine_span, s.fine_step)
        if np.abs(level - np.array(s.coarse)).min() > s.fine_step / 2
    ]
    curve = _branch([coarse, sample_cv(sensor, -np.array(around), rng=rng, repeats=s.repeats, meter=meter)])
    return curve, cv.find_knee(curve)


def true_gain_layer_voltage(sensor: LgadSensor) -> float:
    v = _fine(sensor)
    return _place_of_peak(v, -np.gradient(np.log(sensor.capacitance(-v)), v))


def true_gain_layer_voltage_curvature(sensor: LgadSensor) -> float:
    v = _fine(sensor)
    return _place_of_peak(v, np.gradient(np.gradient(sensor.capacitance(-v) ** -2.0, v), v))


def true_depletion_voltage(sensor: LgadSensor, stop: float) -> float:
    v = np.arange((sensor.gain_layer_voltage or 0.0) + 1.0, stop, 1e-3)
    c = sensor.capacitance(-v)
    level = 1.05 * float(sensor.capacitance(-stop))
    k = int(np.argmax(c <= level))
    return float(np.interp(-level, -c[k - 1 : k + 1], v[k - 1 : k + 1]))


def pull(finding: Finding, truth: float) -> float:
    assert isinstance(finding, Estimate), finding
    assert finding.censored is None
    # Results go out as JSON, which knows nothing of numpy's numbers.
    assert (type(finding.value), type(finding.uncertainty)) == (float, float)
    assert finding.uncertainty is not None
    return (finding.value - truth) / finding.uncertainty


def summary(pulls: Sequence[float]) -> tuple[float, float]:
    """The mean and the standard deviation of pulls."""
    return float(np.mean(pulls)), float(np.std(pulls, ddof=1))


def _branch(tables: Sequence[dict[str, Array]]) -> Branch:
    columns = {name: np.concatenate([table[name] for table in tables]) for name in tables[0]}
    return cv.reverse_capacitance(
        columns["voltage"], columns["capacitance"], capacitance_sd=columns["capacitance_sd"], status=columns["status"]
    )


def _fine(sensor: LgadSensor) -> Array:
    assert sensor.gain_layer_voltage is not None
    return np.arange(sensor.gain_layer_voltage - 3.0, sensor.gain_layer_voltage + 3.0, 2e-3)


def _place_of_peak(v: Array, height: Array) -> float:
    k = 5 + int(np.argmax(height[5:-5]))
    near = slice(k - 10, k + 11)
    slope = np.polyder(np.polyfit(v[near] - v[k], height[near], 3))
    roots = np.roots(slope)
    return float(v[k] + roots[np.argmin(np.abs(roots))].real)
