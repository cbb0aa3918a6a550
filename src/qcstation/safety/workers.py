"""The threads in which a safe stack makes its outputs safe, and what they report."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from queue import Empty, SimpleQueue

from msgspec import Struct

from qcstation.model.clock import Clock, WallClock
from qcstation.model.errors import InstrumentError
from qcstation.transports.link import Link

from .execution import execute
from .recipes import SafingRecipe
from .talk import Progress

_PATIENCE = 0.5
"""Seconds of wall time in one exchange, after which an output no longer holds up those that wait for it."""
_HEAD_START = 0.05
"""Seconds that a newer output has, at most, for its first exchange before the next one begins."""
_ALL_HEAD_STARTS = 0.5
"""Seconds within which all outputs have begun: half of the second that is promised."""
_POLL = 0.02


class OutputOutcome(Struct, frozen=True, kw_only=True):
    """What became of one output. `began` and `ended` are `time.monotonic`, `time` is UTC in seconds since 1970, at its end."""

    instrument: str
    output: str
    resource: str
    safe: bool
    detail: str = ""
    began: float
    ended: float
    time: float

    @property
    def label(self) -> str:
        """The output as people call it: ``bias`` or ``bias/2``."""
        return f"{self.instrument}/{self.output}" if self.output else self.instrument


class OutputWorker(threading.Thread):
    """Makes one output safe. `newer` are waited for until each is over or stalled."""

    def __init__(
        self,
        recipe: SafingRecipe,
        link: Link,
        clock: Clock,
        retry_for: float | None,
        newer: "tuple[OutputWorker, ...]",
        finished: "SimpleQueue[OutputWorker]",
    ) -> None:
        super().__init__(name=f"safing {recipe.label}", daemon=True)
        self._recipe = recipe
        self._link = link
        self._clock = clock
        self._retry_for = retry_for
        self._newer = newer
        self._finished = finished
        self._began = time.monotonic()
        self._over = threading.Event()
        self._safe = False
        self._detail = "a call to the instrument does not return"
        self.progress = Progress()

    @property
    def waits(self) -> bool:
        """Whether it waits for newer outputs first."""
        return bool(self._newer)

    def run(self) -> None:
        """Make the output safe; never raises."""
        try:
            while not all(newer.out_of_the_way() for newer in self._newer):
                time.sleep(_POLL)
            self._began = time.monotonic()
            remarks = execute(self._recipe, self._link, self._clock, retry_for=self._retry_for, progress=self.progress)
            self._safe, self._detail = True, "; ".join(remarks)
        except InstrumentError as error:
            self._detail = error.problem
        except BaseException as error:  # noqa: BLE001 - one output never takes another down
            self._detail = f"{type(error).__name__}: {error}"
        finally:
            self._over.set()
            self.progress.contact.set()
            self._finished.put(self)

    def out_of_the_way(self) -> bool:
        """Whether an older output need not wait for this one any longer."""
        return self._over.is_set() or self.progress.stalled(_PATIENCE) or self.progress.stuck()

    def outcome(self) -> OutputOutcome:
        """What became of the output, as far as it is known."""
        return OutputOutcome(
            instrument=self._recipe.instrument,
            output=self._recipe.output,
            resource=self._link.settings.resource,
            safe=self._safe,
            detail=self._detail,
            began=self._began,
            ended=time.monotonic(),
            time=time.time(),
        )


def start_all(workers: Sequence[OutputWorker], beat: Callable[[], None]) -> None:
    """Start the workers in order; `beat` is called all the while."""
    head_start = min(_HEAD_START, _ALL_HEAD_STARTS / max(len(workers), 1))
    for worker in workers:
        try:
            worker.start()
        except RuntimeError:
            # No more threads, or the interpreter is shutting down: late is better than never.
            worker.run()
        if not worker.waits:
            worker.progress.contact.wait(head_start)
        beat()


def as_they_end(
    workers: Sequence[OutputWorker], finished: "SimpleQueue[OutputWorker]", beat: Callable[[], None]
) -> Iterator[OutputWorker]:
    """Yield each worker when it is over, or stuck for good; `beat` is called all the while."""
    pending = set(workers)
    while pending:
        try:
            over = [finished.get(timeout=_POLL)]
        except Empty:
            over = [worker for worker in workers if worker.progress.stuck()]
        beat()
        for worker in over:
            if worker in pending:
                pending.discard(worker)
                yield worker


class SteadyClock:
    """A run's clock that several threads may use, and that goes on as the wall's should the run's own break."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._driving = None if isinstance(clock, WallClock) else threading.Lock()
        self._last = 0.0
        self._offset: float | None = None

    def now(self) -> float:
        """Return UTC in seconds since 1970-01-01."""
        try:
            return self._clock.now()
        except Exception:  # noqa: BLE001 - safing goes on without the run's clock
            return time.time()

    def monotonic(self) -> float:
        """Return seconds that never jump."""
        if self._offset is None:
            try:
                self._last = self._clock.monotonic()
                return self._last
            except Exception:  # noqa: BLE001
                self._offset = self._last - time.monotonic()
        return self._offset + time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""
        if self._offset is None:
            try:
                if self._driving is None:
                    self._clock.sleep(seconds)
                else:
                    with self._driving:
                        self._clock.sleep(seconds)
                return
            except Exception:  # noqa: BLE001
                self._offset = self._last - time.monotonic()
        time.sleep(max(seconds, 0.0))
