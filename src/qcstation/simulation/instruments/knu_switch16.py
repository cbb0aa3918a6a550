"""Twin of the KNU 16 x 16 switching board behind its WebSocket gateway, after the commands of the published programs.

Pads 1 to 225 of the 15 x 15 sensor sit on pin 16 * row + column, the guard ring on pin 255 (`unverified`).
"""

import json
from typing import Any, ClassVar

from qcstation.simulation.devices.lgad_array import COLUMNS, GUARD, PADS
from qcstation.simulation.faults import FaultKind

from .twin import Surroundings, Twin

PINS = 256
_CONTACTS = {16 * (pad // COLUMNS) + pad % COLUMNS: str(pad + 1) for pad in range(PADS)} | {PINS - 1: GUARD}


class Switch16(Twin):
    """256 relays: on connects a pad to the meter, off grounds it."""

    model: ClassVar[str] = "knu.switch16"
    title: ClassVar[str] = "KNU 16 x 16 switching board"
    web_socket: ClassVar[bool] = True
    greeting: ClassVar[str] = '{"type":"hello","service":"gateway"}'

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self._on: set[int] = set()

    def handle(self, line: str) -> str | None:
        """Carry out one message."""
        try:
            request = json.loads(line)
            command = str(request["cmd"]).upper()
            pins = [int(pin) for pin in request.get("pins", ())]
        except (ValueError, KeyError, TypeError, AttributeError):
            return _answer(ok=0, error="bad request")
        if not all(0 <= pin < PINS for pin in pins):
            return _answer(ok=0, error="pin out of range")
        match command:
            case "PING":
                return _answer(ok=1, pong=1)
            case "PINSTAT":
                return _answer(ok=1, pins=[int(pin in self._on) for pin in range(PINS)])
            case "ON":
                return self._switch(self._on | set(pins))
            case "OFF":
                return self._switch(self._on - set(pins))
            case "ALLOFF":
                return self._switch(set())
            case "ROUTE":
                return self._switch(set(pins[:1]))
        return _answer(ok=0, error=f"unknown command {command}")

    def state(self) -> dict[str, Any]:
        """Return the pins that are on and the contacts that they connect."""
        return {"on": sorted(self._on), "contacts": sorted(self._connected())}

    def _switch(self, wanted: set[int]) -> str:
        if FaultKind.OUTPUT_STUCK_ON in self.place.faults:
            wanted = wanted | self._on
        self._on = wanted
        now = self.now()
        self.place.history.add(now, "relays", self.place.name, text=",".join(map(str, sorted(self._on))))
        if self.place.fixture is not None:
            self.place.fixture.route(self._connected(), now)
        return _answer(ok=1)

    def _connected(self) -> set[str]:
        return {_CONTACTS[pin] for pin in self._on if pin in _CONTACTS}


def _answer(**fields: object) -> str:
    return json.dumps(fields, separators=(",", ":"))
