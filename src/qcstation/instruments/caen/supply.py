"""CAEN high-voltage supplies N1470 and its relatives: N1419, N1471, DT1470ET, DT1471ET, NDT1470; DT55xxE and 803x."""

import math
from enum import IntFlag
from typing import ClassVar

from qcstation.instruments.answers import Answer
from qcstation.instruments.high_voltage import SAFE_VOLTAGE, HardwareRampedSupply
from qcstation.instruments.supply_roles import SupplyStatus
from qcstation.model.errors import IdentityError, InputError, InstrumentError
from qcstation.safety.recipes import Await, Expect, SafingStep, Send

from .protocol import Address

_MICRO = 1e-6
"""The instruments' unit of current is the microampere."""


class Status(IntFlag):
    """The bits of a channel's STAT (UM2619, N1419 user manual; the same in the N1471 and DT55xxE manuals)."""

    ON = 1 << 0
    RAMP_UP = 1 << 1
    RAMP_DOWN = 1 << 2
    OVER_CURRENT = 1 << 3
    OVER_VOLTAGE = 1 << 4
    UNDER_VOLTAGE = 1 << 5
    MAX_VOLTAGE = 1 << 6
    TRIP = 1 << 7
    OVER_POWER = 1 << 8
    OVER_TEMPERATURE = 1 << 9
    DISABLED = 1 << 10
    KILL = 1 << 11
    INTERLOCK = 1 << 12
    NOT_CALIBRATED = 1 << 13


_PROBLEMS = {
    Status.TRIP: "has tripped: its current was at the limit for longer than the trip delay",
    Status.OVER_POWER: "is over its power limit",
    Status.OVER_TEMPERATURE: "is too hot",
    Status.DISABLED: "is disabled by its front-panel switch",
    Status.KILL: "has been killed by its external line",
    Status.INTERLOCK: "its interlock is open",
    Status.NOT_CALIBRATED: "has lost its calibration",
}


