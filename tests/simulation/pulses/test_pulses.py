"""The physics of simulated pulses: figures of public measurements, exact truth, noise, triggers and codes."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from qcstation.simulation.devices import LGAD_VARIANTS, LgadSensor
from qcstation.simulation.pulses import (
    Condition,
    Converter,
    Hits,
    Signal,
    Source,
    Trigger,
    TriggeredSource,
    Window,
    digitise,
    draw,
    lgad_signal,
    reference_signal,
)
from qcstation.simulation.pulses.population import landau, no_pulses

WINDOW = Window(interval=25e-12, samples=800)
FINE = Converter(step=1e-5, centre=0.0, lowest=-32000, highest=32000)
HPK = LgadSensor(LGAD_VARIANTS["good-hpk"][1])
Array = NDArray[np.float64]


def sample_volts(pulses: object, signal: Signal, rng: np.random.Generator, starts: Array | None = None) -> Array:
    first = np.zeros(len(pulses.arrival)) if starts is None else starts  # type: ignore[attr-defined]
    return np.asarray(digitise(pulses, signal, first, WINDOW, FINE, rng) * FINE.step)  # type: ignore[arg-type]


def crossings(volts: Array, fraction: float) -> Array:
    """Times at which rising edges pass a fraction of their peaks, searched back from the peak; in s from the first sample."""
    found = []
    for row in volts:
        peak = int(row.argmax())
        below = peak - int(np.argmax(row[peak::-1] < fraction * row[peak]))
        found.append(below + (fraction * row[peak] - row[below]) / (row[below + 1] - row[below]))
    return np.array(found) * WINDOW.interval


@pytest.mark.parametrize(
    ("bias", "amplitude", "rise", "resolution"),
    [(160.0, 41e-3, 567e-12, 57e-12), (210.0, 93e-3, 500e-12, 38.2e-12), (235.0, 158e-3, 488e-12, 29.1e-12)],
)
def test_an_hpk_pad_is_as_public_beta_measurements_show_it(bias: float, amplitude: float, rise: float, resolution: float) -> None:
    signal = lgad_signal(HPK, -bias)
    assert signal.amplitude == pytest.approx(amplitude, rel=0.05)
    assert signal.rise == pytest.approx(rise, rel=0.02)
    slope = signal.amplitude * 0.5 * math.sqrt(2 * math.log(2)) / (signal.rise / 1.687)
    total = math.hypot(signal.arrival_spread, 2.03e-3 / slope)
    assert total == pytest.approx(resolution, rel=0.12), "their total, with the jitter at half height"


def test_gain_needs_a_depleted_gain_layer() -> None:
    assert lgad_signal(HPK, 0.0).charge == 0
    assert lgad_signal(HPK, -30.0).charge == 0
    assert lgad_signal(LgadSensor.make("dead"), -100.0).charge == 0
    assert lgad_signal(LgadSensor.make("no-gain-layer"), -100.0).charge == pytest.approx(0.5e-15)
    assert lgad_signal(HPK, -200.0, -30.0).charge > 1.3 * lgad_signal(HPK, -200.0, 20.0).charge, "more gain in the cold"
    assert lgad_signal(HPK, -244.0).noise > lgad_signal(HPK, -160.0).noise, "leakage is noise"


def test_the_law_of_landau() -> None:
    drawn = landau(200_000, np.random.default_rng(1))
    law = stats.landau(loc=math.log(math.pi / 2), scale=math.pi / 2)  # SciPy's own has another scale
    for probability in (0.02, 0.1, 0.5, 0.9):
        assert law.cdf(np.quantile(drawn, probability)) == pytest.approx(probability, abs=0.005)
    counts, edges = np.histogram(drawn, bins=np.arange(-4.0, 4.0, 0.2))
    assert abs(edges[counts.argmax()] + 0.1 + 0.22278) < 0.3


def test_noise_has_its_rms_and_its_bandwidth() -> None:
    rng = np.random.default_rng(2)
    signal = lgad_signal(HPK, -200.0)
    volts = sample_volts(no_pulses(500), signal, rng)
    assert volts.std() == pytest.approx(signal.noise, rel=0.02)
    assert abs(volts.mean()) < 5 * signal.noise / math.sqrt(500 * 20)
    power = (np.abs(np.fft.rfft(volts, axis=1)) ** 2).mean(axis=0)
    frequencies = np.fft.rfftfreq(WINDOW.samples, WINDOW.interval)
    at_limit = power[np.abs(frequencies - signal.bandwidth).argmin()]
    assert at_limit / power[1:10].mean() == pytest.approx(0.5, abs=0.12), "3 dB down at the bandwidth"
    assert power[frequencies > 4 * signal.bandwidth].max() < 1e-3 * power[1]


def test_a_filter_widens_pulses_and_keeps_their_charge() -> None:
    signal = lgad_signal(HPK, -210.0)
    slow = signal.limited_to(0.2e9)
    assert slow.rise > 1.7e-9
    assert slow.amplitude * slow.rise == pytest.approx(signal.amplitude * signal.rise)
    assert slow.noise == pytest.approx(signal.noise * math.sqrt(0.1))
    assert signal.limited_to(20e9) is signal


def test_arrivals_are_exact_between_samples() -> None:
    rng = np.random.default_rng(3)
    quiet = Signal(
        charge=20e-15, trans_impedance=4700.0, rise=0.5e-9, arrival_spread=30e-12, noise=1e-9, bandwidth=2e9, shape_spread=0.05
    )
    pulses = draw(quiet, rng.uniform(7e-9, 9e-9, 400), rng)
    starts = rng.uniform(0.0, WINDOW.interval, 400)
    volts = sample_volts(pulses, quiet, rng, starts)
    fits = pulses.amplitude < 0.3
    for fraction in (0.2, 0.3, 0.5, 0.8):
        found = crossings(volts[fits], fraction) + starts[fits]
        assert np.abs(found - pulses.crossing(fraction)[fits]).max() < 1.5e-12, f"at {fraction}"
    assert pulses.crossing(0.3) == pytest.approx(pulses.arrival), "the arrival is where 30 % are passed"
    area = volts[fits].sum(axis=1) * WINDOW.interval / quiet.trans_impedance
    assert area == pytest.approx(pulses.charge[fits], rel=2e-3)


def test_pulses_outside_the_record_and_at_its_edges_do_no_harm() -> None:
    rng = np.random.default_rng(4)
    quiet = Signal(charge=20e-15, trans_impedance=4700.0, rise=0.5e-9, arrival_spread=0.0, noise=1e-9, bandwidth=2e9)
    pulses = draw(quiet, np.array([-50e-9, 0.0, 19.99e-9, 100e-9]), rng)
    volts = sample_volts(pulses, quiet, rng)
    assert np.abs(volts[[0, 3]]).max() < 1e-4
    assert volts[1].argmax() < 20
    assert volts[2].argmax() == WINDOW.samples - 1


def test_codes_are_clipped_and_scaled() -> None:
    rng = np.random.default_rng(5)
    signal = lgad_signal(HPK, -235.0)
    pulses = draw(signal, np.full(300, 8e-9), rng)
    converter = Converter(step=2e-3, centre=0.1, lowest=-128, highest=127, multiple=256)
    codes = digitise(pulses, signal, np.zeros(300), WINDOW, converter, rng)
    assert (codes % 256 == 0).all()
    assert codes.max() == 127 * 256
    clipped = codes.max(axis=1) == 127 * 256
    assert (clipped == (pulses.amplitude > 0.354)).mean() > 0.98
    assert (codes[:, :100] / 256 * 2e-3 + 0.1).mean() == pytest.approx(0.0, abs=2e-4)


def taken(trigger: Trigger, *, seconds: float = 1e3, wanted: int = 2000, bias: float = -200.0, seed: int = 6) -> Hits:
    signals = {1: lgad_signal(HPK, bias), 2: reference_signal(12e-12)}
    source = TriggeredSource(Source(coincidences=40.0, singles=20.0), np.random.default_rng(seed))
    return source.take(signals, trigger, 0.0, seconds, wanted)


def test_a_trigger_on_the_reference_sees_the_rates_of_the_source() -> None:
    hits = taken(Trigger(conditions=(Condition(2, 0.015),)), seconds=30.0)
    assert abs(len(hits.times) - 60 * 30) < 5 * math.sqrt(60 * 30)
    assert (np.diff(hits.times) > 0).all()
    both = (hits.pulses[1].amplitude > 0).mean()
    assert both == pytest.approx(40 / 60, abs=0.06)
    assert np.nanmax(np.abs(hits.pulses[2].arrival)) < 0.5e-9, "the trigger is near the reference's pulse"


def test_coincidences_have_a_pulse_in_each_channel() -> None:
    hits = taken(Trigger(conditions=(Condition(1, 0.02), Condition(2, 0.015))))
    assert len(hits.times) == 2000
    assert all((each.amplitude > 0).all() for each in hits.pulses.values())
    apart = hits.pulses[1].arrival - hits.pulses[2].arrival
    spread = math.hypot(lgad_signal(HPK, -200.0).arrival_spread, 12e-12)
    assert apart.std() == pytest.approx(spread, rel=0.1)


def test_a_pulse_of_the_wrong_polarity_or_too_low_a_bias_does_not_trigger() -> None:
    assert len(taken(Trigger(conditions=(Condition(2, -0.02, rising=False),))).times) == 0
    assert len(taken(Trigger(conditions=(Condition(1, 0.03),)), bias=0.0).times) == 0
    assert len(taken(Trigger(conditions=(Condition(3, 0.02),))).times) == 0


def test_a_low_threshold_is_flooded_by_noise() -> None:
    hits = taken(Trigger(conditions=(Condition(1, 0.004),)), seconds=1.0)
    assert len(hits.times) == 2000
    assert hits.times[-1] < 0.1
    assert np.isnan(hits.particles).mean() > 0.9


def test_what_falls_into_the_dead_time_is_lost_and_counted() -> None:
    hits = taken(Trigger(conditions=(Condition(2, 0.015),), dead_time=0.02), seconds=60.0)
    assert (np.diff(hits.times) >= 0.02).all()
    assert hits.lost > 0
    expected = 60 * 60.0 / (1 + 60 * 0.02)
    assert abs(len(hits.times) - expected) < 6 * math.sqrt(expected)


def test_two_channels_of_five_thousand_events_time_as_their_truth_says() -> None:
    rng = np.random.default_rng(7)
    signals = {1: lgad_signal(HPK, -235.0, arrival_spread=30e-12), 2: reference_signal(12e-12)}
    source = TriggeredSource(Source(coincidences=50.0, singles=0.0), rng)
    hits = source.take(signals, Trigger(conditions=(Condition(2, 0.015),)), 0.0, 1e4, 5000)
    starts = rng.uniform(0.0, WINDOW.interval, 5000) - 8e-9
    small = np.flatnonzero(hits.pulses[1].amplitude < 0.3)[:1500]
    volts = {
        channel: sample_volts(hits.pulses[channel].taken(small), signal, rng, starts[small])
        for channel, signal in signals.items()
    }
    difference = crossings(volts[1], 0.3) - crossings(volts[2], 0.3)
    amplitude, width = hits.pulses[1].amplitude[small], hits.pulses[1].width[small]
    slope = 0.3 * math.sqrt(-2 * math.log(0.3)) * amplitude / width
    jitter = math.sqrt(np.mean((signals[1].noise / slope) ** 2))
    expected = math.sqrt(30.0**2 + 12.0**2 + (jitter * 1e12) ** 2 + 5.4**2)
    # 1500 differences have a deviation known to 1.8 %; the jitter of neighbours in correlated noise adds to the model's error.
    assert difference.std() * 1e12 == pytest.approx(expected, rel=0.08)
