"""A run while it lasts: what a procedure sees as `Run` and its instruments see as `Supervisor`.

Everything that must happen all the time (abort, interlocks, heartbeat) happens in `checkpoint`, which every wait, sweep point
and row passes through.
"""

import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from math import isnan
from typing import Protocol

from qcstation.model.clock import Clock
from qcstation.model.components import Component
from qcstation.model.errors import RunAborted
from qcstation.model.events import (
    MessageLogged,
    OutputChanged,
    Progressed,
    PromptAnswered,
    PromptAsked,
    ReadingSeen,
    RowsTaken,
    Severity,
    StepStarted,
    TableDeclared,
)
from qcstation.model.prompts import Answer, Prompt
from qcstation.model.raw import RawData, TableLayout
from qcstation.model.runs import SettingValue
from qcstation.safety.recipes import SafingRecipe
from qcstation.safety.stack import SafeStack
from qcstation.transports.link import Link

from .bus import EventBus
from .guard import InterlockGuard
from .progress import ProgressMeter
from .prompts import Prompter
from .tables import GrowingTable

_SLICE = 0.1
"""Seconds of the run's clock between two looks at abort and interlocks: a tenth of the second in which safing must have begun."""
_PROMPT_POLL = 0.02
_MARGIN = 2.0
_LONGEST_PROMISE = 9.0
"""A hang is noticed within ten seconds, so no instrument may keep the engine quiet for longer without `busy`."""


class Heart(Protocol):
    """The watchdog as the session sees it."""

    def beat(self, next_within: float = 5.0) -> None:
        """Say that the program is alive, and when to expect the next beat at the latest (seconds of wall time)."""
        ...

    def busy(self, seconds: float) -> AbstractContextManager[None]:
        """Announce seconds of wall time without a beat."""
        ...


