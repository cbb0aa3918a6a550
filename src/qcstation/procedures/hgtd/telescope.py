"""A sensor and a reference on an oscilloscope: set-up, ranges that fit the pulses, sequences that are watched as they fill."""

import math
from collections.abc import Callable
from typing import Literal, Self

import numpy as np
from msgspec import Struct
from pydantic import model_validator

from qcstation.instruments.oscilloscope import ChannelSetup, Oscilloscope, Slope, TriggerCondition
from qcstation.model.errors import InstrumentError, LinkError
from qcstation.model.frames import Frames
from qcstation.model.runs import Run, Table
from qcstation.procedures.settings import Duration, Frequency, ProcedureSettings, Voltage

RANGE_COLUMNS = {"voltage": "V", "channel": "1", "scale": "V", "centre": "V", "height": "V", "clipped": "1"}
_POLL = 0.1
"""s between two looks at a sequence: so late, at most, is its end noticed."""
_LOOK = 1.0
"""s between two looks at the bias while a sequence fills."""
_LONGEST_READ = 60.0
"""s of wall time that sending the waveforms of one sequence may keep the instrument quiet."""
_DIVISIONS_BELOW = 2.5
"""Divisions of the baseline below the middle of the screen: pulses have one polarity, undershoot is small."""
_DIVISIONS_USED = 6.0
"""Divisions from the baseline up that pulses may fill; all oscilloscopes show 8 or more."""
_FIRST_SCALE = 0.05
"""V a division, before anything is known."""
_SCALES = (2e-3, 1.0)
_INSIDE = 0.95
"""Share of the pulses whose height decides: the last few of a Landau tail would make the range a matter of luck, and coarse."""
_HEADROOM = 1.4
"""Times that height has to fit: one pulse of some fifty is clipped, and counted."""
_SPARSE, _FULL = 0.65, 1.1
"""A range that pulses fill less than so far is made smaller, one that they overfill larger."""
_TRIES = 6


class TelescopeSettings(ProcedureSettings):
    """Settings of the oscilloscope. The sign of a level is that of the pulses."""

    device_channel: int = 1
    reference_channel: int = 2
    device_level: Voltage = "15 mV"
    reference_level: Voltage = "20 mV"
    trigger: Literal["both", "device", "reference"] = "both"
    """What has to exceed its level: both at the same time, or one of them whatever the other does."""
    sample_rate: Frequency = "20 GHz"
    duration: Duration = "20 ns"
    before: Duration = "8 ns"
    segments: int = 500
    """Events in one sequence of the oscilloscope."""
    range_events: int = 200
    """Events from which the ranges of the inputs are found, at each bias."""
    patience: Duration = "120 s"
    """How long one sequence may take."""
    rearm: Duration = "1 us"
    """Dead time of the oscilloscope after each segment of a sequence: see its data sheet."""

    @model_validator(mode="after")
    def _sensible_telescope(self) -> Self:
        if self.device_channel == self.reference_channel:
            raise ValueError(f"device_channel and reference_channel are both {self.device_channel}")
        for name in ("device_level", "reference_level"):
            if getattr(self, name) == 0:
                raise ValueError(f"{name} must not be 0 V: its sign is that of the pulses")
        for name in ("sample_rate", "duration", "patience"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} ({getattr(self, name):g}) must be above 0")
        if not 0 < self.before < self.duration:
            raise ValueError(f"before ({self.before:g} s) must be within the duration ({self.duration:g} s)")
        if not self.rearm >= 0:
            raise ValueError(f"rearm ({self.rearm:g} s) must not be negative")
        for name, most in (("segments", 100_000), ("range_events", 10_000)):
            if not 20 <= getattr(self, name) <= most:
                raise ValueError(f"{name} ({getattr(self, name)}) must be 20 to {most}")
        return self


class Sequence(Struct, frozen=True, kw_only=True):
    """What one sequence brought. `began` is on the run's clock, `live` the time (s) in which a trigger would have been taken."""

    device: Frames
    reference: Frames
    began: float
    live: float


