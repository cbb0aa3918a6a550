from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from qcstation.analysis.waveforms import Digitisation, Pulses, PulseSettings, parse_pulses

from .one_by_one import numbers

_SETTINGS = PulseSettings(transimpedance=4700, baseline=(0, 10e-9), thresholds=(0.053, 0.2001), fractions=(0.21, 0.53, 0.77))
_INTERVAL = 50e-12


def _pulses(count: int, seed: int, *, samples: int = 500) -> NDArray[np.float64]:
    """Noisy pulses in V, shape (count, samples), from 20 mV to 600 mV about sample 300."""
    rng = np.random.default_rng(seed)
    axis = np.arange(samples)
    moment = 300 + rng.uniform(-3, 3, (count, 1))
    pulse = rng.uniform(0.02, 0.6, (count, 1)) * np.exp(-0.5 * ((axis - moment) / np.where(axis < moment, 6, 9)) ** 2)
    return pulse + 0.004 * rng.standard_normal((count, samples)) + 0.01


def _parse(samples: Any, **digitisation: Any) -> Pulses:
    return parse_pulses(samples, Digitisation(interval=_INTERVAL, **digitisation), _SETTINGS)


def _assert_same(ours: Pulses, volts: NDArray[np.float64], choice: PulseSettings = _SETTINGS) -> None:
    for event, waveform in enumerate(volts):
        for name, expected in numbers(list(waveform), _INTERVAL, choice).items():
            if name == "baseline":
                continue
            np.testing.assert_allclose(
                getattr(ours, name)[event],
                expected,
                rtol=1e-6,
                atol=1e-25 if "charge" in name else 1e-15,
                err_msg=f"{event}: {name}",
            )


@pytest.mark.parametrize("kind", [np.int16, np.int8, np.float64])
@pytest.mark.parametrize("positive", [True, False])
def test_every_number_is_what_its_definition_says(kind: type, positive: bool) -> None:
    # Powers of two and odd fractions: whether a sample lies exactly at a level must not depend on rounding.
    gain = 2.0**-7 if kind is np.int8 else 2.0**-15
    codes = _pulses(40, 11) / gain * (1 if positive else -1)
    codes = np.round(codes).astype(kind)
    ours = _parse(codes, gain=gain, positive=positive)
    _assert_same(ours, codes.astype(float) * gain * (1 if positive else -1))
    np.testing.assert_allclose(ours.baseline, gain * codes[:, :200].mean(axis=1))


def test_an_inverting_gain_with_an_offset_changes_the_baseline_alone() -> None:
    codes = np.round(_pulses(20, 12) / 2.5e-5).astype(np.int16)
    straight = _parse(codes, gain=2.5e-5)
    inverted = _parse(-codes, gain=-2.5e-5, offset=0.3)
    for name in ("amplitude", "noise", "fraction_time", "slew_rate", "charge", "time_over_threshold", "second_peak"):
        np.testing.assert_allclose(getattr(inverted, name), getattr(straight, name))
    np.testing.assert_allclose(inverted.baseline, straight.baseline + 0.3)


@settings(max_examples=60)
@given(st.lists(st.integers(-128, 127), min_size=8, max_size=300), st.integers(2, 6))
def test_any_samples_are_read_by_the_definitions(codes: list[int], baseline: int) -> None:
    choice = PulseSettings(
        transimpedance=50,
        baseline=(0, baseline * _INTERVAL),
        thresholds=(0.31, 20.21),
        width_fractions=(0.0991,),
        fractions=(0.511,),
    )
    ours = parse_pulses(np.array([codes], dtype=np.int8), Digitisation(gain=1.0, interval=_INTERVAL), choice)
    _assert_same(ours, np.array([codes], dtype=float), choice)
    assert ours.saturated[0] == (min(codes) == -128 or max(codes) == 127)


def test_foreign_bytes_and_strides_are_read_like_any_other() -> None:
    codes = np.round(_pulses(20, 13) / 2.5e-5).astype(np.int16)
    expected = _parse(codes, gain=2.5e-5)
    for same in (codes.astype(">i2"), np.asfortranarray(codes), np.repeat(codes, 2, axis=1)[:, ::2], codes.astype(np.int32)):
        np.testing.assert_array_equal(_parse(same, gain=2.5e-5).fraction_time, expected.fraction_time)