class Session:
    """One run in progress. Not shared between threads, save for `request_abort`."""

    def __init__(
        self,
        *,
        bus: EventBus,
        clock: Clock,
        stack: SafeStack,
        guard: InterlockGuard,
        heart: Heart,
        prompter: Prompter,
        component: Component | None,
        longest_exchange: float = 0.0,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._stack = stack
        self.guard = guard
        self._heart = heart
        self._prompter = prompter
        self._component = component
        self._promise = min(max(5.0, longest_exchange + _MARGIN), _LONGEST_PROMISE)
        self._abort_reason: str | None = None
        self._abort = threading.Event()
        self._tables: dict[str, GrowingTable] = {}
        self._answers: dict[str, str] = {}
        self._safing = False
        self._meter = ProgressMeter(clock, self._report_progress)

    @property
    def component(self) -> Component | None:
        """The component on the bench."""
        return self._component

    @property
    def clock(self) -> Clock:
        """The run's clock."""
        return self._clock

    def request_abort(self, reason: str) -> None:
        """Ask the run to stop; from any thread or signal handler. The first reason counts."""
        self._abort_reason = self._abort_reason or reason
        self._abort.set()

    def raw(self) -> RawData:
        """Return what was taken so far."""
        return RawData({name: table.frozen() for name, table in self._tables.items()}, self._answers)

    # What procedures use

    def table(self, name: str, /, attributes: Mapping[str, SettingValue] | None = None, **columns: str) -> GrowingTable:
        """Declare a table; each keyword is a column and its unit."""
        if name in self._tables:
            raise ValueError(f"the run has a table {name!r} already")
        layout = TableLayout(name=name, columns=columns, attributes=dict(attributes or {}))
        self._bus.publish(TableDeclared(time=self._clock.now(), layout=layout))
        table = GrowingTable(layout, self._emit_row)
        self._tables[name] = table
        return table

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Mark a named part of the procedure."""
        self._bus.publish(StepStarted(time=self._clock.now(), name=name))
        self.checkpoint()
        yield

    def sweep(self, values: Iterable[float]) -> Iterator[float]:
        """Iterate over set points with progress and ETA; checks abort and interlocks at each."""
        points = values if isinstance(values, Collection) else tuple(values)
        self._meter.begin(len(points))
        for index, value in enumerate(points):
            self.checkpoint()
            self._meter.reach(index)
            yield value
        self._meter.reach(len(points))

    def wait(self, seconds: float) -> None:
        """Let time pass on the run's clock; raises RunStopped as soon as the run has to stop."""
        end = self._clock.monotonic() + seconds
        while True:
            self.checkpoint()
            remaining = end - self._clock.monotonic()
            if remaining <= 0:
                return
            self._clock.sleep(min(remaining, _SLICE))

    def checkpoint(self) -> None:
        """Check abort and interlocks, tell the watchdog that all is well."""
        if self._safing:
            return
        self._heart.beat(self._promise)
        if self._abort.is_set():
            raise RunAborted(self._abort_reason or "aborted")
        self.guard.check()

    @contextmanager
    def busy(self, seconds: float) -> Iterator[None]:
        """Announce an instrument call that may keep quiet for `seconds` of wall time."""
        with self._heart.busy(seconds):
            yield

    def ask(self, prompt: Prompt) -> Answer:
        """Ask the operator and wait for the answer."""
        self._bus.publish(PromptAsked(time=self._clock.now(), prompt=prompt))
        future = self._prompter.ask(prompt)
        try:
            while not future.done():
                self.checkpoint()
                # A person thinks in wall time, whatever the run's clock does.
                time.sleep(_PROMPT_POLL)
            answer = future.result()
        finally:
            future.cancel()
        self._answers[prompt.id] = answer.text
        self._bus.publish(PromptAnswered(time=self._clock.now(), answer=answer))
        return answer

    def message(self, text: str) -> None:
        """Tell the operator something; kept in the record."""
        self._log(text, Severity.INFO)

    def warn(self, text: str) -> None:
        """Tell the operator of something that is not as it should be; kept in the record."""
        self._log(text, Severity.WARNING)

    # What instruments use

    def arm(self, recipe: SafingRecipe, link: Link) -> None:
        """Put an output on the safe stack and tell the watchdog, before it is switched on."""
        self.checkpoint()
        self._stack.push(recipe, link)

    def make_safe(self, instrument: str, output: str = "") -> None:
        """Run the armed recipe of an output now and take it off the stack."""
        with self._undisturbed():
            self._stack.make_safe(instrument, output)

    def output_changed(self, instrument: str, *, on: bool, level: float, unit: str) -> None:
        """Tell the event stream what an output now is."""
        self._bus.publish(OutputChanged(time=self._clock.now(), instrument=instrument, on=on, level=level, unit=unit))

    def reading_seen(self, instrument: str, values: Mapping[str, float], units: Mapping[str, str]) -> None:
        """Show live values, and hand them to the interlocks."""
        self.guard.note(instrument, values)
        shown = {name: None if isnan(value) else value for name, value in values.items()}
        self._bus.publish(ReadingSeen(time=self._clock.now(), instrument=instrument, values=shown, units=units))

    # What the runner uses

    def unwind(self, reason: str) -> tuple[str, ...]:
        """Make everything safe that is still armed; returns the outputs that are UNSAFE. Aborts no longer interrupt."""
        with self._undisturbed():
            return self._stack.unwind(reason)

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        before, self._safing = self._safing, True
        try:
            yield
        finally:
            self._safing = before

    def _emit_row(self, table: str, row: tuple[float | None, ...]) -> None:
        self._bus.publish(RowsTaken(time=self._clock.now(), table=table, rows=(row,)))
        self.checkpoint()

    def _report_progress(self, fraction: float, remaining: float | None) -> None:
        self._bus.publish(Progressed(time=self._clock.now(), fraction=fraction, remaining=remaining))

    def _log(self, text: str, severity: Severity) -> None:
        self._bus.publish(MessageLogged(time=self._clock.now(), text=text, severity=severity))
