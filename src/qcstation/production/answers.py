"""What the database answers: plain data, with no key of a table in it, so that a rebuilt database gives the same."""

from msgspec import Struct

from qcstation.model.components import Component
from qcstation.model.estimates import Censoring
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome, Verdict


# gc=False: the garbage collector need not look through tens of thousands of them, which would hold a window up. They hold texts
# and numbers, and so can be part of no cycle.
class RunSummary(Struct, frozen=True, kw_only=True, gc=False):
    """One run. `verdict` is that of its latest analysis; `component` is None while the run is not assigned to one.

    `counts` says that it is the run that counts for its component, procedure and stage. Times are UTC in seconds since 1970,
    `run_file` is relative to the data folder.
    """

    run: str
    component: str | None
    component_type: str
    stage: str
    procedure: str
    procedure_version: str
    kind: RunKind
    outcome: Outcome
    reason: str
    verdict: Verdict | None
    counts: bool
    invalidated: str | None
    """Why the run is not valid any more; None: it is."""
    started: float
    ended: float
    operator: str
    site: str
    station: str
    slot: str
    software: str
    note: str
    source: str
    run_file: str
    sha256: str

    @property
    def word(self) -> str:
        """The verdict, or the outcome where the run was not completed."""
        return self.verdict.value if self.verdict else self.outcome.value


class MeasuredValue(Struct, frozen=True, kw_only=True):
    """One result of an analysis, beside its limit where it has one. `value` is None where the analysis refused to give it."""

    name: str
    channel: str
    value: float | None
    uncertainty: float | None
    unit: str
    censored: Censoring | None
    method: str
    note: str
    refusal: str
    min: float | None = None
    max: float | None = None
    required: bool = False
    set_by_site: bool = False
    unverified: bool = False
    verdict: Verdict | None = None
    reason: str = ""


class AnalysisAnswer(Struct, frozen=True, kw_only=True):
    """An analysis of a run; `entry` is its number in the site log, 0 for the run's own."""

    entry: int
    time: float
    by: str
    software: str
    verdict: Verdict | None
    specification: str
    specification_version: str
    digest: str
    measurements: tuple[MeasuredValue, ...]


class UsedInstrument(Struct, frozen=True, kw_only=True):
    """An instrument that took part in a run."""

    instrument: str
    driver: str
    identity: str
    resource: str


class Disposition(Struct, frozen=True, kw_only=True):
    """A waiver of a run's verdict, or of one result's."""

    run: str
    result: str
    channel: str
    reason: str
    time: float
    by: str


class Signature(Struct, frozen=True, kw_only=True):
    """A person has signed a run off."""

    run: str
    time: float
    by: str
    note: str


class Remark(Struct, frozen=True, kw_only=True):
    """A comment on a run or a component."""

    text: str
    time: float
    by: str


class RunDetail(Struct, frozen=True, kw_only=True):
    """A run with all its analyses, oldest first."""

    summary: RunSummary
    analyses: tuple[AnalysisAnswer, ...]
    instruments: tuple[UsedInstrument, ...]
    waivers: tuple[Disposition, ...]
    comments: tuple[Remark, ...]
    signatures: tuple[Signature, ...] = ()

    @property
    def valid_analysis(self) -> AnalysisAnswer | None:
        """The latest analysis, which gives the run's verdict; None if there was none."""
        return self.analyses[-1] if self.analyses else None


class PassedStage(Struct, frozen=True, kw_only=True):
    """A component has passed `stage` and went on to `next_stage`."""

    stage: str
    next_stage: str
    time: float
    by: str
    note: str


class Assembly(Struct, frozen=True, kw_only=True):
    """`child` is, or until `disassembled` was, a part of `parent`."""

    parent: str
    child: str
    position: str
    assembled: float
    disassembled: float | None


class ComponentHistory(Struct, frozen=True, kw_only=True):
    """All that is known of a component, each part oldest first."""

    component: Component
    stages: tuple[PassedStage, ...]
    parents: tuple[Assembly, ...]
    children: tuple[Assembly, ...]
    runs: tuple[RunSummary, ...]
    waivers: tuple[Disposition, ...]
    comments: tuple[Remark, ...]
    signatures: tuple[Signature, ...] = ()
