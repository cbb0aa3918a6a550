"""Twin of the Keithley 6487 picoammeter with voltage source (6487-901-01).

Not simulated: ohms, sweeps, the reading buffer, limits and the DDC command set.
"""

from typing import Any, ClassVar

from qcstation.simulation.devices import noise
from qcstation.simulation.faults import Fault, FaultKind

from .keithley_6487_commands import COMMANDS
from .scpi import ScpiError, boolean, unquote
from .scpi_twin import ScpiTwin
from .settings import none, one, one_of, range_value, scientific, signed
from .source_output import SourceOutput
from .twin import Surroundings

OVERFLOW = 9.9e37
_RANGES = (2e-9, 2e-8, 2e-7, 2e-6, 2e-5, 2e-4, 2e-3, 2e-2)
_OVER_RANGE = 1.05
_SOURCE_RANGES = (10.0, 50.0, 500.0)
_LIMITS = (2.5e-5, 2.5e-4, 2.5e-3, 2.5e-2)
_INPUT_OFFSET = 3e-13
"""A, the scale of what zero correction removes (`unverified`; data sheet: 400 fA on the lowest range)."""
_ELEMENTS = ("READ", "UNIT", "TIME", "STAT", "VSO")
_READING_AVAILABLE, _READING_OVERFLOW, _INTERLOCK, _COMPLIANCE = 0x0040, 0x0080, 0x0800, 0x4000
"""Bits of the measurement event register (10-14)."""


