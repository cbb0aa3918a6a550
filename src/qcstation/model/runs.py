"""What a run is: its header, and the interface through which a procedure takes data."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from msgspec import Struct

from .clock import Clock
from .components import Component
from .prompts import Answer, Prompt
from .raw import RawData

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SettingValue = str | int | float | bool


class RunKind(StrEnum):
    """Where a run's data come from."""

    MEASURED = "measured"
    SIMULATED = "simulated"
    IMPORTED = "imported"


class RunHeader(Struct, frozen=True, kw_only=True):
    """Who, what, where and how: fixed when the run starts.

    `run` is a UUID. `component` is None for a run that is not (yet) assigned. `settings` are in canonical units,
    `setting_units` names them. `started` is UTC in seconds since 1970. `bench_configuration` is the station file's effective
    content.
    """

    run: str
    procedure: str
    procedure_version: str
    started: float
    kind: RunKind
    component: Component | None = None
    operator: str = ""
    site: str = ""
    station: str = ""
    slot: str = ""
    settings: Mapping[str, SettingValue] = {}
    setting_units: Mapping[str, str] = {}
    software: str = ""
    bench_configuration: str = ""
    source: str = ""
    """The file that an imported run was read from."""
    source_sha256: str = ""
    note: str = ""
    continues: str = ""
    """The interrupted run that this one continues: its UUID."""


class Table(Protocol):
    """A table that a procedure fills row by row."""

    def append(self, **values: float) -> None:
        """Add one row, one value a column, in the units that the table was declared with; not-a-number: not taken.

        Raises:
            KeyError: a column is missing, or not one of the table's.
        """
        ...


class ArrayWriter(Protocol):
    """An array that a procedure fills block by block: waveforms, pad and pixel maps, hit lists."""

    def append(self, block: "NDArray[Any]") -> None:
        """Add `block`, shape (items, *shape of the array); it is copied, so that its memory may be used again.

        Raises:
            ValueError: the block does not have the array's shape or would lose something in its type.
        """
        ...


class Run(Protocol):
    """What a procedure's `acquire` is handed. Progress, pause, abort, interlocks and heartbeats live in its waits."""

    @property
    def component(self) -> Component | None:
        """The component on the bench."""
        ...

    @property
    def clock(self) -> Clock:
        """The run's clock."""
        ...

    @property
    def earlier(self) -> RawData | None:
        """What the interrupted run took that this one continues; None: it begins at the beginning."""
        ...

    def take_over(self, table: str, rows: "NDArray[np.bool_]") -> None:
        """Add rows of the earlier run's table to this run's of the same name, which is declared and has the same columns.

        Args:
            table: its name.
            rows: which of the earlier run's, shape (rows of its table,).

        Raises:
            ValueError: there is no earlier run, or it has no such table with these columns.
        """
        ...

    def table(self, name: str, /, attributes: Mapping[str, SettingValue] | None = None, **columns: str) -> Table:
        """Declare a table; each keyword is a column and its unit."""
        ...

    def array(
        self,
        name: str,
        /,
        *,
        dtype: str,
        shape: tuple[int, ...] = (),
        unit: str = "1",
        attributes: Mapping[str, SettingValue] | None = None,
    ) -> ArrayWriter:
        """Declare an array: `dtype` (numpy's name of an integer or float type) and `shape` of one item, () for single numbers.

        Raises:
            ValueError: the run has this array already, or the type is no number's.
        """
        ...

    def attach(self, name: str, data: bytes, *, media_type: str, caption: str = "") -> None:
        """Keep a photo or a file of at most 64 MB in the run's record; `media_type` as `image/jpeg`.

        Raises:
            InputError: it is too large, or the run has an attachment of this name already.
        """
        ...

    def step(self, name: str) -> AbstractContextManager[None]:
        """Mark a named part of the procedure."""
        ...

    def sweep(self, values: Iterable[float]) -> Iterator[float]:
        """Iterate over set points with progress and ETA; checks abort and interlocks at each."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass on the run's clock; abort and interlocks end it at once, a pause delays its end only if it lasts longer.

        Raises:
            RunAborted, InterlockViolated: the run has to stop. Procedures let it through.
        """
        ...

    def checkpoint(self) -> None:
        """Check abort and interlocks without waiting, save for the end of a pause. Raises as `wait`."""
        ...

    def unwind(self, reason: str) -> tuple[str, ...]:
        """Make everything safe that is on, all at the same time; return the outputs that are UNSAFE.

        The engine does so at the end of every run: only what holds several outputs at once has to ask for it before.
        """
        ...

    def busy(self, seconds: float) -> AbstractContextManager[None]:
        """Announce an instrument call that may keep quiet for `seconds` of wall time, so that it is not taken for a hang."""
        ...

    def ask(self, prompt: Prompt) -> Answer:
        """Ask the operator and wait for the answer. Raises as `wait`."""
        ...

    def message(self, text: str) -> None:
        """Tell the operator something; kept in the record."""
        ...

    def warn(self, text: str) -> None:
        """Tell the operator of something that is not as it should be; kept in the record."""
        ...
