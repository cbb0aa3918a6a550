"""Waveforms of one channel of an oscilloscope, kept as they came."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from pydantic import model_validator

from qcstation.instruments.oscilloscope import ChannelSetup, Oscilloscope, Slope, TriggerCondition
from qcstation.model.estimates import Estimate, Result
from qcstation.model.frames import SEGMENT_COLUMNS, Frames, frames_from_raw, frames_layout, segments_table
from qcstation.model.raw import RawData
from qcstation.model.runs import Run
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import Duration, Frequency, ProcedureSettings, Voltage

from .findings import refused

ARRAY = "waveforms"
_LONGEST_READ = 60.0
"""s of wall time that sending the waveforms may keep the instrument quiet."""
_BLOCK = 500
_RESULTS = {"segments": "1", "clipped_segments": "1", "noise": "V", "peak_to_peak": "V"}


class Waveforms(Procedure):
    """Records segments of one channel with its trigger on the same channel, as a look at a sensor before it is measured.

    Files of oscilloscopes are imported as runs of this procedure.
    """

    id = "hgtd.waveforms"
    title = "Waveforms of one channel"
    accepts = ("hgtd.sensor", "hgtd.hybrid")
    specification_file = "waveforms.toml"

    scope: Oscilloscope

    class Settings(ProcedureSettings):
        """What an operator may set."""

        channel: int = 1
        segments: int = 200
        scale: Voltage = "50 mV"
        """A division."""
        centre: Voltage = "150 mV"
        """In the middle of the screen."""
        level: Voltage = "20 mV"
        """Of the trigger: rising if positive, else falling."""
        sample_rate: Frequency = "20 GHz"
        duration: Duration = "20 ns"
        before: Duration = "8 ns"
        patience: Duration = "60 s"
        """How long to wait for all segments."""

        @model_validator(mode="after")
        def _sensible(self) -> Self:
            if not 1 <= self.segments <= 100_000:
                raise ValueError(f"segments ({self.segments}) must be 1 to 100000")
            if not 0 <= self.before <= self.duration:
                raise ValueError(f"before ({self.before:g} s) must be within the duration ({self.duration:g} s)")
            return self

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return the longest duration."""
        return Plan(duration=settings.patience)

    def acquire(self, run: Run) -> None:
        """Set up, wait for the segments, keep them."""
        s, scope = self.settings, self.scope
        scope.set_channel(s.channel, ChannelSetup(scale=s.scale, centre=s.centre))
        scope.set_timebase(sample_rate=s.sample_rate, duration=s.duration, before=s.before)
        slope = Slope.RISING if s.level >= 0 else Slope.FALLING
        scope.set_trigger(TriggerCondition(channel=s.channel, level=s.level, slope=slope))
        scope.arm(s.segments)
        if not scope.wait(s.patience):
            run.warn(f"not all {s.segments} segments came within {s.patience:g} s")
        with run.busy(_LONGEST_READ):
            frames = scope.read(s.channel)
        keep_frames(run, ARRAY, frames)

    @staticmethod
    def analyse(raw: RawData, parameters: ProcedureSettings) -> Sequence[Result]:  # noqa: ARG004
        """Return counts, the noise before the pulse (V rms, median over segments) and the pulses' size (V, median)."""
        if ARRAY not in raw.arrays or not len(raw.arrays[ARRAY]):
            return refused("no waveforms were taken", _RESULTS)
        frames = frames_from_raw(raw, ARRAY)
        early = frames.samples[:, : max(frames.samples.shape[1] // 8, 2)].std(axis=1)
        size = frames.samples.max(axis=1).astype(float) - frames.samples.min(axis=1)
        scale = abs(frames.gain)
        return [
            Result("segments", Estimate(value=float(len(frames.samples)), unit="1")),
            Result("clipped_segments", Estimate(value=float(frames.saturated().sum()), unit="1")),
            Result("noise", Estimate(value=float(np.median(early)) * scale, unit="V", method="first eighth of each segment")),
            Result("peak_to_peak", Estimate(value=float(np.median(size)) * scale, unit="V", method="median of segments")),
        ]


def keep_frames(run: Run, name: str, frames: Frames) -> None:
    """Put waveforms into the run's record: the array `name`, and each segment's trigger in a table beside it."""
    layout = frames_layout(name, frames)
    array = run.array(name, dtype=layout.dtype, shape=layout.shape, unit=layout.unit, attributes=layout.attributes)
    table = run.table(segments_table(name), None, **SEGMENT_COLUMNS)
    for first in range(0, len(frames.samples), _BLOCK):
        array.append(frames.samples[first : first + _BLOCK])
    for time, offset in zip(frames.trigger_times.tolist(), frames.trigger_offsets.tolist(), strict=True):
        table.append(trigger_time=time, trigger_offset=offset)
