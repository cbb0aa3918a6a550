"""What the watchdog says on the terminal, with its bell: never waiting for whoever should hear it."""

import os
import stat
import threading
from contextlib import suppress
from queue import SimpleQueue

_LONGEST_SPEECH = 1.0
"""Seconds of wall time for which the end of the process waits for the last words."""
_STDERR = 2


class _Speaker:
    """Writes in a thread: a terminal that was halted by Ctrl-S, or a pipe that nobody reads, blocks for ever."""

    def __init__(self) -> None:
        self._texts: SimpleQueue[str | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._speak, name="alarm", daemon=True)
        self._thread.start()

    def say(self, text: str) -> None:
        self._texts.put(text)

    def finish(self) -> None:
        self._texts.put(None)
        self._thread.join(_LONGEST_SPEECH)

    def let_pipes_go(self) -> None:
        self._texts.put("")

    def _speak(self) -> None:
        while (text := self._texts.get()) is not None:
            # Not through sys.stderr, whose lock a thread that waits would hold when the interpreter ends.
            with suppress(OSError):
                if text:
                    os.write(_STDERR, text.encode("utf-8", errors="backslashreplace"))
                elif _is_pipe(_STDERR):
                    point_nowhere(_STDERR)


_speakers: list[_Speaker] = []


def _speaker() -> _Speaker:
    if not _speakers:
        _speakers.append(_Speaker())
    return _speakers[0]


def alarm(text: str) -> None:
    """Say something on the terminal, with its bell; there may be none any more."""
    _speaker().say(f"\a\n*** qcstation watchdog: {text}\a\n")


def alarm_heard() -> None:
    """Wait a moment for what was said to be written."""
    if _speakers:
        _speakers.pop().finish()


def let_pipes_go() -> None:
    """Close a standard error that is a pipe, once all was said: whoever reads it waits for its end."""
    _speaker().let_pipes_go()


def point_nowhere(descriptor: int) -> None:
    """Let a standard stream go nowhere."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_RDWR)
        os.dup2(nowhere, descriptor)
        os.close(nowhere)


def _is_pipe(descriptor: int) -> bool:
    mode = os.fstat(descriptor).st_mode
    return stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)
