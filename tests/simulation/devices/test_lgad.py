"""The simulated pad: physical, smooth, reproducible, and like the public curves that its parameters come from."""

from pathlib import Path

import numpy as np
import pytest

from qcstation.simulation.devices import LGAD_VARIANTS, LgadSensor, sample_cv, sample_iv

SHARED = Path(__file__).parents[3].parent / "shared" / "data" / "hgtd"
FINE = np.linspace(-200.0, -0.01, 40001)


def typical(variant: str) -> LgadSensor:
    return LgadSensor(LGAD_VARIANTS[variant][1], variant=variant)


def voltage_at(sensor: LgadSensor, current: float) -> float:
    return float(-np.interp(-current, sensor.current(FINE), FINE))


@pytest.mark.parametrize("variant", LGAD_VARIANTS)
def test_current_is_continuous_finite_and_monotone(variant: str) -> None:
    sensor = LgadSensor.make(variant, 3)
    voltage = np.linspace(-1100, 10, 200001)
    current = sensor.current(voltage)
    assert np.isfinite(current).all()
    assert (np.diff(current) >= 0).all()
    assert sensor.current(0.0) == 0.0


@pytest.mark.parametrize("variant", sorted(set(LGAD_VARIANTS) - {"bad-contact"}))
def test_capacitance_falls_smoothly_to_its_end_value(variant: str) -> None:
    sensor = LgadSensor.make(variant, 5)
    voltage = np.linspace(0, 150, 300001)
    logarithm = np.log(sensor.capacitance(-voltage))
    assert np.isfinite(logarithm).all()
    assert (np.diff(logarithm) <= 1e-12).all()
    assert np.abs(np.diff(logarithm, 2)).max() < 1e-4, "a kink"


def test_forward_bias_conducts_through_the_series_resistance() -> None:
    sensor = typical("good")
    assert 1e-5 < sensor.current(0.7) < 1e-3
    assert sensor.current(5.0) == pytest.approx(5.0 / 750.0, rel=1e-3)
    assert sensor.capacitance(2.0) < 2.0 * sensor.capacitance(0.0)


def test_warm_pads_leak_more_and_break_down_later() -> None:
    sensor = typical("good")
    # (303.15 / 293.15)^2 * exp(1.21 eV / 2k * (1 / 293.15 K - 1 / 303.15 K)), worked out by hand.
    assert sensor.current(-50.0, 30.0) / sensor.current(-50.0, 20.0) == pytest.approx(2.36, rel=0.02)
    assert np.abs(sensor.current(-164.9, 30.0)) / np.abs(sensor.current(-60.0, 30.0)) < (
        np.abs(sensor.current(-164.9, 20.0)) / np.abs(sensor.current(-60.0, 20.0))
    )


def test_the_same_seed_is_the_same_pad_and_another_seed_another() -> None:
    assert LgadSensor.make("good", 7).parameters == LgadSensor.make("good", 7).parameters
    assert LgadSensor.make("good", 7).parameters != LgadSensor.make("good", 8).parameters
    with pytest.raises(ValueError, match="early-breakdown"):
        LgadSensor.make("excellent", 1)


def test_variants_show_their_fault() -> None:
    assert 150 < voltage_at(typical("good"), 5e-7) < 160
    assert 90 < voltage_at(typical("early-breakdown"), 5e-7) < 100
    assert typical("high-leakage").current(-80.0) == pytest.approx(6 * typical("good").current(-80.0), rel=1e-3)
    assert typical("no-gain-layer").gain_layer_voltage is None
    assert np.abs(typical("no-gain-layer").current(-200.0)) < 5e-7
    assert typical("dead").current(-200.0) == 0.0
    assert typical("dead").capacitance(-20.0) < 1e-12
    assert typical("shorted").current(-1.0) == pytest.approx(-1e-3, rel=1e-3)
    assert typical("bad-contact").capacitance(-1.0) < 0.1 * typical("good").capacitance(-1.0)


@pytest.mark.skipif(not SHARED.is_dir(), reason="public reference curves are not here")
def test_current_follows_the_public_ihep_ime_pad() -> None:
    real = np.genfromtxt(SHARED / "ihep_ime" / "IMEv2_W4_III_D2_1-4.csv", delimiter=",", skip_header=1)
    voltage, current = real[1:, 1], real[1:, 2]
    law = (voltage <= -30) & (voltage > -163)
    ratio = np.log(typical("good").current(voltage) / current)
    assert np.sqrt(np.mean(ratio[law] ** 2)) < 0.09
    assert np.abs(ratio[(voltage < -1) & (voltage > -30)]).max() < 0.3


@pytest.mark.skipif(not SHARED.is_dir(), reason="public reference curves are not here")
def test_capacitance_follows_the_public_curves() -> None:
    ihep = np.genfromtxt(SHARED / "ihep_ime" / "IMEv1_W7_IV_B4_L1-15-100_10kHz.csv", delimiter=",", skip_header=1)[1:]
    lines = (SHARED / "hpk_bnl_cv" / "HPK_LGAD_3_1_3_2021-07-16_1.cv").read_text(errors="replace").split("BEGIN\n")[1]
    hpk = np.array([line.split("\t") for line in lines.splitlines() if "\t" in line], dtype=float)[1:]
    for variant, voltage, capacitance in (("good", ihep[:, 1], ihep[:, 2] * 1e-12), ("good-hpk", hpk[:, 0], hpk[:, 1])):
        ratio = np.log(typical(variant).capacitance(voltage) / capacitance)
        away_from_knee = np.abs(-voltage - (typical(variant).gain_layer_voltage or 0.0)) > 1.5
        assert np.sqrt(np.mean(ratio[away_from_knee] ** 2)) < 0.06, variant


def test_sampled_curves_scatter_about_the_truth_with_the_stated_width() -> None:
    sensor = LgadSensor.make("good", 1)
    rng = np.random.default_rng(20)
    voltages = np.arange(0.0, -150.1, -0.25)
    iv = sample_iv(sensor, voltages, rng=rng, repeats=25)
    pull = (iv["current"] - sensor.current(voltages)) / iv["current_sd"]
    assert np.std(pull) == pytest.approx(1.0, abs=0.15)
    cv = sample_cv(sensor, voltages, rng=rng, repeats=25)
    pull = (cv["capacitance"] - sensor.capacitance(voltages)) / cv["capacitance_sd"]
    assert np.std(pull) == pytest.approx(1.0, abs=0.15)
    assert (cv["status"] == 0).all()


def test_a_sampled_sweep_ends_with_the_first_point_in_compliance() -> None:
    sensor = LgadSensor.make("early-breakdown", 2)
    iv = sample_iv(sensor, np.arange(0.0, -201.0, -5.0), rng=np.random.default_rng(1), compliance=1e-5)
    assert iv["in_compliance"][-1] == 1.0
    assert (iv["in_compliance"][:-1] == 0.0).all()
    assert iv["total_current"][-1] == pytest.approx(-1e-5, rel=0.01)
    assert -105 < iv["voltage"][-1] < -95
