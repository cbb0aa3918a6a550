"""The main process's side of the watchdog: starts it, tells it what is on, and shows that it is alive."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import msgspec

import qcstation
from qcstation.model.errors import WatchdogLost
from qcstation.safety.recipes import SafingRecipe

from .messages import Arm, Beat, Begin, Disarm, Finish, Letter, Message, decode_acknowledgement, encode
from .stacks import StackDump

PROMISE = 5.0
"""Seconds of wall time within which the next heartbeat is promised, unless said otherwise."""
_RATE = 0.5
"""Heartbeats are written at most this often (s); each promises so much more."""
_PATIENCE = 5.0
_START_PATIENCE = 20.0
"""Seconds of wall time in which the watchdog has to acknowledge; the second while it starts, on a busy computer."""


def _environment() -> dict[str, str]:
    """The environment, in which the watchdog finds this very package, however the main process has found it."""
    here = str(Path(qcstation.__file__).parent.parent)
    known = os.environ.get("PYTHONPATH", "")
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [known, here]))}


class Watchdog:
    """Guards the outputs of one run from a process of its own. `Watchdog.start` starts it, `finish` ends it."""

    def __init__(self, process: "subprocess.Popen[bytes]", stacks: StackDump, promise: float) -> None:
        assert process.stdin is not None  # noqa: S101 - narrows the type: it was started with pipes
        assert process.stdout is not None  # noqa: S101
        self._process = process
        self._stacks = stacks
        self._promise = promise
        self._pipe: IO[bytes] = process.stdin
        self._writing = threading.Lock()
        self._heard = threading.Condition()
        self._sent = 0
        self._acknowledged = 0
        self._last_heard = time.monotonic()
        self._problem = ""
        self._lost = ""
        self._armed: set[tuple[str, str]] = set()
        self._promised_until = float("-inf")
        self._busy_until = float("-inf")
        self._finished = False
        self._reader = threading.Thread(target=self._read, args=(process.stdout,), name="watchdog reader", daemon=True)
        self._reader.start()

    @classmethod
    def start(
        cls,
        *,
        station: str,
        report: Path,
        register: Path,
        promise: float = PROMISE,
        declare_unsafe_after: float = 10.0,
        retry_for: float = 600.0,
        lock: Path | None = None,
    ) -> Self:
        """Start the watchdog process; it comes up while the caller goes on.

        `report` is the file that it writes if it has to act, `register` the folder of the `UnsafeRegister`, `promise` the time
        (s) within which the next heartbeat is expected if none is named. An output that cannot be made safe is declared UNSAFE
        after `declare_unsafe_after` s (or its recipe's deadline, if longer) and tried again for `retry_for` s. `lock` is a file
        that it keeps locked while it lives, so that no other program takes the bench before it is safe.

        Raises:
            WatchdogLost: it cannot be started.
        """
        stacks = StackDump(report.with_suffix(".stacks.txt"))
        own_group: dict[str, object] = (
            {"start_new_session": True} if os.name == "posix" else {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}  # type: ignore[attr-defined,unused-ignore]
        )
        try:
            process = subprocess.Popen(  # type: ignore[call-overload]
                [sys.executable, "-P", "-m", __package__],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                bufsize=0,
                env=_environment(),
                **own_group,
            )
        except OSError as error:
            stacks.close()
            raise WatchdogLost(
                f"the watchdog process cannot be started: {error}; nothing may be switched on without it"
            ) from error
        watchdog = cls(process, stacks, promise)
        begin = Begin(
            station=station,
            main_pid=os.getpid(),
            report=str(report.absolute()),
            register=str(register.absolute()),
            stacks=str(stacks.path),
            declare_unsafe_after=declare_unsafe_after,
            retry_for=retry_for,
            lock=str(lock.absolute()) if lock else "",
        )
        try:
            watchdog._say(begin)
        except WatchdogLost:
            watchdog.finish()
            raise
        return watchdog

    @property
    def pid(self) -> int:
        """The watchdog's process id."""
        return self._process.pid

    def arm(self, recipe: SafingRecipe) -> None:
        """Take an output under guard; returns when the watchdog has acknowledged it.

        Raises:
            WatchdogLost: the watchdog is dead or does not answer; nothing may be switched on.
        """
        self._armed.add((recipe.instrument, recipe.output))
        number = self._say(Arm(recipe=recipe))
        self._await(number)
        self.beat()

    def disarm(self, instrument: str, output: str = "") -> None:
        """Let go of an output that is safe. Never raises: a watchdog that is lost guards nothing."""
        self._armed.discard((instrument, output))
        with suppress(WatchdogLost):
            self._say(Disarm(instrument=instrument, output=output))

    def beat(self, next_within: float | None = None) -> None:
        """Show that the program is alive and say when it will do so again (s of wall time; default: the promise at the start).

        Cheap enough for every wait and exchange: a message is written only when the watchdog's view would be wrong without it.

        Raises:
            WatchdogLost: the watchdog is dead or does not answer; the run must end.
        """
        until = time.monotonic() + (self._promise if next_within is None else next_within)
        until = max(until, self._busy_until)
        if self._promised_until - _RATE <= until <= self._promised_until and not self._lost:
            return
        self._promised_until = until + _RATE
        self._say(Beat(within=self._promised_until - time.monotonic()))

    @contextmanager
    def busy(self, seconds: float) -> Iterator[None]:
        """Announce `seconds` of wall time in which the program may keep quiet; heartbeats meanwhile do not shorten it."""
        before = self._busy_until
        self._busy_until = max(before, time.monotonic() + seconds + self._promise)
        try:
            self.beat()
            yield
        finally:
            self._busy_until = before
        self.beat()

    def finish(self) -> None:
        """Let the watchdog go, at the end of a run. Never raises.

        Outputs that are still armed are handed over: the watchdog goes on trying to make them safe, on connections of its own.
        The caller closes its links before, for links are exclusive.
        """
        if self._finished:
            return
        self._finished = True
        with suppress(WatchdogLost):
            self._say(Finish())
        with suppress(OSError):
            self._pipe.close()
        self._stacks.close()
        if not self._armed:
            try:
                self._process.wait(0.0 if self._lost else _PATIENCE)
            except subprocess.TimeoutExpired:
                # It guards nothing any more; one that hangs or was stopped must not stay behind.
                self._process.kill()
            self._reader.join(_PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.finish()

    def _say(self, message: Message) -> int:
        with self._writing:
            self._check()
            if self._acknowledged == self._sent:
                self._last_heard = time.monotonic()
            self._sent += 1
            line = encode(Letter(number=self._sent, message=message))
            try:
                while line:
                    line = line[self._pipe.write(line) :]
            except (OSError, ValueError) as error:
                self._lost = self._lost or f"its pipe is closed ({error})"
                raise self._loss() from error
            return self._sent

    def _check(self) -> None:
        patience = _PATIENCE if self._acknowledged else _START_PATIENCE
        if not self._lost and self._acknowledged < self._sent and time.monotonic() - self._last_heard > patience:
            self._lost = f"it has not answered for {patience:g} s"
        if self._lost:
            raise self._loss()

    def _await(self, number: int) -> None:
        end = time.monotonic() + (_PATIENCE if self._acknowledged else _START_PATIENCE)
        with self._heard:
            while self._acknowledged < number and not self._lost and not self._problem:
                if not self._heard.wait(end - time.monotonic()):
                    self._lost = "it does not answer"
        if self._lost or self._problem:
            self._lost = self._lost or self._problem
            raise self._loss()

    def _loss(self) -> WatchdogLost:
        return WatchdogLost(f"the watchdog process is lost: {self._lost}; the run ends, nothing may stay on without it")

    def _read(self, pipe: IO[bytes]) -> None:
        with suppress(OSError, ValueError), pipe:
            for line in pipe:
                try:
                    answer = decode_acknowledgement(line)
                except msgspec.DecodeError:
                    continue
                with self._heard:
                    self._last_heard = time.monotonic()
                    self._acknowledged = max(self._acknowledged, answer.number)
                    self._problem = self._problem or answer.problem
                    self._heard.notify_all()
        code = self._process.wait()
        with self._heard:
            self._lost = self._lost or f"it has ended (exit code {code})"
            self._heard.notify_all()
