"""Entries of the site log become rows. Each does so once: what it writes has the entry's number as its key."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from qcstation.records import (
    AnyEntry,
    BenchConfirmedSafe,
    BenchUnsafe,
    Calibration,
    Comment,
    ComponentAssembled,
    ComponentDisassembled,
    ComponentEntered,
    OperatorEntered,
    RunAssigned,
    RunInvalidated,
    RunReanalysed,
    RunSignedOff,
    SpecificationUsed,
    StagePassed,
    Waiver,
)

from .components import enter_component, find_component, mentioned_component, stage_id
from .runs import enter_analysis, find_run, note_last_run, recount, specification_id
from .schema import (
    Analysis,
    BenchAlarm,
    CalibrationRow,
    CommentRow,
    ComponentLink,
    RunRow,
    SignatureRow,
    StagePassage,
    WaiverRow,
)


class RunMissing(Exception):
    """An entry is about a run that is not in the database."""


def enter_entry(session: Session, number: int, entry: AnyEntry) -> None:
    """Enter entry `number` of the site log, other than RunSealed, which `runs.enter_run` enters with the run's file.

    Raises:
        RunMissing: it is about a run that is not there (yet).
    """
    _HOW[type(entry)](session, number, entry)
    session.flush()


def _component_entered(session: Session, number: int, entry: ComponentEntered) -> None:
    enter_component(session, entry.component, entry=number, time=entry.time)


def _assembled(session: Session, number: int, entry: ComponentAssembled) -> None:
    if session.get(ComponentLink, number) is None:
        parent = mentioned_component(session, entry.parent)
        child = mentioned_component(session, entry.child)
        session.add(
            ComponentLink(
                entry=number,
                parent_id=parent.id,
                child_id=child.id,
                position=entry.position,
                assembled=entry.time,
                disassembled=None,
            )
        )


def _disassembled(session: Session, number: int, entry: ComponentDisassembled) -> None:
    parent, child = find_component(session, entry.parent), find_component(session, entry.child)
    if parent is None or child is None:
        return
    links = select(ComponentLink).where(
        ComponentLink.parent_id == parent.id,
        ComponentLink.child_id == child.id,
        ComponentLink.entry < number,
        ComponentLink.disassembled.is_(None),
    )
    for link in session.scalars(links):
        link.disassembled = entry.time


def _stage_passed(session: Session, number: int, entry: StagePassed) -> None:
    component = mentioned_component(session, entry.component)
    if session.get(StagePassage, number) is None:
        session.add(
            StagePassage(
                entry=number,
                component_id=component.id,
                stage=entry.stage,
                next_stage=entry.next_stage,
                time=entry.time,
                by=entry.by,
                note=entry.note,
            )
        )
    if number >= component.known_entry:
        component.stage_id = stage_id(session, component.component_type_id, entry.next_stage)
        component.known_entry, component.known_time = number, entry.time


def _invalidated(session: Session, _number: int, entry: RunInvalidated) -> None:
    run = _run(session, entry.run)
    run.invalidated, run.invalidated_reason, run.invalidated_by = entry.time, entry.reason, entry.by
    recount(session, run)


def _assigned(session: Session, number: int, entry: RunAssigned) -> None:
    run = _run(session, entry.run)
    component = enter_component(session, entry.component, entry=0, time=entry.time)
    if number < run.assigned_entry:
        return
    before = session.scalar(select(RunRow).where(_same_group(run), RunRow.id != run.id).limit(1))
    owner = run.component_id
    run.component_id, run.stage, run.assigned_entry = component.id, entry.component.stage, number
    recount(session, run)
    if before is not None:
        recount(session, before)
    elif owner is not None:
        note_last_run(session, owner)


def _same_group(run: RunRow) -> Any:
    return (RunRow.component_id == run.component_id) & (RunRow.procedure == run.procedure) & (RunRow.stage == run.stage)


def _reanalysed(session: Session, number: int, entry: RunReanalysed) -> None:
    run = _run(session, entry.run)
    if session.scalar(select(Analysis).where(Analysis.run_id == run.id, Analysis.entry == number)) is None:
        analysis = Analysis(
            run_id=run.id,
            entry=number,
            specification_id=specification_id(session, entry.digest),
            software=entry.software,
            verdict=entry.verdict.value,
            time=entry.time,
            by=entry.by,
        )
        enter_analysis(session, analysis, entry.results, entry.judgements)
        recount(session, run)


def _specification_used(session: Session, _number: int, entry: SpecificationUsed) -> None:
    specification_id(session, entry.digest, entry.specification)


def _waived(session: Session, number: int, entry: Waiver) -> None:
    session.merge(
        WaiverRow(
            entry=number,
            run_id=_run(session, entry.run).id,
            result=entry.result,
            channel=entry.channel,
            reason=entry.reason,
            time=entry.time,
            by=entry.by,
        )
    )


def _signed_off(session: Session, number: int, entry: RunSignedOff) -> None:
    run = _run(session, entry.run)
    session.merge(SignatureRow(entry=number, run_id=run.id, note=entry.note, time=entry.time, by=entry.by))


def _calibrated(session: Session, number: int, entry: Calibration) -> None:
    session.merge(
        CalibrationRow(
            entry=number,
            instrument=entry.instrument,
            identity=entry.identity,
            certificate=entry.certificate,
            time=entry.time,
            due=entry.due,
            by=entry.by,
        )
    )


def _bench_unsafe(session: Session, number: int, entry: BenchUnsafe) -> None:
    if session.get(BenchAlarm, number) is None:
        session.add(
            BenchAlarm(
                entry=number,
                station=entry.station,
                instrument=entry.instrument,
                resource=entry.resource,
                detail=entry.detail,
                run=entry.run,
                time=entry.time,
                confirmed=None,
                confirmed_by="",
            )
        )


def _bench_confirmed(session: Session, number: int, entry: BenchConfirmedSafe) -> None:
    alarms = select(BenchAlarm).where(
        BenchAlarm.station == entry.station,
        BenchAlarm.instrument == entry.instrument,
        BenchAlarm.resource == entry.resource,
        BenchAlarm.entry < number,
        BenchAlarm.confirmed.is_(None),
    )
    for alarm in session.scalars(alarms):
        alarm.confirmed, alarm.confirmed_by = entry.time, entry.by


def _commented(session: Session, number: int, entry: Comment) -> None:
    component = mentioned_component(session, entry.component) if entry.component else None
    session.merge(
        CommentRow(
            entry=number,
            run_id=_run(session, entry.run).id if entry.run else None,
            component_id=component.id if component else None,
            text=entry.text,
            time=entry.time,
            by=entry.by,
        )
    )


def _kept_in_the_log_alone(_session: Session, _number: int, _entry: OperatorEntered) -> None:
    """Few and short: whoever wants to know the operators reads the site log."""


def _run(session: Session, uuid: str) -> RunRow:
    run = find_run(session, uuid)
    if run is None:
        raise RunMissing(f"run {uuid} is not in the database yet")
    return run


_HOW: dict[type, Callable[[Session, int, Any], None]] = {
    ComponentEntered: _component_entered,
    ComponentAssembled: _assembled,
    ComponentDisassembled: _disassembled,
    StagePassed: _stage_passed,
    RunInvalidated: _invalidated,
    RunAssigned: _assigned,
    RunReanalysed: _reanalysed,
    SpecificationUsed: _specification_used,
    Waiver: _waived,
    RunSignedOff: _signed_off,
    Calibration: _calibrated,
    BenchUnsafe: _bench_unsafe,
    BenchConfirmedSafe: _bench_confirmed,
    Comment: _commented,
    OperatorEntered: _kept_in_the_log_alone,
}
