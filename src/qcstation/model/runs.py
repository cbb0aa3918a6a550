"""What a run is: its header, and the interface through which a procedure takes data."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Protocol

from msgspec import Struct

from .clock import Clock
from .components import Component
from .prompts import Answer, Prompt

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


class Table(Protocol):
    """A table that a procedure fills row by row."""

    def append(self, **values: float) -> None:
        """Add one row, one value a column, in the units that the table was declared with; not-a-number: not taken.

        Raises:
            KeyError: a column is missing, or not one of the table's.
        """
        ...


class Run(Protocol):
    """What a procedure's `acquire` is handed. Progress, abort, interlocks and heartbeats live in its waits."""

    @property
    def component(self) -> Component | None:
        """The component on the bench."""
        ...

    @property
    def clock(self) -> Clock:
        """The run's clock."""
        ...

    def table(self, name: str, /, attributes: Mapping[str, SettingValue] | None = None, **columns: str) -> Table:
        """Declare a table; each keyword is a column and its unit."""
        ...

    def step(self, name: str) -> AbstractContextManager[None]:
        """Mark a named part of the procedure."""
        ...

    def sweep(self, values: Iterable[float]) -> Iterator[float]:
        """Iterate over set points with progress and ETA; checks abort and interlocks at each."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass on the run's clock; abort and interlocks end it at once.

        Raises:
            RunAborted, InterlockViolated: the run has to stop. Procedures let it through.
        """
        ...

    def checkpoint(self) -> None:
        """Check abort and interlocks without waiting. Raises as `wait`."""
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