def test_saturation_is_told_at_the_limits_of_the_adc() -> None:
    codes = np.zeros((4, 500), dtype=np.int16)
    codes[:, 300] = (32511, 32512, 100, 32767)
    codes[2, 10] = -32768
    # An 8-bit ADC whose codes are stored in the upper byte ends at 127 * 256.
    assert _parse(codes, gain=1e-5, lowest=-32768, highest=32512).saturated.tolist() == [False, True, True, True]
    assert _parse(codes, gain=1e-5).saturated.tolist() == [False, False, True, True]
    assert not _parse(codes.astype(float), gain=1e-5).saturated.any()


def test_what_a_waveform_does_not_have_is_nan() -> None:
    waveforms = np.zeros((3, 500))
    waveforms[0] = -1.0  # no pulse
    waveforms[1, 200:] = np.linspace(0, 1, 300)  # no falling edge
    waveforms[2, 100] = np.nan
    found = _parse(waveforms, gain=1.0)
    assert np.isnan(found.rise_time[[0, 2]]).all()
    assert np.isnan(found.fraction_time[[0, 2]]).all()
    assert np.isfinite(found.fraction_time[1]).all()
    assert np.isnan(found.time_over_fraction).all()
    assert np.isnan(found.time_over_threshold).all()


def test_pile_up_and_pick_up_show_in_numbers_of_their_own() -> None:
    volts = _pulses(1, 14)
    volts = np.repeat(volts, 3, axis=0)
    volts[1, 420:426] += 0.3
    volts[2, 100:400] += 0.2 * np.sin(np.arange(300) / 5) * (np.arange(300) < 150)
    found = _parse(volts, gain=1.0).quantities()
    assert found["second_peak_fraction"][1] > 0.3
    assert found["second_peak_fraction"][0] < 0.1
    assert found["opposite_peak_noise"][0] < 6
    assert found["opposite_peak"][2] > 0.1


def test_the_charge_of_a_known_pulse_comes_back() -> None:
    """A Gaussian of 100 mV and 300 ps into 4700 V/A: area over trans-impedance."""
    axis = _INTERVAL * np.arange(1000)
    pulse = 0.1 * np.exp(-0.5 * ((axis - 25e-9) / 300e-12) ** 2)
    found = _parse(pulse[None], gain=1.0)
    truth = 0.1 * 300e-12 * np.sqrt(2 * np.pi) / 4700
    assert found.charge[0] == pytest.approx(truth, rel=1e-9)
    assert found.pulse_charge[0] == pytest.approx(truth, rel=1e-9)
    assert found.fraction_time[0, found.column(0.5)] == pytest.approx(25e-9 - 300e-12 * np.sqrt(2 * np.log(2)), abs=1e-12)


def test_a_real_lgad_pulse_has_the_known_rise_and_amplitude(shared_data: Path) -> None:
    file = shared_data / "hgtd" / "sengerm_waveform" / "lgad_signal_example.csv"
    moment, volts = np.loadtxt(file, delimiter=",", skiprows=1).T
    interval = float(np.mean(np.diff(moment)))
    choice = PulseSettings(transimpedance=4700, baseline=(0, 15e-9))
    for samples, gain in ((volts[None], 1.0), (np.round(volts / 1e-4).astype(np.int16)[None], 1e-4)):
        found = parse_pulses(samples, Digitisation(gain=gain, interval=interval), choice)
        assert 618e-12 < found.rise_time[0] < 629e-12
        assert 0.847 < found.amplitude[0] < 0.851
        assert found.noise[0] == pytest.approx(0.029, abs=0.001)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"baseline": (0, 0)}, "two samples"),
        ({"search": (1.0, 2.0)}, "outside"),
        ({"fractions": (0.5, 1.0)}, "between 0 and 1"),
        ({"transimpedance": 0.0}, "positive"),
        ({"thresholds": (-0.1,)}, "positive"),
    ],
)
def test_settings_that_mean_nothing_are_refused(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        PulseSettings(**{"transimpedance": 4700, "baseline": (0, 1e-9), **change}).samples(1e-10, 100)


def test_one_waveform_alone_is_refused() -> None:
    with pytest.raises(ValueError, match="events, samples"):
        _parse(np.zeros(100), gain=1.0)
