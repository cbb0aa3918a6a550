"""Twin of the Keysight E4980A LCR meter (E4980A/AL Precision LCR Meter User's Guide).

It sees the device at the bias that the bench's source applies (its own, where the wiring names it as the source), through cables
that the open correction removes. Bench option `overload_below` (V): below that bias it is overloaded, as a public IHEP-IME file
shows at 0 V. Bench option `open_corrected`: an earlier shift has run the open correction. Not simulated: list sweeps, the data
buffer, load correction, level monitors.
"""

import cmath
import math
from typing import Any, ClassVar

from qcstation.simulation.circuit import CABLE_CAPACITANCE, CABLE_CONDUCTANCE
from qcstation.simulation.devices import noise

from .keysight_e4980a_commands import COMMANDS, keysight
from .scpi import ScpiError, number
from .scpi_twin import OPERATION_COMPLETE, ScpiTwin
from .settings import one, one_of
from .twin import Surroundings

OVERLOAD = 9.9e37
_RANGES = (1e-1, 1.0, 10.0, 100.0, 300.0, 1e3, 3e3, 1e4, 3e4, 1e5)
_LOWEST_OF_RANGE = 0.1
"""An impedance below this part of a fixed range overloads it (`unverified`)."""
_TIMES = {
    "SHOR": ((20.0, 0.330), (100.0, 0.100), (1e3, 0.020), (1e4, 0.0077), (1e5, 0.0057), (2e6, 0.0056)),
    "MED": ((20.0, 0.380), (100.0, 0.180), (1e3, 0.110), (1e4, 0.092), (1e5, 0.089), (2e6, 0.088)),
    "LONG": ((20.0, 0.480), (100.0, 0.300), (1e3, 0.240), (1e4, 0.230), (1e5, 0.220), (2e6, 0.220)),
}
"""Measurement time (s) by frequency (Hz): data sheet 5989-4435EN (`unverified`: quoted from memory of it)."""
_WEIGHT = {"SHOR": 0.25, "MED": 1.0, "LONG": 2.5}
"""Noise averaging of a measurement time mode, relative to MED (`unverified`)."""
_CORRECTION_TIME = 30.0
"""s of an open or short correction over all frequencies (`unverified`: the guide says up to about 90 s)."""
_RESIDUAL_RESISTANCE = 0.05
"""ohm of cables and contacts, which the short correction removes (`unverified`)."""
_MEASURING = 0x10
"""Bit of the operation status condition register (`unverified`)."""


