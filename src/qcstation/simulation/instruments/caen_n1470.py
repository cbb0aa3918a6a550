"""Twins of CAEN high-voltage supplies: N1470 (UM2619, N1471 rev. 19) and, without board numbers, DT55xxE.

Four channels, 8 kV and 3 mA. Options: `polarity` of all channels (``-``), `board` (0), `local` (false). Not simulated: ZCADJ,
the front panel, the bus termination's effect.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar

from qcstation.simulation.devices.noise import MeterNoise
from qcstation.simulation.faults import Fault, FaultKind

from .ramped_channel import RampedChannel
from .twin import Surroundings, Twin

_COMMAND = re.compile(
    r"\$(?:BD:(?P<board>\d{1,2}),)?CMD:(?P<kind>MON|SET)(?:,CH:(?P<channel>\d+))?,PAR:(?P<name>[A-Z0-9]+)(?:,VAL:(?P<value>[^,]*))?",
    re.ASCII,
)
CHANNELS = 4
_MICRO = 1e-6
_VMAX, _IMAX = 8000.0, 3000.0
"""V and uA."""
_TRIP_NEVER = 1000.0
_OUT_OF_TOLERANCE = 2.5
"""V, between set and measured voltage: over- and under-voltage (status bits 4 and 5)."""
VOLTAGE_NOISE = MeterNoise(relative=0.0, floor=0.05, source="unverified; resolution of VMON: 0.1 V")
CURRENT_NOISE = MeterNoise(relative=1e-4, floor=2e-9, source="unverified; resolution of IMON: 10 nA, 1 nA on the low range")
_ON, _UP, _DOWN, _OVC, _OVV, _UNV, _MAXV, _TRIP, _KILL, _ILK = (1 << bit for bit in (0, 1, 2, 3, 4, 5, 6, 7, 11, 12))
_LIMITS = {"VSET": (0.0, _VMAX), "ISET": (0.0, _IMAX), "MAXV": (0.0, 8100.0), "RUP": (1.0, 500.0), "RDW": (1.0, 500.0)}
_FORMATS = {
    "VSET": "06.1f", "VMIN": "06.1f", "VMAX": "06.1f", "VMON": "06.1f", "MAXV": "06.1f",
    "ISET": "07.2f", "IMIN": "07.2f", "IMAX": "07.2f", "RUP": "03.0f", "RDW": "03.0f", "TRIP": "06.1f",
}  # fmt: skip


class _Refused(Exception):
    """The field that is wrong: CMD, CH, PAR, VAL or LOC."""


class _Channel:
    """The settings of one channel beside its output."""

    def __init__(self, place: Surroundings, number: int, *, sign: int) -> None:
        self.output = RampedChannel(place, number, sign=sign, tripped=self._trip)
        self.output.limit = 100 * _MICRO
        self.numbers = {"VSET": 0.0, "ISET": 100.0, "MAXV": 8100.0, "RUP": 50.0, "RDW": 50.0, "TRIP": 10.0}
        self.words = {"PDWN": "KILL", "IMRANGE": "HIGH"}
        self.tripped = False
        self.apply()

    def apply(self) -> None:
        """Hand the settings to the output."""
        numbers, output = self.numbers, self.output
        output.ramp_up, output.ramp_down = numbers["RUP"], numbers["RDW"]
        output.trip_after = numbers["TRIP"] if numbers["TRIP"] < _TRIP_NEVER else float("inf")
        output.trip_kills = self.words["PDWN"] == "KILL"
        output.set(level=min(numbers["VSET"], numbers["MAXV"]), limit=numbers["ISET"] * _MICRO)

    def _trip(self) -> None:
        self.tripped = True


class CaenN1470(Twin):
    """N1470 with its board number in commands and answers; a command for another board is answered by silence."""

    model: ClassVar[str] = "caen.n1470"
    title: ClassVar[str] = "CAEN N1470 high-voltage supply"
    termination: ClassVar[str] = "\r\n"
    serial_termination: ClassVar[str] = "\r\n"
    board_name: ClassVar[str] = "N1470"
    numbered: ClassVar[bool] = True

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        sign = -1 if place.options.get("polarity", "-") == "-" else 1
        self.channels = [_Channel(place, number, sign=sign) for number in range(CHANNELS)]
        self._board = int(place.options.get("board", 0))
        self._control = "LOCAL" if place.options.get("local", False) else "REMOTE"
        self._interlock_mode = "CLOSED"

    def handle(self, line: str) -> str | None:
        """Carry out one command; silence for what is addressed to another board."""
        match = _COMMAND.fullmatch(line.strip())
        if match is None:
            return self._refusal("CMD")
        if self.numbered != (match["board"] is not None):
            return self._refusal("CMD")
        if match["board"] is not None and int(match["board"]) != self._board:
            return None
        for channel in self.channels:
            channel.output.advance()
        try:
            value = self._carry_out(match["kind"], match["channel"], match["name"], match["value"])
        except _Refused as refused:
            return self._refusal(str(refused))
        return f"{self._head}CMD:OK" + (f",VAL:{value}" if value is not None else "")

    def state(self) -> dict[str, Any]:
        """Return whether any channel is live, and of each its level (V), voltage (V), current (A) and status."""
        now = self.now()
        channels = [
            {
                "output": channel.output.live,
                "level": channel.output.sign * channel.numbers["VSET"],
                "compliance": channel.numbers["ISET"] * _MICRO,
                "voltage": channel.output.sign * channel.output.voltage(now),
                "current": channel.output.sign * channel.output.current(now),
                "status": self._status(channel),
            }
            for channel in self.channels
        ]
        return {"output": any(channel["output"] for channel in channels), "channels": channels}

    def struck(self, fault: Fault) -> None:
        """Switch all channels off at once when the interlock opens."""
        super().struck(fault)
        if fault.kind is FaultKind.OPEN_INTERLOCK:
            for channel in self.channels:
                channel.output.kill()

    @property
    def _head(self) -> str:
        return f"#BD:{self._board:02d}," if self.numbered else "#"

    def _refusal(self, field: str) -> str:
        return f"{self._head}{field}:ERR"

    def _carry_out(self, kind: str, number: str | None, name: str, value: str | None) -> str | None:
        if kind == "SET" and self._control == "LOCAL":
            raise _Refused("LOC")
        if number is None:
            if kind == "MON":
                return self._board_value(name)
            self._set_board(name, value)
            return None
        if int(number) > CHANNELS:
            raise _Refused("CH")
        chosen = self.channels if int(number) == CHANNELS else [self.channels[int(number)]]
        if kind == "MON":
            return ";".join(self._value(channel, name) for channel in chosen)
        for channel in chosen:
            self._set(channel, name, value)
        return None

    def _board_value(self, name: str) -> str:
        alarms = sum(1 << number for number, channel in enumerate(self.channels) if channel.tripped)
        values = {
            "BDNAME": self.board_name,
            "BDNCH": str(CHANNELS),
            "BDFREL": "01.17",
            "BDSNUM": str(self.place.options.get("serial_number", "00042")),
            "BDILK": "YES" if self._interlocked else "NO",
            "BDILKM": self._interlock_mode,
            "BDCTR": self._control,
            "BDTERM": "OFF",
            "BDALARM": f"{alarms:05d}",
        }
        if name not in values:
            raise _Refused("PAR")
        return values[name]

    def _set_board(self, name: str, value: str | None) -> None:
        if name == "BDCLR":
            for channel in self.channels:
                channel.tripped = False
        elif name == "BDILKM" and value in ("OPEN", "CLOSED"):
            self._interlock_mode = value
        else:
            raise _Refused("VAL" if name == "BDILKM" else "PAR")

    def _value(self, channel: _Channel, name: str) -> str:
        now = self.now()
        if name in channel.words:
            return channel.words[name]
        low = channel.words["IMRANGE"] == "LOW"
        readings: dict[str, Callable[[], str]] = {
            "STAT": lambda: f"{self._status(channel):05d}",
            "POL": lambda: "-" if channel.output.sign < 0 else "+",
            "VDEC": lambda: "1",
            "ISDEC": lambda: "2",
            "IMDEC": lambda: "3" if low else "2",
            "VMON": lambda: format(abs(VOLTAGE_NOISE.read_one(channel.output.voltage(now), self.place.rng)), "06.1f"),
            "IMON": partial(self._current, channel, low=low),
        }
        if name in readings:
            return readings[name]()
        numbers = channel.numbers | {"VMIN": 0.0, "VMAX": _VMAX, "IMIN": 0.0, "IMAX": _IMAX}
        if name not in numbers:
            raise _Refused("PAR")
        return format(numbers[name], _FORMATS[name])

    def _current(self, channel: _Channel, *, low: bool) -> str:
        current = CURRENT_NOISE.read_one(channel.output.current(self.now()), self.place.rng) / _MICRO
        return format(max(min(current, _IMAX / 10 if low else _IMAX), 0.0), "08.3f" if low else "07.2f")

    def _set(self, channel: _Channel, name: str, value: str | None) -> None:
        if name == "ON":
            if not self._interlocked:
                channel.tripped = False
                channel.output.switch(True)
        elif name == "OFF":
            (channel.output.kill if channel.words["PDWN"] == "KILL" else partial(channel.output.switch, False))()
        elif name in channel.words:
            if value not in {"PDWN": ("RAMP", "KILL"), "IMRANGE": ("HIGH", "LOW")}[name]:
                raise _Refused("VAL")
            channel.words[name] = value
            channel.apply()
        elif name in channel.numbers:
            channel.numbers[name] = self._checked(channel, name, value)
            channel.apply()
        else:
            raise _Refused("PAR")

    def _checked(self, channel: _Channel, name: str, value: str | None) -> float:
        try:
            number = float(value or "")
        except ValueError:
            raise _Refused("VAL") from None
        low, high = _LIMITS.get(name, (0.0, _TRIP_NEVER))
        if name == "VSET":
            high = min(high, channel.numbers["MAXV"])
        if not low <= number <= high:
            raise _Refused("VAL")
        return round(number, int(_FORMATS[name][-2]))

    def _status(self, channel: _Channel) -> int:
        output, now = channel.output, self.now()
        off = output.voltage(now) - channel.numbers["VSET"]
        settled = output.on and not output.ramping
        return (
            _ON * output.live
            + _UP * (output.live and output.ramping > 0)
            + _DOWN * (output.live and output.ramping < 0)
            + _OVC * output.limited(now)
            + _OVV * (settled and off > _OUT_OF_TOLERANCE)
            + _UNV * (settled and off < -_OUT_OF_TOLERANCE)
            + _MAXV * (channel.numbers["VSET"] > channel.numbers["MAXV"])
            + _TRIP * channel.tripped
            + _ILK * self._interlocked
        )

    @property
    def _interlocked(self) -> bool:
        return FaultKind.OPEN_INTERLOCK in self.place.faults


class CaenDt55xxE(CaenN1470):
    """DT55xxE: the same without board numbers."""

    model: ClassVar[str] = "caen.dt55xxe"
    title: ClassVar[str] = "CAEN DT55xxE high-voltage supply"
    board_name: ClassVar[str] = "DT5519E"
    numbered: ClassVar[bool] = False
