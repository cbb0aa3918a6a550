"""What the sweeps of sensors have in common: their settings, the discharge before and after, and readings worth keeping."""

import math
from collections.abc import Callable, Sequence
from typing import Self

import numpy as np
from msgspec import Struct
from pydantic import model_validator

from qcstation.instruments.roles import CurrentReading, Electrometer, Source
from qcstation.model.runs import Run
from qcstation.procedures.settings import Current, Duration, ProcedureSettings, Voltage

RAMP = 20.0
"""V/s: a station file's usual ramp, for estimates of time only."""
READING_TIME = 0.1
"""s for one reading of all instruments at one power-line cycle, for estimates of time only."""
_REST_INTERVAL = 0.2
_MOST_POINTS = 20_000


class SweepSettings(ProcedureSettings):
    """Settings of a sweep of reverse bias. Voltages are magnitudes: the procedure applies them as negative."""

    start: Voltage = "0 V"
    stop: Voltage
    step: Voltage
    fine_step: Voltage
    compliance: Current = "10 uA"
    """The source never delivers more, guard ring included."""
    settle: Duration = "500 ms"
    """Between the step and the first reading."""
    repeats: int = 5
    """Readings a point; their scatter is the point's uncertainty."""
    check_contact: bool = True
    """Whether to see, before any high voltage, that the sensor is discharged, dark and contacted."""
    rest_current: Current = "10 nA"
    """At 0 V, a dark and discharged sensor draws no more."""
    rest_timeout: Duration = "10 s"

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if not 0 <= self.start < self.stop:
            raise ValueError(f"start ({self.start:g} V) must be at least 0 V and below stop ({self.stop:g} V)")
        if not 0 < self.fine_step <= self.step:
            raise ValueError(f"fine_step ({self.fine_step:g} V) must be above 0 V and at most step ({self.step:g} V)")
        if (self.stop - self.start) / self.fine_step > _MOST_POINTS:
            raise ValueError(f"more than {_MOST_POINTS} points; give a wider fine_step than {self.fine_step:g} V")
        if not 1 <= self.repeats <= 1000:
            raise ValueError(f"repeats ({self.repeats}) must be 1 to 1000")
        for name in ("compliance", "rest_current"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} ({getattr(self, name):g} A) must be above 0 A")
        for name in ("settle", "rest_timeout"):
            if not 0 <= getattr(self, name) <= 3600:
                raise ValueError(f"{name} ({getattr(self, name):g} s) must be 0 to 3600 s")
        return self

    @property
    def coarse(self) -> tuple[float, ...]:
        """The levels of the coarse sweep, magnitudes in V."""
        return levels(self.start, self.stop, self.step)

    def time_for(self, points: int, travel: float) -> float:
        """Return about how long (s) it takes to read `points` points over `travel` (V) of ramps."""
        return float(points * (self.settle + self.repeats * READING_TIME) + travel / RAMP)


class BiasReading(Struct, frozen=True, kw_only=True):
    """One point of bias: means over the repeated readings, `current_sd` is the standard uncertainty of `current`. V and A.

    `current` is the pad's where it has a meter of its own, else the source's, which is `total_current` always.
    """

    voltage: float
    current: float
    current_sd: float
    total_current: float
    in_compliance: bool


def levels(start: float, stop: float, step: float) -> tuple[float, ...]:
    """Return the levels from `start` in steps of `step`, and `stop` itself, all in V."""
    count = math.floor((stop - start) / step + 1e-9)
    inner = [round(start + index * step, 9) for index in range(count + 1)]
    return tuple(inner) if inner[-1] >= stop - 1e-9 else (*inner, stop)


def read_bias(source: Source, pad: Electrometer | None, *, repeats: int) -> BiasReading:
    """Read source and pad meter `repeats` times; a pad reading beyond the meter's range is not taken."""
    readings = []
    currents = []
    for _ in range(repeats):
        reading = source.measure()
        readings.append(reading)
        currents.append(reading.current if pad is None else _pad_current(pad.measure()))
    current, deviation = mean_and_deviation(currents)
    return BiasReading(
        voltage=float(np.mean([reading.voltage for reading in readings])),
        current=current,
        current_sd=deviation,
        total_current=float(np.mean([reading.current for reading in readings])),
        in_compliance=any(reading.in_compliance for reading in readings),
    )


def mean_and_deviation(values: Sequence[float]) -> tuple[float, float]:
    """Return the mean of repeated readings and its standard uncertainty, not-a-number for a single one."""
    if len(values) < 2:
        return float(np.mean(values)), math.nan
    return float(np.mean(values)), float(np.std(values, ddof=1) / math.sqrt(len(values)))


def wait_for_rest(run: Run, table: str, read_current: Callable[[], float], settings: SweepSettings) -> bool:
    """Watch the current at 0 V fall below `rest_current`; return False if it has not after `rest_timeout`.

    What was read goes to `table`, with the limit as its attribute ``needed``.
    """
    rest = run.table(table, attributes={"needed": settings.rest_current}, current="A", elapsed="s")
    begin = run.clock.monotonic()
    while True:
        current = read_current()
        elapsed = run.clock.monotonic() - begin
        rest.append(current=current, elapsed=elapsed)
        if abs(current) <= settings.rest_current:
            return True
        if elapsed >= settings.rest_timeout:
            return False
        run.wait(_REST_INTERVAL)


def _pad_current(reading: CurrentReading) -> float:
    return math.nan if reading.overflow else reading.current
