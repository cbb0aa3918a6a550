"""How a measurement is distributed over the production, beside its limits."""

from collections.abc import Iterable, Sequence

import numpy as np
from msgspec import Struct, structs
from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from qcstation.model.estimates import Censoring
from qcstation.model.verdicts import Outcome, Verdict

from .questions import RunFilter
from .schema import Analysis, ComponentRow, LimitVerdict, Measurement, RunRow
from .search import run_conditions

QUANTILES = (0.05, 0.25, 0.75, 0.95)
"""Shares of the values below the quantiles that are given, beside the median."""


class DistributedValue(Struct, frozen=True, kw_only=True, gc=False):
    """One value of a distribution and where it comes from. `value` is None where the analysis refused to give one."""

    component: str | None
    run: str
    started: float
    channel: str
    value: float | None
    uncertainty: float | None
    unit: str
    censored: Censoring | None
    min: float | None
    max: float | None
    verdict: Verdict | None


class UsedLimit(Struct, frozen=True, kw_only=True):
    """A pair of limits, in the distribution's unit, and how many of the values were held against it."""

    min: float | None
    max: float | None
    values: int


class Distribution(Struct, frozen=True, kw_only=True):
    """All values of one measurement in one unit.

    `n`, `mean` and what follows it take the values that were reached; `above` and `below` count those of which a bound alone is
    known, `refused` those that the analysis declined to give. `sd` is that of a sample (n - 1), `quantiles` go with `QUANTILES`,
    `limits` come with the one most used first. None, or no quantiles: too few values.
    """

    name: str
    unit: str
    n: int
    above: int
    below: int
    refused: int
    mean: float | None
    sd: float | None
    median: float | None
    lowest: float | None
    highest: float | None
    quantiles: tuple[float, ...]
    limits: tuple[UsedLimit, ...]
    values: tuple[DistributedValue, ...]


def distributions(session: Session, name: str, wanted: RunFilter) -> tuple[Distribution, ...]:
    """Return the distributions of a measurement, one for each unit that it was given in, the one with most values first.

    The latest analysis of each completed and valid run that `wanted` lets through is taken.
    """
    by_unit: dict[str, list[DistributedValue]] = {}
    for value in _values(session, name, wanted):
        by_unit.setdefault(value.unit, []).append(value)
    found = [distribution_of(name, unit, values) for unit, values in by_unit.items()]
    return tuple(sorted(found, key=lambda each: (-len(each.values), each.unit)))


def distribution_of(name: str, unit: str, values: Sequence[DistributedValue]) -> Distribution:
    """Return what values in one unit give."""
    reached = np.array([each.value for each in values if each.value is not None and each.censored is None], dtype=np.float64)
    quantiles = np.quantile(reached, QUANTILES) if reached.size else np.empty(0)
    return Distribution(
        name=name,
        unit=unit,
        n=reached.size,
        above=sum(each.censored is Censoring.ABOVE for each in values),
        below=sum(each.censored is Censoring.BELOW for each in values),
        refused=sum(each.value is None for each in values),
        mean=float(reached.mean()) if reached.size else None,
        sd=float(reached.std(ddof=1)) if reached.size > 1 else None,
        median=float(np.median(reached)) if reached.size else None,
        lowest=float(reached.min()) if reached.size else None,
        highest=float(reached.max()) if reached.size else None,
        quantiles=tuple(map(float, quantiles)),
        limits=_limits(values),
        values=tuple(values),
    )


def _limits(values: Iterable[DistributedValue]) -> tuple[UsedLimit, ...]:
    counts: dict[tuple[float | None, float | None], int] = {}
    for value in values:
        if value.min is not None or value.max is not None:
            counts[value.min, value.max] = counts.get((value.min, value.max), 0) + 1
    ordered = sorted(counts.items(), key=lambda item: (-item[1], repr(item[0])))
    return tuple(UsedLimit(min=low, max=high, values=count) for (low, high), count in ordered)


def _values(session: Session, name: str, wanted: RunFilter) -> Iterable[DistributedValue]:
    other = aliased(Analysis)
    newest = select(func.max(other.entry)).where(other.run_id == RunRow.id).correlate(RunRow).scalar_subquery()
    query = (
        select(
            ComponentRow.serial_number,
            RunRow.uuid,
            RunRow.started,
            Measurement.channel,
            Measurement.value,
            Measurement.uncertainty,
            Measurement.unit,
            Measurement.censored,
            LimitVerdict.min,
            LimitVerdict.max,
            LimitVerdict.verdict,
        )
        .select_from(Measurement)
        .join(Analysis, Measurement.analysis_id == Analysis.id)
        .join(RunRow, Analysis.run_id == RunRow.id)
        .outerjoin(ComponentRow, RunRow.component_id == ComponentRow.id)
        .outerjoin(
            LimitVerdict, (LimitVerdict.analysis_id == Measurement.analysis_id) & (LimitVerdict.number == Measurement.number)
        )
        .where(
            Measurement.name == name,
            Analysis.entry == newest,
            *run_conditions(structs.replace(wanted, outcome=Outcome.COMPLETED)),
            RunRow.invalidated.is_(None),
        )
        .order_by(RunRow.started, RunRow.uuid, Measurement.number)
    )
    for serial_number, uuid, started, channel, value, uncertainty, unit, censored, low, high, verdict in session.execute(query):
        yield DistributedValue(
            component=serial_number,
            run=uuid,
            started=started,
            channel=channel,
            value=value,
            uncertainty=uncertainty,
            unit=unit,
            censored=Censoring(censored) if censored else None,
            min=low,
            max=high,
            verdict=Verdict(verdict) if verdict else None,
        )
