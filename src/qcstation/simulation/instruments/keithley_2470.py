"""Twin of the Keithley 2470 high-voltage source-meter (2470-901-01), SCPI command set, sourcing a voltage.

Not simulated: the current source, the trigger model, reading buffers other than the last reading, the other command sets.
"""

from typing import Any, ClassVar

from qcstation.simulation.devices import noise
from qcstation.simulation.faults import Fault, FaultKind

from .keithley_2470_commands import COMMANDS
from .scpi import ScpiError, boolean, unquote
from .scpi_twin import ScpiTwin
from .settings import one, one_of, range_value, scientific
from .source_output import SourceOutput
from .twin import Surroundings

OVERFLOW, NOT_A_NUMBER = 9.9e37, 9.91e37
_SOURCE_RANGES = (0.2, 2.0, 20.0, 200.0, 1000.0)
_HIGHEST_CURRENT = (1.05, 1.05, 1.05, 0.105, 0.021)
"""A, by source range: the power envelope of the data sheet."""
_CURRENT_RANGES = (1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_OVER_RANGE = 1.05
_LOWEST_LIMIT_OF_RANGE = 0.106
"""A limit has to be at least this part of a fixed measurement range (12-78)."""
_UNASSERTED_INTERLOCK_LIMIT = 42.0
_UNASSERTED_INTERLOCK_MESSAGE_LIMIT = 21.0
"""V (12-39)."""
_LINE_FREQUENCY = 50.0
_ELEMENTS = [
    "DATE",
    "FORMatted",
    "FRACtional",
    "READing",
    "RELative",
    "SEConds",
    "SOURce",
    "SOURFORMatted",
    "SOURSTATus",
    "SOURUNIT",
    "STATus",
    "TIME",
    "TSTamp",
    "UNIT",
]


class Keithley2470(ScpiTwin):
    """2470: 1100 V, 1 A; with more than 20 V at most 105 mA, with more than 200 V at most 21 mA."""

    model: ClassVar[str] = "keithley.2470"
    title: ClassVar[str] = "Keithley 2470 high-voltage source-meter, 1100 V"
    maker: ClassVar[str] = "KEITHLEY INSTRUMENTS"
    model_number: ClassVar[str] = "MODEL 2470"
    firmware: ClassVar[str] = "1.7.12b"
    no_error: ClassVar[str] = '0,"No error;0;0 0"'
    error_queue_length: ClassVar[int] = 1000
    kept_by_reset: ClassVar[frozenset[str]] = ScpiTwin.kept_by_reset | {"language", "access"}
    commands = COMMANDS

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self.output = SourceOutput(place)
        self._source_range = 0
        self._current_range = 1e-8
        self._protection = "NONE"
        self._function = "CURR"
        self._reading: tuple[float, float, float, int] | None = None
        self.terminals_changed()

    def state(self) -> dict[str, Any]:
        """Return output, level (V), limit (A), voltage at the terminals (V), interlock, terminals and queued errors."""
        now = self.now()
        return {
            "output": self.output.on,
            "level": self.values["level"],
            "compliance": self.values["limit"],
            "in_compliance": bool(self.limited()),
            "voltage": self.output.voltage(now),
            "current": self.output.circuit.total_current(now) if self.output.on else 0.0,
            "terminals": self.values["terminals"],
            "interlock_closed": bool(self.interlock_asserted()),
            "errors": [list(error) for error in self.errors],
        }

    def reset(self) -> None:
        """Go back to the *RST defaults: output off, 0 V, 105 uA, front terminals, automatic ranges."""
        self.output_off()
        super().reset()
        self._source_range, self._current_range, self._protection = 0, 1e-8, "NONE"
        self._function, self._reading = "CURR", None
        self.terminals_changed()
        self.drive()

    def struck(self, fault: Fault) -> None:
        """Fall back to the hardware's limit when the interlock opens."""
        super().struck(fault)
        if fault.kind is FaultKind.OPEN_INTERLOCK:
            self.drive()

    def cleared(self, fault: Fault) -> None:
        """Give the full range back when the interlock closes."""
        if fault.kind is FaultKind.OPEN_INTERLOCK:
            self.drive()

    def push(self, code: int, message: str = "") -> None:
        """Put an event in the log; its text ends with type and time, as in the manual's example (12-111)."""
        super().push(code, message)
        code, message = self.errors[-1]
        self.errors[-1] = (code, f"{message};1;2026/01/01 00:00:{self.now() % 60:06.3f}")

    def drive(self) -> None:
        """Pass level and limits on to the output."""
        level = float(self.values["level"])
        if self.values["source_auto_range"]:
            self._source_range = next(i for i, r in enumerate(_SOURCE_RANGES) if abs(level) <= 1.1 * r)
        highest = self._highest_voltage()
        limit = min(float(self.values["limit"]), _HIGHEST_CURRENT[self._source_range])
        if not self.values["current_auto_range"]:
            limit = min(limit, _OVER_RANGE * self._current_range)
        self.output.set(level, max(-highest, min(highest, level)), limit, self.now())

    def terminals_changed(self) -> None:
        """Switch off and connect the other terminals."""
        self.output_off()
        chosen = {"FRON": "front", "REAR": "rear"}[self.values["terminals"]]
        self.output.connect(to_device=chosen == self.place.terminals, at=self.now())

    def only_voltage(self, function: str) -> None:
        """Refuse to source anything else than a voltage."""
        if function != "VOLT":
            raise ScpiError(-221)

    def check_level(self, level: float) -> float:
        """Refuse a level beyond a fixed range."""
        if not self.values["source_auto_range"] and abs(level) > self._full_scale(self._source_range):
            raise ScpiError(-222)
        return level

    def check_limit(self, limit: float) -> float:
        """Refuse a limit below 10.6 % of a fixed measurement range (12-78)."""
        if not self.values["current_auto_range"] and limit < _LOWEST_LIMIT_OF_RANGE * self._current_range:
            raise ScpiError(-222)
        return limit

    def set_source_range(self, parameters: list[str]) -> None:
        """Fix the source range: the lowest that holds the value given."""
        value = range_value(one(parameters), _SOURCE_RANGES[0], 1100.0, _SOURCE_RANGES[0])
        self._source_range = next(i for i in range(len(_SOURCE_RANGES)) if value <= self._full_scale(i))
        self.values["source_auto_range"] = False
        highest = self._full_scale(self._source_range)
        self.values["level"] = max(-highest, min(highest, self.values["level"]))
        self.drive()

    def source_range(self) -> str:
        """Return the source range (V)."""
        return scientific(_SOURCE_RANGES[self._source_range])

    def set_current_range(self, parameters: list[str]) -> None:
        """Fix the current range; a limit that is too low for it is raised, with a warning in the log (12-78)."""
        value = range_value(one(parameters), _CURRENT_RANGES[0], 1.05, _CURRENT_RANGES[0])
        self._current_range = next(r for r in _CURRENT_RANGES if value <= _OVER_RANGE * r)
        self.values["current_auto_range"] = False
        self.values["limit"] = max(self.values["limit"], _LOWEST_LIMIT_OF_RANGE * self._current_range)
        self.drive()

    def current_range(self) -> str:
        """Return the positive full scale of the measurement range (A)."""
        return scientific(self._measuring_range(self.output.circuit.total_current(self.now())))

    def set_protection(self, parameters: list[str]) -> None:
        """Set the over-voltage protection: NONE or PROT20 (the lowest: manual, 12-81) to PROT500 (in between: public drivers)."""
        self._protection = one_of(one(parameters), ("NONE", *(f"PROT{v}" for v in (20, 40, 100, 200, 300, 400, 500))))
        self.drive()

    def protection(self) -> str:
        """Return the over-voltage protection."""
        return self._protection

    def protection_reached(self) -> int:
        """Whether the over-voltage protection limits the source."""
        return int(self.output.on and self._protection != "NONE" and abs(self.values["level"]) > float(self._protection[4:]))

    def limited(self) -> int:
        """Whether the source is limited."""
        if FaultKind.STUCK_COMPLIANCE in self.place.faults:
            return 1
        return int(self.output.on and self.output.circuit.in_compliance(self.now()))

    def interlock_asserted(self) -> int:
        """Whether the interlock signal is there and all ranges are available (12-39)."""
        return int(FaultKind.OPEN_INTERLOCK not in self.place.faults)

    def set_output(self, parameters: list[str]) -> None:
        """Switch the output; without interlock signal a level beyond 21 V leaves a message in the log (12-39)."""
        if not boolean(one(parameters)):
            self.output_off()
            return
        if not self.interlock_asserted() and abs(self.values["level"]) > _UNASSERTED_INTERLOCK_MESSAGE_LIMIT:
            raise ScpiError(-221)
        self.output.switch(True, self.now())

    def output_off(self) -> None:
        """Switch the output off in the off state chosen."""
        self.output.switch(False, self.now(), high_impedance=self.values["off_mode"] == "HIMP")

    def output_is_on(self) -> int:
        """Whether the output is on."""
        return int(self.output.on)

    def set_function(self, parameters: list[str]) -> None:
        """Choose what is measured: "CURR" or "VOLT"."""
        self._function = one_of(unquote(one(parameters)).upper().removesuffix(":DC"), ("CURRent", "VOLTage"))

    def function(self) -> str:
        """Return what is measured."""
        return f'"{self._function}:DC"'

    def read(self, parameters: list[str]) -> str:
        """Make `count` readings and return the last one: ``"buffer", element, ...`` (12-6)."""
        for _ in range(int(self.values["count"])):
            self.trigger()
        return self.fetch(parameters)

    def measure(self, function: str, parameters: list[str]) -> str:
        """Measure one function and return it."""
        self._function = function
        self.trigger()
        return self.fetch(parameters)

    def fetch(self, parameters: list[str]) -> str:
        """Return the last reading, however old it is."""
        elements = parameters[1:] if parameters else []
        if parameters:
            unquote(parameters[0])
        words = [one_of(element, tuple(_ELEMENTS)) for element in elements] or ["READ"]
        if self._reading is None:
            return ",".join([scientific(NOT_A_NUMBER)] * len(words))
        return ",".join(self._element(word, *self._reading) for word in words)

    def trigger(self) -> None:
        """Make a reading."""
        values, rng = self.values, self.place.rng
        averages = values["filter_count"] if values["filter"] else 1.0
        cycles = values["line_cycles"]
        delay = 1e-3 if values["auto_delay"] else values["delay"]
        self.take(delay + cycles * averages * (2 if values["read_back"] else 1) / _LINE_FREQUENCY)
        now = self.now()
        circuit = self.output.circuit
        voltage = noise.SOURCE_METER_VOLTAGE.read_one(circuit.voltage(now), rng, cycles * averages)
        current = noise.SOURCE_METER_CURRENT.read_one(circuit.total_current(now), rng, cycles * averages)
        if abs(current) > _OVER_RANGE * self._measuring_range(current):
            current = OVERFLOW
        reading = current if self._function == "CURR" else voltage
        source = voltage if values["read_back"] else float(values["level"])
        self._reading = (now, source, reading, self._source_status())

    def error_count(self) -> int:
        """Return how many errors are in the log."""
        return len(self.errors)

    def clear_errors(self) -> None:
        """Empty the log."""
        self.errors.clear()

    def _element(self, word: str, at: float, source: float, reading: float, status: int) -> str:
        unit = "Amp DC" if self._function == "CURR" else "Volt DC"
        texts = {
            "READ": scientific(reading),
            "SOUR": scientific(source),
            "REL": f"{at:.9f}",
            "SEC": str(int(at)),
            "FRAC": f"{at % 1:.9f}",
            "SOURSTAT": str(status),
            "STAT": "0",
            "UNIT": unit,
            "SOURUNIT": "Volt DC",
            "FORM": f"{reading:.5g}",
            "SOURFORM": f"{source:.5g}",
        }
        return texts.get(word, f"01/01/2026 00:00:{at % 60:012.9f}")

    def _source_status(self) -> int:
        """Return the source status of a reading: over-voltage, read back, limited, 4-wire, output on (bits 2, 3, 5, 6, 7)."""
        return (
            4 * self.protection_reached()
            + 8 * int(self.values["read_back"])
            + 32 * self.limited()
            + 64 * int(self.values["remote_sense"])
            + 128 * self.output_is_on()
        )

    def _measuring_range(self, current: float) -> float:
        if not self.values["current_auto_range"]:
            return self._current_range
        return next((r for r in _CURRENT_RANGES if abs(current) <= _OVER_RANGE * r), _CURRENT_RANGES[-1])

    def _full_scale(self, source_range: int) -> float:
        return 1100.0 if source_range == len(_SOURCE_RANGES) - 1 else _OVER_RANGE * _SOURCE_RANGES[source_range]

    def _highest_voltage(self) -> float:
        highest = 1100.0 if self._protection == "NONE" else float(self._protection[4:])
        return highest if self.interlock_asserted() else min(highest, _UNASSERTED_INTERLOCK_LIMIT)
