"""Sensors behind a resistor: Kirchhoff's laws, and variants that can be told apart."""

import numpy as np
import pytest

from qcstation.simulation.devices import MODULE_VARIANTS, LgadModule


@pytest.mark.parametrize("variant", MODULE_VARIANTS)
def test_supply_drop_and_sensors_add_up(variant: str) -> None:
    device = LgadModule.make(variant, 4)
    supply = -np.arange(1.0, 300.0, 7.3)
    current = device.current(supply, 20.0)
    at_sensors = supply - current * device.series_resistance
    expected = device.sensor_current(at_sensors, 20.0)
    np.testing.assert_allclose(current[np.abs(current) < 2.5e-4], expected[np.abs(current) < 2.5e-4], rtol=3e-3)
    assert (np.diff(-current) > 0).all()
    np.testing.assert_array_equal(device.total_current(supply), current)


def test_two_sensors_draw_what_each_draws() -> None:
    device = LgadModule.make("module", 4)
    each = [sensor.total_current(-100.0, 20.0) for sensor in device.sensors]
    assert float(device.sensor_current(-100.0, 20.0)) == pytest.approx(float(sum(each)))
    assert len(device.truth()["sensors"]) == 2


def test_forward_bias_is_limited_by_the_resistor() -> None:
    device = LgadModule.make("hybrid", 4)
    assert float(device.current(5.0)) == pytest.approx(5.0 / device.series_resistance)


def test_the_same_seed_is_the_same_module_and_another_one_is_not() -> None:
    one, same, other = (LgadModule.make("module", seed) for seed in (1, 1, 2))
    assert one.truth() == same.truth()
    assert one.series_resistance != other.series_resistance
    with pytest.raises(ValueError, match="choose one of module, hybrid"):
        LgadModule.make("triplet")
