"""The main process as its watchdog sees it: whether it lives, what it is stuck in, and its end."""

import os
import select
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_KILL = getattr(signal, "SIGKILL", signal.SIGTERM)
"""On Windows, os.kill ends the process at once with any signal."""
_DUMP = getattr(signal, "SIGUSR1", None)
_POLL = 0.01
_DUMP_TIME = 0.3
"""Seconds that a hung process gets to write its stacks; the interpreter does it within milliseconds, or never."""


class MainProcess:
    """The process with id `pid`. A process descriptor, where there are any (Linux), makes sure that it is never another one."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._pipe_ended = False
        self._descriptor: int | None = None
        if hasattr(os, "pidfd_open"):
            with suppress(OSError):
                self._descriptor = os.pidfd_open(pid)

    def on_death(self, call: Callable[[], None]) -> None:
        """Call `call`, in a thread, when the process has died; only where the system tells."""

        def wait() -> None:
            self.wait_dead(None)
            call()

        if self._descriptor is not None:
            threading.Thread(target=wait, daemon=True).start()

    def alive(self) -> bool:
        """Whether the process still runs."""
        if self._descriptor is not None:
            return not self.wait_dead(0)
        # A child whose parent has died is given another one; elsewhere only the end of the pipe tells.
        return os.getppid() == self.pid if os.name == "posix" else not self._pipe_ended

    def pipe_has_ended(self) -> None:
        """Take note that the pipe from the process has ended."""
        self._pipe_ended = True

    def wait_dead(self, seconds: float | None) -> bool:
        """Wait until the process has ended; return whether it has."""
        if self._descriptor is not None:
            poll = select.poll()
            poll.register(self._descriptor, select.POLLIN)
            return bool(poll.poll(None if seconds is None else seconds * 1000))
        end = time.monotonic() + (seconds or 0.0)
        while self.alive():
            if time.monotonic() >= end:
                return False
            time.sleep(_POLL)
        return True

    def state(self) -> str:
        """What Linux says of the process, such as ``T (stopped)``; empty elsewhere."""
        with suppress(OSError):
            for line in Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8", errors="replace").splitlines():
                if line.startswith("State:"):
                    return line.removeprefix("State:").strip()
        return ""

    def dump_stacks(self, path: Path) -> bool:
        """Let the process write its stacks to `path`, if it can; return whether it did.

        One that has been stopped cannot, and is not continued for it: it would go on with what it was doing.
        """
        if _DUMP is None or not path.exists() or self.state().startswith(("T", "t")):
            return False
        self._send(_DUMP)
        end = time.monotonic() + _DUMP_TIME
        size = 0
        while time.monotonic() < end:
            time.sleep(_POLL)
            before, size = size, path.stat().st_size
            if size and size == before:
                return True
        return size > 0

    def kill(self) -> None:
        """End the process at once. Works on a stopped one too."""
        self._send(_KILL)

    def _send(self, number: int) -> None:
        with suppress(OSError):
            if self._descriptor is not None and hasattr(signal, "pidfd_send_signal"):
                signal.pidfd_send_signal(self._descriptor, number)
            elif self.alive():
                os.kill(self.pid, number)
