"""Thermal cycles of a component in a climate chamber, with an electrical check where there is a bias supply."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Self

from pydantic import model_validator

from qcstation.instruments.roles import BiasSource, Chamber, ClimateSensor
from qcstation.model.errors import InstrumentError, InterlockViolated
from qcstation.model.estimates import Result
from qcstation.model.raw import RawData
from qcstation.model.runs import Run, Table
from qcstation.procedures.procedure import Plan, Procedure
from qcstation.procedures.settings import (
    Current,
    Duration,
    ProcedureSettings,
    Temperature,
    TemperatureDifference,
    TemperatureRate,
    Voltage,
)

from .sweep import RAMP, READING_TIME
from .thermal_results import LEAKAGE, LOG, PLATEAUS, ThermalParameters, analyse_cycles

_LAG = 300.0
"""s that a chamber's air follows its set point late by, for estimates of time only: twice the 150 s of the simulated chamber."""
_ROOM = 0.0
"""The cycle that stands for the time before the first one; the time after the last has the next number."""


class ThermalCycles(Procedure):
    """Takes the chamber from a low to a high temperature and back, as often as asked, and home to room temperature.

    The set point moves at the ramp rate; a plateau begins when the chamber is there. Air that comes too near to its dew point
    stops the run. On every exit the chamber is sent back to room temperature: the door stays closed until it is there.
    """

    id = "hgtd.thermal-cycles"
    title = "Thermal cycles in the climate chamber"
    accepts = ("hgtd.sensor", "hgtd.hybrid", "hgtd.module")
    specification_file = "thermal_cycles.toml"

    chamber: Chamber
    climate: ClimateSensor
    bias: BiasSource | None

    class Settings(ProcedureSettings):
        """What an operator may set."""

        low: Temperature = "-40 degC"
        high: Temperature = "40 degC"
        cycles: int = 10
        ramp: TemperatureRate = "3 K/min"
        """Of the set point; the chamber follows as fast as it can."""
        dwell: Duration = "10 min"
        """At each plateau, from when it is reached."""
        tolerance: TemperatureDifference = "2 K"
        """A plateau is reached, and held, within this of its temperature."""
        room: Temperature = "20 degC"
        """Where the door may be opened; every exit sends the chamber there."""
        dew_point_margin: TemperatureDifference = "2 K"
        """Air and chamber stay warmer than the dew point by this, or the run stops."""
        interval: Duration = "10 s"
        """Between two readings of chamber and climate."""
        patience: Duration = "30 min"
        """How much later than the set point the chamber may reach a plateau."""
        check_leakage: bool = True
        """Whether to measure the current under bias before, at each plateau and after, where the bench has a supply."""
        bias_voltage: Voltage = "80 V"
        """Magnitude of the reverse bias of that check."""
        compliance: Current = "10 uA"
        settle: Duration = "5 s"

        @model_validator(mode="after")
        def _sensible(self) -> Self:
            if not self.low < self.room < self.high:
                raise ValueError(f"low ({self.low:g} degC), room ({self.room:g} degC) and high ({self.high:g} degC) must rise")
            if not 1 <= self.cycles <= 1000:
                raise ValueError(f"cycles ({self.cycles}) must be 1 to 1000")
            for name in ("ramp", "tolerance", "interval", "bias_voltage", "compliance"):
                if not getattr(self, name) > 0:
                    raise ValueError(f"{name} ({getattr(self, name):g}) must be above 0")
            if not (self.dwell >= self.interval and self.patience >= self.interval):
                raise ValueError(f"dwell and patience must be at least the interval ({self.interval:g} s)")
            return self

    class Parameters(ThermalParameters):
        """What a specification may set for the analysis."""

    @classmethod
    def plan(cls, settings: Settings) -> Plan:
        """Return the temperatures in their order and the time with ramps, dwells, a chamber's lag and the electrical checks."""
        s = settings
        targets = (*((s.low, s.high) * s.cycles), s.room)
        travel = sum(abs(b - a) for a, b in zip((s.room, *targets), targets, strict=False))
        plateaus = 2 * s.cycles
        duration = travel / s.ramp + len(targets) * _LAG + plateaus * s.dwell
        if s.check_leakage:
            duration += (plateaus + 2) * (2 * s.bias_voltage / RAMP + s.settle + READING_TIME)
        return Plan(set_points=targets, unit="degC", duration=duration)

    def acquire(self, run: Run) -> None:
        """Check at room temperature, cycle, come home, check again."""
        s = self.settings
        self._started = run.clock.monotonic()
        self._log = run.table(
            LOG, None, elapsed="s", temperature="degC", target="degC", air_temperature="degC", humidity="%", dew_point="degC",
            cycle="1",
        )  # fmt: skip
        self._plateaus = run.table(PLATEAUS, {"tolerance": s.tolerance}, cycle="1", target="degC", begin="s", end="s")
        self._leakage = self._leakage_table(run)
        self._read(run, self.chamber.temperature(), _ROOM)
        self.chamber.return_at_end(s.room)
        with _closed_door(run, s.room):
            self._check(run, _ROOM, s.room)
            with run.step("cycles"):
                for half in run.sweep(range(2 * s.cycles)):
                    cycle, target = 1.0 + half // 2, s.high if half % 2 else s.low
                    self._go(run, cycle, target)
                    self._dwell(run, cycle, target)
            with run.step("back to room temperature"):
                self._go(run, s.cycles + 1.0, s.room)
                self._check(run, s.cycles + 1.0, s.room)
        run.message(f"the chamber is at {self.chamber.temperature():.1f} degC: the door may be opened")

    def _go(self, run: Run, cycle: float, target: float) -> None:
        """Move the set point to `target` (degC) and wait until the chamber is there."""
        s = self.settings
        start, begin = self.chamber.temperature(), run.clock.monotonic()
        way = abs(target - start)
        latest = way / s.ramp + s.patience
        aim = start
        while True:
            elapsed = run.clock.monotonic() - begin
            share = min((elapsed + s.interval) * s.ramp / way, 1.0) if way else 1.0
            wanted = target if share == 1.0 else start + (target - start) * share
            if wanted != aim or elapsed == 0.0:
                aim = wanted
                self.chamber.set_temperature(aim)
            reached = self._read(run, aim, cycle)
            if aim == target and abs(reached - target) <= s.tolerance:
                return
            if elapsed > latest:
                raise InstrumentError(
                    f"is at {reached:.1f} degC, expected {target:g} degC within {latest / 60:.0f} min; look at the chamber, or "
                    "give it more patience",
                    instrument=self.chamber.name,
                )
            run.wait(s.interval)

    def _dwell(self, run: Run, cycle: float, target: float) -> None:
        """Stay at a plateau, logging; the electrical check comes at its end, when the component is as warm as the air."""
        s = self.settings
        begin = run.clock.monotonic()
        while run.clock.monotonic() - begin < s.dwell:
            run.wait(min(s.interval, begin + s.dwell - run.clock.monotonic()))
            self._read(run, target, cycle)
        end = run.clock.monotonic()
        self._plateaus.append(cycle=cycle, target=target, begin=begin - self._started, end=end - self._started)
        self._check(run, cycle, target)

    def _read(self, run: Run, target: float, cycle: float) -> float:
        """Log chamber and climate; return the chamber's temperature (degC).

        Raises:
            InterlockViolated: the air or the chamber is too near to the dew point.
        """
        temperature, air = self.chamber.temperature(), self.climate.measure()
        self._log.append(
            elapsed=run.clock.monotonic() - self._started,
            temperature=temperature,
            target=target,
            air_temperature=air.temperature,
            humidity=air.humidity,
            dew_point=air.dew_point,
            cycle=cycle,
        )
        coldest = min(temperature, air.temperature)
        if not air.dew_point < coldest - self.settings.dew_point_margin:
            raise InterlockViolated(
                f"dew point {air.dew_point:.1f} degC, coldest {coldest:.1f} degC, expected {self.settings.dew_point_margin:g} K "
                "between them: dry the chamber's air, then start again"
            )
        return temperature

    def _leakage_table(self, run: Run) -> Table | None:
        if self.bias is None or not self.settings.check_leakage:
            return None
        return run.table(LEAKAGE, None, cycle="1", target="degC", temperature="degC", voltage="V", current="A", in_compliance="1")

    def _check(self, run: Run, cycle: float, target: float) -> None:
        """Measure the current under bias, which is on for this alone."""
        s = self.settings
        if self.bias is None or self._leakage is None:
            return
        with self.bias.sourcing(compliance=s.compliance, highest=s.bias_voltage) as source:
            source.ramp_to(-s.bias_voltage)
            run.wait(s.settle)
            reading = source.measure()
            self._leakage.append(
                cycle=cycle,
                target=target,
                temperature=self.chamber.temperature(),
                voltage=reading.voltage,
                current=reading.current,
                in_compliance=reading.in_compliance,
            )

    @staticmethod
    def analyse(raw: RawData, parameters: Parameters) -> Sequence[Result]:
        """Return cycles, plateaus, ramps, the margin to the dew point, and how the current changed."""
        return analyse_cycles(raw, parameters)


@contextmanager
def _closed_door(run: Run, room: float) -> Iterator[None]:
    """Say what to do with the door when the run ends before the chamber is at room temperature again."""
    try:
        yield
    except BaseException:
        run.warn(f"the chamber is sent to {room:g} degC: keep its door closed until it is there")
        raise
