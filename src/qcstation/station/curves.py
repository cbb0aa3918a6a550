"""The curves of any runs beside each other: read from their files, laid over one another, written as a table."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from qcstation.model.errors import InputError
from qcstation.model.raw import RawTable
from qcstation.production import RunSummary

from .stored import stored_run
from .workspace import Workspace

Array = NDArray[np.float64]

MOST_CURVES = 50
"""More than these cannot be told apart."""


class RunTables(Struct, frozen=True, kw_only=True, eq=False):
    """A run and what it measured."""

    run: RunSummary
    tables: Mapping[str, RawTable]


class OverlaidCurve(Struct, frozen=True, kw_only=True, eq=False):
    """One run's points: `x` and `y` have shape (rows,); rows where one of them has no value are left out."""

    run: RunSummary
    x: Array
    y: Array


class Overlay(Struct, frozen=True, kw_only=True, eq=False):
    """Curves with the same columns in the same units. Runs without them are not among the curves."""

    table: str
    x: str
    x_unit: str
    y: str
    y_unit: str
    curves: tuple[OverlaidCurve, ...]


class CurvePoint(Struct, frozen=True, kw_only=True, gc=False):
    """One point of an overlay, as a line of a table."""

    component: str | None
    run: str
    x: float
    y: float


def read_tables(workspace: Workspace, runs: Sequence[str]) -> tuple[RunTables, ...]:
    """Read the tables of runs, named by UUID or by the beginning of it.

    Raises:
        InputError: there is no such run, or there are too many at once.
        StorageError: a run's file is missing or damaged.
    """
    if len(runs) > MOST_CURVES:
        raise InputError(f"{len(runs)} runs are too many for one plot; choose at most {MOST_CURVES}")
    found = []
    for run in runs:
        summary = workspace.database.run(run).summary
        found.append(RunTables(run=summary, tables=stored_run(workspace, summary.run).raw.tables))
    return tuple(found)


def common_columns(runs: Sequence[RunTables]) -> dict[str, dict[str, str]]:
    """Return the runs' tables, that of most runs first, each with the columns (and their units) that all its owners share."""
    owners: dict[str, list[Mapping[str, str]]] = {}
    for run in runs:
        for name, table in run.tables.items():
            owners.setdefault(name, []).append(table.layout.columns)
    shared = {
        name: {column: unit for column, unit in layouts[0].items() if all(each.get(column) == unit for each in layouts)}
        for name, layouts in sorted(owners.items(), key=lambda item: (-len(item[1]), item[0]))
    }
    return {name: columns for name, columns in shared.items() if columns}


def overlay(runs: Sequence[RunTables], table: str, x: str, y: str) -> Overlay:
    """Return the curves of one table, y against x.

    Raises:
        InputError: the runs do not share such a table or such columns.
    """
    shared = common_columns(runs)
    if table not in shared:
        raise InputError(f"these runs have no table {table!r} in common; there is: {', '.join(shared) or 'none'}")
    for column in (x, y):
        if column not in shared[table]:
            raise InputError(f"table {table!r} has no common column {column!r}; there is: {', '.join(shared[table])}")
    owners = [run for run in runs if table in run.tables]
    curves = tuple(_curve(run.run, run.tables[table], x, y) for run in owners)
    return Overlay(table=table, x=x, x_unit=shared[table][x], y=y, y_unit=shared[table][y], curves=curves)


def points_of(shown: Overlay) -> Iterator[CurvePoint]:
    """Return all points of an overlay, curve by curve."""
    for curve in shown.curves:
        for x, y in zip(curve.x.tolist(), curve.y.tolist(), strict=True):
            yield CurvePoint(component=curve.run.component, run=curve.run.run, x=x, y=y)


def _curve(run: RunSummary, table: RawTable, x: str, y: str) -> OverlaidCurve:
    known = np.isfinite(table[x]) & np.isfinite(table[y])
    return OverlaidCurve(run=run, x=table[x][known], y=table[y][known])


def default_columns(columns: Mapping[str, str]) -> tuple[str, str]:
    """Return what to plot of columns (name: unit): a current, capacitance or resistance, against voltage or time."""
    names = list(columns)
    x = next((name for unit in ("V", "s") for name in names if columns[name] == unit), names[0] if names else "")
    others = [name for name in names if name != x] or names
    y = next((name for name in others if columns[name] in {"A", "F", "ohm"}), others[0] if others else "")
    return x, y
