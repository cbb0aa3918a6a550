"""Twins of the Keithley 2400 and 2410 source-meters (2400-series User's Manual, rev. K), sourcing a voltage.

Not simulated: the current source, sweeps, the trace buffer, limits. Asking for the current source is a settings conflict (-221).
"""

from typing import Any, ClassVar

from qcstation.simulation.faults import Fault, FaultKind

from .keithley_2400_commands import commands
from .keithley_2400_readings import OVER_RANGE, Readings
from .scpi import ScpiError, boolean
from .scpi_twin import ScpiTwin
from .settings import one, range_value, scientific
from .source_output import SourceOutput
from .twin import Surroundings


class Keithley2400(ScpiTwin):
    """2400: 200 V, 1 A; with more than 20 V at most 100 mA."""

    model: ClassVar[str] = "keithley.2400"
    title: ClassVar[str] = "Keithley 2400 source-meter, 200 V"
    clear_character: ClassVar[bytes] = b"\x03"
    maker: ClassVar[str] = "KEITHLEY INSTRUMENTS INC."
    model_number: ClassVar[str] = "MODEL 2400"
    firmware: ClassVar[str] = "C30   Mar 17 2006 09:29:29/A02  /K/J"
    commands = commands(210.0)
    source_ranges: ClassVar[tuple[float, ...]] = (0.2, 2.0, 20.0, 200.0)
    full_scale: ClassVar[float] = 210.0
    current_ranges: ClassVar[tuple[float, ...]] = (1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
    highest_current_on_top_range: ClassVar[float] = 0.105

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self.output = SourceOutput(place)
        self.readings = Readings(self)
        self._source_range = 20.0
        self._current_range = 1e-4
        self.terminals_changed()

    def state(self) -> dict[str, Any]:
        """Return output, level (V), compliance (A), voltage at the terminals (V), interlock, terminals and queued errors."""
        now = self.now()
        return {
            "output": self.output.on,
            "level": self.values["level"],
            "compliance": self.values["compliance"],
            "in_compliance": bool(self.in_compliance()),
            "voltage": self.output.voltage(now),
            "current": self.output.circuit.total_current(now) if self.output.on else 0.0,
            "terminals": self.values["terminals"],
            "interlock_closed": self._interlock_closed(),
            "errors": [list(error) for error in self.errors],
        }

    def reset(self) -> None:
        """Go back to the *RST defaults: output off, 0 V, 105 uA, front terminals."""
        self.output_off()
        super().reset()
        self.readings.reset()
        self._source_range, self._current_range = 20.0, 1e-4
        self.terminals_changed()
        self.drive()

    def struck(self, fault: Fault) -> None:
        """Switch off when the interlock opens and is heeded."""
        super().struck(fault)
        if fault.kind is FaultKind.OPEN_INTERLOCK:
            self.interlock_changed()

    def drive(self) -> None:
        """Pass level and limits on to the output."""
        level = float(self.values["level"])
        if self.values["source_auto_range"]:
            self._source_range = next(r for r in self.source_ranges if abs(level) <= 1.1 * r)
        applied = max(-self.values["protection"], min(self.values["protection"], level))
        self.output.set(level, applied, self._effective_limit(), self.now())

    def terminals_changed(self) -> None:
        """Switch off and connect the other terminals (`unverified`: as the real ones do when their TERMINALS key is pressed)."""
        self.output_off()
        chosen = {"FRON": "front", "REAR": "rear"}[self.values["terminals"]]
        self.output.connect(to_device=chosen == self.place.terminals, at=self.now())

    def interlock_changed(self) -> None:
        """Switch off if the interlock is heeded and open."""
        if not self.output_permitted():
            self.output_off()

    def output_permitted(self) -> int:
        """Whether the source can be turned on (18-58)."""
        return int(not self.values["interlock"] or self._interlock_closed())

    def only_voltage(self, function: str) -> None:
        """Refuse to source anything else than a voltage."""
        if function != "VOLT":
            raise ScpiError(-221)

    def only_fixed(self, mode: str) -> None:
        """Refuse sweeps."""
        if mode != "FIX":
            raise ScpiError(-221)

    def check_level(self, level: float) -> float:
        """Refuse a level beyond a fixed range."""
        if not self.values["source_auto_range"] and abs(level) > self._full_scale(self._source_range):
            raise ScpiError(-222)
        if abs(level) > 1.1 * self.source_ranges[-2] and self.values["compliance"] > self.highest_current_on_top_range:
            raise ScpiError(826, "Attempt to exceed power limit")
        return level

    def check_compliance(self, compliance: float) -> float:
        """Refuse a compliance below 1 nA (6-2), or that the source range or a fixed measurement range does not allow (18-68)."""
        compliance = abs(compliance)
        if compliance < 1e-9:
            raise ScpiError(-222)
        if self._source_range == self.source_ranges[-1] and compliance > self.highest_current_on_top_range:
            raise ScpiError(826, "Attempt to exceed power limit")
        if not self.values["current_auto_range"] and compliance < 1e-3 * self._current_range:
            raise ScpiError(822, "Too small for sense range")
        return compliance

    def set_source_range(self, parameters: list[str]) -> None:
        """Fix the source range: the lowest that holds the value given."""
        value = range_value(one(parameters), self.source_ranges[0], self.full_scale, 20.0)
        chosen = next(r for r in self.source_ranges if value <= self._full_scale(r))
        if chosen == self.source_ranges[-1] and self.values["compliance"] > self.highest_current_on_top_range:
            raise ScpiError(826, "Attempt to exceed power limit")
        self._source_range = chosen
        self.values["source_auto_range"] = False
        highest = self._full_scale(chosen)
        self.values["level"] = max(-highest, min(highest, self.values["level"]))
        self.drive()

    def source_range(self) -> str:
        """Return the full scale of the source range (V)."""
        return scientific(self._full_scale(self._source_range))

    def set_current_range(self, parameters: list[str]) -> None:
        """Fix the current range: the lowest that holds the value given, at most that of the compliance."""
        value = range_value(one(parameters), self.current_ranges[0], 1.05, 1e-4)
        chosen = next(r for r in self.current_ranges if value <= OVER_RANGE * r)
        if chosen > self._compliance_range():
            raise ScpiError(824, "Cannot exceed compliance range")
        self._current_range = chosen
        self.values["current_auto_range"] = False
        self.drive()

    def current_range(self) -> str:
        """Return the full scale of the current range (A)."""
        return scientific(OVER_RANGE * self.measuring_range(self.output.circuit.total_current(self.now())))

    def compliance_range(self) -> str:
        """Return the full scale of the compliance's range (A)."""
        return scientific(OVER_RANGE * self._compliance_range())

    def in_compliance(self) -> int:
        """Whether the source is limited."""
        if FaultKind.STUCK_COMPLIANCE in self.place.faults:
            return 1
        return int(self.output.on and self.output.circuit.in_compliance(self.now()))

    def protection_reached(self) -> int:
        """Whether the over-voltage protection limits the source."""
        return int(self.output.on and abs(self.values["level"]) > self.values["protection"])

    def set_output(self, parameters: list[str]) -> None:
        """Switch the output; the interlock may forbid it (error 802)."""
        if not boolean(one(parameters)):
            self.output_off()
        elif not self.output_permitted():
            raise ScpiError(802, "OUTPUT blocked by output enable")
        else:
            self.output.switch(True, self.now())

    def output_off(self) -> None:
        """Switch the output off in the off state chosen."""
        self.output.switch(False, self.now(), high_impedance=self.values["off_mode"] == "HIMP")

    def output_is_on(self) -> int:
        """Whether the output is on."""
        return int(self.output.on)

    def measuring_range(self, current: float) -> float:
        """Return the range (A) that a `current` is measured on: fixed, or the lowest that holds it within the compliance's."""
        if not self.values["current_auto_range"]:
            return self._current_range
        return next((r for r in self.current_ranges if abs(current) <= OVER_RANGE * r), self.current_ranges[-1])

    def range_compliance(self) -> bool:
        """Whether the source is limited by a fixed range rather than by the compliance (6-2)."""
        return bool(self.output.circuit.in_compliance(self.now())) and self._effective_limit() < self.values["compliance"]

    def measurement_condition(self) -> int:
        """Return the measurement condition register (15-13): interlock closed, over-voltage protection, compliance."""
        return (
            (0x0800 if self._interlock_closed() else 0)
            | (0x2000 if self.protection_reached() else 0)
            | (0x4000 if self.in_compliance() else 0)
        )

    def read_measurement_events(self) -> int:
        """Read and clear the measurement event register."""
        events = self.readings.events | self.measurement_condition()
        self.readings.events = 0
        return events

    def no_events(self) -> int:
        """Return an event register in which nothing happens here."""
        return 0

    def operation_condition(self) -> int:
        """Return the operation condition register (15-13): idle."""
        return 0x0400

    def more_status(self) -> int:
        """Return measurement summary, error available."""
        events = (self.readings.events | self.measurement_condition()) & int(self.values["measurement_enable"])
        return super().more_status() | (0x01 if events else 0)

    def clear_status(self) -> None:
        """Empty the error queue and the event registers."""
        super().clear_status()
        self.readings.events = 0

    def clear_errors(self) -> None:
        """Empty the error queue."""
        self.errors.clear()

    def preset_status(self) -> None:
        """Disable all event summaries."""
        self.values["measurement_enable"] = 0

    def error_count(self) -> int:
        """Return how many errors are queued."""
        return len(self.errors)

    def abort(self) -> None:
        """Go to idle: readings are taken within a message, so nothing is pending."""

    def wait(self) -> None:
        """Wait for readings: they are taken within a message."""

    def trigger(self) -> None:
        """Take a reading on a bus trigger."""
        self.readings.initiate()

    def _interlock_closed(self) -> bool:
        return FaultKind.OPEN_INTERLOCK not in self.place.faults

    def _full_scale(self, source_range: float) -> float:
        return self.full_scale if source_range == self.source_ranges[-1] else OVER_RANGE * source_range

    def _compliance_range(self) -> float:
        return next(r for r in self.current_ranges if self.values["compliance"] <= OVER_RANGE * r)

    def _effective_limit(self) -> float:
        compliance = float(self.values["compliance"])
        return compliance if self.values["current_auto_range"] else min(compliance, OVER_RANGE * self._current_range)


class Keithley2410(Keithley2400):
    """2410: 1100 V, 1 A; with more than 20 V at most 20 mA."""

    model: ClassVar[str] = "keithley.2410"
    title: ClassVar[str] = "Keithley 2410 high-voltage source-meter, 1100 V"
    model_number: ClassVar[str] = "MODEL 2410"
    commands = commands(1100.0)
    source_ranges: ClassVar[tuple[float, ...]] = (0.2, 2.0, 20.0, 1000.0)
    full_scale: ClassVar[float] = 1100.0
    current_ranges: ClassVar[tuple[float, ...]] = (1e-6, 1e-5, 1e-4, 1e-3, 2e-2, 1e-1, 1.0)
    highest_current_on_top_range: ClassVar[float] = 0.021