class Telescope:
    """Takes sequences of two inputs. `watch` is called all the while and says whether to go on."""

    def __init__(self, run: Run, scope: Oscilloscope, settings: TelescopeSettings, watch: Callable[[], bool]) -> None:
        self._run = run
        self._scope = scope
        self._settings = settings
        self._watch = watch
        self._ranges: Table | None = None
        self._levels = {
            settings.device_channel: settings.device_level,
            settings.reference_channel: settings.reference_level,
        }
        self._scales = dict.fromkeys(self._levels, _FIRST_SCALE)
        self._span = 0.0

    @property
    def scales(self) -> tuple[float, float]:
        """V a division of device and reference."""
        return self._scales[self._settings.device_channel], self._scales[self._settings.reference_channel]

    def set_up(self) -> None:
        """Set time base, inputs and trigger."""
        s = self._settings
        timebase = self._scope.set_timebase(sample_rate=s.sample_rate, duration=s.duration, before=s.before)
        if not math.isclose(timebase.interval * s.sample_rate, 1.0, rel_tol=0.01):
            self._run.warn(f"the oscilloscope takes a sample every {timebase.interval:g} s, not {1 / s.sample_rate:g} s")
        self._span = timebase.interval * timebase.samples
        self._apply()

    def find_ranges(self, voltage: float) -> Sequence | None:
        """Scale both inputs so that pulses fill them and are not clipped; return the events that fit. None: nothing triggers.

        What was tried goes to the table `ranges`; `voltage` is the bias (V).
        """
        if self._ranges is None:
            self._ranges = self._run.table("ranges", None, **RANGE_COLUMNS)
        taken: Sequence | None = None
        for _ in range(_TRIES):
            self._apply()
            taken = self.take(self._settings.range_events)
            if taken is None:
                return None
            both = zip(self._levels, (taken.device, taken.reference), strict=True)
            fitting = [self._fits(self._ranges, voltage, channel, frames) for channel, frames in both]
            if all(fitting):
                return taken
        self._run.warn(f"no range fits the pulses at {voltage:g} V: they change from one sequence to the next")
        return taken

    def take(self, segments: int) -> Sequence | None:
        """Take a sequence, or as much of it as comes within the patience; None: nothing came."""
        run, scope, s = self._run, self._scope, self._settings
        scope.arm(segments)
        began = run.clock.monotonic()
        full = self._filled(began, s.patience)
        waited = run.clock.monotonic() - began
        try:
            with run.busy(_LONGEST_READ):
                device, reference = scope.read(s.device_channel), scope.read(s.reference_channel)
        except LinkError:
            raise
        except InstrumentError:
            if full:
                raise
            return None
        count = len(device.samples)
        if len(reference.samples) != count:
            problem = f"sent {count} segments of channel {s.device_channel} and {len(reference.samples)} of {s.reference_channel}"
            raise InstrumentError(f"{problem}: is somebody working at it?", instrument=scope.name)
        if full and count > 1:
            # The first trigger's own wait is not known: on average it is as long as the others'.
            waited = min(waited, float(device.trigger_times[-1]) * count / (count - 1))
        return Sequence(device=device, reference=reference, began=began, live=max(waited - count * (self._span + s.rearm), 0.0))

    def silent(self) -> tuple[bool, bool]:
        """Return whether device and reference stay below their levels, each looked at alone."""
        found = []
        for channel in self._levels:
            self._scope.set_trigger(self._condition(channel))
            self._scope.arm(1)
            found.append(not self._filled(self._run.clock.monotonic(), self._settings.patience / 4))
        self._scope.stop()
        return found[0], found[1]

    def _filled(self, began: float, patience: float) -> bool:
        looked = began
        while not self._scope.complete():
            now = self._run.clock.monotonic()
            late = now - began >= patience
            if late or (now - looked >= _LOOK and not self._watch()):
                self._scope.stop()
                return False
            looked = now if now - looked >= _LOOK else looked
            self._run.wait(_POLL)
        return True

    def _apply(self) -> None:
        for channel, level in self._levels.items():
            scale = self._scales[channel]
            self._scope.set_channel(channel, ChannelSetup(scale=scale, centre=math.copysign(_DIVISIONS_BELOW * scale, level)))
        s = self._settings
        triggering = {"both": tuple(self._levels), "device": (s.device_channel,), "reference": (s.reference_channel,)}[s.trigger]
        self._scope.set_trigger(*map(self._condition, triggering))

    def _condition(self, channel: int) -> TriggerCondition:
        level = self._levels[channel]
        return TriggerCondition(channel=channel, level=level, slope=Slope.RISING if level > 0 else Slope.FALLING)

    def _fits(self, table: Table, voltage: float, channel: int, frames: Frames) -> bool:
        """Note how far the pulses fill the input's range, and correct the range if they do not fit."""
        scale = self._scales[channel]
        height = pulse_height(frames, positive=self._levels[channel] > 0)
        clipped = float(frames.saturated().mean())
        centre = math.copysign(_DIVISIONS_BELOW * scale, self._levels[channel])
        table.append(voltage=voltage, channel=channel, scale=scale, centre=centre, height=height, clipped=clipped)
        if clipped > 1 - _INSIDE:
            wanted = 2.5 * scale
        else:
            wanted = _HEADROOM * height / _DIVISIONS_USED
            if _SPARSE <= wanted / scale <= _FULL:
                return True
        self._scales[channel] = new = _rounded_up(min(max(wanted, _SCALES[0]), _SCALES[1]))
        return new == scale


def silence(voltage: float, *, device: bool, reference: bool) -> str:
    """Return what is to be said if nothing triggers at a bias (V), and who of the two stays silent when it is looked at alone."""
    where = f"no trigger at {voltage:g} V"
    if device and reference:
        return f"{where}: neither sensor nor reference gives pulses above its level; check source, cables and amplifiers"
    if device:
        return f"{where}: the sensor gives no pulses above its level; check its amplifier and cable, or start at a higher bias"
    if reference:
        return f"{where}: the reference gives no pulses above its level; check its supply and cable"
    return f"{where}: sensor and reference trigger alone, but not together; are they in line with the source?"


def pulse_height(frames: Frames, *, positive: bool) -> float:
    """Return the height (V above the baseline) that all but the highest few of the pulses stay below."""
    volts = frames.volts() if positive else -frames.volts()
    baseline = np.median(volts[:, : max(volts.shape[1] // 8, 1)])
    return float(np.quantile(volts.max(axis=1), _INSIDE) - baseline)


def _rounded_up(scale: float) -> float:
    """Two digits, as instruments show them."""
    step: float = 10.0 ** (math.floor(math.log10(scale)) - 1)
    return round(math.ceil(scale / step - 1e-6) * step, 9)
