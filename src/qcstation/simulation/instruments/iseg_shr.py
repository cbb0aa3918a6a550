"""Twins of iseg supplies with EDCP-SCPI: SHR (a ramp a channel) and NHS (one for the module), four channels, 2 kV and 6 mA.

Manual: "SCPI protocol common instruction set", 2020-10 (status, 8.2) and 2020-11 (events, 8.3). Options: `polarity` of all
channels (``n``), `echo` (on serial lines: true), `channels` (4). Not simulated: current ramps, output modes, kill levels.
"""

import re
from collections.abc import Callable
from typing import Any, ClassVar

from qcstation.simulation.devices.noise import MeterNoise
from qcstation.simulation.faults import Fault, FaultKind

from .iseg_channel import (
    CC,
    CV,
    EMERGENCY,
    INHIBIT,
    INPUT_ERROR,
    NOMINAL_CURRENT,
    NOMINAL_VOLTAGE,
    ON,
    POSITIVE,
    RAMP,
    RAMP_DOWN,
    RAMP_UP,
    IsegChannel,
)
from .iseg_shr_commands import NHS_COMMANDS, SHR_COMMANDS
from .scpi import ScpiError, number
from .scpi_twin import ScpiTwin
from .twin import Surroundings

VOLTAGE_NOISE = MeterNoise(relative=2e-6, floor=5e-3, source="unverified")
CURRENT_NOISE = MeterNoise(relative=2e-5, floor=2e-10, source="unverified")
_CHANNELS = re.compile(r"\(@([\d,\-\s]*)\)$")


def written(value: float, unit: str) -> str:
    """Write a quantity as these modules do: ``-1.00012E2V``."""
    mantissa, exponent = f"{value:.5E}".split("E")
    return f"{mantissa}E{int(exponent)}{unit}"


