"""Runs and their analyses as rows, and which run counts."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from qcstation.model.errors import StorageError
from qcstation.model.estimates import Estimate, Refusal, Result
from qcstation.model.events import ResultsFound
from qcstation.model.limits import Limit, Specification
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Judgement, Outcome
from qcstation.records import RunRecord

from .components import enter_component
from .schema import Analysis, ComponentRow, InstrumentUse, LimitVerdict, Measurement, RunRow, SpecificationRow


def enter_run(session: Session, record: RunRecord, run_file: str, sha256: str) -> RunRow:
    """Enter a finished run; one that is there already with the same file is left as it is.

    Raises:
        StorageError: the run has not finished.
    """
    header = record.header
    if record.outcome is None or record.ended is None:
        raise StorageError(f"run {header.run} has not finished; close it before it is entered")
    row = find_run(session, header.run)
    if row is not None and (row.sha256, row.run_file) == (sha256, run_file):
        return row
    if row is None:
        row = RunRow(uuid=header.run, assigned_entry=0)
    else:
        _forget_own_analysis(session, row)
    if not row.assigned_entry:
        component = header.component
        found = enter_component(session, component, entry=0, time=header.started) if component else None
        row.component_id, row.stage = (found.id if found else None), (component.stage if component else "")
    for name in ("procedure", "procedure_version", "started", "operator", "site", "station", "slot", "software", "note"):
        setattr(row, name, getattr(header, name))
    row.source, row.source_sha256, row.kind = header.source, header.source_sha256, header.kind.value
    row.outcome, row.reason, row.ended = record.outcome.value, record.reason, record.ended
    row.run_file, row.sha256 = run_file, sha256
    session.add(row)
    session.flush()
    uses = [
        {
            "run_id": row.id,
            "number": number,
            "instrument": use.instrument,
            "driver": use.driver,
            "identity": use.identity,
            "resource": use.resource,
        }
        for number, use in enumerate(record.instruments)
    ]
    if uses:
        session.execute(insert(InstrumentUse), uses)
    _enter_own_analysis(session, row, record)
    recount(session, row)
    return row


def find_run(session: Session, uuid: str) -> RunRow | None:
    """Return a run by its whole UUID, or None."""
    return session.scalar(select(RunRow).where(RunRow.uuid == uuid))


def enter_analysis(session: Session, analysis: Analysis, results: Sequence[Result], judgements: Sequence[Judgement]) -> None:
    """Enter an analysis with its findings; `judgements`, if any, hold all results, and required ones that are missing."""
    session.add(analysis)
    session.flush()
    judged = judgements or [Judgement(result=result, limit=None, verdict=None) for result in results]
    measurements = [_measurement(analysis.id, number, judgement.result) for number, judgement in enumerate(judged)]
    verdicts = [_limit_verdict(analysis.id, number, j, j.limit) for number, j in enumerate(judged) if j.limit is not None]
    connection = session.connection()
    if measurements:
        connection.execute(insert(Measurement.__table__), measurements)  # type: ignore[arg-type]
    if verdicts:
        connection.execute(insert(LimitVerdict.__table__), verdicts)  # type: ignore[arg-type]


def specification_id(session: Session, digest: str, specification: Specification | None = None) -> int:
    """Return the key of a specification, entered if it is new; only its digest may be known yet."""
    row = session.scalar(select(SpecificationRow).where(SpecificationRow.digest == digest))
    if row is None:
        row = SpecificationRow(digest=digest, name="", version="", body="")
        session.add(row)
    if specification is not None and not row.body:
        row.name, row.version = specification.id, specification.version
        row.body = msgspec.json.encode(specification, order="deterministic").decode()
    session.flush()
    return row.id


def recount(session: Session, run: RunRow) -> None:
    """Set a run's verdict, and which run counts and which was first among those of its component, procedure and stage.

    The one that counts is the latest that was completed and is not invalidated; the first is the earliest such.
    A simulated run counts, and is first, only where there is no real one.
    """
    session.flush()
    run.verdict = session.scalar(
        select(Analysis.verdict).where(Analysis.run_id == run.id).order_by(Analysis.entry.desc()).limit(1)
    )
    if run.component_id is None:
        run.counts = run.is_first = False
        session.flush()
        return
    group = session.scalars(
        select(RunRow).where(
            RunRow.component_id == run.component_id, RunRow.procedure == run.procedure, RunRow.stage == run.stage
        )
    ).all()
    candidates = [row for row in group if row.outcome == Outcome.COMPLETED and row.invalidated is None]
    best = max(candidates, key=lambda row: (row.kind != RunKind.SIMULATED, row.started, row.uuid), default=None)
    first = min(candidates, key=lambda row: (row.kind == RunKind.SIMULATED, row.started, row.uuid), default=None)
    for row in group:
        row.counts, row.is_first = row is best, row is first
    session.flush()
    note_last_run(session, run.component_id)


def note_last_run(session: Session, component_id: int) -> None:
    """Keep beside a component when the newest of its runs that count began, and its verdict."""
    counting = select(RunRow.started, RunRow.verdict).where(RunRow.component_id == component_id, RunRow.counts)
    last = session.execute(counting.order_by(RunRow.started.desc(), RunRow.uuid.desc()).limit(1)).first()
    component = session.get_one(ComponentRow, component_id)
    component.last_run, component.last_verdict = (last.started, last.verdict) if last else (0.0, None)
    session.flush()


def _enter_own_analysis(session: Session, row: RunRow, record: RunRecord) -> None:
    found, judged = record.last(ResultsFound), record.judged
    if found is None:
        return
    analysis = Analysis(
        run_id=row.id,
        entry=0,
        specification_id=specification_id(session, judged.digest, judged.specification) if judged else None,
        software=found.software,
        verdict=judged.verdict.value if judged else None,
        time=judged.time if judged else found.time,
        by=record.header.operator,
    )
    enter_analysis(session, analysis, record.results, record.judgements)


def _forget_own_analysis(session: Session, row: RunRow) -> None:
    """Before a run is entered again from another file, such as one recovered from its journal."""
    session.execute(delete(InstrumentUse).where(InstrumentUse.run_id == row.id))
    own = select(Analysis.id).where(Analysis.run_id == row.id, Analysis.entry == 0).scalar_subquery()
    session.execute(delete(LimitVerdict).where(LimitVerdict.analysis_id == own))
    session.execute(delete(Measurement).where(Measurement.analysis_id == own))
    session.execute(delete(Analysis).where(Analysis.run_id == row.id, Analysis.entry == 0))


def _measurement(analysis_id: int, number: int, result: Result) -> dict[str, object]:
    finding = result.finding
    estimate = finding if isinstance(finding, Estimate) else None
    return {
        "analysis_id": analysis_id,
        "number": number,
        "name": result.name,
        "channel": result.channel,
        "value": estimate.value if estimate else None,
        "uncertainty": estimate.uncertainty if estimate else None,
        "unit": finding.unit,
        "censored": estimate.censored if estimate else None,
        "method": finding.method,
        "note": estimate.note if estimate else "",
        "refusal": finding.reason if isinstance(finding, Refusal) else "",
    }


def _limit_verdict(analysis_id: int, number: int, judgement: Judgement, limit: Limit) -> dict[str, object]:
    return {
        "analysis_id": analysis_id,
        "number": number,
        "min": limit.min,
        "max": limit.max,
        "required": limit.required,
        "set_by_site": limit.set_by_site,
        "unverified": limit.unverified,
        "verdict": judgement.verdict,
        "reason": judgement.reason,
    }
