"""Oscilloscopes on a simulated bench, through their real drivers: the bias decides what they see, and truth comes back."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from qcstation.instruments.oscilloscope import Slope, TriggerCondition
from qcstation.model.errors import InstrumentError, LinkTimeoutError
from qcstation.simulation import Fault, FaultKind
from tests.simulation.clients import Rig
from tests.simulation.conftest import MakeRig
from tests.simulation.scopes import bias, driven, scope_bench, set_up

FRONTS = [("teledyne.lecroy", "vicp", 20e9), ("teledyne.lecroy", "tcp", 20e9), ("tektronix.mso", "tcp", 25e9)]


def truth_of(rig: Rig, channel: int, field: str) -> NDArray[np.float64]:
    values = rig.control.truth("scope")["channels"][str(channel)][field]
    return np.array([math.nan if value is None else value for value in values])


@pytest.mark.parametrize(("model", "front", "sample_rate"), FRONTS)
def test_what_is_read_is_what_happened(rig: MakeRig, model: str, front: str, sample_rate: float) -> None:
    bench = rig(scope_bench(model, front=front))
    bias(bench, -180.0)
    with driven(bench, model) as scope:
        set_up(scope, sample_rate=sample_rate)
        scope.arm(400)
        assert not scope.complete(), "400 particles take seconds"
        assert scope.wait(60.0)
        sensor, reference = scope.read(1), scope.read(2)
    assert sensor.samples.shape == reference.samples.shape
    assert sensor.interval == pytest.approx(1 / sample_rate, rel=1e-6)
    truth = bench.control.truth("scope")
    assert len(sensor.samples) == truth["segments"] == 400
    assert sensor.trigger_times == pytest.approx(np.array(truth["times"]) - truth["times"][0], abs=2e-11)
    # The first sample of each segment, exactly for the one that tells, within a sample for the other.
    assert np.abs(sensor.trigger_offsets - np.array(truth["offsets"])).max() < (1e-15 if "lecroy" in model else sensor.interval)
    amplitude = truth_of(bench, 1, "amplitude")
    fits = (amplitude > 0.02) & (amplitude < 0.3)
    assert fits.sum() > 150
    volts = sensor.volts()
    noise = truth_noise(bench)
    assert volts[:, :50].std() == pytest.approx(math.hypot(noise, sensor.gain * 256 / math.sqrt(12)), rel=0.1)
    peaks = volts[fits].max(axis=1) - volts[fits][:, :50].mean(axis=1)
    # The highest of some noisy samples near the peak is above it by one or two standard deviations.
    assert np.abs(peaks - amplitude[fits] - 1.2 * noise).max() < 5 * noise + 2 * sensor.gain * 256
    at = sensor.trigger_offsets[fits] + volts[fits].argmax(axis=1) * sensor.interval
    widths = truth_of(bench, 1, "width")[fits]
    assert np.abs(at - truth_of(bench, 1, "arrival")[fits] - 1.55 * widths).max() < 0.6e-9


def truth_noise(rig: Rig) -> float:
    return float(rig.control.truth("scope")["channels"]["1"]["noise"])


def test_the_bias_makes_the_pulses_grow(rig: MakeRig) -> None:
    bench = rig(scope_bench("teledyne.lecroy", front="vicp", coincidences=200.0, singles=0.0))
    heights = []
    with driven(bench, "teledyne.lecroy") as scope:
        set_up(scope)
        for voltage in (0.0, -120.0, -160.0, -210.0):
            bias(bench, voltage)
            scope.arm(300)
            assert scope.wait(60.0)
            volts = scope.read(1).volts()
            heights.append(float(np.median(volts.max(axis=1) - volts[:, :50].mean(axis=1))))
    assert heights[0] < 8e-3, "noise alone"
    assert heights[1] < heights[2] < heights[3]
    assert heights[3] / heights[2] == pytest.approx(93 / 41, rel=0.15)


def test_a_coincidence_leaves_no_segment_empty(rig: MakeRig) -> None:
    for model in ("teledyne.lecroy", "tektronix.mso"):
        bench = rig(scope_bench(model))
        bias(bench, -200.0)
        with driven(bench, model) as scope:
            set_up(scope, TriggerCondition(channel=1, level=0.02), TriggerCondition(channel=2, level=0.015))
            scope.arm(100)
            assert scope.wait(60.0)
            assert (truth_of(bench, 1, "amplitude") > 0.015).all()
            assert (truth_of(bench, 2, "amplitude") > 0.01).all()


def test_negative_pulses_want_a_falling_edge(rig: MakeRig) -> None:
    bench = rig(scope_bench("teledyne.lecroy", reference_polarity=-1))
    with driven(bench, "teledyne.lecroy") as scope:
        set_up(scope, TriggerCondition(channel=2, level=-0.02, slope=Slope.FALLING))
        scope.arm(50)
        assert scope.wait(60.0)
        volts = scope.read(2).volts()
        assert (volts.min(axis=1) < -0.015).all()
        set_up(scope, TriggerCondition(channel=2, level=0.02))
        scope.arm(50)
        assert not scope.wait(2.0)


@pytest.mark.parametrize("model", ["teledyne.lecroy", "tektronix.mso"])
def test_an_acquisition_that_takes_too_long_gives_what_it_has(rig: MakeRig, model: str) -> None:
    bench = rig(scope_bench(model))
    with driven(bench, model) as scope:
        set_up(scope)
        scope.arm(10_000)
        assert not scope.wait(3.0)
        frames = scope.read(2)
    assert 150 < len(frames.samples) < 450, "100 triggers a second"
    assert len(frames.trigger_times) == len(frames.samples)


@pytest.mark.parametrize("model", ["teledyne.lecroy", "tektronix.mso"])
def test_without_a_trigger_nothing_old_is_read(rig: MakeRig, model: str) -> None:
    bench = rig(scope_bench(model))
    with driven(bench, model) as scope:
        set_up(scope)
        scope.arm(20)
        assert scope.wait(10.0)
        bench.control.inject(Fault(kind=FaultKind.NO_TRIGGER, instrument="scope"))
        scope.arm(20)
        assert not scope.wait(1.0)
        with pytest.raises(InstrumentError, match="did nothing trigger"):
            scope.read(2)
        bench.control.clear()
        scope.arm(20)
        assert scope.wait(10.0)
        assert len(scope.read(2).samples) == 20


@pytest.mark.parametrize(("model", "front", "sample_rate"), FRONTS)
@pytest.mark.parametrize("kind", [FaultKind.TRUNCATED, FaultKind.GARBAGE, FaultKind.SILENCE])
def test_a_spoiled_waveform_is_an_error_and_the_next_one_is_whole(
    rig: MakeRig, model: str, front: str, sample_rate: float, kind: FaultKind
) -> None:
    bench = rig(scope_bench(model, front=front))
    with driven(bench, model, timeout=0.15) as scope:
        set_up(scope, sample_rate=sample_rate)
        scope.arm(20)
        assert scope.wait(10.0)
        whole = scope.read(2)
        number = bench.control.inject(Fault(kind=kind, instrument="scope"))
        with pytest.raises(InstrumentError) as caught:
            scope.read(2)
        assert "\n" not in str(caught.value)
        assert isinstance(caught.value, LinkTimeoutError) == (kind is FaultKind.SILENCE) or kind is FaultKind.TRUNCATED
        bench.control.clear(number)
        assert (scope.read(2).samples == whole.samples).all()


def test_a_frame_may_come_as_a_block_of_its_own(rig: MakeRig) -> None:
    bench = rig(scope_bench("tektronix.mso", blocks="separate"))
    with driven(bench, "tektronix.mso") as scope:
        set_up(scope, sample_rate=6.25e9)
        scope.arm(50)
        assert scope.wait(20.0)
        assert scope.read(2).samples.shape == (50, 125)


def test_the_same_bench_gives_the_same_waveforms(rig: MakeRig) -> None:
    codes = []
    for _ in range(2):
        bench = rig(scope_bench("teledyne.lecroy"))
        bias(bench, -200.0)
        with driven(bench, "teledyne.lecroy") as scope:
            set_up(scope)
            scope.arm(10)
            assert scope.wait(20.0)
            codes.append(scope.read(1).samples)
    assert (codes[0] == codes[1]).all()


def test_an_instrument_that_has_recorded_nothing_has_no_truth(rig: MakeRig) -> None:
    bench = rig(scope_bench("teledyne.lecroy"))
    assert bench.control.truth("scope") == {"segments": 0}
    assert bench.control.truth("bias") == {}
    with pytest.raises(Exception, match="no instrument 'scop'"):
        bench.control.truth("scop")


def test_the_wrong_interface_is_named(rig: MakeRig) -> None:
    bench = rig(scope_bench("teledyne.lecroy", interface="TCPIP"))
    with pytest.raises(InstrumentError, match="is set to TCPIP") as caught, driven(bench, "teledyne.lecroy"):
        pass
    assert "VICP::host::INSTR" in str(caught.value)


def test_a_third_sensor_sees_the_same_particles(rig: MakeRig) -> None:
    bench = rig(scope_bench("teledyne.lecroy", third=3, third_resolution=40e-12, arrival_spread=30e-12))
    bias(bench, -200.0)
    with driven(bench, "teledyne.lecroy") as scope:
        set_up(scope, TriggerCondition(channel=1, level=0.02), TriggerCondition(channel=3, level=0.01))
        scope.arm(1000)
        assert scope.wait(120.0)
        assert scope.read(3).samples.shape[0] == 1000
    particles = np.array(bench.control.truth("scope")["particles"])
    for channel, resolution in ((1, 30e-12), (2, 12e-12), (3, 40e-12)):
        late = truth_of(bench, channel, "arrival") - particles
        # 1000 arrivals tell their spread to 2.3 %.
        assert np.nanstd(late) == pytest.approx(resolution, rel=0.1)
