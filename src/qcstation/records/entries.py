"""The kinds of entries of a site log: what happened at a site that is not a run, and that a run was sealed."""

import msgspec
from msgspec import Struct

from qcstation.model.components import Component
from qcstation.model.estimates import Result
from qcstation.model.limits import Specification
from qcstation.model.verdicts import Judgement, Verdict


class Entry(Struct, frozen=True, kw_only=True, tag=True):
    """Something that happened at `time` (UTC in seconds since 1970); `by` is the person who did it or entered it."""

    time: float
    by: str = ""
    note: str = ""


class ComponentEntered(Entry, frozen=True, kw_only=True):
    """A component arrived, or what is known of it changed: type, stage and identifiers given here replace older ones."""

    component: Component


class ComponentAssembled(Entry, frozen=True, kw_only=True):
    """`child` became a part of `parent` (serial numbers), at `position`."""

    parent: str
    child: str
    position: str = ""


class ComponentDisassembled(Entry, frozen=True, kw_only=True):
    """`child` was taken out of `parent` (serial numbers)."""

    parent: str
    child: str


class StagePassed(Entry, frozen=True, kw_only=True):
    """A component (serial number) has passed `stage` and is at `next_stage` now; empty: production ends there."""

    component: str
    stage: str
    next_stage: str = ""


class RunSealed(Entry, frozen=True, kw_only=True):
    """A run ended and its file is final: `path` relative to the data folder, with forward slashes."""

    run: str
    path: str
    sha256: str


class RunInvalidated(Entry, frozen=True, kw_only=True):
    """A run does not count any more. Its file stays."""

    run: str
    reason: str


class RunAssigned(Entry, frozen=True, kw_only=True):
    """A run is found to be of this component."""

    run: str
    component: Component


class RunReanalysed(Entry, frozen=True, kw_only=True):
    """A sealed run was analysed and judged again. `digest` is of the specification, which is in the log before this entry."""

    run: str
    software: str
    digest: str
    results: tuple[Result, ...]
    judgements: tuple[Judgement, ...]
    verdict: Verdict


class SpecificationUsed(Entry, frozen=True, kw_only=True):
    """A specification judged something: kept whole, once."""

    specification: Specification
    digest: str


class Waiver(Entry, frozen=True, kw_only=True):
    """A signed disposition: the component may go on in spite of a run's verdict, or of one `result` of it. The verdict stays."""

    run: str
    reason: str
    result: str = ""
    channel: str = ""


class RunSignedOff(Entry, frozen=True, kw_only=True):
    """A person (`by`) has looked at a run and answers for it. The verdict stays."""

    run: str


class Calibration(Entry, frozen=True, kw_only=True):
    """An instrument, known by its `identity`, was calibrated; `due` (UTC in seconds since 1970) is when it has to be again."""

    instrument: str
    identity: str
    certificate: str = ""
    due: float | None = None


class BenchUnsafe(Entry, frozen=True, kw_only=True):
    """An output could not be made safe. The bench refuses runs until a person has confirmed it."""

    station: str
    instrument: str
    resource: str = ""
    detail: str = ""
    run: str = ""


class BenchConfirmedSafe(Entry, frozen=True, kw_only=True):
    """A person (`by`) has seen that the output is safe."""

    station: str
    instrument: str
    resource: str = ""


class Comment(Entry, frozen=True, kw_only=True):
    """A remark on a run or a component."""

    text: str
    run: str = ""
    component: str = ""


class OperatorEntered(Entry, frozen=True, kw_only=True):
    """A person works here from now on, as `operator`; scanning `badge` names that person. An empty badge: names only."""

    operator: str
    badge: str = ""


AnyEntry = (
    ComponentEntered
    | ComponentAssembled
    | ComponentDisassembled
    | StagePassed
    | RunSealed
    | RunInvalidated
    | RunAssigned
    | RunReanalysed
    | SpecificationUsed
    | Waiver
    | RunSignedOff
    | Calibration
    | BenchUnsafe
    | BenchConfirmedSafe
    | Comment
    | OperatorEntered
)

# Deterministic: the same entry has the same bytes and so the same place in the chain of hashes, whoever writes it.
_encoder = msgspec.json.Encoder(order="deterministic")
_decoder: msgspec.json.Decoder[AnyEntry] = msgspec.json.Decoder(AnyEntry)


def encode_entry(entry: Entry) -> bytes:
    """Return an entry as canonical JSON."""
    return _encoder.encode(entry)


def decode_entry(text: bytes) -> AnyEntry:
    """Return the entry in a text of JSON.

    Raises:
        msgspec.DecodeError: the text is not JSON, or not an entry (msgspec.ValidationError).
    """
    return _decoder.decode(text)
