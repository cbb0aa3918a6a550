"""Time resolution and charge of an LGAD with a beta source, against bias."""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Self

import numpy as np
from pydantic import model_validator

from qcstation.instruments.oscilloscope import Oscilloscope
from qcstation.instruments.roles import BiasSource, ClimateSensor, Source, SourceReading
from qcstation.model.errors import UnitError
from qcstation.model.estimates import Result
from qcstation.model.raw import RawData
from qcstation.model.runs import Run, Table
from qcstation.model.units import parse_quantity
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import Current, Duration, ProcedureSettings, Voltage

from .sweep import RAMP, levels, mean_and_deviation
from .telescope import Telescope, TelescopeSettings, silence
from .timing_record import PointRecord, warm_up
from .timing_results import TimingParameters, analyse_timing
from .timing_stated import STATED, StatedSettings

BIAS_COLUMNS = {"elapsed": "s", "voltage": "V", "current": "A", "in_compliance": "1"}
POINT_COLUMNS = {
    "voltage": "V",
    "current": "A",
    "current_sd": "A",
    "events": "1",
    "live_time": "s",
    "real_time": "s",
    "rate": "Hz",
    "dead_time_fraction": "1",
    "device_scale": "V",
    "reference_scale": "V",
    "temperature": "degC",
    "humidity": "%",
    "elapsed": "s",
    "in_compliance": "1",
}
SILENCE_COLUMNS = {"voltage": "V", "device_silent": "1", "reference_silent": "1"}
_USED = ("device_level", "reference_level", "trigger", "segments", "rearm")
"""Settings that the analysis needs or a reader of the file wants to see beside the numbers."""
_COMPILING = 120.0
"""s of wall time that compiling the loops over samples may take, once on a machine."""
_RATE = 50.0
"""Hz of coincidences, for estimates of time only."""
_MOST_POINTS = 100
_LOOK_LEAD, _LOOK_TAIL = 2e-9, 5e-9
"""s before and after the peak, for the first look at each event."""


class ScanSettings(ProcedureSettings):
    """Settings of the scan. Bias voltages are magnitudes of the reverse bias."""

    voltages: str = ""
    """Bias voltages with their units, separated by commas, rising; empty: from start to stop."""
    start: Voltage = "150 V"
    stop: Voltage = "230 V"
    step: Voltage = "20 V"
    events: int = 2000
    """At each bias."""
    compliance: Current = "10 uA"
    settle: Duration = "2 s"

    @model_validator(mode="after")
    def _sensible_scan(self) -> Self:
        if not 20 <= self.events <= 1_000_000:
            raise ValueError(f"events ({self.events}) must be 20 to 1000000")
        if not self.compliance > 0:
            raise ValueError(f"compliance ({self.compliance:g} A) must be above 0 A")
        if not 0 <= self.settle <= 3600:
            raise ValueError(f"settle ({self.settle:g} s) must be 0 to 3600 s")
        if not self.voltages and not (0 < self.start <= self.stop and self.step > 0):
            raise ValueError(f"start ({self.start:g} V) must be above 0 V and at most stop ({self.stop:g} V), step above 0 V")
        if not self.voltages and (self.stop - self.start) / self.step > _MOST_POINTS:
            raise ValueError(f"more than {_MOST_POINTS} bias voltages; give a wider step than {self.step:g} V")
        if len(self.scan) > _MOST_POINTS:
            raise ValueError(f"{len(self.scan)} bias voltages; expected at most {_MOST_POINTS}")
        return self

    @property
    def scan(self) -> tuple[float, ...]:
        """The bias voltages, magnitudes in V."""
        if not self.voltages:
            return levels(self.start, self.stop, self.step)
        try:
            found = tuple(parse_quantity(text, "V") for text in self.voltages.split(","))
        except UnitError as error:
            raise ValueError(f"voltages: {error}; expected such as '150 V, 180 V, 200 V'") from error
        if min(found) <= 0 or any(after <= before for before, after in pairwise(found)):
            raise ValueError(f"voltages ({self.voltages}): expected magnitudes of the reverse bias, above 0 V and rising")
        return found


