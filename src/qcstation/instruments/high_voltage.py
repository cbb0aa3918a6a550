"""Sourcing with a supply that ramps by itself: the same guards as for source-meters, but the ramp is watched, not stepped.

The limits (highest voltage, current, trip, ramp) are set in the instrument and read back before anything goes on: they hold
when this computer does not.
"""

from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager

from qcstation.model.errors import InputError, InstrumentError
from qcstation.safety.recipes import SafingRecipe, SafingStep
from qcstation.safety.supervisor import Supervisor

from .guarded import SAFING_MARGIN, GuardedOutput
from .roles import Source, SourceReading
from .supply_roles import HighVoltageSupply, SupplyStatus

POLL = 0.2
"""Seconds between two looks at a ramp."""
_RAMP_SLACK = 10.0
"""Seconds that a ramp may take beyond its time: supplies slow down near the end and settle."""
SAFE_VOLTAGE = 5.0
"""V; below it an output counts as down, and so near to its level as arrived: harmless, and above the offset of the read-back."""


class HardwareRampedSupply(GuardedOutput, HighVoltageSupply):
    """A channel that ramps by itself. Drivers say how its commands are spelt."""

    voltage_limit: float
    """The highest voltage (V, magnitude) that the channel can be set to; known after `initialise`."""
    current_limit: float
    """The highest current (A) that it can be limited to; known after `initialise`."""

    @abstractmethod
    def set_up_channel(self, *, compliance: float, highest: float) -> None:
        """Set voltage limit, compliance (A), trip and ramps for levels up to `highest` (V), and read them back; it is off."""

    @abstractmethod
    def set_level(self, magnitude: float) -> None:
        """Set the voltage (V, magnitude) that the channel ramps to while it is on, and read it back."""

    @abstractmethod
    def switch_on(self) -> None:
        """Switch the channel on."""

    @abstractmethod
    def read(self) -> tuple[float, float]:
        """Measure voltage (V) and current (A), both with the channel's sign."""

    @abstractmethod
    def safing_steps(self, longest: float) -> tuple[SafingStep, ...]:
        """Return the steps that ramp the channel down and switch it off within `longest` (s), and prove it."""

    @contextmanager
    def sourcing(self, *, compliance: float, highest: float) -> Iterator[Source]:
        """Switch the channel on at 0 V, limited to `compliance` (A), for levels up to `highest` (V); make it safe at the end.

        Raises:
            InstrumentError: no supervisor, a latched trip, an open interlock, or the instrument refuses or reads back otherwise.
            InputError: `compliance` or `highest` is beyond the instrument or the station file's bounds.
        """
        supervisor = self._supervised()
        highest = abs(highest)
        self._check_request(compliance, highest)
        status = self.status()
        if status.on:
            raise InstrumentError("its output is on already; make it safe first", instrument=self.name)
        self.refuse(status)
        self.set_level(0.0)
        self.set_up_channel(compliance=compliance, highest=highest)
        supervisor.arm(self.safing_recipe(highest), self.link)
        try:
            self.switch_on()
            self._check_on()
            supervisor.output_changed(self.name, on=True, level=0.0, unit="V")
            yield HighVoltageOutput(self, supervisor, highest)
        except BaseException as error:
            self._make_safe_after(error, supervisor)
            raise
        self._make_safe(supervisor)

    def safing_recipe(self, highest: float) -> SafingRecipe:
        """Return how the channel is made safe from a level of at most `highest` (V, magnitude)."""
        longest = highest / self.ramp_rate() + SAFING_MARGIN
        return SafingRecipe(
            instrument=self.name,
            link=self.link.settings,
            steps=self.safing_steps(longest),
            deadline=longest + SAFE_VOLTAGE / self.ramp_rate() + SAFING_MARGIN,
        )

    def make_found_output_safe(self) -> None:
        """Ramp down and switch off a channel that was left on, as the supervisor's safe stack does.

        Raises:
            InstrumentError: it is on and there is no supervisor, or it could not be made safe.
        """
        if self.status().on:
            supervisor = self._supervised()
            supervisor.arm(self.safing_recipe(self.voltage_limit), self.link)
            self._make_safe(supervisor)

    def refuse(self, status: SupplyStatus) -> None:
        """Raise InstrumentError if a channel has switched itself off or will not go on; the message says why."""
        if status.problems:
            problem = (
                f"{'; '.join(status.problems)}: find the cause, clear it at the supply or with clear_events, then start again"
            )
            raise InstrumentError(problem, instrument=self.name)

    def monitor(self) -> None:
        """Publish voltage and current."""
        self.shown_reading()

    def shown_reading(self) -> tuple[float, float]:
        """Measure voltage (V) and current (A) and publish them."""
        voltage, current = self.read()
        self.show({"voltage": voltage, "current": current}, {"voltage": "V", "current": "A"})
        return voltage, current

    def ramp_rate(self) -> float:
        """Get the ramp (V/s) that the channel is set to: the station file's, or the next lower one that it has."""
        return self.options.ramp

    def _check_on(self) -> None:
        status = self.status()
        self.refuse(status)
        if not status.on:
            raise InstrumentError("its output does not go on; check its interlock and front panel", instrument=self.name)

    def _check_request(self, compliance: float, highest: float) -> None:
        if self.options.ramp <= 0:
            raise InputError(f"{self.name}: ramp ({self.options.ramp:g} V/s) must be positive")
        self._check_bound("voltage", highest, self.voltage_limit, self.options.highest_voltage, "V")
        self._check_bound("compliance", compliance, self.current_limit, self.options.highest_compliance, "A")


