"""From the engine's thread to the window's: events in order, in bulk where they come in floods."""

import threading
import time
from collections import deque
from collections.abc import Callable, Hashable

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from qcstation.model.events import ArrayTaken, Event, Progressed, ReadingSeen, RowsTaken

from .mailbox import Mailbox

_BUDGET = 0.005
"""Seconds that events may take of the window's thread at a time; the rest waits for the next delivery."""
_MOST_ITEMS = 64
"""Waveforms or maps of an array that are handed on at a time: nobody can see more of them."""


class _Rows(Struct):
    time: float
    table: str
    rows: list[tuple[float | None, ...]]

    def event(self) -> Event:
        return RowsTaken(time=self.time, table=self.table, rows=tuple(self.rows))


class EventRelay:
    """Hands on events to `see` in the window's thread.

    Between two events that do not, rows of one table come together, as do blocks of one array; of progress and readings the
    newest counts. Everything else is handed on one by one and in order.
    """

    def __init__(self, mailbox: Mailbox, see: Callable[[Event], object]) -> None:
        self._mailbox = mailbox
        self._see = see
        self._lock = threading.Lock()
        self._waiting: deque[Event | _Rows] = deque()
        self._open: dict[Hashable, int] = {}
        self._first = 0
        self._posted = False

    def put(self, event: Event) -> None:
        """Take an event; from any thread."""
        with self._lock:
            self._take(event)
            if self._posted:
                return
            self._posted = True
        self._mailbox.post(self._deliver)

    def drain(self) -> None:
        """Hand on all that waits; in the window's thread."""
        self._hand_on(None)

    def _take(self, event: Event) -> None:
        key = _key_of(event)
        if key is None:
            self._open.clear()
            self._waiting.append(event)
            return
        place = self._open.get(key, -1) - self._first
        if 0 <= place < len(self._waiting):
            self._waiting[place] = _together(self._waiting[place], event)
            return
        self._open[key] = self._first + len(self._waiting)
        self._waiting.append(_Rows(event.time, event.table, list(event.rows)) if isinstance(event, RowsTaken) else event)

    def _deliver(self) -> None:
        if self._hand_on(_BUDGET):
            self._mailbox.post(self._deliver)

    def _hand_on(self, budget: float | None) -> bool:
        """Return whether events were left for the next time."""
        end = None if budget is None else time.perf_counter() + budget
        while True:
            with self._lock:
                if not self._waiting:
                    self._posted = False
                    return False
                if end is not None and time.perf_counter() > end:
                    return True
                waiting = self._waiting.popleft()
                self._first += 1
            self._see(waiting.event() if isinstance(waiting, _Rows) else waiting)


def _key_of(event: Event) -> Hashable:
    """What is put together with what; None for an event that stays alone and keeps its place."""
    match event:
        case RowsTaken():
            return ("rows", event.table)
        case ArrayTaken():
            return ("array", event.array)
        case ReadingSeen():
            return ("reading", event.instrument)
        case Progressed():
            return "progress"
        case _:
            return None


def _together(before: Event | _Rows, event: Event) -> Event | _Rows:
    match before, event:
        case _Rows(), RowsTaken():
            before.rows.extend(event.rows)
            return before
        case ArrayTaken(), ArrayTaken():
            return _array_together(before, event)
        case ReadingSeen(), ReadingSeen():
            return replace(event, values={**before.values, **event.values}, units={**before.units, **event.units})
        case _:
            return event


def _array_together(before: ArrayTaken, event: ArrayTaken) -> ArrayTaken:
    if event.data is None or before.data is None:
        return event
    if event.data.ndim > 1:
        # The newest of waveforms and maps: what is shown of them.
        data = event.data if len(event.data) >= _MOST_ITEMS else np.concatenate([before.data, event.data])[-_MOST_ITEMS:]
    else:
        data = np.concatenate([before.data, event.data])
    return replace(event, first=event.first + event.count - len(data), count=len(data), data=data)
