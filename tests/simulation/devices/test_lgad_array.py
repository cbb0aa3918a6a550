"""A whole simulated sensor: what its pads are, which are bad, and what a fixture lets the meters see of it."""

import numpy as np
import pytest

from qcstation.simulation.circuit import Circuit
from qcstation.simulation.devices import ARRAY_VARIANTS, LgadArray, LgadSensor
from qcstation.simulation.devices.lgad_array import COLUMNS, PADS, ROWS
from qcstation.simulation.devices.lgad_array_variants import GRADIENT, PAD_SPREAD
from qcstation.simulation.environment import Environment
from qcstation.simulation.fixture import Fixture


def poles(sensor: LgadArray) -> np.ndarray:
    return np.array([pad.breakdown_pole for pad in sensor.pads])


def test_the_breakdown_varies_by_pad_on_a_gradient() -> None:
    row, column = np.divmod(np.arange(PADS), COLUMNS)
    design = np.column_stack([np.ones(PADS), row / (ROWS - 1) - 0.5, column / (COLUMNS - 1) - 0.5])
    slopes, spreads = [], []
    for seed in range(6):
        values = poles(LgadArray.make("good", seed))
        (_, *slope), residuals, *_ = np.linalg.lstsq(design, values, rcond=None)
        slopes.append(np.hypot(*slope))
        spreads.append(np.sqrt(residuals[0] / (PADS - 3)))
    # 6 x 222 degrees of freedom: 2 % on the spread; a slope's error is 1.5 V / sqrt(225 / 12).
    assert np.mean(spreads) == pytest.approx(PAD_SPREAD, rel=0.08)
    assert np.mean(slopes) == pytest.approx(GRADIENT, abs=0.7)


@pytest.mark.parametrize("variant", ARRAY_VARIANTS)
def test_the_same_sensor_each_time_and_another_for_another_seed(variant: str) -> None:
    assert LgadArray.make(variant, 3).truth() == LgadArray.make(variant, 3).truth()
    assert LgadArray.make(variant, 3).truth() != LgadArray.make(variant, 4).truth()


def test_few_pads_are_bad_and_each_in_its_own_way() -> None:
    sensor = LgadArray.make("few-bad-pads", 5)
    currents = np.abs(sensor.pad_currents(-100.0))
    typical = np.median(currents)
    assert (currents == 0).sum() == 1
    assert ((currents > 4 * typical) & (currents < 8 * typical)).sum() == 2
    assert (poles(sensor) < 130).sum() == 2
    times = np.array(sensor.truth()["relaxation_times"])
    assert (times > 0.3).sum() == 3
    assert not (poles(LgadArray.make("good", 5)) < 150).any()


def test_a_bad_corner_is_a_corner() -> None:
    early = np.flatnonzero(poles(LgadArray.make("bad-corner", 1)) < 130)
    assert set(early.tolist()) == {row * COLUMNS + column for row in range(3) for column in range(3)}


def test_pads_together_behave_as_each_alone() -> None:
    sensor = LgadArray.make("few-bad-pads", 2)
    voltages = np.array([-5.0, -50.0, -140.0, -160.0])
    together = sensor.pad_currents(voltages, 25.0)
    assert together.shape == (4, PADS)
    for pad in (0, 17, 224):
        assert together[:, pad] == pytest.approx(LgadSensor(sensor.pads[pad]).current(voltages, 25.0))
    assert sensor.total_current(voltages) == pytest.approx(
        sensor.pad_currents(voltages).sum(axis=1) + voltages * sensor.guard_conductance
    )
    seen = sensor.seen({"1", "225", "guard"})
    expected = sensor.pad_currents(voltages)[:, [0, 224]].sum(axis=1) + voltages * sensor.guard_conductance
    assert seen.current(voltages) == pytest.approx(expected)
    assert seen.total_current(voltages) == pytest.approx(sensor.total_current(voltages))
    assert sensor.seen({"1"}, touching=False).total_current(-100.0) == 0


def test_the_capacitance_is_that_of_the_pads_on_the_meter() -> None:
    sensor = LgadArray.make("good", 2)
    one = float(LgadSensor(sensor.pads[6]).capacitance(-60.0))
    assert float(sensor.seen({"7"}).capacitance(-60.0)) == pytest.approx(one)
    assert float(sensor.seen({"7", "8"}).capacitance(-60.0)) == pytest.approx(2 * one, rel=0.1)
    assert float(sensor.seen(()).capacitance(-60.0)) == 0


def test_a_current_limit_holds_for_the_whole_sensor() -> None:
    sensor = LgadArray.make("good", 2)
    voltage, limited = sensor.clamped_voltage(-200.0, 5e-5)
    assert limited
    assert float(sensor.total_current(voltage)) == pytest.approx(-5e-5, rel=0.01)


def test_a_single_pad_needs_no_matrix_and_is_contact_1_of_one() -> None:
    circuit = Circuit(Environment())
    pad = LgadSensor.make("good", 1)
    assert Fixture(circuit, pad, prober=False, matrix=False).device is pad
    assert circuit.device is pad
    fixture = Fixture(circuit, pad, prober=True, matrix=True)
    circuit.drive(-100.0, 1e-3, 0.0)
    for touching, contacts, connected in [(True, {"2"}, False), (True, {"1"}, True), (False, {"1"}, False)]:
        fixture.touch(touching, 10.0)
        fixture.route(contacts, 10.0)
        assert (circuit.device is pad) is connected
        assert bool(abs(circuit.pad_current(60.0)) > 1e-9) is connected
