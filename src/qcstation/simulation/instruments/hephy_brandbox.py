"""Twin of the HEPHY BrandBox, after the commands of the published driver: every one is answered, with `OK` or `Err99`.

Bench option `wiring`: which contacts the relays connect, ``A1=1,B1=guard``; else the relays connect pads 1 to 6 in their order.
"""

import re
from typing import Any, ClassVar

from qcstation.simulation.faults import FaultKind

from .twin import Surroundings, Twin

RELAYS = ("A1", "A2", "B1", "B2", "C1", "C2")
_ERROR = "Err99"


class BrandBox(Twin):
    """Six relays."""

    model: ClassVar[str] = "hephy.brandbox"
    title: ClassVar[str] = "HEPHY BrandBox"

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self._closed: set[str] = set()
        self._mode = "N/A"
        wiring = str(place.options.get("wiring", ""))
        pairs = (item.split("=") for item in wiring.split(",") if item)
        self._contacts = {relay.strip(): contact.strip() for relay, contact in pairs}
        if not self._contacts:
            self._contacts = {relay: str(number + 1) for number, relay in enumerate(RELAYS)}

    def handle(self, line: str) -> str | None:
        """Carry out one command."""
        command = line.strip()
        fixed = {
            "*IDN?": "BrandBox, v2.0",
            "*CLS": "OK",
            "*OPC?": "1",
            "*STB?": ",".join(str(int(relay in self._closed)) for relay in RELAYS),
            ":CLOS:STAT?": ",".join(relay for relay in RELAYS if relay in self._closed),
            ":OPEN:STAT?": ",".join(relay for relay in RELAYS if relay not in self._closed),
            "GET:MOD ?": self._mode,
        }
        if command in fixed:
            return fixed[command]
        if command == "*RST":
            return self._switch(RELAYS, on=False)
        if match := re.fullmatch(r":(CLOS|OPEN) ([A-C1-2, ]+)", command):
            return self._switch(tuple(part.strip() for part in match[2].split(",")), on=match[1] == "CLOS")
        if match := re.fullmatch(r"SET:([A-C])([12]?)_(ON|OFF)", command):
            return self._switch(tuple(r for r in RELAYS if r.startswith(match[1] + match[2])), on=match[3] == "ON")
        if match := re.fullmatch(r"GET:([A-C][12]) \?", command):
            return "ON" if match[1] in self._closed else "OFF"
        if match := re.fullmatch(r"SET:MOD (IV|CV)", command):
            self._mode = match[1]
            return "OK"
        return _ERROR

    def state(self) -> dict[str, Any]:
        """Return the closed relays and the contacts that they connect."""
        return {"closed": sorted(self._closed), "contacts": sorted(self._connected())}

    def _switch(self, relays: tuple[str, ...], *, on: bool) -> str:
        if not set(relays) <= set(RELAYS):
            return _ERROR
        if on:
            self._closed |= set(relays)
        elif FaultKind.OUTPUT_STUCK_ON not in self.place.faults:
            self._closed -= set(relays)
        now = self.now()
        self.place.history.add(now, "relays", self.place.name, text=",".join(sorted(self._closed)))
        if self.place.fixture is not None:
            self.place.fixture.route(self._connected(), now)
        return "OK"

    def _connected(self) -> set[str]:
        return {self._contacts[relay] for relay in self._closed if relay in self._contacts}
