"""One thread that serves all sockets and terminals of a bench: nothing in a bench needs a lock."""

import contextlib
import heapq
import itertools
import selectors
import socket
import threading
import time
from collections.abc import Callable
from typing import Protocol

from .timeline import Action, Timeline

_ROUNDS = 10
"""So many times sources that are to be served last wait for the others, so that a flood does not shut them out."""


class HasFileno(Protocol):
    """A socket, or whatever else the operating system can wait for."""

    def fileno(self) -> int:
        """Return the descriptor."""
        ...


class Loop:
    """Waits for input, wall-clock timers and the bench's timeline."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._selector = selectors.DefaultSelector()
        self._timers: list[tuple[float, int, Action]] = []
        self._order = itertools.count()
        self._calls: list[Action] = []
        self._calls_lock = threading.Lock()
        self._stopping = False
        self._wake_out, self._wake_in = socket.socketpair()
        self._wake_out.setblocking(False)
        self.watch(self._wake_out, self._woken)

    def watch(
        self, source: HasFileno | int, callback: Callable[[], object], *, last: bool = False, writing: bool = False
    ) -> None:
        """Call `callback` whenever `source` can be read, or written; `last`: after all others that can be at that moment."""
        self._selector.register(source, selectors.EVENT_WRITE if writing else selectors.EVENT_READ, (last, callback))

    def unwatch(self, source: HasFileno | int) -> None:
        """Forget `source`."""
        self._selector.unregister(source)

    def after(self, wall_seconds: float, action: Action) -> None:
        """Do `action` after `wall_seconds` of wall time, whatever the bench's clock does."""
        heapq.heappush(self._timers, (time.monotonic() + wall_seconds, next(self._order), action))

    def call(self, action: Action) -> None:
        """Do `action` in the loop's thread, from any thread."""
        with self._calls_lock:
            self._calls.append(action)
        self._wake_in.send(b"\0")

    def time(self) -> float:
        """Return the wall clock that timers use, in s."""
        return time.monotonic()

    def stop(self) -> None:
        """End `run` after what is under way; from any thread and from signal handlers."""
        self._stopping = True
        with contextlib.suppress(OSError):  # closed: nothing runs any more
            self._wake_in.send(b"\0")

    def run(self) -> None:
        """Serve until `stop`."""
        timeline = self.timeline
        select = self._selector.select
        while not self._stopping:
            ready = [key.data for key, _ in select(self._patience())]
            for _ in range(_ROUNDS):
                if len(ready) < 2 or all(last for last, _ in ready):
                    break
                for last, callback in ready:
                    if not last:
                        callback()
                ready = [key.data for key, _ in select(0)]
            for _, callback in ready:
                callback()
            if self._timers:
                self._run_timers()
            timeline.run_due()

    def close(self) -> None:
        """Release the loop's own descriptors."""
        self._selector.close()
        self._wake_in.close()
        self._wake_out.close()

    def _patience(self) -> float | None:
        waits = [self.timeline.wall_seconds_to_next()]
        if self._timers:
            waits.append(max(0.0, self._timers[0][0] - time.monotonic()))
        known = [wait for wait in waits if wait is not None]
        return min(known) if known else None

    def _run_timers(self) -> None:
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            heapq.heappop(self._timers)[2]()

    def _woken(self) -> None:
        self._wake_out.recv(4096)
        with self._calls_lock:
            calls, self._calls = self._calls, []
        for action in calls:
            action()
