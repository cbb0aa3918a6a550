"""Simulated sensors of known resolution through the wire: what the program finds agrees with what they are."""

from pathlib import Path

import numpy as np
import pytest

from qcstation.model.estimates import Estimate
from qcstation.model.verdicts import Outcome
from qcstation.simulation.devices import LgadSensor
from qcstation.simulation.pulses import lgad_signal
from tests.product.telescope import (
    VARIANT,
    findings,
    record,
    telescope,
    true_device_resolution,
    true_reference_resolution,
    value,
)

BIAS = 210.0
REFERENCE_FRACTION = 0.2
WORST_PULL = 4.0
"""A correct program exceeds it in 20 sensors less than once in 700; the seeds are fixed."""
_RNG = np.random.default_rng(2109)
DEVICES = [(700 + k, float(_RNG.uniform(25e-12, 60e-12)), float(_RNG.uniform(10e-12, 17e-12))) for k in range(20)]
"""Seed, spread of the arrivals in the sensor and in the reference (s)."""


def measured(folder: Path, seed: int, spread: float, reference: float, events: int) -> tuple[Estimate, float, float]:
    """The resolution found, what it is, and the pull of the charge."""
    known = true_reference_resolution(reference, fraction=REFERENCE_FRACTION, scale=0.023)
    with telescope(folder, seed=seed, arrival_spread=spread, reference_resolution=reference) as bench:
        finished = bench.run(voltages=f"{BIAS:g} V", events=events, reference_resolution=f"{known * 1e12:.4f} ps")
    assert finished.outcome is Outcome.COMPLETED, finished.reason
    at_bias = findings(finished, f"{-BIAS:g} V")
    found, charge = findings(finished)["time_resolution"], at_bias["charge"]
    assert isinstance(found, Estimate)
    assert isinstance(charge, Estimate)
    assert charge.uncertainty
    scale = float(record(finished).raw["points"]["device_scale"][0])
    truth = true_device_resolution(seed, -BIAS, spread, fraction=value(at_bias["best_fraction"]), scale=scale)
    true_charge = lgad_signal(LgadSensor.make(VARIANT, seed), -BIAS).charge
    return found, truth, (charge.value - true_charge) / charge.uncertainty


def pulls(folder: Path, device: tuple[int, float, float], events: int) -> tuple[float, float]:
    found, truth, of_charge = measured(folder, *device, events)
    assert found.uncertainty
    return (found.value - truth) / found.uncertainty, of_charge


@pytest.mark.parametrize("device", DEVICES[:2], ids=str)
def test_resolution_and_charge_agree_with_the_truth(device: tuple[int, float, float], tmp_path: Path) -> None:
    of_resolution, of_charge = pulls(tmp_path, device, 1000)
    assert abs(of_resolution) < WORST_PULL
    assert abs(of_charge) < WORST_PULL


@pytest.mark.bench
@pytest.mark.timeout(600)
def test_no_pull_of_twenty_devices_beyond_four(tmp_path: Path) -> None:
    found = np.array([pulls(tmp_path, device, 1000) for device in DEVICES])
    print(f"resolution: {found[:, 0].round(1).tolist()}\ncharge: {found[:, 1].round(1).tolist()}")
    assert np.abs(found).max() < WORST_PULL


@pytest.mark.bench
@pytest.mark.timeout(600)
def test_thirty_picoseconds_come_out_within_one(tmp_path: Path) -> None:
    found, truth, _ = measured(tmp_path, 730, 27.3e-12, 12e-12, 5000)
    print(f"found {found}, true {truth * 1e12:.2f} ps")
    assert truth == pytest.approx(30e-12, abs=1e-12)
    assert found.value == pytest.approx(truth, abs=1e-12)
