"""Runs in one line each, as lists of them show them."""

from typing import TYPE_CHECKING

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome, Verdict

from .answers import RunSummary
from .schema import ComponentRow, ComponentType, RunRow

if TYPE_CHECKING:
    RunQuery = Select[RunRow, str, str]


def run_query() -> "RunQuery":
    """Return the query of all runs with their components, in no order, to be narrowed down."""
    return (
        select(RunRow, ComponentRow.serial_number, ComponentType.name)
        .outerjoin(ComponentRow, RunRow.component_id == ComponentRow.id)
        .outerjoin(ComponentType, ComponentRow.component_type_id == ComponentType.id)
    )


def summaries(session: Session, query: "RunQuery") -> tuple[RunSummary, ...]:
    """Return what a `run_query` finds."""
    return tuple(
        RunSummary(
            run=run.uuid,
            component=serial_number,
            component_type=kind or "",
            stage=run.stage,
            procedure=run.procedure,
            procedure_version=run.procedure_version,
            kind=RunKind(run.kind),
            outcome=Outcome(run.outcome),
            reason=run.reason,
            verdict=Verdict(run.verdict) if run.verdict else None,
            counts=run.counts,
            invalidated=None if run.invalidated is None else run.invalidated_reason,
            started=run.started,
            ended=run.ended,
            operator=run.operator,
            site=run.site,
            station=run.station,
            slot=run.slot,
            software=run.software,
            note=run.note,
            source=run.source,
            run_file=run.run_file,
            sha256=run.sha256,
        )
        for run, serial_number, kind in session.execute(query)
    )
