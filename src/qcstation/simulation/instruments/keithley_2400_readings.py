"""What a 2400 measures and how it puts it into words (2400-series User's Manual, 18-51)."""

from typing import TYPE_CHECKING

from qcstation.simulation.devices import noise
from qcstation.simulation.devices.noise import MeterNoise

from .scpi import ScpiError, boolean, unquote
from .settings import one, one_of, signed

if TYPE_CHECKING:
    from .keithley_2400 import Keithley2400

OVERFLOW, NOT_A_NUMBER = 9.9e37, 9.91e37
OVER_RANGE = 1.05
"""Every range can be driven to 105 % of its name (data sheet)."""
_ELEMENTS = ("VOLT", "CURR", "RES", "TIME", "STAT")
_READING_AVAILABLE, _READING_OVERFLOW = 0x40, 0x80
"""Bits of the measurement event register (15-13)."""


class Readings:
    """Functions, format, the last reading and the event register of a source-meter."""

    def __init__(self, meter: "Keithley2400") -> None:
        self._meter = meter
        self.events = 0
        self._clock_start = 0.0
        self.reset()

    def reset(self) -> None:
        """Go back to the *RST defaults: current measured, all five elements."""
        self._measured = ["CURR"]
        self._elements: tuple[str, ...] = _ELEMENTS
        self._auto_zero = True
        self._last = ""

    def functions_on(self, parameters: list[str]) -> None:
        """Measure functions; without concurrency the last one alone."""
        for name in _function_names(parameters):
            if not self._meter.values["concurrent"]:
                self._measured = [name]
            elif name not in self._measured:
                self._measured.append(name)

    def functions_off(self, parameters: list[str]) -> None:
        """Stop measuring functions."""
        names = _function_names(parameters)
        self._measured = [name for name in self._measured if name not in names]

    def all_functions_on(self) -> None:
        """Measure everything."""
        self._meter.values["concurrent"] = True
        self._measured = ["VOLT", "CURR", "RES"]

    def all_functions_off(self) -> None:
        """Measure nothing."""
        self._measured = []

    def functions(self) -> str:
        """Return the functions measured."""
        long = {"VOLT": '"VOLT:DC"', "CURR": '"CURR:DC"', "RES": '"RES"'}
        return ",".join(long[name] for name in self._measured) or '""'

    def set_elements(self, parameters: list[str]) -> None:
        """Choose what readings consist of; the order is the instrument's own."""
        if not parameters:
            raise ScpiError(-109)
        wanted = {one_of(item, ("VOLTage", "CURRent", "RESistance", "TIME", "STATus")) for item in parameters}
        self._elements = tuple(element for element in _ELEMENTS if element in wanted)

    def elements(self) -> str:
        """Return what readings consist of."""
        return ",".join(self._elements)

    def reset_time(self) -> None:
        """Start the time stamps again at zero."""
        self._clock_start = self._meter.now()

    def set_auto_zero(self, parameters: list[str]) -> None:
        """Switch auto zero, or do it once."""
        text = one(parameters)
        self._auto_zero = False if text.upper() == "ONCE" else boolean(text)

    def auto_zero(self) -> int:
        """Whether auto zero is on."""
        return int(self._auto_zero)

    def read(self) -> str:
        """Take and return readings (:INIT and :FETC?)."""
        self.initiate()
        return self._last

    def initiate(self) -> None:
        """Take readings: arm count times trigger count. The output has to be on (error 803) or to switch itself."""
        meter = self._meter
        borrowed = meter.values["auto_off"] and not meter.output.on
        if borrowed:
            meter.set_output(["1"])
        if not meter.output.on:
            raise ScpiError(803, "Not permitted with OUTPUT off")
        count = min(2500, int(meter.values["trigger_count"] * meter.values["arm_count"]))
        self._last = ",".join(self._reading() for _ in range(count))
        if borrowed:
            meter.output_off()

    def fetch(self) -> str:
        """Return the last readings."""
        if not self._last:
            raise ScpiError(-230)
        return self._last

    def measure(self, function: str, parameters: list[str]) -> str:
        """Configure for a function and read."""
        self.configure(function, parameters)
        return self.read()

    def configure(self, function: str, parameters: list[str]) -> None:
        """Measure `function`, one reading a trigger."""
        if parameters:
            raise ScpiError(-108)
        self.functions_on([f"'{function}'"])
        self._meter.values.update(trigger_count=1.0, arm_count=1.0)

    def _reading(self) -> str:
        meter, place = self._meter, self._meter.place
        values = meter.values
        averages = values["filter_count"] if values["filter"] else 1.0
        cycles = values["line_cycles"]
        delay = 1e-3 if values["auto_delay"] else values["delay"]
        meter.take(delay + cycles * averages * max(1, len(self._measured)) / values["line_frequency"])
        now = meter.now()
        circuit = meter.output.circuit

        def seen(value: float, meter_noise: MeterNoise) -> float:
            return meter_noise.read_one(value, place.rng, cycles * averages)

        voltage = seen(circuit.voltage(now), noise.SOURCE_METER_VOLTAGE)
        current = seen(circuit.total_current(now), noise.SOURCE_METER_CURRENT)
        overflow = abs(current) > OVER_RANGE * meter.measuring_range(current)
        self.events |= _READING_AVAILABLE | (_READING_OVERFLOW if overflow else 0)
        if overflow:
            current = OVERFLOW
        elements = {
            "VOLT": voltage if "VOLT" in self._measured else values["level"],
            "CURR": current if "CURR" in self._measured else NOT_A_NUMBER,
            "RES": NOT_A_NUMBER if "RES" not in self._measured else voltage / current if current else OVERFLOW,
            "TIME": now - self._clock_start,
            "STAT": self._status(overflow) if "STAT" in self._elements else 0,
        }
        return ",".join([signed(elements[element]) for element in self._elements])

    def _status(self, overflow: bool) -> int:
        """Return the status word of a reading (18-51)."""
        meter = self._meter
        values = meter.values
        word = 1 << 14
        bits = {
            0: overflow,
            1: values["filter"],
            2: values["terminals"] == "FRON",
            3: meter.in_compliance() and not meter.range_compliance(),
            4: meter.protection_reached(),
            11: "VOLT" in self._measured,
            12: "CURR" in self._measured,
            13: "RES" in self._measured,
            16: meter.range_compliance(),
            22: values["remote_sense"],
        }
        for bit, is_set in bits.items():
            word |= (1 << bit) if is_set else 0
        return word


def _function_names(parameters: list[str]) -> list[str]:
    if not parameters:
        raise ScpiError(-109)
    words = [unquote(parameter).split(":")[0] for parameter in parameters]
    return [one_of(word, ("VOLTage", "CURRent", "RESistance")) for word in words]