class CaenN1470(HardwareRampedSupply):
    """One channel of a CAEN N1470 or relative, whose commands carry a board number."""

    driver = "caen.n1470"
    title = "CAEN N1470, N1471, N1419, DT1470ET or DT1471ET high-voltage supply, one channel"
    link_defaults: ClassVar[dict[str, object]] = {
        "timeout": 2.0,
        "baud_rate": 9600,
        "flow_control": "xonxoff",
        "read_termination": "\r\n",
        "write_termination": "\r\n",
    }
    families: ClassVar[tuple[str, ...]] = ("N14", "DT14", "NDT14")
    """What the board's name begins with."""
    numbered: ClassVar[bool] = True
    """Whether commands carry a board number."""
    _sign = 0

    def identify(self) -> str:
        """Get the board's name, serial number and firmware; check that it has the channel.

        Raises:
            IdentityError: another instrument answers, or it has fewer channels.
        """
        name = self._board("BDNAME")
        if not name.startswith(self.families):
            problem = f"expected a CAEN supply whose name begins with {' or '.join(self.families)}; check its address and driver"
            raise IdentityError(problem, instrument=self.name, answer=name)
        channels = self._number("BDNCH", self._board("BDNCH"))
        if not self.options.channel < channels:
            problem = f"has {channels:g} channels, the station file says channel {self.options.channel}; they count from 0"
            raise IdentityError(problem, instrument=self.name, answer=name)
        serial, firmware = self._board("BDSNUM"), self._board("BDFREL")
        return f"CAEN {name}, serial number {serial}, firmware {firmware}, channel {self.options.channel}"

    def initialise(self) -> None:
        """Get the channel's limits; ramp it down if it was left on.

        Raises:
            InstrumentError: the board is in local mode, or the channel is on and cannot be made safe.
        """
        self.link.clear()
        if self._board("BDCTR") != "REMOTE":
            raise InstrumentError("is in local mode: switch it to REMOTE at its front panel", instrument=self.name)
        self.voltage_limit = self._channel("VMAX")
        self.current_limit = self._channel("IMAX") * _MICRO
        self._voltage_digits, self._current_digits = int(self._channel("VDEC")), int(self._channel("ISDEC"))
        self.make_found_output_safe()

    def polarity(self) -> int:
        """Get the sign of the output voltage; it is set by a switch and not with the voltage."""
        sign = self._text("POL")
        if sign not in ("+", "-"):
            raise InstrumentError("expected + or - as its polarity", instrument=self.name, answer=sign)
        self._sign = 1 if sign == "+" else -1
        return self._sign

    def status(self) -> SupplyStatus:
        """Get what the channel is doing, from its STAT bits."""
        status = Status(self._integer("STAT"))
        return SupplyStatus(
            on=Status.ON in status,
            ramping=bool(status & (Status.RAMP_UP | Status.RAMP_DOWN)),
            in_compliance=Status.OVER_CURRENT in status,
            problems=tuple(words for bit, words in _PROBLEMS.items() if bit in status),
        )

    def clear_events(self) -> None:
        """Set the alarms back, of all channels of the board."""
        self._set("BDCLR", channel=None)

    def read(self) -> tuple[float, float]:
        """Measure voltage (V) and current (A): the instrument sends magnitudes and the sign apart."""
        # A switch inside the supply: it stays as it is while the supply is on.
        sign = self._sign or self.polarity()
        return sign * self._channel("VMON"), sign * self._channel("IMON") * _MICRO

    def ramp_rate(self) -> float:
        """Get the ramp (V/s): ramps are whole numbers here."""
        return max(math.floor(self.options.ramp), 1.0)

    def set_up_channel(self, *, compliance: float, highest: float) -> None:
        """Set MAXV, ISET, TRIP, PDWN and the ramps, and read them back."""
        # Never above what was asked for: the limit is rounded down to the digits that the channel has.
        digits = 10.0**self._current_digits
        limit = math.floor(compliance / _MICRO * digits * (1 + 1e-9)) / digits
        if limit <= 0:
            raise InputError(f"{self.name}: compliance {compliance:g} A is below its resolution of {_MICRO / digits:g} A")
        self._set_checked("IMRANGE", "LOW" if compliance <= self.current_limit / 10 else "HIGH")
        self._set_number("MAXV", math.ceil(highest) + 1.0, 0)
        self._set_number("ISET", limit, self._current_digits)
        self._set_number("RUP", self.ramp_rate(), 0)
        self._set_number("RDW", self.ramp_rate(), 0)
        self._set_number("TRIP", self.options.trip_delay, 1)
        self._set_checked("PDWN", "RAMP")

    def set_level(self, magnitude: float) -> None:
        """Set the voltage (V, magnitude) that the channel ramps to while it is on."""
        self._set_number("VSET", magnitude, self._voltage_digits)

    def switch_on(self) -> None:
        """Switch the channel on."""
        self._set("ON")

    def safing_steps(self, longest: float) -> tuple[SafingStep, ...]:
        """Return: ramp down by RDW, off, VMON down, bit 0 of STAT clear. Trips and latched alarms change nothing about it."""
        channel, field = self.options.channel, self._address.value_field

        def send(parameter: str, value: str = "") -> Send:
            return Send(command=self._address.command("SET", parameter, channel=channel, value=value), answered=True)

        return (
            send("RDW", f"{self.ramp_rate():.0f}"),
            send("PDWN", "RAMP"),
            send("VSET", "0"),
            send("OFF"),
            Await(query=self._monitor("VMON"), at_most=SAFE_VOLTAGE, field=field, label="VAL:", timeout=longest),
            # The rest of the ramp: the channel counts as on until it has ended.
            Await(query=self._monitor("STAT"), at_most=0, mask=int(Status.ON), field=field, label="VAL:", timeout=longest),
            Expect(query=self._monitor("STAT"), answer="0", mask=int(Status.ON), field=field, label="VAL:"),
        )

    @property
    def _address(self) -> Address:
        return Address(board=self.options.board if self.numbered else None)

    def _monitor(self, parameter: str) -> str:
        return self._address.command("MON", parameter, channel=self.options.channel)

    def _board(self, parameter: str) -> str:
        return self._exchange(self._address.command("MON", parameter))

    def _text(self, parameter: str) -> str:
        return self._exchange(self._monitor(parameter))

    def _channel(self, parameter: str) -> float:
        return self._number(parameter, self._text(parameter))

    def _integer(self, parameter: str) -> int:
        return Answer(self._text(parameter), instrument=self.name, command=parameter).integer()

    def _number(self, parameter: str, text: str) -> float:
        return Answer(text, instrument=self.name, command=parameter).number()

    def _set(self, parameter: str, value: str = "", *, channel: int | None = -1) -> None:
        chosen = self.options.channel if channel == -1 else channel
        self._exchange(self._address.command("SET", parameter, channel=chosen, value=value))

    def _set_number(self, parameter: str, value: float, digits: int) -> None:
        self._set(parameter, f"{value:.{digits}f}")
        held = self._channel(parameter)
        if abs(held - value) > 0.51 * 10.0**-digits:
            raise InstrumentError(f"{parameter} should be {value:g} and reads back {held:g}", instrument=self.name)

    def _set_checked(self, parameter: str, word: str) -> None:
        self._set(parameter, word)
        held = self._text(parameter)
        if held != word:
            raise InstrumentError(f"{parameter} should be {word} and reads back {held}", instrument=self.name)

    def _exchange(self, command: str) -> str:
        return self._address.value(self.link.query(command), instrument=self.name, command=command)


class CaenDt55xxE(CaenN1470):
    """One channel of a CAEN DT55xxE or 803x, whose commands carry no board number."""

    driver = "caen.dt55xxe"
    title = "CAEN DT55xxE or 803x high-voltage supply, one channel"
    families: ClassVar[tuple[str, ...]] = ("DT55", "DT803", "R803", "803")
    numbered: ClassVar[bool] = False
