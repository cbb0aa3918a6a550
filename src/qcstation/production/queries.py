"""The questions that people ask of the production, each one function of a session."""

from collections.abc import Sequence
from typing import Any

from msgspec import structs
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from qcstation.model.components import Component
from qcstation.model.errors import InputError
from qcstation.model.estimates import Censoring
from qcstation.model.verdicts import Verdict

from .answers import (
    AnalysisAnswer,
    Assembly,
    ComponentHistory,
    Disposition,
    MeasuredValue,
    PassedStage,
    Remark,
    RunDetail,
    RunSummary,
    Signature,
    UsedInstrument,
)
from .components import find_component, stage_name, type_name
from .schema import (
    Analysis,
    CommentRow,
    ComponentLink,
    ComponentRow,
    Identifier,
    InstrumentUse,
    LimitVerdict,
    Measurement,
    RunRow,
    SignatureRow,
    SpecificationRow,
    StagePassage,
    WaiverRow,
)
from .summaries import run_query, summaries


def run_uuid(session: Session, prefix: str) -> str:
    """Return the UUID of the one run that begins with `prefix`.

    Raises:
        InputError: no run does, or several do.
    """
    wanted = prefix.strip()
    if (exact := session.scalar(select(RunRow.uuid).where(RunRow.uuid == wanted))) is not None:
        return exact
    if len(wanted) < 4:
        raise InputError(f"{prefix!r} is too short for a run; give at least the first four characters of its UUID")
    found = session.scalars(
        select(RunRow.uuid).where(RunRow.uuid.startswith(wanted.lower(), autoescape=True)).order_by(RunRow.uuid).limit(3)
    ).all()
    if not found:
        raise InputError(f"no run begins with {prefix!r}; 'qcstation history SN' lists the runs of a component")
    if len(found) > 1:
        raise InputError(f"several runs begin with {prefix!r} ({', '.join(found)}, ...); give more of the UUID")
    return found[0]


def run_detail(session: Session, uuid: str) -> RunDetail:
    """Return a run that is there, by its whole UUID."""
    row = session.scalars(select(RunRow).where(RunRow.uuid == uuid)).one()
    analyses = session.execute(
        select(Analysis, SpecificationRow)
        .outerjoin(SpecificationRow, Analysis.specification_id == SpecificationRow.id)
        .where(Analysis.run_id == row.id)
        .order_by(Analysis.entry)
    ).all()
    uses = session.scalars(select(InstrumentUse).where(InstrumentUse.run_id == row.id).order_by(InstrumentUse.number))
    return RunDetail(
        summary=summaries(session, run_query().where(RunRow.id == row.id))[0],
        analyses=tuple(_analysis(session, analysis, specification) for analysis, specification in analyses),
        instruments=tuple(
            UsedInstrument(instrument=use.instrument, driver=use.driver, identity=use.identity, resource=use.resource)
            for use in uses
        ),
        waivers=_waivers(session, WaiverRow.run_id == row.id),
        comments=_comments(session, CommentRow.run_id == row.id),
        signatures=_signatures(session, SignatureRow.run_id == row.id),
    )


def latest_counting_run(session: Session, component: str, procedure: str, stage: str | None) -> RunSummary | None:
    """Return the run that counts; without a stage, the newest of those that count at their stages."""
    query = run_query().where(ComponentRow.serial_number == component, RunRow.procedure == procedure, RunRow.counts)
    if stage is not None:
        query = query.where(RunRow.stage == stage)
    found = summaries(session, query.order_by(RunRow.started.desc(), RunRow.uuid).limit(1))
    return found[0] if found else None


def component(session: Session, serial_number: str) -> Component | None:
    """Return a component as it is now, or None."""
    row = find_component(session, serial_number)
    if row is None:
        return None
    identifiers = session.scalars(select(Identifier).where(Identifier.component_id == row.id).order_by(Identifier.kind))
    return Component(
        serial_number=row.serial_number,
        type=type_name(session, row),
        stage=stage_name(session, row),
        identifiers={identifier.kind: identifier.value for identifier in identifiers},
    )


