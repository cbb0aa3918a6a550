"""A run as its file tells it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import numpy as np
from msgspec import Struct

from qcstation.model.estimates import Result
from qcstation.model.events import (
    Event,
    InstrumentIdentified,
    MessageLogged,
    ResultsFound,
    RunFinished,
    VerdictReached,
)
from qcstation.model.limits import Specification
from qcstation.model.raw import RawArray, RawData
from qcstation.model.runs import RunHeader
from qcstation.model.verdicts import Judgement, Outcome, Verdict

from .attachments import Attachment

_E = TypeVar("_E", bound=Event)
_ITEMS_AT_ONCE = 4096


class RunRecord(Struct, frozen=True, kw_only=True, eq=False):
    """One run: `header`, `raw` data, and every other event in order, from which the rest follows.

    `sealed` says whether the file is finished; `sha256` (hexadecimal) is then the file's. The items of arrays and the content of
    `attachments` (by name) are read from the file as they are asked for, so it has to stay where it is. Two records are equal if
    they tell the same of the run, wherever and in which form they are stored.
    """

    header: RunHeader
    raw: RawData
    events: tuple[Event, ...]
    path: Path
    sealed: bool = False
    sha256: str = ""
    attachments: Mapping[str, Attachment] = {}

    def all(self, kind: type[_E]) -> tuple[_E, ...]:
        """Return the events of one kind, in order."""
        return tuple(event for event in self.events if isinstance(event, kind))

    def last(self, kind: type[_E]) -> _E | None:
        """Return the last event of a kind, or None."""
        return next((event for event in reversed(self.events) if isinstance(event, kind)), None)

    @property
    def instruments(self) -> tuple[InstrumentIdentified, ...]:
        """The instruments that took part."""
        return self.all(InstrumentIdentified)

    @property
    def messages(self) -> tuple[MessageLogged, ...]:
        """What the operator was told."""
        return self.all(MessageLogged)

    @property
    def results(self) -> tuple[Result, ...]:
        """The findings of the run's own analysis."""
        found = self.last(ResultsFound)
        return found.results if found else ()

    @property
    def judged(self) -> VerdictReached | None:
        """The judgement of the run with its specification, or None if it did not come that far."""
        return self.last(VerdictReached)

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        """Each result beside its limit."""
        return self.judged.judgements if self.judged else ()

    @property
    def specification(self) -> Specification | None:
        """The specification that the run was judged by."""
        return self.judged.specification if self.judged else None

    @property
    def verdict(self) -> Verdict | None:
        """What the results said of the component when the run ended."""
        return self.judged.verdict if self.judged else None

    @property
    def outcome(self) -> Outcome | None:
        """How the run ended; None while it goes on."""
        finished = self.last(RunFinished)
        return finished.outcome if finished else None

    @property
    def reason(self) -> str:
        """Why the run ended so."""
        finished = self.last(RunFinished)
        return finished.reason if finished else ""

    @property
    def ended(self) -> float | None:
        """When the run ended, UTC in seconds since 1970; None while it goes on."""
        finished = self.last(RunFinished)
        return finished.time if finished else None

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RunRecord):
            return NotImplemented
        return self.header == other.header and self.events == other.events and same_data(self.raw, other.raw)

    __hash__ = None  # type: ignore[assignment]


def same_data(one: RawData, other: RawData) -> bool:
    """Whether two runs took the same data, not-a-number equal to itself."""
    if one.answers != other.answers or list(one.tables) != list(other.tables) or list(one.arrays) != list(other.arrays):
        return False
    if not all(_same_array(array, other.arrays[name]) for name, array in one.arrays.items()):
        return False
    return all(
        one[name].layout == other[name].layout
        and all(np.array_equal(values, other[name][column], equal_nan=True) for column, values in one[name].columns.items())
        for name in one.tables
    )


def _same_array(one: RawArray, other: RawArray) -> bool:
    if (one.layout, len(one)) != (other.layout, len(other)):
        return False
    floats = one.layout.dtype.startswith("float")
    blocks = zip(one.blocks(_ITEMS_AT_ONCE), other.blocks(_ITEMS_AT_ONCE), strict=True)
    return all(np.array_equal(a, b, equal_nan=floats) for a, b in blocks)
