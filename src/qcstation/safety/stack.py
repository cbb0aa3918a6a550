"""The safe stack: what is switched on stands on it, and is made safe from it on every exit.

Outputs are made safe newest first, each in a thread of its own: one that does not answer holds up no other, so that the promised
times do not add up. Only an output that others stand on (`SafingRecipe.after_newer`) waits for the newer ones, until they are
safe or stalled. On a clock that the run itself drives, one that is not the wall's, all outputs take turns in that way, for two
threads that both drove it would make each other late. No thread is ever killed; one that is stuck in a call is left behind and
its output called UNSAFE.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import Protocol

from qcstation.model.clock import Clock, WallClock
from qcstation.model.errors import InstrumentError
from qcstation.model.events import Event, MessageLogged, OutputMadeSafe, OutputUnsafe, SafingStarted, Severity
from qcstation.transports.link import Link

from .recipes import SafingRecipe
from .signals import signals_held
from .unsafe import UnsafeOutput
from .workers import OutputOutcome, OutputWorker, SteadyClock, as_they_end, start_all


class Guard(Protocol):
    """The watchdog as the stack sees it."""

    def arm(self, recipe: SafingRecipe) -> None:
        """Take an output under guard; raises if that is not possible."""
        ...

    def disarm(self, instrument: str, output: str = "") -> None:
        """Let go of an output that is safe."""
        ...

    def beat(self, next_within: float = 5.0) -> None:
        """Say that the program is alive."""
        ...


class SafeStack:
    """The outputs that are on. Belongs to one run; `push` comes before the output goes on.

    `emit` is handed events, `safe` each output that was made safe, `unsafe` each that `unwind` could not make safe; all in the
    thread that calls, and what they raise stops nothing. `guard` is told of every output. `retry_for` (s of wall time) replaces
    the recipes' deadlines for retries.
    """

    def __init__(
        self,
        clock: Clock,
        *,
        guard: Guard | None = None,
        emit: Callable[[Event], None] | None = None,
        safe: Callable[[OutputOutcome], None] | None = None,
        unsafe: Callable[[OutputOutcome], None] | None = None,
        retry_for: float | None = None,
    ) -> None:
        self._clock = SteadyClock(clock)
        self._in_turns = not isinstance(clock, WallClock)
        self._guard = guard
        self._emit_event = emit
        self._safe = safe
        self._unsafe = unsafe
        self.retry_for = retry_for
        self._entries: list[tuple[SafingRecipe, Link]] = []
        self.outcomes: tuple[OutputOutcome, ...] = ()
        """What became of each output at the last `unwind`, in the order in which they ended."""

    @property
    def outputs(self) -> tuple[str, ...]:
        """The outputs on the stack, oldest first."""
        return tuple(recipe.label for recipe, _ in self._entries)

    def push(self, recipe: SafingRecipe, link: Link) -> None:
        """Put an output on top, and under guard, before it is switched on. An output that is there already moves to the top.

        Raises:
            ValueError: the recipe reads nothing back, so that it could not prove anything.
            WatchdogLost: the watchdog cannot take it.
        """
        if not recipe.proves:
            raise ValueError(f"the safing recipe of {recipe.label} has no read-back: add an Expect or an Await")
        if self._guard is not None:
            self._guard.arm(recipe)
        self._take_off(recipe.instrument, recipe.output)
        self._entries.append((recipe, link))

    def make_safe(self, instrument: str, output: str = "") -> None:
        """Make one output safe and take it off; one that is not on the stack is safe already.

        Raises:
            InstrumentError: it could not be proven safe; it stays on the stack.
        """
        chosen = [entry for entry in self._entries if (entry[0].instrument, entry[0].output) == (instrument, output)]
        for outcome in self._make_safe(chosen):
            if not outcome.safe:
                raise InstrumentError(outcome.detail, instrument=outcome.label)

    def leave(self, instrument: str, output: str = "") -> None:
        """Take an output off as it is, because a person has seen to it."""
        self._take_off(instrument, output)

    def unwind(self, reason: str) -> tuple[str, ...]:
        """Make every output safe, newest first; return those that are UNSAFE, which stay on the stack.

        Whatever happens to one output, all others are seen to. Signals that come meanwhile are delivered at the end.
        """
        if not self._entries:
            self.outcomes = ()
            return ()
        self._make_safe(self._entries[::-1], reason=reason)
        return tuple(outcome.label for outcome in self.outcomes if not outcome.safe)

    def _make_safe(self, entries: Sequence[tuple[SafingRecipe, Link]], *, reason: str | None = None) -> tuple[OutputOutcome, ...]:
        with signals_held():
            finished: SimpleQueue[OutputWorker] = SimpleQueue()
            workers: list[OutputWorker] = []
            for recipe, link in entries:
                newer = tuple(workers) if self._in_turns or recipe.after_newer else ()
                workers.append(OutputWorker(recipe, link, self._clock, self.retry_for, newer, finished))
            start_all(workers, self._beat)
            # Told only now: a journal on a slow disk must not keep anything on.
            if reason is not None:
                self._emit(SafingStarted(time=self._clock.now(), reason=reason))
            outcomes = []
            for worker in as_they_end(workers, finished, self._beat):
                outcome = worker.outcome()
                outcomes.append(outcome)
                self._settle(outcome, final=reason is not None)
            # Kept before signals are delivered: they may raise.
            self.outcomes = tuple(outcomes)
            return self.outcomes

    def _settle(self, outcome: OutputOutcome, *, final: bool) -> None:
        if outcome.safe:
            self._take_off(outcome.instrument, outcome.output)
            if self._guard is not None:
                with suppress(Exception):
                    self._guard.disarm(outcome.instrument, outcome.output)
            self._emit(OutputMadeSafe(time=self._clock.now(), instrument=outcome.label, detail=outcome.detail))
        elif final:
            self._emit(OutputUnsafe(time=self._clock.now(), instrument=outcome.label, detail=outcome.detail))
        else:
            return
        told = self._safe if outcome.safe else self._unsafe
        if told is not None:
            try:
                told(outcome)
            except Exception as error:  # noqa: BLE001 - a marker that cannot be written must not keep another output on
                self._emit(MessageLogged(time=self._clock.now(), text=str(error), severity=Severity.ALARM))

    def _take_off(self, instrument: str, output: str) -> None:
        self._entries = [entry for entry in self._entries if (entry[0].instrument, entry[0].output) != (instrument, output)]

    def _beat(self) -> None:
        if self._guard is not None:
            with suppress(Exception):
                self._guard.beat()

    def _emit(self, event: Event) -> None:
        if self._emit_event is not None:
            with suppress(Exception):
                self._emit_event(event)


def unsafe_output(outcome: OutputOutcome, station: str) -> UnsafeOutput:
    """Return the marker of an output of `station` that could not be made safe."""
    return UnsafeOutput(
        station=station,
        instrument=outcome.instrument,
        output=outcome.output,
        resource=outcome.resource,
        time=outcome.time,
        why=outcome.detail,
    )