def history(session: Session, serial_number: str) -> ComponentHistory:
    """Return all that is known of a component.

    Raises:
        InputError: it is unknown.
    """
    known = component(session, serial_number)
    row = find_component(session, serial_number)
    if known is None or row is None:
        raise InputError(f"component {serial_number!r} is not known here; check the serial number, or run 'qcstation db rebuild'")
    passages = session.scalars(select(StagePassage).where(StagePassage.component_id == row.id).order_by(StagePassage.entry))
    of_runs = select(RunRow.id).where(RunRow.component_id == row.id)
    return ComponentHistory(
        component=known,
        stages=tuple(
            PassedStage(stage=passed.stage, next_stage=passed.next_stage, time=passed.time, by=passed.by, note=passed.note)
            for passed in passages
        ),
        parents=_links(session, ComponentLink.child_id == row.id),
        children=_links(session, ComponentLink.parent_id == row.id),
        runs=summaries(session, run_query().where(RunRow.component_id == row.id).order_by(RunRow.started, RunRow.uuid)),
        waivers=_waivers(session, WaiverRow.run_id.in_(of_runs)),
        comments=_comments(session, (CommentRow.component_id == row.id) | CommentRow.run_id.in_(of_runs)),
        signatures=_signatures(session, SignatureRow.run_id.in_(of_runs)),
    )


def _analysis(session: Session, analysis: Analysis, specification: SpecificationRow | None) -> AnalysisAnswer:
    rows = session.execute(
        select(Measurement, LimitVerdict)
        .outerjoin(
            LimitVerdict,
            (LimitVerdict.analysis_id == Measurement.analysis_id) & (LimitVerdict.number == Measurement.number),
        )
        .where(Measurement.analysis_id == analysis.id)
        .order_by(Measurement.number)
    ).all()
    return AnalysisAnswer(
        entry=analysis.entry,
        time=analysis.time,
        by=analysis.by,
        software=analysis.software,
        verdict=Verdict(analysis.verdict) if analysis.verdict else None,
        specification=specification.name if specification else "",
        specification_version=specification.version if specification else "",
        digest=specification.digest if specification else "",
        measurements=tuple(_measured(measurement, judged) for measurement, judged in rows),
    )


def _measured(measurement: Measurement, judged: LimitVerdict | None) -> MeasuredValue:
    value = MeasuredValue(
        name=measurement.name,
        channel=measurement.channel,
        value=measurement.value,
        uncertainty=measurement.uncertainty,
        unit=measurement.unit,
        censored=Censoring(measurement.censored) if measurement.censored else None,
        method=measurement.method,
        note=measurement.note,
        refusal=measurement.refusal,
    )
    if judged is None:
        return value
    return structs.replace(
        value,
        min=judged.min,
        max=judged.max,
        required=judged.required,
        set_by_site=judged.set_by_site,
        unverified=judged.unverified,
        verdict=Verdict(judged.verdict) if judged.verdict else None,
        reason=judged.reason,
    )


def _links(session: Session, condition: Any) -> tuple[Assembly, ...]:
    parent, child = aliased(ComponentRow), aliased(ComponentRow)
    rows: Sequence[Any] = session.execute(
        select(ComponentLink, parent.serial_number, child.serial_number)
        .join(parent, ComponentLink.parent_id == parent.id)
        .join(child, ComponentLink.child_id == child.id)
        .where(condition)
        .order_by(ComponentLink.entry)
    ).all()
    return tuple(
        Assembly(parent=above, child=below, position=link.position, assembled=link.assembled, disassembled=link.disassembled)
        for link, above, below in rows
    )


def _waivers(session: Session, condition: Any) -> tuple[Disposition, ...]:
    rows = session.execute(
        select(WaiverRow, RunRow.uuid).join(RunRow, WaiverRow.run_id == RunRow.id).where(condition).order_by(WaiverRow.entry)
    )
    return tuple(
        Disposition(run=uuid, result=waiver.result, channel=waiver.channel, reason=waiver.reason, time=waiver.time, by=waiver.by)
        for waiver, uuid in rows
    )


def _signatures(session: Session, condition: Any) -> tuple[Signature, ...]:
    rows = session.execute(
        select(SignatureRow, RunRow.uuid)
        .join(RunRow, SignatureRow.run_id == RunRow.id)
        .where(condition)
        .order_by(SignatureRow.entry)
    )
    return tuple(Signature(run=uuid, time=signed.time, by=signed.by, note=signed.note) for signed, uuid in rows)


def _comments(session: Session, condition: Any) -> tuple[Remark, ...]:
    rows = session.scalars(select(CommentRow).where(condition).order_by(CommentRow.entry))
    return tuple(Remark(text=comment.text, time=comment.time, by=comment.by) for comment in rows)
