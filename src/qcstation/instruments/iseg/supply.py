"""iseg high-voltage supplies with the EDCP-SCPI command set: SHR, NHR; NHS with one ramp for the whole module."""

import re
from enum import IntFlag
from typing import ClassVar

from qcstation.instruments.answers import Answer
from qcstation.instruments.high_voltage import SAFE_VOLTAGE, HardwareRampedSupply
from qcstation.instruments.supply_roles import SupplyStatus
from qcstation.model.errors import IdentityError, InputError, InstrumentError
from qcstation.safety.recipes import Await, Expect, SafingStep, Send
from qcstation.transports.link import LinkSettings

_QUANTITY = re.compile(r"([+-]?\d+(?:\.\d*)?(?:E[+-]?\d+)?)(?:[VA%](?:/s)?)?", re.ASCII)
_LONGEST_TRIP = 4.095
"""s; the trip time is a 12-bit number of milliseconds (iseg SCPI manual)."""
_RELATIVE = 2e-3
"""A set value that reads back further off has not been taken: these supplies have five digits."""


class Status(IntFlag):
    """The bits of the channel status that matter here (iseg SCPI manual 2020-10, 8.2)."""

    ON = 1 << 3
    VOLTAGE_RAMP = 1 << 4
    EMERGENCY_OFF = 1 << 5
    CONSTANT_CURRENT = 1 << 6


class Event(IntFlag):
    """The bits of the channel event status that keep a channel from going on, once latched (8.3)."""

    INPUT_ERROR = 1 << 2
    EMERGENCY_OFF = 1 << 5
    ARC_ERROR = 1 << 9
    CURRENT_BOUNDS = 1 << 10
    VOLTAGE_BOUNDS = 1 << 11
    EXTERNAL_INHIBIT = 1 << 12
    CURRENT_TRIP = 1 << 13
    CURRENT_LIMIT = 1 << 14
    VOLTAGE_LIMIT = 1 << 15


_PROBLEMS = {
    Event.EMERGENCY_OFF: "has been in emergency off",
    Event.ARC_ERROR: "has seen arcs",
    Event.CURRENT_BOUNDS: "its current was out of bounds",
    Event.VOLTAGE_BOUNDS: "its voltage was out of bounds",
    Event.EXTERNAL_INHIBIT: "its interlock (inhibit) was open",
    Event.CURRENT_TRIP: "has tripped on its current",
    Event.CURRENT_LIMIT: "has reached its hardware current limit",
    Event.VOLTAGE_LIMIT: "has reached its hardware voltage limit",
}


