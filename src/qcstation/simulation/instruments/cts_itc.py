"""Twin of a CTS climate chamber with ITC controller: short ASCII commands, each answered.

Commands: the maker's interface protocol (cts-umweltsimulation.de) as the public driver in hephy-dd/comet uses it over Ethernet,
without the STX/ETX framing of the serial port. Clients need not end their commands: what arrives at once is one command.
"""

import re
from typing import Any, ClassVar

from .twin import Surroundings, Twin

_SETTING = re.compile(r"a([0-6])\s+([+-]?\d{1,3}\.\d)$")
_LOWEST, _HIGHEST = -75.0, 180.0
"""degC: the range of the chambers that the public driver was written for (`unverified`)."""


class CtsItc(Twin):
    """Holds the bench's environment at a temperature while it runs."""

    model: ClassVar[str] = "cts.chamber"
    title: ClassVar[str] = "CTS climate chamber (ITC)"
    termination: ClassVar[str] = "\r\n"
    serial_termination: ClassVar[str] = "\r\n"
    whole_packets: ClassVar[bool] = True

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self._target = round(place.environment.temperature(self.now()), 1)
        self._target_humidity = place.environment.humidity
        self._running = False
        self._program = 0

    def handle(self, line: str) -> str | None:
        """Carry out one command; an unknown one is answered by silence."""
        line = line.strip()
        if match := _SETTING.match(line):
            return self._set(int(match[1]), float(match[2]))
        if match := re.fullmatch(r"s1 ?([01])", line):
            self._run(match[1] == "1")
            return "s1"
        if match := re.fullmatch(r"P(\d{3})", line):
            self._program = int(match[1])
            self._run(self._program != 0)
            line = "P"
        environment = self.place.environment
        return {
            "A0": f"A0 {environment.temperature(self.now()):05.1f} {self._target:05.1f}",
            "A1": f"A1 {environment.humidity:05.1f} {self._target_humidity:05.1f}",
            "S": f"S{int(self._running)}0{int(self._running)}10000\x00",
            "P": f"P{self._program:03d}",
            "F": "F" + " " * 32,
            "T": "T010126000000",
        }.get(line)

    def state(self) -> dict[str, Any]:
        """Return whether it runs, target and true temperature (degC)."""
        return {
            "running": self._running,
            "target": self._target,
            "temperature": self.place.environment.temperature(self.now()),
        }

    def _set(self, channel: int, value: float) -> str | None:
        if channel == 0:
            if not _LOWEST <= value <= _HIGHEST:
                return None
            self._target = value
            if self._running:
                self.place.environment.condition(value, self.now())
        elif channel == 1:
            self._target_humidity = value
        return "a"

    def _run(self, running: bool) -> None:
        self._running = running
        environment = self.place.environment
        environment.condition(self._target if running else environment.temperature(self.now()), self.now())
