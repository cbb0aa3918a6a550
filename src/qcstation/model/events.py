"""The one event stream of a run: frozen, timed, and enough to build a run's record and verdict again.

Every event carries `time`, UTC in seconds since 1970, taken from the run's clock. The journal keeps them as JSON lines; window,
console and run file subscribe and nothing more.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

import msgspec
from msgspec import Struct

from .estimates import Result
from .limits import Specification
from .prompts import Answer, Prompt
from .raw import ArrayLayout, TableLayout
from .runs import RunHeader
from .verdicts import Judgement, Outcome, Verdict


class Severity(StrEnum):
    """How loud a message is."""

    INFO = "info"
    WARNING = "warning"
    ALARM = "alarm"


class Event(Struct, frozen=True, kw_only=True, tag=True):
    """Something that happened in a run."""

    time: float


class DataEvent(Event, frozen=True, kw_only=True, eq=False, omit_defaults=True):
    """An event that brings bulk `data` along, for those who listen in the process: the run file's writer, the window.

    They are no part of the event: neither written to the journal nor compared, and None when it is read back.
    """

    data: Any = None

    def without_data(self) -> Self:
        """Return the event as the journal keeps it."""
        return self if self.data is None else msgspec.structs.replace(self, data=None)

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__struct_fields__ if name != "data")

    def __hash__(self) -> int:
        return hash(tuple(getattr(self, name) for name in self.__struct_fields__ if name != "data"))


class RunStarted(Event, frozen=True, kw_only=True):
    """The first event: who, what, where and with which settings."""

    header: RunHeader


class InstrumentIdentified(Event, frozen=True, kw_only=True):
    """An instrument answered with its identity (`*IDN?` or the like)."""

    instrument: str
    driver: str
    identity: str
    resource: str = ""


class StepStarted(Event, frozen=True, kw_only=True):
    """The procedure begins a named step."""

    name: str


class TableDeclared(Event, frozen=True, kw_only=True):
    """A table will be filled."""

    layout: TableLayout


class RowsTaken(Event, frozen=True, kw_only=True):
    """Rows for a table, values in the order of its layout's columns; None stands for a value not taken."""

    table: str
    rows: tuple[tuple[float | None, ...], ...]


class RowsTakenOver(Event, frozen=True, kw_only=True):
    """`count` rows of a table, from row `first` on, were measured in the interrupted `run` that this one continues.

    `sha256` (hexadecimal) is that of its file. The rows themselves come as RowsTaken, just before.
    """

    table: str
    first: int
    count: int
    run: str
    sha256: str


class ArrayDeclared(Event, frozen=True, kw_only=True):
    """An array will be filled."""

    layout: ArrayLayout


class ArrayTaken(DataEvent, frozen=True, kw_only=True, eq=False, omit_defaults=True):
    """The items `first` to `first + count` of an array; `data` (in the process) has shape (count, *shape) and is read-only."""

    array: str
    first: int
    count: int


class AttachmentAdded(DataEvent, frozen=True, kw_only=True, eq=False, omit_defaults=True):
    """A photo or a file belongs to the run; `data` (in the process) are its `size` bytes, `sha256` theirs, hexadecimal."""

    name: str
    media_type: str
    size: int
    sha256: str
    caption: str = ""


class RunPaused(Event, frozen=True, kw_only=True):
    """The procedure stands still, outputs as they are, until RunResumed or the end of the run."""


class RunResumed(Event, frozen=True, kw_only=True):
    """The procedure goes on."""


class Progressed(Event, frozen=True, kw_only=True):
    """`fraction` of the run is done; `remaining` is the estimate of seconds left, None until there is one."""

    fraction: float
    remaining: float | None = None


class PromptAsked(Event, frozen=True, kw_only=True):
    """The run waits for an operator."""

    prompt: Prompt


class PromptAnswered(Event, frozen=True, kw_only=True):
    """An operator has answered."""

    answer: Answer


class OutputChanged(Event, frozen=True, kw_only=True):
    """An output was switched on or off, or its level was set."""

    instrument: str
    on: bool
    level: float
    unit: str


class ReadingSeen(Event, frozen=True, kw_only=True):
    """Live values for the display strip (`voltage`, `current`, `temperature`, `humidity`...), by name with their units."""

    instrument: str
    values: Mapping[str, float | None]
    units: Mapping[str, str]


class InterlockChanged(Event, frozen=True, kw_only=True):
    """An interlock's state changed; `detail` says which value, and what was required."""

    interlock: str
    ok: bool
    detail: str = ""


class MessageLogged(Event, frozen=True, kw_only=True):
    """A sentence for the operator and the log."""

    text: str
    severity: Severity = Severity.INFO


class SafingStarted(Event, frozen=True, kw_only=True):
    """The safe stack begins to unwind, because of `reason`."""

    reason: str


class OutputMadeSafe(Event, frozen=True, kw_only=True):
    """One output is at its safe value, read back."""

    instrument: str
    detail: str = ""


class OutputUnsafe(Event, frozen=True, kw_only=True):
    """One output could not be made safe. The bench refuses runs until a person has confirmed it."""

    instrument: str
    detail: str


class ResultsFound(Event, frozen=True, kw_only=True):
    """The analysis is done; `software` is the version that did it."""

    results: tuple[Result, ...]
    software: str = ""


class VerdictReached(Event, frozen=True, kw_only=True):
    """The results are judged by a specification, kept whole so that the record explains itself."""

    specification: Specification
    digest: str
    judgements: tuple[Judgement, ...]
    verdict: Verdict


class RunFinished(Event, frozen=True, kw_only=True):
    """The last event of a run."""

    outcome: Outcome
    reason: str = ""


AnyEvent = (
    RunStarted
    | InstrumentIdentified
    | StepStarted
    | TableDeclared
    | RowsTaken
    | RowsTakenOver
    | ArrayDeclared
    | ArrayTaken
    | AttachmentAdded
    | RunPaused
    | RunResumed
    | Progressed
    | PromptAsked
    | PromptAnswered
    | OutputChanged
    | ReadingSeen
    | InterlockChanged
    | MessageLogged
    | SafingStarted
    | OutputMadeSafe
    | OutputUnsafe
    | ResultsFound
    | VerdictReached
    | RunFinished
)


def _plain(value: Any) -> Any:
    """Return numpy's scalars as Python's."""
    if callable(item := getattr(value, "item", None)):
        return item()
    raise NotImplementedError(f"events hold plain data, not {type(value)}")


_encoder = msgspec.json.Encoder(enc_hook=_plain)
_decoder: msgspec.json.Decoder[AnyEvent] = msgspec.json.Decoder(AnyEvent)


def encode_event(event: Event) -> bytes:
    """Return an event as one line of JSON, without its newline; bulk data stay behind."""
    return _encoder.encode(event.without_data() if isinstance(event, DataEvent) else event)


def decode_event(line: bytes) -> AnyEvent:
    """Return the event in a line of JSON.

    Raises:
        msgspec.DecodeError: the line is not JSON, or not an event (msgspec.ValidationError).
    """
    return _decoder.decode(line)
