"""Sourcing a voltage safely, the same for all source-meters: set up, arm the safe stack, switch on, ramp, measure, make safe."""

import math
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from qcstation.model.errors import InputError, InstrumentError
from qcstation.safety.recipes import Expect, Ramp, SafingRecipe, Send
from qcstation.safety.supervisor import Supervisor

from . import scpi
from .guarded import SAFING_MARGIN, GuardedOutput
from .roles import Source, SourceMeter, SourceReading
from .scpi_instrument import ScpiInstrument


class RampedSourceMeter(ScpiInstrument, GuardedOutput, SourceMeter):
    """A source-meter without a ramp of its own: software steps its level, up and down."""

    power_limits: ClassVar[tuple[tuple[float, float], ...]]
    """Pairs of voltage (V) and the highest compliance (A) up to that voltage, rising in voltage."""
    abort_command: ClassVar[str] = ":ABOR"

    voltage: scpi.Number
    """The level sourced, in V."""
    output: scpi.Flag

    @abstractmethod
    def read(self) -> SourceReading:
        """Measure voltage (V), current (A) and compliance, one trigger.

        Raises:
            InstrumentError: a reading is beyond the range or missing.
        """

    @abstractmethod
    def set_up_source(self, *, compliance: float, highest: float) -> None:
        """Set range, compliance (A) and voltage limit for levels up to `highest` (V), and read them back; the output is off."""

    @abstractmethod
    def check_interlock(self, highest: float) -> None:
        """Check that the interlock allows levels up to `highest` (V).

        Raises:
            InstrumentError: it does not.
        """

    @contextmanager
    def sourcing(self, *, compliance: float, highest: float) -> Iterator[Source]:
        """Switch the output on at 0 V, limited to `compliance` (A), on a range that holds `highest` (V); make it safe at the end.

        Raises:
            InstrumentError: no supervisor, an open interlock, or the instrument refuses or reads back something else.
            InputError: `compliance` or `highest` is beyond the instrument or the station file's bounds.
        """
        supervisor = self._supervised()
        highest = abs(highest)
        self._check_request(compliance, highest)
        if self.output:
            raise InstrumentError("its output is on already; make it safe first", instrument=self.name)
        self.check_interlock(highest)
        self.voltage = 0.0
        self.set_up_source(compliance=compliance, highest=highest)
        self.check_errors("setting up the source")
        supervisor.arm(self.safing_recipe(highest), self.link)
        source = RampedSource(self, supervisor, highest)
        try:
            self._switch_on(supervisor)
            yield source
        except BaseException as error:
            self._make_safe_after(error, supervisor)
            raise
        self._make_safe(supervisor)

    def safing_recipe(self, highest: float) -> SafingRecipe:
        """Return how the output is made safe from a level of at most `highest` (V, magnitude)."""
        step = self.options.ramp_step
        return SafingRecipe(
            instrument=self.name,
            link=self.link.settings,
            steps=(
                Send(command=self.abort_command),
                Ramp(
                    read=f"{type(self).voltage.command}?",
                    write=f"{type(self).voltage.command} {{level}}",
                    step=step,
                    interval=step / self.options.ramp,
                ),
                Send(command=f"{type(self).output.command} OFF"),
                Expect(query=f"{type(self).output.command}?", answer="0"),
            ),
            deadline=highest / self.options.ramp + SAFING_MARGIN,
        )

    def make_found_output_safe(self) -> None:
        """Ramp down and switch off an output that was left on, as the supervisor's safe stack does.

        Raises:
            InstrumentError: it is on and there is no supervisor, or it could not be made safe.
        """
        if self.output:
            supervisor = self._supervised()
            supervisor.arm(self.safing_recipe(abs(self.voltage)), self.link)
            self._make_safe(supervisor)

    def _switch_on(self, supervisor: Supervisor) -> None:
        self.output = True
        if not self.output:
            self.check_errors("switching the output on")
            raise InstrumentError("its output does not go on; check its interlock and front panel", instrument=self.name)
        supervisor.output_changed(self.name, on=True, level=0.0, unit="V")

    def _check_request(self, compliance: float, highest: float) -> None:
        options = self.options
        if options.ramp <= 0 or options.ramp_step <= 0:
            raise InputError(f"{self.name}: ramp ({options.ramp:g} V/s) and ramp_step ({options.ramp_step:g} V) must be positive")
        self._check_bound("voltage", highest, self.power_limits[-1][0], options.highest_voltage, "V")
        allowed = next(current for voltage, current in self.power_limits if highest <= voltage)
        self._check_bound("compliance", compliance, allowed, options.highest_compliance, "A")


class RampedSource:
    """An output that is on; see `Source`."""

    def __init__(self, meter: RampedSourceMeter, supervisor: Supervisor, highest: float) -> None:
        self._meter = meter
        self._supervisor = supervisor
        self._highest = highest
        self._level = 0.0

    @property
    def level(self) -> float:
        """The voltage set, in V."""
        return self._level

    def ramp_to(self, voltage: float) -> None:
        """Step to `voltage` (V); each step is preceded by the wait that keeps the station file's ramp rate.

        Raises:
            InputError: `voltage` is beyond the range that was asked for.
            InstrumentError: the instrument reports an error.
        """
        meter = self._meter
        if not abs(voltage) <= self._highest:
            raise InputError(f"{meter.name}: {voltage:g} V is beyond the {self._highest:g} V that sourcing was set up for")
        for level in ramp_levels(self._level, voltage, meter.options.ramp_step):
            self._supervisor.wait(abs(level - self._level) / meter.options.ramp)
            meter.voltage = level
            self._level = level
            self._supervisor.output_changed(meter.name, on=True, level=level, unit="V")
        meter.check_errors(f"ramping to {voltage:g} V")

    def measure(self) -> SourceReading:
        """Measure voltage (V) and current (A)."""
        reading = self._meter.read()
        self._meter.show({"voltage": reading.voltage, "current": reading.current}, {"voltage": "V", "current": "A"})
        return reading


def ramp_levels(start: float, end: float, step: float) -> tuple[float, ...]:
    """Return the levels after `start` up to and with `end`, evenly spaced by at most `step`; empty where they are equal."""
    # A distance of 100.00000001 V is 20 steps of 5 V, not 21.
    count = math.ceil(abs(end - start) / step - 1e-6) if end != start else 0
    count = max(count, 1) if end != start else 0
    return tuple(end if index == count else start + (end - start) * index / count for index in range(1, count + 1))
