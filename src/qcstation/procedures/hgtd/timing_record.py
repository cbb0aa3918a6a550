"""What is kept of the events at one bias: waveforms as they came, their triggers, and a first look at each event."""

import numpy as np
from msgspec.structs import replace

from qcstation.analysis.waveforms import PulseSettings
from qcstation.model.errors import InstrumentError
from qcstation.model.frames import Frames, frames_layout
from qcstation.model.raw import ArrayLayout
from qcstation.model.runs import ArrayWriter, Run

from .telescope import Sequence
from .timing_pulses import DEVICE, REFERENCE, TRIGGER_NUMBERS, TRIGGERS, array_name, point_events, pulse_windows

LOOK_FRACTION = 0.2
"""Of the amplitude, of device and reference: where the first look takes the times."""


class PointRecord:
    """Keeps the sequences of one bias (V), laid out as `example` is: the sequence that found the ranges, which is not kept.

    `polarities` say of device and reference whether pulses are positive; with a `trans_impedance` (ohm) the first look is at
    charges, else at amplitudes. `lead` and `tail` (s) say where pulses are.
    """

    def __init__(
        self,
        run: Run,
        voltage: float,
        example: Sequence,
        *,
        polarities: tuple[bool, bool],
        trans_impedance: float | None,
        lead: float,
        tail: float,
    ) -> None:
        self._trans_impedance = trans_impedance
        self._voltage = voltage
        self._began = run.clock.monotonic()
        self.events = 0
        self.live = 0.0
        self._layouts: list[ArrayLayout] = []
        self._windows: list[PulseSettings | None] = []
        for kind, frames, positive in zip((DEVICE, REFERENCE), (example.device, example.reference), polarities, strict=True):
            layout = frames_layout(array_name(kind, voltage), frames)
            told = {**layout.attributes, "bias": voltage, "positive": positive}
            layout = replace(layout, unit="V", attributes=told)
            self._layouts.append(layout)
            self._windows.append(_windows(frames, layout, lead, tail))
        # The window shows what was declared last: the sensor.
        self._writers = [_declared(run, layout) for layout in reversed(self._layouts)][::-1]
        self._triggers = run.array(
            array_name(TRIGGERS, voltage), dtype="float64", shape=(3,), unit="s", attributes={"numbers": TRIGGER_NUMBERS}
        )
        size, unit = ("charge", "C") if trans_impedance else ("amplitude", "V")
        self._size = run.array(array_name(size, voltage), dtype="float32", unit=unit)
        self._differences = run.array(array_name("time_difference", voltage), dtype="float32", unit="s")

    def add(self, sequence: Sequence, instrument: str) -> None:
        """Keep a sequence.

        Raises:
            InstrumentError: the oscilloscope `instrument` was set otherwise meanwhile.
        """
        both = (sequence.device, sequence.reference)
        for layout, frames in zip(self._layouts, both, strict=True):
            _check_same(layout, frames, instrument)
        for writer, frames in zip(self._writers, both, strict=True):
            writer.append(frames.samples)
        device, reference = both
        triggered = device.trigger_times + (sequence.began - self._began)
        self._triggers.append(np.stack([triggered, device.trigger_offsets, reference.trigger_offsets], axis=1))
        self._look(device, reference)
        self.events += len(device.samples)
        self.live += sequence.live

    def _look(self, device: Frames, reference: Frames) -> None:
        """Find times and sizes of the events as a picture for the operator; the analysis does it again, with its parameters."""
        windows = self._windows
        if windows[0] is None or windows[1] is None:
            return
        offsets = np.stack([device.trigger_offsets, reference.trigger_offsets], axis=1)
        events = point_events(
            (device.samples, self._layouts[0], windows[0]), (reference.samples, self._layouts[1], windows[1]), offsets
        )
        size = events.device.charge / self._trans_impedance if self._trans_impedance else events.device.amplitude
        self._size.append(size.astype(np.float32))
        self._differences.append(events.differences(LOOK_FRACTION, LOOK_FRACTION).astype(np.float32))


def warm_up() -> None:
    """Have the loops over samples compiled, if this machine has not done so yet: some seconds, better before the bias is on."""
    attributes = {"gain": 1.0, "offset": 0.0, "interval": 1.0, "lowest": -9, "highest": 9, "positive": True}
    layout = ArrayLayout(name="nothing", dtype="int16", shape=(100,), attributes=attributes)
    pulse_windows(np.zeros((1, 100), dtype=np.int16), layout, lead=1.0, tail=10.0)


def _declared(run: Run, layout: ArrayLayout) -> ArrayWriter:
    return run.array(layout.name, dtype=layout.dtype, shape=layout.shape, unit=layout.unit, attributes=layout.attributes)


def _windows(frames: Frames, layout: ArrayLayout, lead: float, tail: float) -> PulseSettings | None:
    try:
        return pulse_windows(frames.samples, layout, lead=lead, tail=tail)
    except ValueError:
        # The waveforms are kept all the same; the analysis says what is wrong with them.
        return None


def _check_same(layout: ArrayLayout, frames: Frames, instrument: str) -> None:
    told = layout.attributes
    now = (frames.gain, frames.offset, frames.interval, frames.samples.shape[1:], str(frames.samples.dtype))
    if now != (told["gain"], told["offset"], told["interval"], layout.shape, layout.dtype):
        problem = f"the settings of {frames.channel or 'a channel'} changed while it measured: leave its front panel alone"
        raise InstrumentError(problem, instrument=instrument)