class HighVoltageOutput:
    """A channel that is on; see `Source`."""

    def __init__(self, supply: HardwareRampedSupply, supervisor: Supervisor, highest: float) -> None:
        self._supply = supply
        self._supervisor = supervisor
        self._highest = highest
        self._polarity = supply.polarity()
        self._level = 0.0

    @property
    def level(self) -> float:
        """The voltage set, in V."""
        return self._level

    def ramp_to(self, voltage: float) -> None:
        """Let the channel ramp to `voltage` (V) and wait until it is there.

        Raises:
            InputError: `voltage` is beyond the range that was asked for, or of the other polarity.
            InstrumentError: the channel has switched itself off, or the ramp does not end.
        """
        supply = self._supply
        if not abs(voltage) <= self._highest:
            raise InputError(f"{supply.name}: {voltage:g} V is beyond the {self._highest:g} V that sourcing was set up for")
        if voltage * self._polarity < 0:
            sign = "positive" if self._polarity > 0 else "negative"
            raise InputError(f"{supply.name}: {voltage:g} V is refused: the channel's polarity is {sign}")
        if voltage == self._level:
            return
        travel = abs(voltage - self._level) / supply.ramp_rate()
        supply.set_level(abs(voltage))
        self._level = voltage
        self._supervisor.output_changed(supply.name, on=True, level=voltage, unit="V")
        self._wait_for_ramp(travel)

    def measure(self) -> SourceReading:
        """Measure voltage (V) and current (A)."""
        status = self._checked_status()
        voltage, current = self._supply.shown_reading()
        return SourceReading(voltage=voltage, current=current, in_compliance=status.in_compliance)

    def _wait_for_ramp(self, travel: float) -> None:
        clock = self._supervisor.clock
        end = clock.monotonic() + travel + _RAMP_SLACK
        self._supervisor.wait(min(travel, POLL))
        # A supply that delivers its limit gets no further: that is a point to measure, not a ramp to wait for.
        while not (status := self._checked_status()).in_compliance:
            voltage, _ = self._supply.shown_reading()
            if not status.ramping and abs(voltage - self._level) <= SAFE_VOLTAGE:
                return
            if clock.monotonic() > end:
                problem = f"has not reached {self._level:g} V after {travel + _RAMP_SLACK:.0f} s"
                raise InstrumentError(problem, instrument=self._supply.name)
            self._supervisor.wait(POLL)

    def _checked_status(self) -> SupplyStatus:
        status = self._supply.status()
        self._supply.refuse(status)
        if not status.on:
            raise InstrumentError("its output has gone off by itself", instrument=self._supply.name)
        return status
