"""A run while it lasts: what a procedure sees as `Run`.

Everything that must happen all the time (abort, interlocks, heartbeat, pause) happens in `checkpoint`, which every wait, sweep
point, row and block passes through.
"""

import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import msgspec

from qcstation.model.clock import Clock
from qcstation.model.components import Component
from qcstation.model.events import (
    ArrayDeclared,
    ArrayTaken,
    MessageLogged,
    Progressed,
    PromptAnswered,
    PromptAsked,
    RowsTaken,
    RowsTakenOver,
    Severity,
    StepStarted,
    TableDeclared,
)
from qcstation.model.limits import Specification
from qcstation.model.prompts import Answer, Prompt, PromptKind
from qcstation.model.raw import RawData, TableLayout
from qcstation.model.runs import SettingValue
from qcstation.safety.stack import SafeStack

from .arrays import GrowingArray, array_layout
from .attachments import attachment
from .bus import EventBus
from .continuing import Earlier
from .guard import InterlockGuard
from .progress import ProgressMeter
from .prompts import Prompter
from .supervision import Supervision
from .tables import GrowingTable
from .vigil import SLICE, Heart, Vigil

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PROMPT_POLL = 0.02
"""Seconds of wall time between two looks at whether a person has answered."""


class Session:
    """One run in progress. Not shared between threads, save for `vigil.request_abort`.

    The procedure stands still while `paused` is set. With `keep_arrays` the blocks of arrays stay in memory, for `raw`; without,
    whoever keeps the record gives them back.
    """

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
        keep_arrays: bool = True,
        paused: threading.Event | None = None,
        specification: Specification | None = None,
        earlier: Earlier | None = None,
    ) -> None:
        self._bus = bus
        self._clock = clock
        self._stack = stack
        self._prompter = prompter
        self._component = component
        self._keep_arrays = keep_arrays
        self._specification = specification
        self._earlier = earlier
        self.vigil = Vigil(
            clock=clock,
            heart=heart,
            guard=guard,
            publish=bus.publish,
            paused=paused or threading.Event(),
            longest_exchange=longest_exchange,
        )
        self.supervision = Supervision(bus=bus, clock=clock, stack=stack, vigil=self.vigil)
        self._tables: dict[str, GrowingTable] = {}
        self._arrays: dict[str, GrowingArray] = {}
        self._attachments: set[str] = set()
        self._answers: dict[str, str] = {}
        self._meter = ProgressMeter(clock, self._report_progress)

    @property
    def component(self) -> Component | None:
        """The component on the bench."""
        return self._component

    @property
    def clock(self) -> Clock:
        """The run's clock."""
        return self._clock

    @property
    def earlier(self) -> RawData | None:
        """What the interrupted run took that this one continues."""
        return None if self._earlier is None else self._earlier.raw

    def take_over(self, table: str, rows: "NDArray[np.bool_]") -> None:
        """Add rows of the earlier run's table to this run's of the same name."""
        if self._earlier is None or table not in self._tables:
            raise ValueError(f"no earlier run to take rows of {table!r} from, or the table is not declared")
        first = len(self._tables[table])
        count = self._earlier.copy_rows(rows, self._tables[table])
        self._bus.publish(
            RowsTakenOver(
                time=self._clock.now(),
                table=table,
                first=first,
                count=count,
                run=self._earlier.run,
                sha256=self._earlier.sha256,
            )
        )

    def raw(self) -> RawData:
        """Return what was taken so far."""
        arrays = {name: array.frozen() for name, array in self._arrays.items()} if self._keep_arrays else {}
        return RawData({name: table.frozen() for name, table in self._tables.items()}, self._answers, arrays)

    def table(self, name: str, /, attributes: Mapping[str, SettingValue] | None = None, **columns: str) -> GrowingTable:
        """Declare a table; each keyword is a column and its unit."""
        if name in self._tables:
            raise ValueError(f"the run has a table {name!r} already")
        layout = TableLayout(name=name, columns=columns, attributes=dict(attributes or {}))
        self._bus.publish(TableDeclared(time=self._clock.now(), layout=layout))
        table = GrowingTable(layout, self._emit_rows)
        self._tables[name] = table
        return table

    def array(
        self,
        name: str,
        /,
        *,
        dtype: str,
        shape: tuple[int, ...] = (),
        unit: str = "1",
        attributes: Mapping[str, SettingValue] | None = None,
    ) -> GrowingArray:
        """Declare an array of items of one type and shape."""
        if name in self._arrays:
            raise ValueError(f"the run has an array {name!r} already")
        layout = array_layout(name, dtype=dtype, shape=shape, unit=unit, attributes=dict(attributes or {}))
        self._bus.publish(ArrayDeclared(time=self._clock.now(), layout=layout))
        array = GrowingArray(layout, self._emit_block, keep=self._keep_arrays)
        self._arrays[name] = array
        return array

    def attach(self, name: str, data: bytes, *, media_type: str, caption: str = "") -> None:
        """Keep a photo or a file in the run's record."""
        known, now = self._attachments, self._clock.now()
        self._bus.publish(attachment(name, data, media_type=media_type, caption=caption, known=known, time=now))
        known.add(name)

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
            self._clock.sleep(min(remaining, SLICE))

    def checkpoint(self) -> None:
        """Check abort and interlocks, tell the watchdog that all is well, stay while the run is paused."""
        self._meter.leave_out(self.vigil.hold())

    @contextmanager
    def busy(self, seconds: float) -> Iterator[None]:
        """Announce an instrument call that may keep quiet for `seconds` of wall time."""
        with self.vigil.heart.busy(seconds):
            yield

    def ask(self, prompt: Prompt) -> Answer:
        """Ask the operator and wait for the answer."""
        if prompt.kind is PromptKind.FORM:
            # What is outside its limits is shown while it is typed: those of this run, the site's overlay included.
            prompt = msgspec.structs.replace(prompt, specification=self._specification)
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
        self._answers.update(answer.entries())
        self._bus.publish(PromptAnswered(time=self._clock.now(), answer=answer))
        return answer

    def message(self, text: str) -> None:
        """Tell the operator something; kept in the record."""
        self._log(text, Severity.INFO)

    def warn(self, text: str) -> None:
        """Tell the operator of something that is not as it should be; kept in the record."""
        self._log(text, Severity.WARNING)

    def unwind(self, reason: str) -> tuple[str, ...]:
        """Make everything safe that is still armed; returns the outputs that are UNSAFE. Aborts no longer interrupt."""
        with self.vigil.undisturbed():
            return self._stack.unwind(reason)

    def _emit_rows(self, table: str, rows: tuple[tuple[float | None, ...], ...]) -> None:
        self._bus.publish(RowsTaken(time=self._clock.now(), table=table, rows=rows))
        self.checkpoint()

    def _emit_block(self, array: str, first: int, block: "NDArray[Any]") -> None:
        self._bus.publish(ArrayTaken(time=self._clock.now(), array=array, first=first, count=len(block), data=block))
        self.checkpoint()

    def _report_progress(self, fraction: float, remaining: float | None) -> None:
        self._bus.publish(Progressed(time=self._clock.now(), fraction=fraction, remaining=remaining))

    def _log(self, text: str, severity: Severity) -> None:
        self._bus.publish(MessageLogged(time=self._clock.now(), text=text, severity=severity))