class KeysightE4980A(ScpiTwin):
    """E4980A: 20 Hz to 2 MHz."""

    model: ClassVar[str] = "keysight.e4980a"
    title: ClassVar[str] = "Keysight E4980A LCR meter"
    maker: ClassVar[str] = "Agilent Technologies"
    model_number: ClassVar[str] = "E4980A"
    firmware: ClassVar[str] = "A.02.10"
    no_error: ClassVar[str] = '+0,"No error"'
    error_queue_length: ClassVar[int] = 100
    messages: ClassVar[dict[int, str]] = {-222: "Data out of range"}
    commands = COMMANDS

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self._open = (0.0, 0.0)
        self._short = 0.0
        self._to_defaults()
        if place.options.get("open_corrected"):
            self.correct_open()
            self._busy_until = 0.0
            self.values["open_correction"] = True

    def _to_defaults(self) -> None:
        self._range = 1e2
        self._aperture, self._averages = "MED", 1
        self._busy_until = 0.0
        self._completion_at: float | None = None
        self._data: tuple[float, float, int] | None = None
        self._pending = False

    def state(self) -> dict[str, Any]:
        """Return signal, frequency (Hz), the true capacitance with cables (F), the bias (V) that it sees and queued errors."""
        now = self.now()
        return {
            "frequency": self.values["frequency"],
            "signal": self.values["signal"],
            "bias_on": self.values["bias_on"],
            "capacitance": self.place.circuit.capacitance(now, self.values["frequency"]),
            "voltage": self.place.circuit.voltage(now),
            "open_correction": self.values["open_correction"],
            "busy": now < self._busy_until,
            "errors": [list(error) for error in self.errors],
        }

    def reset(self) -> None:
        """Go back to the *RST defaults; correction data are kept (`unverified`)."""
        super().reset()
        self._to_defaults()

    def beep(self) -> None:
        """Beep."""

    def restart(self) -> None:
        """Forget the last measurement: a setting has changed. The bias applies at once."""
        self._data = None
        self._pending = False
        if self.place.drives:
            bias = float(self.values["bias"]) if self.values["bias_on"] else 0.0
            self.place.circuit.drive(bias, 0.1, self.now())

    def set_aperture(self, parameters: list[str]) -> None:
        """Set the time mode and, if given, the averages: ``MED,4``."""
        if not 1 <= len(parameters) <= 2:
            raise ScpiError(-108 if parameters else -109)
        mode = one_of(parameters[0], ("SHORt", "MEDium", "LONG"))
        averages = round(number(parameters[1])) if len(parameters) == 2 else self._averages
        if not 1 <= averages <= 256:
            raise ScpiError(-222)
        self._aperture, self._averages = mode, averages
        self.restart()

    def aperture(self) -> str:
        """Return time mode and averages."""
        return f"{self._aperture},{self._averages}"

    def set_range(self, parameters: list[str]) -> None:
        """Fix the impedance range: the closest one below or at the value given."""
        value = number(one(parameters), "OHM")
        if not 0 <= value <= 1e9:
            raise ScpiError(-222)
        self._range = next((r for r in reversed(_RANGES) if r <= value), _RANGES[0])
        self.values["auto_range"] = False
        self.restart()

    def range(self) -> str:
        """Return the impedance range (ohm)."""
        return keysight(self._range)

    def correct_open(self) -> None:
        """Measure the open cables; takes `_CORRECTION_TIME`. The probe counts as lifted while it runs."""
        rng = self.place.rng
        self._open = (
            noise.LCR_CAPACITANCE.read_one(CABLE_CAPACITANCE, rng, 100.0),
            noise.LCR_CONDUCTANCE.read_one(CABLE_CONDUCTANCE, rng, 100.0),
        )
        self._occupy(_CORRECTION_TIME)

    def correct_short(self) -> None:
        """Measure the shorted cables; takes `_CORRECTION_TIME`."""
        self._short = _RESIDUAL_RESISTANCE
        self._occupy(_CORRECTION_TIME)

    def initiate(self) -> None:
        """Arm the trigger; an internal trigger starts at once."""
        if self.values["continuous"]:
            raise ScpiError(-213)
        if self.values["trigger_source"] == "INT":
            self.start()

    def start(self) -> None:
        """Start a measurement, whatever the state of the trigger system."""
        self._wait_until_idle()
        self._pending = True
        self._occupy(float(self.values["trigger_delay"]) + self._measurement_time())

    def trigger(self) -> None:
        """Start a measurement on a bus trigger."""
        if self.values["trigger_source"] != "BUS":
            raise ScpiError(-200)
        self.start()

    def fetch(self) -> str:
        """Return the last measurement, waiting for one that is under way; without any there is no data (status -1)."""
        if self.values["trigger_source"] == "INT" and self.values["continuous"]:
            self.start()
        self._wait_until_idle()
        first, second, status = self._data or (OVERLOAD, OVERLOAD, -1)
        answer = f"{self._written(first)},{self._written(second)},{status:+d}"
        return answer + ",+0" if self.values["comparator"] else answer

    def fetch_corrected(self) -> str:
        """Return resistance and reactance of the last measurement."""
        chosen, self.values["parameters"] = self.values["parameters"], "RX"
        try:
            self._pending = True
            self._wait_until_idle()
            first, second, _ = self._data or (OVERLOAD, OVERLOAD, -1)
        finally:
            self.values["parameters"] = chosen
            self._data = None
        return f"{self._written(first)},{self._written(second)}"

    def operation_complete(self) -> None:
        """Set the operation-complete event as soon as nothing is under way."""
        self._completion_at = self._busy_until

    def read_events(self) -> int:
        """Read and clear the standard event status register."""
        self._note_completion()
        return super().read_events()

    def status_byte(self) -> int:
        """Return the status byte."""
        self._note_completion()
        return super().status_byte()

    def more_status(self) -> int:
        """Return no further bits: the E4980A has none for its error queue (`unverified`)."""
        return 0

    def clear_status(self) -> None:
        """Empty the error queue and the event registers."""
        super().clear_status()
        self._completion_at = None

    def wait(self) -> None:
        """Wait for what is under way."""
        self._wait_until_idle()

    def operation_condition(self) -> int:
        """Return the operation status condition register: measuring."""
        return _MEASURING if self.now() < self._busy_until else 0

    def read_operation_events(self) -> int:
        """Return an event register in which nothing is latched here."""
        return 0

    def _note_completion(self) -> None:
        if self._completion_at is not None and self.now() >= self._completion_at - 1e-9:
            self._completion_at = None
            self.events |= OPERATION_COMPLETE

    def _occupy(self, seconds: float) -> None:
        self._busy_until = max(self.now(), self._busy_until) + seconds

    def _wait_until_idle(self) -> None:
        self.take(max(0.0, self._busy_until - self.now()))
        if self._pending:
            self._pending = False
            self._data = self._measure()

    def _measurement_time(self) -> float:
        table = _TIMES[self._aperture]
        frequency = float(self.values["frequency"])
        return self._averages * next(seconds for upper, seconds in reversed(table) if frequency >= upper)

    def _measure(self) -> tuple[float, float, int]:
        """Return both parameters and the status of a measurement that ends now."""
        values, place, now = self.values, self.place, self.now()
        frequency = float(values["frequency"])
        omega = 2 * math.pi * frequency
        # Noise grows where the signal is small; the usual 0.5 V is what its figures were read at.
        averaging = self._averages * _WEIGHT[self._aperture] * min(1.0, (values["signal"] / 0.5) ** 2)
        if averaging <= 0:
            return OVERLOAD, OVERLOAD, 1
        capacitance = noise.LCR_CAPACITANCE.read_one(place.circuit.capacitance(now, frequency), place.rng, averaging)
        conductance = noise.LCR_CONDUCTANCE.read_one(place.circuit.conductance(now, frequency), place.rng, averaging)
        seen = 1.0 / complex(conductance, omega * capacitance) + _RESIDUAL_RESISTANCE
        below = float(place.options.get("overload_below", 0.0))
        if (not values["auto_range"] and abs(seen) < _LOWEST_OF_RANGE * self._range) or abs(place.circuit.voltage(now)) < below:
            return OVERLOAD, OVERLOAD, 1
        if values["short_correction"]:
            seen -= self._short
        admittance = 1.0 / seen
        if values["open_correction"]:
            admittance -= complex(self._open[1], omega * self._open[0])
        return (*shown(values["parameters"], admittance, omega), 0)

    def _written(self, value: float) -> str:
        if not abs(value) < OVERLOAD:
            value = math.copysign(OVERLOAD, value)
        return f"{value:+.9E}" if self.values["long_format"] else f"{value:+.5E}"


def shown(parameters: str, admittance: complex, omega: float) -> tuple[float, float]:
    """Return the two quantities named by `parameters` (such as CPRP) of an admittance (S) at angular frequency `omega` (1/s)."""
    g, b = admittance.real or 1e-30, admittance.imag or 1e-30
    impedance = 1.0 / complex(g, b)
    r, x = impedance.real, impedance.imag or 1e-30
    loss = g / abs(b)
    first = {
        "CP": b / omega,
        "CS": -1.0 / (omega * x),
        "LP": -1.0 / (omega * b),
        "LS": x / omega,
        "RX": r,
        "GB": g,
        "ZT": abs(impedance),
        "YT": abs(admittance),
    }[parameters[:2]]
    angle = cmath.phase(impedance if parameters.startswith("Z") else complex(g, b))
    second = {"D": loss, "Q": 1.0 / loss, "G": g, "RP": 1.0 / g, "RS": r, "X": x, "B": b, "TD": math.degrees(angle), "TR": angle}
    return first, second[parameters[1:] if parameters[0] in "RGZY" else parameters[2:]]
