"""What is drawn, written to a file: the points as a table, or the drawing as a picture."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct, defstruct
from PyQt6.QtWidgets import QWidget

from qcstation.gui.page import Context
from qcstation.gui.production.exporting import Exporter

from .live_data import Image, Lines
from .live_plot import LivePlot


class PlotSaver:
    """Asks where to, and has the records' thread write. What went wrong is said below the plot."""

    def __init__(self, context: Context, plot: LivePlot) -> None:
        self._plot = plot
        self._exporter = Exporter(context, plot.foot.say, plot)

    def save(self) -> None:
        """Write what is drawn now, whatever arrives while the person thinks of a name."""
        drawn = self._plot.drawn
        if drawn is None:
            return
        kind, rows = _table_of(drawn)
        name = drawn.name if isinstance(drawn, Image) else drawn.y
        self._exporter.rows(name, kind, lambda _: iter(rows), self._picture)

    def _picture(self) -> QWidget:
        return self._plot.chart


def _table_of(drawn: Lines | Image) -> tuple[type[Struct], list[Struct]]:
    """Return the points of a drawing, in the record's signs; each column's name ends with its unit."""
    if isinstance(drawn, Image):
        value = _column(drawn.name, drawn.unit)
        kind = defstruct("Place", [("row", int), ("column", int), (value, float)])
        cells = ((row, column) for row in range(drawn.values.shape[0]) for column in range(drawn.values.shape[1]))
        return kind, [kind(row + drawn.first, column + drawn.first, float(drawn.values[row, column])) for row, column in cells]
    x, y = _column(drawn.x or "reading", drawn.x_unit), _column(drawn.y, drawn.y_unit)
    kind = defstruct("Point", [("curve", int), (x, float), (y if y != x else f"{y}_", float)])
    return kind, list(_points(kind, drawn))


def _points(kind: Any, drawn: Lines) -> Iterator[Struct]:
    sign = -1.0 if drawn.flipped else 1.0
    for number, trace in enumerate(drawn.traces, 1):
        across = (trace.x[1:] + trace.x[:-1]) / 2 if trace.steps else trace.x
        for x, y in zip((sign * across + 0.0).tolist(), trace.y.tolist(), strict=True):
            yield kind(number, x, y)


def _column(name: str, unit: str) -> str:
    """Return a heading that is a name to programs too: ``voltage_V``."""
    whole = f"{name}_{unit}" if unit not in {"", "1"} else name
    return "".join(letter if letter.isalnum() else "_" for letter in whole.replace("%", "percent"))
