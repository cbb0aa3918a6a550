"""The tables of a run as they grow, and which of them a technician wants to see: no Qt, no colours."""

from array import array
from math import nan

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from qcstation.model.events import Event, RowsTaken, RunStarted, TableDeclared
from qcstation.model.raw import TableLayout

_MEASURED = {"A", "F", "ohm"}
"""Units of what is worth a plot; the first such column is what the table is about."""


class Axes(Struct, frozen=True, kw_only=True):
    """Which columns are plotted, with their units. `x` empty: the number of the row. `log`: the magnitude of y, logarithmic."""

    x: str
    x_unit: str
    y: str
    y_unit: str
    log: bool


class Curve(Struct, frozen=True, kw_only=True):
    """One table's points: `x` and `y` have shape (rows,); rows without a value are left out."""

    table: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def axes_of(layout: TableLayout) -> Axes:
    """Return what to plot of a table: current or capacitance against voltage, else against time, else row by row."""
    columns = dict(layout.columns)
    x = next((name for unit in ("V", "s") for name in columns if columns[name] == unit), "")
    others = {name: unit for name, unit in columns.items() if name != x}
    y = next((name for name, unit in others.items() if unit in _MEASURED), next(iter(others), x))
    return Axes(x=x, x_unit=columns.get(x, ""), y=y, y_unit=columns[y], log=columns[y] == "A")


class LiveTables:
    """Collects rows. The main table is the one with the most columns, and those with the same columns belong to it."""

    def __init__(self) -> None:
        self._layouts: dict[str, TableLayout] = {}
        self._columns: dict[str, tuple[array[float], ...]] = {}
        self.changed = True

    def see(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case RunStarted():
                self._layouts.clear()
                self._columns.clear()
            case TableDeclared():
                self._layouts[event.layout.name] = event.layout
                self._columns[event.layout.name] = tuple(array("d") for _ in event.layout.columns)
            case RowsTaken():
                for row in event.rows:
                    for column, value in zip(self._columns[event.table], row, strict=True):
                        column.append(nan if value is None else value)
            case _:
                return
        self.changed = True

    @property
    def main(self) -> TableLayout | None:
        """The layout that is plotted; None while no table is declared."""
        return max(self._layouts.values(), key=lambda layout: len(layout.columns), default=None)

    @property
    def axes(self) -> Axes | None:
        """What is plotted; None while no table is declared."""
        return None if self.main is None else axes_of(self.main)

    def curves(self) -> tuple[Curve, ...]:
        """Return the points of the main table and of its like."""
        main = self.main
        if main is None:
            return ()
        alike = [layout for layout in self._layouts.values() if layout.columns == main.columns]
        return tuple(self._curve(layout, axes_of(main)) for layout in alike)

    def _curve(self, layout: TableLayout, axes: Axes) -> Curve:
        names = list(layout.columns)
        # Copies: an array whose memory is looked at cannot grow.
        columns = {name: np.array(column) for name, column in zip(names, self._columns[layout.name], strict=True)}
        y = np.abs(columns[axes.y]) if axes.log else columns[axes.y]
        x = columns[axes.x] if axes.x else np.arange(1.0, y.size + 1)
        shown = np.isfinite(x) & np.isfinite(y)
        if axes.log:
            shown &= y > 0
        return Curve(table=layout.name, x=x[shown], y=y[shown])
