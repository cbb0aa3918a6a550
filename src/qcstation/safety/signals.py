"""Signals during a run: Ctrl-C asks it to stop, and no second one breaks what makes the bench safe.

Nothing is installed at import. Python lets the main thread alone handle signals; in other threads these helpers do nothing.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, Self

_Handler = Callable[[int, FrameType | None], Any] | int | None
_HINT = b"\nthe bench is being made safe, please wait\n"


def _signals() -> tuple[signal.Signals, ...]:
    # SIGHUP comes when the terminal is closed, SIGBREAK is Ctrl-Break on Windows.
    names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
    return tuple(getattr(signal, name) for name in names if hasattr(signal, name))


class _Installed:
    """Puts one handler on all signals that end a program, and puts the former ones back."""

    def __init__(self, handler: Callable[[int, FrameType | None], None]) -> None:
        self._handler = handler
        self._before: dict[signal.Signals, _Handler] = {}

    def __enter__(self) -> Self:
        if threading.current_thread() is threading.main_thread():
            for number in _signals():
                before = signal.getsignal(number)
                # A handler that C code installed cannot be put back, and one that ignores (nohup) is somebody's wish.
                if before is not None and (before != signal.SIG_IGN or number == signal.SIGINT):
                    self._before[number] = before
                    signal.signal(number, self._handler)
        return self

    def __exit__(self, *_: object) -> None:
        for number, before in self._before.items():
            signal.signal(number, before)
        self._before.clear()


class RunSignals:
    """While its block lasts, SIGINT, SIGTERM, SIGHUP and SIGBREAK ask a run to stop, and do nothing else.

    The reason of the first one is kept in `reason`, for whoever polls it, and handed to `abort`, which is called inside the
    signal handler: it may set a flag, and must not wait for a lock that the main thread could hold.
    """

    def __init__(self, abort: Callable[[str], object] | None = None) -> None:
        self._abort = abort
        self._installed = _Installed(self._received)
        self.reason: str | None = None
        self.count = 0

    def __enter__(self) -> Self:
        self._installed.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._installed.__exit__()

    def _received(self, number: int, _: FrameType | None) -> None:
        self.count += 1
        if self.reason is not None:
            _hint()
            return
        name = signal.Signals(number).name
        self.reason = "stopped from the keyboard (Ctrl-C)" if name == "SIGINT" else f"stopped by signal {name}"
        if self._abort is not None:
            self._abort(self.reason)


def _hint() -> None:
    # Not through sys.stderr, which the interrupted code may be in the middle of using.
    with suppress(OSError):
        os.write(2, _HINT)


@contextmanager
def signals_held() -> Iterator[None]:
    """Hold signals back while the block lasts; each that came is delivered, once, when it is over."""
    came: dict[int, None] = {}

    def hold(number: int, _: FrameType | None) -> None:
        came[number] = None
        _hint()

    try:
        with _Installed(hold):
            yield
    finally:
        for number in came:
            signal.raise_signal(number)