class SensorTiming(Procedure):
    """Beta telescope: sensor and reference on an oscilloscope in sequence mode, at each bias of a scan.

    Every waveform is kept before anything is made of it. The scan ends at the first bias at which the source limits the current.
    """

    id = "hgtd.sensor-timing"
    title = "Sensor timing: time resolution and charge with a beta source"
    accepts = ("hgtd.sensor",)
    specification_file = "sensor_timing.toml"

    bias: BiasSource
    scope: Oscilloscope
    climate: ClimateSensor

    class Settings(StatedSettings, TelescopeSettings, ScanSettings):
        """What an operator may set."""

        @property
        def sequences(self) -> tuple[int, ...]:
            """The numbers of events in the sequences at each bias."""
            count = math.ceil(self.events / self.segments)
            return tuple(len(part) for part in np.array_split(np.arange(self.events), count))

    class Parameters(TimingParameters):
        """What a specification may set for the analysis."""

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return the scan; its time is that of a usual rate of coincidences."""
        events = settings.events + 2 * settings.range_events
        return Plan(
            set_points=(*(0.0 - level for level in settings.scan), 0.0),
            duration=len(settings.scan) * (settings.settle + events / _RATE) + 2 * max(settings.scan) / RAMP,
        )

    def acquire(self, run: Run) -> None:
        """Set the oscilloscope up, then ramp from bias to bias and take the events of each."""
        s = self.settings
        with run.busy(_COMPILING):
            warm_up()
        self._telescope = Telescope(run, self.scope, s, self._watch)
        self._telescope.set_up()
        with self.bias.sourcing(compliance=s.compliance, highest=max(s.scan)) as source:
            self._run, self._source, self._clamped = run, source, False
            self._started = run.clock.monotonic()
            self._silence: Table | None = None
            self._points = run.table("points", {name: getattr(s, name) for name in (*STATED, *_USED)}, **POINT_COLUMNS)
            self._bias = run.table("bias", None, **BIAS_COLUMNS)
            progress = iter(run.sweep(range(len(s.scan) * len(s.sequences))))
            for level in s.scan:
                with run.step(f"{level:g} V"):
                    if not self._point(run, source, level, progress):
                        break
            else:
                next(progress, None)

    def _point(self, run: Run, source: Source, level: float, progress: Iterator[float]) -> bool:
        """Take the events at the reverse bias `level` (V); return whether the scan goes on."""
        s, telescope = self.settings, self._telescope
        source.ramp_to(0.0 - level)
        run.wait(s.settle)
        self._readings: list[SourceReading] = []
        example = telescope.find_ranges(0.0 - level) if self._watch() else None
        if example is None:
            for _ in s.sequences:
                next(progress)
            self._keep_point(None, 0.0)
            return self._end_of_scan(level) if self._clamped else self._explain_silence(run, level)
        record = PointRecord(
            run,
            0.0 - level,
            example,
            polarities=(s.device_level > 0, s.reference_level > 0),
            trans_impedance=parse_quantity(s.trans_impedance, "ohm") if s.trans_impedance else None,
            lead=_LOOK_LEAD,
            tail=_LOOK_TAIL,
        )
        began = run.clock.monotonic()
        for count in s.sequences:
            next(progress)
            sequence = telescope.take(count) if not self._clamped else None
            if sequence is not None:
                record.add(sequence, self.scope.name)
            if not self._clamped:
                self._watch()
        self._keep_point(record, run.clock.monotonic() - began)
        if record.events < s.events and not self._clamped:
            run.warn(f"{record.events} of {s.events} events came at {-level:g} V: each sequence has {s.patience:g} s")
        return self._end_of_scan(level) if self._clamped else True

    def _watch(self) -> bool:
        """Note voltage and current; return whether the source does not limit the current."""
        reading = self._source.measure()
        self._readings.append(reading)
        self._bias.append(
            elapsed=self._run.clock.monotonic() - self._started,
            voltage=reading.voltage,
            current=reading.current,
            in_compliance=reading.in_compliance,
        )
        self._clamped = self._clamped or reading.in_compliance
        return not self._clamped

    def _keep_point(self, record: PointRecord | None, real: float) -> None:
        climate = self.climate.measure()
        current, deviation = mean_and_deviation([reading.current for reading in self._readings])
        live = record.live if record is not None else 0.0
        events = record.events if record is not None else 0
        device_scale, reference_scale = self._telescope.scales
        self._points.append(
            voltage=float(np.mean([reading.voltage for reading in self._readings])),
            current=current,
            current_sd=deviation,
            events=events,
            live_time=live,
            real_time=real,
            rate=events / live if live else math.nan,
            dead_time_fraction=1.0 - live / real if real else math.nan,
            device_scale=device_scale,
            reference_scale=reference_scale,
            temperature=climate.temperature,
            humidity=climate.humidity,
            elapsed=self._run.clock.monotonic() - self._started,
            in_compliance=self._clamped,
        )

    def _end_of_scan(self, level: float) -> bool:
        s = self.settings
        self._run.warn(f"the source limits the current to {s.compliance:g} A at {-level:g} V: the scan ends here")
        return False

    def _explain_silence(self, run: Run, level: float) -> bool:
        """Say what does not trigger; a sensor that is too small at this bias may be larger at the next."""
        device, reference = self._telescope.silent()
        if self._silence is None:
            self._silence = run.table("silence", None, **SILENCE_COLUMNS)
        self._silence.append(voltage=0.0 - level, device_silent=device, reference_silent=reference)
        run.warn(silence(0.0 - level, device=device, reference=reference))
        return device and not reference

    @staticmethod
    def analyse(raw: RawData, parameters: Parameters) -> Sequence[Result]:
        """Return what each bias gives, how it goes with the bias, and the resolution and charge at the working point."""
        return analyse_timing(raw, parameters)
