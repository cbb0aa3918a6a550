"""The watchdog process: reads its letters, minds the heartbeat, and makes the bench safe when the main process no longer can."""

import math
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue

import msgspec
from filelock import FileLock, Timeout

from qcstation.safety.recipes import SafingRecipe
from qcstation.transports import prepare_link

from .alarm import alarm, alarm_heard, point_nowhere
from .messages import Acknowledged, Arm, Beat, Begin, Disarm, Finish, Letter, decode_letter, encode
from .report import WatchdogReport
from .rescue import Rescue
from .victim import MainProcess

_HELD_UP = 2.0
"""A watchdog that wakes up so many seconds late was held up itself (a suspended computer), and so was the main process."""
_GRACE = 0.2
"""Seconds of wall time in which what the main process still said may be read, or it may end, once it is known to be ending."""
_LOCK_PATIENCE = 2.0
"""Seconds of wall time to wait for the bench's lock; without it the outputs are guarded all the same."""
_DEATH_TIME = 0.5
"""Seconds of wall time in which a killed process is gone, unless the system itself hangs."""


class _Sign:
    """Something that is no letter."""


_END_OF_PIPE = _Sign()
_DEATH = _Sign()


class Guardian:
    """Guards the outputs of one main process."""

    def __init__(self, letters: int, answers: int) -> None:
        self._letters = letters
        self._answers = answers
        self._queue: SimpleQueue[Letter | _Sign] = SimpleQueue()
        self._armed: dict[tuple[str, str], SafingRecipe] = {}
        self._begin: Begin | None = None
        self._main: MainProcess | None = None
        self._promise = 0.0
        self._deadline = math.inf
        self._dead_since = math.inf
        self._last_letter = time.monotonic()
        self._lock: FileLock | None = None

    def run(self) -> int:
        """Guard until the main process is done or gone, then do what has to be done; return the exit code."""
        threading.Thread(target=self._read, name="letters", daemon=True).start()
        while True:
            try:
                item = self._queue.get(timeout=self._patience())
            except Empty:
                if time.monotonic() >= self._dead_since + _GRACE:
                    return self._ended()
                if self._hangs():
                    return self._hung()
                continue
            if item is _END_OF_PIPE:
                if self._main is not None:
                    self._main.pipe_has_ended()
                return self._ended()
            if item is _DEATH:
                self._dead_since = time.monotonic()
            elif isinstance(item, Letter):
                if isinstance(item.message, Finish):
                    return self._rescue("handed over")
                self._obey(item)

    def _read(self) -> None:
        for line in _lines(self._letters):
            try:
                self._queue.put(decode_letter(line))
            except msgspec.DecodeError as error:
                self._answer(Acknowledged(number=0, problem=f"it does not understand its orders ({error})"))
        self._queue.put(_END_OF_PIPE)

    def _obey(self, letter: Letter) -> None:
        match letter.message:
            case Begin() as begin:
                self._begin = begin
                self._hold(begin.lock)
                self._main = MainProcess(begin.main_pid)
                self._main.on_death(lambda: self._queue.put(_DEATH))
            case Arm(recipe=recipe):
                key = (recipe.instrument, recipe.output)
                # The newest on top, as on the safe stack.
                self._armed.pop(key, None)
                self._armed[key] = recipe
                threading.Thread(target=_prepare, args=(recipe,), daemon=True).start()
            case Disarm(instrument=instrument, output=output):
                self._armed.pop((instrument, output), None)
            case Beat(within=within):
                self._promise = within
        self._last_letter = time.monotonic()
        self._deadline = self._last_letter + self._promise if self._promise else math.inf
        self._answer(Acknowledged(number=letter.number))

    def _hold(self, lock: str) -> None:
        if lock:
            self._lock = FileLock(lock)
            with suppress(OSError, Timeout):
                self._lock.acquire(timeout=_LOCK_PATIENCE)

    def _answer(self, acknowledged: Acknowledged) -> None:
        with suppress(OSError):
            os.write(self._answers, encode(acknowledged))

    def _patience(self) -> float | None:
        now = time.monotonic()
        until = min(self._deadline if self._armed else math.inf, self._dead_since + _GRACE)
        return max(until - now, 0.0) if math.isfinite(until) else None

    def _hangs(self) -> bool:
        late = time.monotonic() - self._deadline
        if not self._armed or late < 0:
            return False
        if late > _HELD_UP:
            self._deadline = time.monotonic() + self._promise
            return False
        return True

    def _hung(self) -> int:
        assert self._main is not None  # noqa: S101 - an output cannot be armed before the first letter
        assert self._begin is not None  # noqa: S101
        report = self._report("hung")
        report.main_state = self._main.state()
        stacks = Path(self._begin.stacks)
        if self._main.dump_stacks(stacks):
            report.stacks = str(stacks)
        self._kill(report)
        return self._rescue("hung", report)

    def _ended(self) -> int:
        if not self._armed or self._main is None:
            return 0
        report = self._report("ended")
        report.stacks = self._stacks_of_a_crash()
        # One that lives on without its pipe still holds the links and may drive the outputs.
        if not self._main.wait_dead(_GRACE):
            self._kill(report)
        return self._rescue("ended", report)

    def _stacks_of_a_crash(self) -> str:
        assert self._begin is not None  # noqa: S101
        path = Path(self._begin.stacks)
        try:
            if path.stat().st_size:
                return str(path)
            path.unlink()
        except OSError:
            pass
        return ""

    def _kill(self, report: WatchdogReport) -> None:
        assert self._main is not None  # noqa: S101
        self._main.kill()
        report.main_killed = True
        self._main.wait_dead(_DEATH_TIME)

    def _rescue(self, cause: str, report: WatchdogReport | None = None) -> int:
        if not self._armed or self._begin is None:
            return 0
        report = report or self._report(cause)
        alarm(
            f"the program on {self._begin.station} has {cause}; making safe: {', '.join(r.label for r in self._armed.values())}"
        )
        safe = Rescue(self._begin, tuple(self._armed.values()), report).run()
        if safe:
            alarm(f"every output of {self._begin.station} is safe")
        return 0 if safe else 3

    def _report(self, cause: str) -> WatchdogReport:
        assert self._begin is not None  # noqa: S101
        return WatchdogReport(
            station=self._begin.station,
            cause=cause,
            main_pid=self._begin.main_pid,
            last_message_monotonic=self._last_letter,
            detected_monotonic=time.monotonic(),
            detected_utc=time.time(),
        )


def _lines(descriptor: int) -> Iterator[bytes]:
    """The whole lines that come; the last one of a process that was killed may be cut short.

    Not through `sys.stdin`: a thread that still waits would hold its lock when the interpreter ends.
    """
    rest = b""
    while data := os.read(descriptor, 65_536):
        *lines, rest = (rest + data).split(b"\n")
        yield from lines


def _prepare(recipe: SafingRecipe) -> None:
    # A VISA library takes a second to load. What cannot be loaded shows when the link is opened.
    with suppress(Exception):
        prepare_link(recipe.link)


def main() -> int:
    """Run the watchdog on the standard input and output."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    answers = os.dup(1)
    # What a library may print must not be taken for an answer.
    point_nowhere(1)
    code = Guardian(0, answers).run()
    alarm_heard()
    return code