class IsegShr(HardwareRampedSupply):
    """One channel of an iseg SHR or NHR. Its highest voltage is set by a potentiometer, which is read and checked."""

    driver = "iseg.shr"
    title = "iseg SHR or NHR high-voltage supply, one channel"
    link_defaults: ClassVar[dict[str, object]] = {
        "timeout": 2.0,
        "baud_rate": 9600,
        "read_termination": "\r\n",
        "write_termination": "\r\n",
    }
    _sign = 0

    @classmethod
    def link_settings(cls, name: str, resource: str, **given: object) -> LinkSettings:
        """Return the settings of the link; on a serial line the supply echoes unless the station file says otherwise."""
        serial = resource.upper().startswith(("ASRL", "COM", "/DEV/", "SERIAL:"))
        return super().link_settings(name, resource, **{"echo": serial, **given})

    @classmethod
    def recognises(cls, answer: str) -> bool:
        """Return whether an identity is that of an iseg supply."""
        return answer.lower().startswith("iseg")

    def identify(self) -> str:
        """Get the module's identity and its command set; check that it has the channel.

        Raises:
            IdentityError: another instrument answers, or one with another command set, or it has fewer channels.
        """
        answer = self.link.query("*IDN?")
        if not self.recognises(answer):
            problem = "expected an iseg supply; check its address and driver in the station file"
            raise IdentityError(problem, instrument=self.name, command="*IDN?", answer=answer)
        command_set = self.link.query("*INSTR?")
        if "EDCP" not in command_set.upper():
            problem = "expected the command set EDCP; select it with the maker's tool"
            raise IdentityError(problem, instrument=self.name, command="*INSTR?", answer=command_set)
        channels = self.ask(":READ:MODULE:CHANNELNUMBER?").integer()
        if not self.options.channel < channels:
            problem = f"has {channels} channels, the station file says channel {self.options.channel}; they count from 0"
            raise IdentityError(problem, instrument=self.name, answer=answer)
        return f"{answer}, channel {self.options.channel}"

    def initialise(self) -> None:
        """Get the channel's limits; ramp it down if it was left on."""
        self.link.clear()
        self.voltage_limit = min(self._get(":READ:VOLT:NOM"), self._get(":READ:VOLT:LIM"))
        self.current_limit = min(self._get(":READ:CURR:NOM"), self._get(":READ:CURR:LIM"))
        self.make_found_output_safe()

    def polarity(self) -> int:
        """Get the sign of the output voltage."""
        answer = self.ask(f":CONF:OUTPUT:POL? {self._at}")
        if answer.text.lower() not in ("p", "n"):
            raise answer.error("expected p or n")
        self._sign = 1 if answer.text.lower() == "p" else -1
        return self._sign

    def status(self) -> SupplyStatus:
        """Get what the channel is doing, and the latched events that keep it from going on."""
        status = Status(self.ask(f":READ:CHAN:STAT? {self._at}").integer())
        events = Event(self.ask(f":READ:CHAN:EV:STAT? {self._at}").integer())
        return SupplyStatus(
            on=Status.ON in status,
            ramping=Status.VOLTAGE_RAMP in status,
            in_compliance=Status.CONSTANT_CURRENT in status,
            problems=tuple(words for bit, words in _PROBLEMS.items() if bit in events),
        )

    def clear_events(self) -> None:
        """Clear the channel's latched events, and its emergency off."""
        if Status.EMERGENCY_OFF in Status(self.ask(f":READ:CHAN:STAT? {self._at}").integer()):
            self.link.write(f":VOLT EMCY CLR,{self._at}")
        self.link.write(f":EVENT CLEAR,{self._at}")

    def read(self) -> tuple[float, float]:
        """Measure voltage (V) and current (A); the current has the sign of the channel, whichever the module gives it."""
        voltage = self._get(":MEAS:VOLT")
        # Switched with the output off alone, and read before it goes on.
        sign = self._sign or self.polarity()
        return voltage, sign * abs(self._get(":MEAS:CURR"))

    def set_up_channel(self, *, compliance: float, highest: float) -> None:  # noqa: ARG002 (its limit is a potentiometer)
        """Set current, trip and ramps, and read them back."""
        self._set(":CURR", compliance, ":READ:CURR")
        trip = min(self.options.trip_delay, _LONGEST_TRIP)
        self._set_integer(":CONF:TRIP:TIME", round(1000 * trip))
        self._set_integer(":CONF:TRIP:ACTION", 1)
        self.set_up_ramp()

    def set_up_ramp(self) -> None:
        """Set both ramps of the channel, and read them back."""
        self._set(":CONF:RAMP:VOLT:UP", self.ramp_rate(), ":CONF:RAMP:VOLT:UP")
        self._set(":CONF:RAMP:VOLT:DOWN", self.ramp_rate(), ":CONF:RAMP:VOLT:DOWN")

    def set_level(self, magnitude: float) -> None:
        """Set the voltage (V, magnitude) that the channel ramps to while it is on."""
        self._set(":VOLT", magnitude, ":READ:VOLT")

    def switch_on(self) -> None:
        """Switch the channel on."""
        self.link.write(f":VOLT ON,{self._at}")

    def safing_steps(self, longest: float) -> tuple[SafingStep, ...]:
        """Return: ramp down, off, voltage down, bit 3 of the status clear. Latched events change nothing about it."""
        return (
            Send(command=f":VOLT 0,{self._at}"),
            Send(command=f":VOLT OFF,{self._at}"),
            Await(query=f":MEAS:VOLT? {self._at}", at_most=SAFE_VOLTAGE, timeout=longest),
            # The rest of the ramp: the channel counts as on until it has ended.
            Await(query=f":READ:CHAN:STAT? {self._at}", at_most=0, mask=int(Status.ON), timeout=longest),
            Expect(query=f":READ:CHAN:STAT? {self._at}", answer="0", mask=int(Status.ON)),
        )

    @property
    def _at(self) -> str:
        return f"(@{self.options.channel})"

    def _get(self, command: str) -> float:
        return quantity(self.ask(f"{command}? {self._at}"))

    def _set(self, command: str, value: float, read_back: str) -> None:
        self.link.write(f"{command} {value:.6E},{self._at}")
        held = abs(self._get(read_back))
        if abs(held - value) > max(_RELATIVE * value, 1e-9):
            problem = f"{command} should be {value:g} and reads back {held:g}"
            raise InstrumentError(problem, instrument=self.name)

    def _set_integer(self, command: str, value: int) -> None:
        self.link.write(f"{command} {value},{self._at}")
        held = self.ask(f"{command}? {self._at}").integer()
        if held != value:
            raise InstrumentError(f"{command} should be {value} and reads back {held}", instrument=self.name)


class IsegNhs(IsegShr):
    """One channel of an iseg NHS, whose channels share one ramp: per cent of the nominal voltage in a second."""

    driver = "iseg.nhs"
    title = "iseg NHS high-voltage supply, one channel"

    def set_up_ramp(self) -> None:
        """Set the ramp of the whole module, and read the channel's back."""
        nominal = self._get(":READ:VOLT:NOM")
        percent = 100 * self.ramp_rate() / nominal
        if percent > 20:
            raise InputError(f"{self.name}: ramp {self.ramp_rate():g} V/s is above 20 % of the nominal {nominal:g} V in a second")
        self.link.write(f":CONF:RAMP:VOLT {percent:.6E}")
        held = self._get(":READ:RAMP:VOLT")
        if abs(held - self.ramp_rate()) > _RELATIVE * self.ramp_rate():
            raise InstrumentError(
                f"its ramp should be {self.ramp_rate():g} V/s and reads back {held:g} V/s", instrument=self.name
            )


def quantity(answer: Answer) -> float:
    """Return the number in an answer such as ``-1.00012E2V``: its unit is glued to it.

    Raises:
        InstrumentError: it is no such number.
    """
    match = _QUANTITY.fullmatch(answer.fields[0])
    if match is None or len(answer.fields) != 1:
        raise answer.error("expected one number with its unit")
    return float(match[1])
