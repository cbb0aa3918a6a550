"""A run as a JSON document: the one shape that every command prints under ``--json``. Explained in docs/json.md."""

from collections.abc import Sequence
from datetime import UTC, datetime

from msgspec import Struct

from qcstation.model.estimates import Censoring, Estimate
from qcstation.model.runs import RunHeader, RunKind
from qcstation.model.verdicts import Judgement, Outcome, Verdict


class ResultDocument(Struct, frozen=True, kw_only=True):
    """One result beside its limit, all numbers in `unit`.

    A refused result has no `value`, and `reason` says why. `censored` says on which side of `value` the quantity lies. `verdict`
    is None for a result without limit; only `required` results count for the run's verdict.
    """

    name: str
    channel: str
    value: float | None
    uncertainty: float | None
    unit: str
    censored: Censoring | None
    min: float | None
    max: float | None
    verdict: Verdict | None
    required: bool
    method: str
    reason: str


class RunDocument(Struct, frozen=True, kw_only=True):
    """One run. `component` is None for an unassigned one, `outcome` while it goes on, `verdict` where nothing was judged.

    `started` is UTC in ISO 8601; `sha256` is the run file's, empty until it is sealed; `warnings` are sentences for the operator.
    """

    run: str
    procedure: str
    component: str | None
    outcome: Outcome | None
    verdict: Verdict | None
    run_file: str
    results: tuple[ResultDocument, ...]
    kind: RunKind
    started: str
    reason: str
    sha256: str
    warnings: tuple[str, ...]


def run_document(
    header: RunHeader,
    *,
    outcome: Outcome | None,
    verdict: Verdict | None,
    judgements: Sequence[Judgement],
    run_file: str,
    reason: str = "",
    sha256: str = "",
    warnings: Sequence[str] = (),
) -> RunDocument:
    """Return a run's document."""
    return RunDocument(
        run=header.run,
        procedure=header.procedure,
        component=header.component.serial_number if header.component else None,
        outcome=outcome,
        verdict=verdict,
        run_file=run_file,
        results=tuple(result_document(judgement) for judgement in judgements),
        kind=header.kind,
        started=utc_text(header.started),
        reason=reason,
        sha256=sha256,
        warnings=tuple(warnings),
    )


def result_document(judgement: Judgement) -> ResultDocument:
    """Return a result's document."""
    result, limit = judgement.result, judgement.limit
    finding = result.finding
    estimate = finding if isinstance(finding, Estimate) else None
    return ResultDocument(
        name=result.name,
        channel=result.channel,
        value=estimate.value if estimate else None,
        uncertainty=estimate.uncertainty if estimate else None,
        unit=finding.unit,
        censored=estimate.censored if estimate else None,
        min=limit.min if limit else None,
        max=limit.max if limit else None,
        verdict=judgement.verdict,
        required=judgement.counts,
        method=finding.method,
        reason=judgement.reason or ("" if isinstance(finding, Estimate) else finding.reason),
    )


def utc_text(seconds: float) -> str:
    """Return a time in seconds since 1970 as ISO 8601 in UTC, with milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
