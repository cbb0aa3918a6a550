"""Finding components and runs among tens of thousands, page by page.

A page begins after a row, not at a number: to find the thousandth page costs as much as the first, and a run that is entered
meanwhile shifts nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, literal, or_, select, tuple_
from sqlalchemy.orm import Session, aliased

from qcstation.model.verdicts import Verdict

from .answers import RunSummary
from .questions import Choices, ComponentFilter, ComponentOrder, ComponentSummary, RunFilter, RunOrder
from .schema import ComponentLink, ComponentRow, ComponentType, Identifier, Measurement, PlainText, RunRow, Stage
from .summaries import run_query, summaries

PAGE = 200
"""Rows in a page: more than a screen shows."""

_BATCH_NAMES = ("batch", "lot", "wafer")


def search_runs(
    session: Session,
    wanted: RunFilter,
    *,
    order: RunOrder = RunOrder.STARTED,
    descending: bool = True,
    after: RunSummary | None = None,
    limit: int | None = PAGE,
) -> tuple[RunSummary, ...]:
    """Return at most `limit` runs in order, beginning behind the run `after`."""
    columns: list[Any] = [RunRow.started, RunRow.uuid]
    values: list[Any] = [after.started, after.run] if after else []
    if order is RunOrder.PROCEDURE:
        columns.insert(0, RunRow.procedure)
        values[:0] = [after.procedure] if after else []
    query = run_query().where(*run_conditions(wanted), *_behind(columns, values, descending=descending))
    return summaries(session, query.order_by(*_ordered(columns, descending=descending)).limit(limit))


def count_runs(session: Session, wanted: RunFilter) -> int:
    """Return how many runs there are."""
    query = select(func.count()).select_from(RunRow)
    return session.scalar(query.where(*run_conditions(wanted))) or 0


def run_conditions(wanted: RunFilter) -> list[ColumnElement[bool]]:
    """Return what a run must fulfil, for a query of `RunRow`, whatever it is joined with."""
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        uuid = func.lower(RunRow.uuid).like(func.lower(_pattern(wanted.text, part=False)), escape="/")
        conditions.append(or_(RunRow.component_id.in_(_components(_like(ComponentRow.serial_number, wanted.text))), uuid))
    if wanted.component:
        conditions.append(RunRow.component_id.in_(_components(ComponentRow.serial_number == wanted.component)))
    if wanted.component_type:
        kind = select(ComponentType.id).where(ComponentType.name == wanted.component_type)
        conditions.append(RunRow.component_id.in_(_components(ComponentRow.component_type_id.in_(kind))))
    for column, value in (
        (RunRow.stage, wanted.stage),
        (RunRow.procedure, wanted.procedure),
        (RunRow.station, wanted.station),
        (RunRow.operator, wanted.operator),
        (RunRow.verdict, wanted.verdict and wanted.verdict.value),
        (RunRow.outcome, wanted.outcome and wanted.outcome.value),
        (RunRow.kind, wanted.kind and wanted.kind.value),
    ):
        if value:
            conditions.append(column == value)
    if wanted.since is not None:
        conditions.append(RunRow.started >= wanted.since)
    if wanted.until is not None:
        conditions.append(RunRow.started < wanted.until)
    if wanted.counting:
        conditions.append(RunRow.counts.is_(True))
    if wanted.unassigned:
        conditions.append(RunRow.component_id.is_(None))
    return conditions


def search_components(
    session: Session,
    wanted: ComponentFilter,
    *,
    order: ComponentOrder = ComponentOrder.SERIAL_NUMBER,
    descending: bool = False,
    after: ComponentSummary | None = None,
    limit: int | None = PAGE,
) -> tuple[ComponentSummary, ...]:
    """Return at most `limit` components in order, beginning behind the component `after`."""
    columns: list[Any] = [ComponentRow.serial_number]
    values: list[Any] = [after.serial_number] if after else []
    if order is ComponentOrder.LAST_RUN:
        columns.insert(0, ComponentRow.last_run)
        values[:0] = [after.last_run or 0.0] if after else []
    query = (
        select(
            ComponentRow.id,
            ComponentRow.serial_number,
            ComponentType.name,
            Stage.name,
            ComponentRow.last_run,
            ComponentRow.last_verdict,
        )
        .join(ComponentType, ComponentRow.component_type_id == ComponentType.id)
        .outerjoin(Stage, ComponentRow.stage_id == Stage.id)
        .where(*_component_conditions(wanted), *_behind(columns, values, descending=descending))
        .order_by(*_ordered(columns, descending=descending))
        .limit(limit)
    )
    rows = session.execute(query).all()
    names = _identifiers(session, [row[0] for row in rows])
    return tuple(
        ComponentSummary(
            serial_number=serial_number,
            type=kind,
            stage=stage or "",
            identifiers=names.get(key, {}),
            last_run=last_run or None,
            last_verdict=Verdict(verdict) if verdict else None,
        )
        for key, serial_number, kind, stage, last_run, verdict in rows
    )


def count_components(session: Session, wanted: ComponentFilter) -> int:
    """Return how many components there are."""
    return session.scalar(select(func.count()).select_from(ComponentRow).where(*_component_conditions(wanted))) or 0


def choices(session: Session) -> Choices:
    """Return what occurs in the database."""
    return Choices(
        component_types=tuple(name for name in session.scalars(select(ComponentType.name).order_by(ComponentType.name)) if name),
        component_stages=_names(session.scalars(select(Stage.name).distinct())),
        run_stages=_names(session.scalars(select(RunRow.stage).distinct())),
        procedures=_each(session, RunRow.procedure),
        stations=_names(session.scalars(select(RunRow.station).distinct())),
        operators=_names(session.scalars(select(RunRow.operator).distinct())),
        measurements=_each(session, Measurement.name),
    )


def _component_conditions(wanted: ComponentFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.text:
        named = select(Identifier.component_id).where(_like(Identifier.value, wanted.text))
        conditions.append(or_(_like(ComponentRow.serial_number, wanted.text), ComponentRow.id.in_(named)))
    if wanted.batch:
        named = select(Identifier.component_id).where(Identifier.kind.in_(_BATCH_NAMES), _like(Identifier.value, wanted.batch))
        parent = aliased(ComponentRow)
        part = select(ComponentLink.child_id).join(parent, ComponentLink.parent_id == parent.id)
        part = part.where(_like(parent.serial_number, wanted.batch))
        conditions.append(or_(ComponentRow.id.in_(named), ComponentRow.id.in_(part)))
    if wanted.type:
        kind = select(ComponentType.id).where(ComponentType.name == wanted.type)
        conditions.append(ComponentRow.component_type_id.in_(kind))
    if wanted.stage:
        conditions.append(ComponentRow.stage_id.in_(select(Stage.id).where(Stage.name == wanted.stage)))
    if wanted.verdict is not None:
        conditions.append(ComponentRow.last_verdict == wanted.verdict.value)
    if wanted.unmeasured:
        conditions.append(ComponentRow.last_run == 0.0)
    return conditions


def _components(condition: ColumnElement[bool]) -> Any:
    return select(ComponentRow.id).where(condition)


def _like(column: Any, text: str) -> ColumnElement[bool]:
    # Lowered by the database on both sides: what it takes for the small letter of another is its own affair.
    found: ColumnElement[bool] = func.lower(column).like(func.lower(_pattern(text)), escape="/")
    return found


def _pattern(text: str, *, part: bool = True) -> ColumnElement[str]:
    escaped = text.strip().replace("/", "//").replace("%", "/%").replace("_", "/_")
    return literal(f"{'%' if part else ''}{escaped}%", PlainText())


def _behind(columns: Sequence[Any], values: Sequence[Any], *, descending: bool) -> list[ColumnElement[bool]]:
    if not values:
        return []
    place, last = tuple_(*columns), tuple_(*values)
    return [place < last if descending else place > last]


def _ordered(columns: Iterable[Any], *, descending: bool) -> list[Any]:
    return [column.desc() if descending else column.asc() for column in columns]


def _identifiers(session: Session, components: Sequence[int]) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    query = select(Identifier.component_id, Identifier.kind, Identifier.value).order_by(Identifier.component_id, Identifier.kind)
    # SQLite takes a limited number of values in one statement.
    for first in range(0, len(components), 500):
        chosen = Identifier.component_id.in_(components[first : first + 500])
        for component, kind, value in session.execute(query.where(chosen)):
            found.setdefault(component, {})[kind] = value
    return found


def _each(session: Session, column: Any) -> tuple[str, ...]:
    """Return the distinct values of a column that leads an index, by leaps through it."""
    found: list[str] = []
    query = select(func.min(column))
    last = session.scalar(query)
    while last is not None:
        found.append(last)
        last = session.scalar(query.where(column > last))
    return _names(found)


def _names(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({name for name in found if name}))
