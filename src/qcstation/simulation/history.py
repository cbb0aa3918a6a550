"""What happened on a bench and when, by the wall clock: the evidence for how fast an output was made safe."""

import time
from collections import deque

from msgspec import Struct


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something that happened.

    `number` counts up from 0. `wall` is CLOCK_MONOTONIC in s, comparable between the processes of one computer; `time` is bench
    time in s. `kind` is one of: connected, refused, disconnected, command (one of the first few of a connection), output
    (switched on or off), level (set voltage, in V), fault, clock, device.
    """

    number: int
    wall: float
    time: float
    kind: str
    instrument: str = ""
    on: bool | None = None
    level: float | None = None
    text: str = ""


class History:
    """The last 20,000 entries."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=20_000)
        self._next = 0

    def add(
        self,
        bench_time: float,
        kind: str,
        instrument: str = "",
        *,
        on: bool | None = None,
        level: float | None = None,
        text: str = "",
    ) -> None:
        """Note something that happens now."""
        entry = Entry(
            number=self._next,
            wall=time.monotonic(),
            time=bench_time,
            kind=kind,
            instrument=instrument,
            on=on,
            level=level,
            text=text,
        )
        self._next += 1
        self._entries.append(entry)

    def since(self, number: int = 0) -> list[Entry]:
        """Return the entries from `number` on that are still kept."""
        return [entry for entry in self._entries if entry.number >= number]
