"""What goes on all the time while a run lasts: the heartbeat, the look at abort and interlocks, and the pause."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from qcstation.model.clock import Clock
from qcstation.model.errors import RunAborted
from qcstation.model.events import Event, RunPaused, RunResumed

from .guard import InterlockGuard

SLICE = 0.1
"""Seconds of the run's clock between two looks at abort and interlocks: a tenth of the second in which safing must have begun."""
_MARGIN = 2.0
_LONGEST_PROMISE = 9.0
"""A hang is noticed within ten seconds, so no instrument may keep the engine quiet for longer without `busy`."""


class Heart(Protocol):
    """The watchdog as the engine sees it."""

    def beat(self, next_within: float = 5.0) -> None:
        """Say that the program is alive, and when to expect the next beat at the latest (seconds of wall time)."""
        ...

    def busy(self, seconds: float) -> AbstractContextManager[None]:
        """Announce seconds of wall time without a beat."""
        ...


class Vigil:
    """Watches over one run. Not shared between threads, save for `request_abort`. The run pauses while `paused` is set."""

    def __init__(
        self,
        *,
        clock: Clock,
        heart: Heart,
        guard: InterlockGuard,
        publish: Callable[[Event], None],
        paused: threading.Event,
        longest_exchange: float = 0.0,
    ) -> None:
        self._clock = clock
        self.heart = heart
        self.guard = guard
        self._publish = publish
        self._promise = min(max(5.0, longest_exchange + _MARGIN), _LONGEST_PROMISE)
        self._abort_reason: str | None = None
        self._abort = threading.Event()
        self._paused = paused
        self._safing = False

    def request_abort(self, reason: str) -> None:
        """Ask the run to stop; from any thread or signal handler. The first reason counts."""
        self._abort_reason = self._abort_reason or reason
        self._abort.set()

    def look(self) -> None:
        """Check abort and interlocks, tell the watchdog that all is well.

        Raises:
            RunStopped: the run has to stop.
        """
        if self._safing:
            return
        self.heart.beat(self._promise)
        if self._abort.is_set():
            raise RunAborted(self._abort_reason or "aborted")
        self.guard.check()

    def hold(self) -> float:
        """Look, and stay while the run is paused; returns the seconds of the run's clock that it was.

        Raises:
            RunStopped: the run has to stop, paused or not.
        """
        self.look()
        if self._safing or not self._paused.is_set():
            return 0.0
        began = self._clock.monotonic()
        self._publish(RunPaused(time=self._clock.now()))
        while self._paused.is_set():
            self._idle()
            self.look()
        self._publish(RunResumed(time=self._clock.now()))
        return self._clock.monotonic() - began

    @contextmanager
    def undisturbed(self) -> Iterator[None]:
        """Let neither abort nor interlock nor pause interrupt what is done inside: making safe."""
        before, self._safing = self._safing, True
        try:
            yield
        finally:
            self._safing = before

    def _idle(self) -> None:
        # A person who has paused thinks in wall time; a simulated bench lives on the run's clock. So both go on.
        end = time.monotonic() + SLICE
        self._clock.sleep(SLICE)
        while (rest := end - time.monotonic()) > 0 and self._paused.is_set() and not self._abort.is_set():
            time.sleep(min(rest, 0.02))