class Keithley6487(ScpiTwin):
    """6487: 2 nA to 20 mA; source up to 500 V. Serial: answers end with CR, as the public driver reads them."""

    model: ClassVar[str] = "keithley.6487"
    title: ClassVar[str] = "Keithley 6487 picoammeter"
    serial_termination: ClassVar[str] = "\r"
    clear_character: ClassVar[bytes] = b"\x03"
    maker: ClassVar[str] = "KEITHLEY INSTRUMENTS INC."
    model_number: ClassVar[str] = "MODEL 6487"
    firmware: ClassVar[str] = "B03   Sep 25 2002 10:53:29/A02  /D"
    commands = COMMANDS

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self.output = SourceOutput(place)
        self.output.connect(to_device=True, at=self.now())
        self._offset = _INPUT_OFFSET * float(place.rng.standard_normal())
        self._clock_start = 0.0
        self._events = 0
        self._to_defaults()

    def _to_defaults(self) -> None:
        self._range = 2e-4
        self._source_range = 10.0
        self._limit = 2.5e-2
        self._interlock_on_lowest_range = False
        self._zero = 0.0
        self._elements: tuple[str, ...] = _ELEMENTS[:4]
        self._last = ""

    def state(self) -> dict[str, Any]:
        """Return zero check, the current at the input (A), the source's output, level (V), compliance and queued errors."""
        now = self.now()
        return {
            "output": self.output.on,
            "level": self.values["level"],
            "compliance": self._limit,
            "in_compliance": self._in_compliance(),
            "voltage": self.output.voltage(now),
            "current": self.place.circuit.pad_current(now),
            "zero_check": self.values["zero_check"],
            "interlock_closed": not self._interlock_is_open(),
            "errors": [list(error) for error in self.errors],
        }

    def reset(self) -> None:
        """Go back to the *RST defaults: source off, zero check on, automatic range."""
        self.output.switch(False, self.now())
        super().reset()
        self._to_defaults()
        self.drive()

    def struck(self, fault: Fault) -> None:
        """Let go of the device when the interlock opens: high impedance, so that it may stay charged (3-18)."""
        super().struck(fault)
        if fault.kind is FaultKind.OPEN_INTERLOCK and self._interlock_heeded():
            self.output.switch(False, self.now(), high_impedance=True)

    # The source

    def drive(self) -> None:
        """Pass level and limit on to the output."""
        level = float(self.values["level"])
        self.output.set(level, level, self._limit, self.now())

    def check_level(self, level: float) -> float:
        """Refuse a level above the source range (14-10)."""
        if abs(level) > 1.01 * self._source_range:
            raise ScpiError(-222)
        return level

    def set_source_range(self, parameters: list[str]) -> None:
        """Select the 10, 50 or 500 V range; the higher ones limit the current to 2.5 mA at most (14-10)."""
        value = range_value(one(parameters), 10.0, 500.0, 10.0)
        self._source_range = next(r for r in _SOURCE_RANGES if value <= r)
        if self._source_range > 10.0:
            self._limit = min(self._limit, 2.5e-3)
            if self._interlock_is_open():
                self.output.switch(False, self.now(), high_impedance=True)
        if abs(self.values["level"]) > 1.01 * self._source_range:
            self.values["level"] = 0.0
        self.drive()

    def source_range(self) -> str:
        """Return the source range (V)."""
        return scientific(self._source_range)

    def set_limit(self, parameters: list[str]) -> None:
        """Set the current limit to the closest of the four (14-10)."""
        value = range_value(one(parameters), _LIMITS[0], _LIMITS[-1], _LIMITS[-1])
        if value <= 0:
            raise ScpiError(-222)
        chosen = min(_LIMITS, key=lambda limit: abs(limit - value))
        if self._source_range > 10.0 and chosen > 2.5e-3:
            raise ScpiError(-221)
        self._limit = chosen
        self.drive()

    def limit(self) -> str:
        """Return the current limit (A)."""
        return scientific(self._limit)

    def set_output(self, parameters: list[str]) -> None:
        """Put the source in operate, unless the interlock forbids it, or in standby (0 V, low impedance; 3-20)."""
        on = boolean(one(parameters))
        if on and self._interlock_heeded() and self._interlock_is_open():
            raise ScpiError(-221)
        self.output.switch(on, self.now())

    def output_is_on(self) -> int:
        """Whether the source operates."""
        return int(self.output.on)

    def set_interlock(self, parameters: list[str]) -> None:
        """Heed the interlock on the 10 V range or not; on the others it always is (-221)."""
        on = boolean(one(parameters))
        if self._source_range > 10.0 and not on:
            raise ScpiError(-221)
        self._interlock_on_lowest_range = on

    def interlock(self) -> int:
        """Whether the interlock is heeded."""
        return int(self._interlock_heeded())

    def interlock_open(self) -> int:
        """Return 1 if the source cannot be put in operate."""
        return int(self._interlock_is_open() and self._interlock_heeded())

    # The meter

    def set_function(self, parameters: list[str]) -> None:
        """Accept 'CURR', the only function."""
        one_of(unquote(one(parameters)).upper().removesuffix(":DC"), ("CURRent",))

    def function(self) -> str:
        """Return the function."""
        return '"CURR:DC"'

    def magnitude(self, value: float) -> float:
        """Return a range limit without its sign."""
        return abs(value)

    def set_range(self, parameters: list[str]) -> None:
        """Fix the range: the lowest that holds the value given."""
        value = range_value(one(parameters), _RANGES[0], 2.1e-2, 2e-4)
        self._range = next(r for r in _RANGES if value <= _OVER_RANGE * r)
        self.values["auto_range"] = False

    def range(self) -> str:
        """Return the full scale of the range (A)."""
        return scientific(_OVER_RANGE * self._measuring_range(self._input(self.now())))

    def acquire_zero(self) -> None:
        """Take the present offset as the zero to be subtracted; zero check has to be on (-221)."""
        if not self.values["zero_check"]:
            raise ScpiError(-221)
        self.take(self._integration())
        self._zero = self._seen()

    def set_elements(self, parameters: list[str]) -> None:
        """Choose what readings consist of; the order is the instrument's own (13-7)."""
        if not parameters:
            raise ScpiError(-109)
        words = ("READing", "UNITs", "TIME", "STATus", "VSOurce", "ALL", "DEFault")
        wanted = {{"UNITS": "UNIT"}.get(word, word) for word in (one_of(item, words) for item in parameters)}
        if "ALL" in wanted:
            wanted = set(_ELEMENTS)
        elif "DEF" in wanted:
            wanted = set(_ELEMENTS[:4])
        self._elements = tuple(element for element in _ELEMENTS if element in wanted)

    def elements(self) -> str:
        """Return what readings consist of."""
        return ",".join(self._elements)

    def configure(self, parameters: list[str]) -> None:
        """Configure one-shot readings of the current."""
        none(parameters)
        self.values.update(trigger_count=1.0, arm_count=1.0, auto_range=True)

    def trigger(self) -> None:
        """Take readings: arm count times trigger count."""
        count = min(2048, int(self.values["trigger_count"] * self.values["arm_count"]))
        self._last = ",".join(self._reading() for _ in range(count))

    def fetch(self) -> str:
        """Return the last readings."""
        if not self._last:
            raise ScpiError(-230)
        return self._last

    def read(self) -> str:
        """Take and return readings."""
        self.trigger()
        return self._last

    def reset_time(self) -> None:
        """Start the time stamps again at zero."""
        self._clock_start = self.now()

    # Status

    def measurement_condition(self) -> int:
        """Return the measurement condition register (10-14): interlock asserted (open), source in compliance."""
        return (_INTERLOCK if self.interlock_open() else 0) | (_COMPLIANCE if self._in_compliance() else 0)

    def read_measurement_events(self) -> int:
        """Read and clear the measurement event register."""
        events, self._events = self._events | self.measurement_condition(), 0
        return events

    def no_events(self) -> int:
        """Return an event register in which nothing happens here."""
        return 0

    def more_status(self) -> int:
        """Return measurement summary, error available."""
        events = (self._events | self.measurement_condition()) & int(self.values["measurement_enable"])
        return super().more_status() | (0x01 if events else 0)

    def clear_errors(self) -> None:
        """Empty the error queue."""
        self.errors.clear()

    def preset_status(self) -> None:
        """Disable all event summaries."""
        self.values["measurement_enable"] = 0

    def _reading(self) -> str:
        self.take(float(self.values["trigger_delay"]) + self._integration())
        now = self.now()
        current = self._seen()
        if self.values["zero_correct"]:
            current -= self._zero
        overflow = abs(current) > _OVER_RANGE * self._measuring_range(current)
        self._events |= _READING_AVAILABLE | (_READING_OVERFLOW if overflow else 0)
        shown = signed(OVERFLOW if overflow else current)
        source = -999.0 if self._in_compliance() else float(self.values["level"]) if self.output.on else 0.0
        texts = {
            "READ": shown + "A" if "UNIT" in self._elements else shown,
            "TIME": signed(now - self._clock_start),
            "STAT": signed(self._status(overflow)),
            "VSO": signed(source),
        }
        return ",".join(texts[element] for element in self._elements if element in texts)

    def _status(self, overflow: bool) -> int:
        """Return the status word of a reading (13-8)."""
        values = self.values
        return int(overflow) | 2 * int(values["filter"]) | 0x200 * int(values["zero_check"]) | 0x400 * int(values["zero_correct"])

    def _input(self, at: float) -> float:
        return self._offset if self.values["zero_check"] else self.place.circuit.pad_current(at) + self._offset

    def _averages(self) -> float:
        return float(self.values["filter_count"]) if self.values["filter"] else 1.0

    def _integration(self) -> float:
        return float(self.values["line_cycles"] * self._averages() / self.values["line_frequency"])

    def _seen(self) -> float:
        meter = noise.ELECTROMETER_INPUT if self.values["zero_check"] else noise.ELECTROMETER
        return meter.read_one(self._input(self.now()), self.place.rng, self.values["line_cycles"] * self._averages())

    def _measuring_range(self, current: float) -> float:
        if not self.values["auto_range"]:
            return self._range
        return next((r for r in _RANGES if abs(current) <= _OVER_RANGE * r), _RANGES[-1])

    def _interlock_is_open(self) -> bool:
        return FaultKind.OPEN_INTERLOCK in self.place.faults

    def _interlock_heeded(self) -> bool:
        return self._source_range > 10.0 or self._interlock_on_lowest_range

    def _in_compliance(self) -> bool:
        stuck = FaultKind.STUCK_COMPLIANCE in self.place.faults
        return stuck or (self.output.on and self.output.circuit.in_compliance(self.now()))
