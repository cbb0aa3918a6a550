"""Curves as the bench would record them, without a wire: for studies over thousands of devices."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from . import noise
from .lgad import REFERENCE_TEMPERATURE, LgadSensor
from .noise import MeterNoise

Columns = dict[str, NDArray[np.float64]]


def sample_iv(
    sensor: LgadSensor,
    voltages: ArrayLike,
    temperature: float = REFERENCE_TEMPERATURE,
    *,
    rng: np.random.Generator,
    repeats: int = 5,
    compliance: float = 1e-5,
    meter: MeterNoise = noise.ELECTROMETER,
) -> Columns:
    """Return the `iv` table of a pad: `repeats` readings a point, the sweep ends with the first point in compliance.

    Args:
        voltages: set points in V, reverse bias negative, shape (n,).
        compliance: largest total current in A.

    Returns:
        Columns of one length, at most n: voltage (V), current (A), current_sd (A, of the mean), total_current (A), temperature
        (degC), humidity (%), elapsed (s), in_compliance (0 or 1).
    """
    set_points = np.asarray(voltages, dtype=float)
    total = sensor.total_current(set_points, temperature)
    clamped = np.abs(total) >= compliance
    n = int(np.argmax(clamped)) + 1 if clamped.any() else set_points.size
    applied = set_points[:n].copy()
    if clamped.any():
        applied[-1] = sensor.clamped_voltage(float(applied[-1]), compliance, temperature)[0]
    readings = meter.read(np.repeat(sensor.current(applied, temperature)[:, None], repeats, axis=1), rng)
    return {
        "voltage": noise.SOURCE_METER_VOLTAGE.read(applied, rng),
        **_mean_and_deviation("current", readings),
        "total_current": noise.SOURCE_METER_CURRENT.read(sensor.total_current(applied, temperature), rng),
        **_climate(n, temperature, rng),
        "in_compliance": clamped[:n].astype(float),
    }


def sample_cv(
    sensor: LgadSensor,
    voltages: ArrayLike,
    temperature: float = REFERENCE_TEMPERATURE,
    *,
    rng: np.random.Generator,
    repeats: int = 5,
    frequency: float = 1e4,
    meter: MeterNoise = noise.LCR_CAPACITANCE,
) -> Columns:
    """Return the `cv` table of a pad: voltage, capacitance, capacitance_sd, resistance, status, current and climate columns.

    Units: V, F, F (of the mean), ohm, 1 (0: valid), A, degC, %, s. `voltages` are in V, reverse bias negative, shape (n,).
    """
    set_points = np.asarray(voltages, dtype=float)
    readings = meter.read(np.repeat(sensor.capacitance(set_points, frequency)[:, None], repeats, axis=1), rng)
    conductance = noise.LCR_CONDUCTANCE.read(sensor.conductance(set_points, frequency, temperature), rng, repeats)
    return {
        "voltage": noise.SOURCE_METER_VOLTAGE.read(set_points, rng),
        **_mean_and_deviation("capacitance", readings),
        "resistance": 1.0 / conductance,
        "status": np.zeros(set_points.size),
        "current": noise.SOURCE_METER_CURRENT.read(sensor.total_current(set_points, temperature), rng),
        **_climate(set_points.size, temperature, rng),
    }


def _mean_and_deviation(name: str, readings: NDArray[np.float64]) -> Columns:
    repeats = readings.shape[1]
    spread = readings.std(axis=1, ddof=1) / np.sqrt(repeats) if repeats > 1 else np.full(readings.shape[0], np.nan)
    return {name: readings.mean(axis=1), f"{name}_sd": spread}


def _climate(n: int, temperature: float, rng: np.random.Generator) -> Columns:
    return {
        "temperature": noise.TEMPERATURE_SENSOR.read(np.full(n, temperature), rng),
        "humidity": noise.HUMIDITY_SENSOR.read(np.full(n, 12.0), rng),
        "elapsed": np.arange(n, dtype=float),
    }
