"""What share of the production passes: by procedure, by stage or by type, over all time or period by period."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from msgspec import Struct, structs
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from qcstation.model.verdicts import Outcome, Verdict, worst

from .questions import RunFilter
from .schema import ComponentRow, ComponentType, RunRow
from .search import run_conditions

LEVEL = 0.95
"""Confidence level of the intervals: the two-sided 95 % that quality control commonly states."""


class YieldBy(StrEnum):
    """What the yield is taken of: runs of each procedure, or components at each stage or of each type."""

    PROCEDURE = "procedure"
    STAGE = "stage"
    TYPE = "type"


class Period(StrEnum):
    """How long a point of a history lasts: UTC days, weeks from Monday, months."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Share(Struct, frozen=True, kw_only=True):
    """How many passed among those that passed or failed, with its exact (Clopper-Pearson) interval at `LEVEL`.

    The inconclusive ones are counted apart. `fraction`, `low` and `high` are None where nothing has passed or failed.
    """

    passed: int
    failed: int
    inconclusive: int
    fraction: float | None
    low: float | None
    high: float | None


class Yield(Struct, frozen=True, kw_only=True):
    """The yield of one group. `began` is when its period began (UTC, s since 1970), `period` its name; None and empty: all time.

    `share` takes the runs that count, or all of them where that was asked; `first_pass` the first run of each component,
    procedure and stage, as it was before any retest.
    """

    group: str
    period: str
    began: float | None
    share: Share
    first_pass: Share


class JudgedRun(Struct, frozen=True, kw_only=True, gc=False):
    """What a run says about the yield. `key` names what passes or fails: a run, or a component with others of its runs."""

    group: str
    key: str
    started: float
    verdict: Verdict
    taken: bool
    first: bool


def yields(session: Session, wanted: RunFilter, *, by: YieldBy, period: Period | None = None) -> tuple[Yield, ...]:
    """Return the yield of the runs that `wanted` lets through, completed and valid ones alone, in order of group and time.

    A verdict or an outcome that `wanted` names is left aside: the yield is about them. A component passes a stage (or altogether,
    by type) when all its runs there pass, and belongs to the period of the last of them.
    """
    return yields_of(_judged_runs(session, wanted, by), period=period)


def yields_of(runs: Iterable[JudgedRun], *, period: Period | None = None) -> tuple[Yield, ...]:
    """Return the yields that judged runs give."""
    runs = tuple(runs)
    taken = _by_place([run for run in runs if run.taken], period)
    first = _by_place([run for run in runs if run.first], period)
    return tuple(
        Yield(
            group=group,
            period=period_name(began, period) if period and began is not None else "",
            began=began,
            share=share_of(taken.get((group, began), ())),
            first_pass=share_of(first.get((group, began), ())),
        )
        for group, began in sorted({*taken, *first}, key=lambda place: (place[0], place[1] or 0.0))
    )


def share_of(verdicts: Iterable[Verdict]) -> Share:
    """Return how many passed."""
    # scipy takes as long to load as all the rest of the database's code.
    from qcstation.analysis.proportions import clopper_pearson

    verdicts = tuple(verdicts)
    passed, failed = verdicts.count(Verdict.PASS), verdicts.count(Verdict.FAIL)
    decided = passed + failed
    low, high = clopper_pearson(passed, decided, level=LEVEL) if decided else (None, None)
    return Share(
        passed=passed,
        failed=failed,
        inconclusive=len(verdicts) - decided,
        fraction=passed / decided if decided else None,
        low=low,
        high=high,
    )


def period_began(time: float, period: Period) -> float:
    """Return when the period that `time` lies in began; both UTC in seconds since 1970."""
    day = datetime.fromtimestamp(time, UTC).date()
    if period is Period.WEEK:
        day -= timedelta(days=day.weekday())
    elif period is Period.MONTH:
        day = day.replace(day=1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()


def period_name(began: float, period: Period) -> str:
    """Return a period's name after ISO 8601: 2026-11-22, 2026-W47 or 2026-11."""
    day: date = datetime.fromtimestamp(began, UTC).date()
    if period is Period.DAY:
        return day.isoformat()
    if period is Period.WEEK:
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return f"{day:%Y-%m}"


def _by_place(runs: Iterable[JudgedRun], period: Period | None) -> dict[tuple[str, float | None], list[Verdict]]:
    """Return one verdict for each key, the worst of its runs', by group and period of the last."""
    verdicts: dict[tuple[str, str], list[Verdict]] = {}
    last: dict[tuple[str, str], float] = {}
    for run in runs:
        key = (run.group, run.key)
        verdicts.setdefault(key, []).append(run.verdict)
        last[key] = max(last.get(key, run.started), run.started)
    places: dict[tuple[str, float | None], list[Verdict]] = {}
    for key, found in verdicts.items():
        began = period_began(last[key], period) if period else None
        places.setdefault((key[0], began), []).append(found[0] if len(found) == 1 else worst(found))
    return places


def _judged_runs(session: Session, wanted: RunFilter, by: YieldBy) -> Iterable[JudgedRun]:
    group = {YieldBy.PROCEDURE: RunRow.procedure, YieldBy.STAGE: RunRow.stage, YieldBy.TYPE: ComponentType.name}[by]
    query = (
        select(group, RunRow.component_id, RunRow.uuid, RunRow.started, RunRow.verdict, RunRow.counts, RunRow.is_first)
        .join(ComponentRow, RunRow.component_id == ComponentRow.id)
        .join(ComponentType, ComponentRow.component_type_id == ComponentType.id)
        .where(
            *run_conditions(structs.replace(wanted, counting=False, verdict=None, outcome=Outcome.COMPLETED)),
            RunRow.invalidated.is_(None),
            RunRow.verdict.is_not(None),
        )
    )
    if wanted.counting:
        query = query.where(or_(RunRow.counts, RunRow.is_first))
    for name, component, uuid, started, verdict, counts, first in session.execute(query):
        yield JudgedRun(
            group=name,
            key=uuid if by is YieldBy.PROCEDURE else str(component),
            started=started,
            verdict=Verdict(verdict or Verdict.INCONCLUSIVE),
            taken=counts or not wanted.counting,
            first=first,
        )