class IsegShr(ScpiTwin):
    """SHR or NHR. An order for a blocked channel is not carried out; it sets the input-error event."""

    model: ClassVar[str] = "iseg.shr"
    title: ClassVar[str] = "iseg SHR high-voltage supply"
    termination: ClassVar[str] = "\r\n"
    serial_termination: ClassVar[str] = "\r\n"
    maker: ClassVar[str] = "iseg Spezialelektronik GmbH"
    model_number: ClassVar[str] = "SR042020r406"
    firmware: ClassVar[str] = "1.74"
    commands = SHR_COMMANDS

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        sign = 1 if place.options.get("polarity", "n") == "p" else -1
        self.channels = [IsegChannel(place, n, sign=sign) for n in range(int(place.options.get("channels", 4)))]
        self._echo = bool(place.options.get("echo", place.front == "serial"))

    def handle(self, line: str) -> str | None:
        """Carry out a message; echo it where the serial echo is on."""
        self._follow()
        echo = self._echo
        answer = super().handle(line)
        self._follow()
        if not echo:
            return answer
        return line if answer is None else f"{line}{self.termination}{answer}"

    def state(self) -> dict[str, Any]:
        """Return whether any channel is live, and of each its level (V), voltage (V), current (A), status and events."""
        now = self.now()
        channels = [
            {
                "output": channel.output.live,
                "level": channel.output.sign * channel.numbers["level"],
                "compliance": channel.numbers["limit"],
                "voltage": channel.output.sign * channel.output.voltage(now),
                "current": channel.output.sign * channel.output.current(now),
                "status": self._status(channel),
                "events": channel.events,
            }
            for channel in self.channels
        ]
        return {"output": any(channel["output"] for channel in channels), "channels": channels}

    def struck(self, fault: Fault) -> None:
        """Switch all channels off at once, and latch why, when the inhibit line opens."""
        super().struck(fault)
        if fault.kind is FaultKind.OPEN_INTERLOCK:
            for channel in self.channels:
                channel.output.kill()
            self._follow()

    def reset(self) -> None:
        """Set all to zero and switch off with the ramp (*RST)."""
        for channel in self.channels:
            channel.output.switch(False)
            channel.numbers["level"] = 0.0
            channel.apply()

    def clear_status(self) -> None:
        """Clear all events (*CLS)."""
        super().clear_status()
        for channel in self.channels:
            channel.events = 0

    def command_set(self) -> str:
        """Return the command set."""
        return "EDCP"

    def channel_count(self) -> int:
        """Return how many channels the module has."""
        return len(self.channels)

    def echo(self) -> int:
        """Return whether commands are echoed on the serial line."""
        return int(self._echo)

    def set_echo(self, parameters: list[str]) -> None:
        """Switch the echo."""
        self._echo = bool(round(number(parameters[0])))

    def order_voltage(self, parameters: list[str]) -> None:
        """Set a level, or switch: a number, ON, OFF, EMCY OFF or EMCY CLR."""
        words, channels = self._addressed(parameters)
        order = words[0].upper() if words else ""
        for channel in channels:
            if order == "ON":
                self._switch_on(channel)
            elif order == "OFF":
                channel.output.switch(False)
            elif order == "EMCY OFF":
                channel.output.kill()
                channel.emergency = True
            elif order == "EMCY CLR":
                channel.emergency = False
            else:
                self._set_level(channel, abs(number(order, "V")))

    def set_number(self, name: str, parameters: list[str]) -> None:
        """Set a number of the channels."""
        words, channels = self._addressed(parameters)
        if not words:
            raise ScpiError(-109)
        value = number(words[0])
        if not 0 <= value <= {"limit": NOMINAL_CURRENT, "trip_time": 4095, "trip_action": 4}.get(name, NOMINAL_VOLTAGE):
            self._reject(channels)
            return
        for channel in channels:
            channel.numbers[name] = value
            channel.apply()

    def number_of(self, name: str, unit: str, parameters: list[str]) -> str:
        """Return a number of the channels with its unit, or without as a whole number."""
        return self._each(parameters, lambda c: written(c.numbers[name], unit) if unit else str(round(c.numbers[name])))

    def constant(self, value: str, parameters: list[str]) -> str:
        """Return what is the same for all channels."""
        return self._each(parameters, lambda _: value)

    def measured_voltage(self, parameters: list[str]) -> str:
        """Return the measured voltages (V), with their sign."""
        now, rng = self.now(), self.place.rng
        return self._each(parameters, lambda c: written(VOLTAGE_NOISE.read_one(c.output.sign * c.output.voltage(now), rng), "V"))

    def measured_current(self, parameters: list[str]) -> str:
        """Return the measured currents (A)."""
        now, rng = self.now(), self.place.rng
        return self._each(parameters, lambda c: written(CURRENT_NOISE.read_one(c.output.current(now), rng), "A"))

    def status(self, parameters: list[str]) -> str:
        """Return the channel status registers."""
        return self._each(parameters, lambda c: str(self._status(c)))

    def events_of(self, parameters: list[str]) -> str:
        """Return the channel event status registers."""
        return self._each(parameters, lambda c: str(c.events))

    def event_mask(self, parameters: list[str]) -> str:
        """Return the channel event masks."""
        return self._each(parameters, lambda c: str(c.mask))

    def is_on(self, parameters: list[str]) -> str:
        """Return the channels' control bit "set on"."""
        return self._each(parameters, lambda c: str(int(c.output.on)))

    def polarity(self, parameters: list[str]) -> str:
        """Return the output polarities."""
        return self._each(parameters, lambda c: "p" if c.output.sign > 0 else "n")

    def clear_events(self, parameters: list[str]) -> None:
        """Clear events: all of a channel (CLEAR), or those whose bits are given."""
        words, channels = self._addressed(parameters)
        for channel in channels:
            channel.events &= 0 if words[0].upper() == "CLEAR" else ~int(number(words[0]))

    def set_event_mask(self, parameters: list[str]) -> None:
        """Choose which events block."""
        words, channels = self._addressed(parameters)
        for channel in channels:
            channel.mask = int(number(words[0]))

    def set_module_ramp(self, parameters: list[str]) -> None:
        """Set the ramp of all channels, in % of the nominal voltage a second."""
        percent = number(parameters[0])
        if not 0 < percent <= 20:
            self._reject(self.channels)
            return
        for channel in self.channels:
            channel.numbers["up"] = channel.numbers["down"] = percent / 100 * NOMINAL_VOLTAGE
            channel.apply()

    def module_ramp(self) -> str:
        """Return the ramp of the module."""
        return written(100 * self.channels[0].numbers["up"] / NOMINAL_VOLTAGE, "%/s")

    def _set_level(self, channel: IsegChannel, level: float) -> None:
        if level > NOMINAL_VOLTAGE or (channel.blocked and channel.output.on and level > channel.numbers["level"]):
            self._reject([channel])
            return
        channel.numbers["level"] = level
        channel.apply()

    def _switch_on(self, channel: IsegChannel) -> None:
        if channel.blocked or channel.emergency or FaultKind.OPEN_INTERLOCK in self.place.faults:
            self._reject([channel])
            return
        channel.output.switch(True)

    def _reject(self, channels: list[IsegChannel]) -> None:
        for channel in channels:
            channel.events |= INPUT_ERROR

    def _status(self, channel: IsegChannel) -> int:
        output, now = channel.output, self.now()
        limited = output.limited(now)
        ramping = output.ramping if output.live else 0
        return (
            POSITIVE * (output.sign > 0)
            + ON * output.live
            + RAMP * bool(ramping)
            + EMERGENCY * channel.emergency
            + CC * limited
            + CV * (output.live and not limited)
            + INHIBIT * (FaultKind.OPEN_INTERLOCK in self.place.faults)
            + RAMP_UP * (ramping > 0)
            + RAMP_DOWN * (ramping < 0)
        )

    def _follow(self) -> None:
        for channel in self.channels:
            channel.output.advance()
            channel.latch(self._status(channel))

    def _each(self, parameters: list[str], tell: Callable[[IsegChannel], str]) -> str:
        return ",".join(tell(channel) for channel in self._addressed(parameters)[1])

    def _addressed(self, parameters: list[str]) -> tuple[list[str], list[IsegChannel]]:
        """Return what stands before the channel list, and its channels: ``(@0)``, ``(@0-3)``, ``(@0,2)``, ``(@)`` for all."""
        text = ",".join(parameters)
        match = _CHANNELS.search(text)
        if match is None:
            raise ScpiError(-109)
        words = [word for word in text[: match.start()].split(",") if word]
        listed = match[1].strip()
        if not listed:
            return words, self.channels
        numbers: list[int] = []
        for part in listed.split(","):
            first, _, last = part.partition("-")
            numbers += range(int(first), int(last or first) + 1)
        if max(numbers) >= len(self.channels):
            raise ScpiError(-222)
        return words, [self.channels[n] for n in numbers]


class IsegNhs(IsegShr):
    """NHS: one ramp for the module."""

    model: ClassVar[str] = "iseg.nhs"
    title: ClassVar[str] = "iseg NHS high-voltage supply"
    model_number: ClassVar[str] = "NS042020n406"
    commands = NHS_COMMANDS
