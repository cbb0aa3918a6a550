"""A record of what goes over the wires, for fault finding; off until it is switched on."""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from msgspec import Struct

_LONGEST_SHOWN = 200


class Direction(StrEnum):
    """Which way bytes went; a note is the link's own remark."""

    SENT = ">"
    RECEIVED = "<"
    NOTE = "!"


class WireLine(Struct, frozen=True, kw_only=True):
    """One half of an exchange: `time` in s since 1970 (UTC), `monotonic` in s from an arbitrary start, `text` escaped and cut."""

    time: float
    monotonic: float
    instrument: str
    direction: Direction
    text: str

    def __str__(self) -> str:
        stamp = datetime.fromtimestamp(self.time, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return f"{stamp} {self.monotonic:.6f} {self.instrument} {self.direction} {self.text}"


class WireLog:
    """Keeps the newest `keep` lines in memory and, where it has a `path`, appends all to a file. Shared by any number of links.

    Lines are taken only while `enabled`; it can be switched at any time, from any thread.
    """

    def __init__(self, path: Path | None = None, *, keep: int = 1000, enabled: bool = False) -> None:
        self.enabled = enabled
        self.path = path
        self._lines: deque[WireLine] = deque(maxlen=keep)
        self._file: TextIO | None = None
        self._lock = threading.Lock()

    @property
    def lines(self) -> tuple[WireLine, ...]:
        """The newest lines, oldest first."""
        with self._lock:
            return tuple(self._lines)

    def record(self, instrument: str, direction: Direction, data: bytes | bytearray | str) -> None:
        """Take a line, if the log is on; a file that cannot be written switches the log off and stops no measurement."""
        if not self.enabled:
            return
        line = WireLine(
            time=time.time(), monotonic=time.monotonic(), instrument=instrument, direction=direction, text=_shown(data)
        )
        with self._lock:
            self._lines.append(line)
            if self.path is None:
                return
            try:
                if self._file is None:
                    self._file = self.path.open("a", encoding="utf-8", buffering=1)
                self._file.write(f"{line}\n")
            except OSError as error:
                self.enabled = False
                self._lines.append(_note(instrument, f"wire log switched off: {error}"))

    @contextmanager
    def recording(self) -> Iterator["WireLog"]:
        """Keep the log on for the length of a block."""
        before, self.enabled = self.enabled, True
        try:
            yield self
        finally:
            self.enabled = before

    def close(self) -> None:
        """Switch the log off and close its file; the lines in memory stay."""
        with self._lock:
            self.enabled = False
            if self._file is not None:
                self._file.close()
                self._file = None


def _note(instrument: str, text: str) -> WireLine:
    return WireLine(time=time.time(), monotonic=time.monotonic(), instrument=instrument, direction=Direction.NOTE, text=text)


def _shown(data: bytes | bytearray | str) -> str:
    if isinstance(data, str):
        return data
    head = bytes(data[:_LONGEST_SHOWN]).decode("latin-1").encode("unicode_escape").decode("ascii")
    return head if len(data) <= _LONGEST_SHOWN else f"{head}... ({len(data)} bytes)"
