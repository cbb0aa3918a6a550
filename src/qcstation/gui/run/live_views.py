"""What is worth drawing of a run's data, decided by the layouts of its tables and arrays alone: no Qt, no colours."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct

from qcstation.model.raw import ArrayLayout, TableLayout

_MEASURED = {"A", "F", "ohm"}
"""Units of what is worth a plot; the first such column is what the table is about."""
_SHORTEST_WAVEFORM = 8
"""Samples; what has fewer numbers an item (the times of a trigger) is nothing to draw."""
_PLACES = {"pad", "row", "column", "col", "pixel"}
"""Columns that say where on the component a row belongs."""


class ViewKind(StrEnum):
    """How data are drawn."""

    MAP = "map"
    WAVEFORMS = "waveforms"
    CURVE = "curve"
    HISTOGRAM = "histogram"


class Axes(Struct, frozen=True, kw_only=True):
    """Which columns are plotted, with their units. `x` empty: the number of the row. `log`: the magnitude of y, logarithmic."""

    x: str
    x_unit: str
    y: str
    y_unit: str
    log: bool


class View(Struct, frozen=True, kw_only=True):
    """One way to look at the run: `source` names a table or an array, `like` all tables that are drawn together.

    `x` and `y` are the columns that are drawn at first (empty: the number of the row; the array itself), `xs` and `ys` those that
    can be chosen. `log` says whether y is worth decades.
    """

    kind: ViewKind
    source: str
    of_array: bool = False
    like: tuple[str, ...] = ()
    x: str = ""
    y: str = ""
    xs: tuple[str, ...] = ()
    ys: tuple[str, ...] = ()
    log: bool = False


def views_of(tables: Iterable[TableLayout], arrays: Iterable[ArrayLayout]) -> tuple[View, ...]:
    """Return the ways to look at a run, the most telling first: maps, waveforms, curves (the widest table first), histograms.

    Of arrays the one that was declared last comes first: in a scan it is the one that grows.
    """
    tables = sorted(tables, key=lambda layout: -len(layout.columns))
    found = [view for view in map(_array_view, reversed(tuple(arrays))) if view is not None]
    found += [_map_view(layout) for layout in tables if place_columns(layout)]
    found += _curve_views(tables)
    found += [_histogram_view(layout) for layout in tables if _measured(layout)]
    alone = {layout.name for layout in tables if len(layout.columns) == 1}
    order = list(ViewKind)
    # One column and nothing to draw it against: how its values are spread says more than their order.
    return tuple(
        sorted(found, key=lambda view: order.index(ViewKind.CURVE) - 0.5 if _is_spread(view, alone) else order.index(view.kind))
    )


def axes_of(layout: TableLayout) -> Axes:
    """Return what to plot of a table: current or capacitance against voltage, else against time, else row by row."""
    columns = dict(layout.columns)
    x = next((name for unit in ("V", "s") for name in columns if columns[name] == unit), "")
    others = {name: unit for name, unit in columns.items() if name != x and name not in _PLACES}
    y = next((name for name, unit in others.items() if unit in _MEASURED), next(iter(others), x))
    y = y or next(iter(columns))
    return Axes(x=x, x_unit=columns.get(x, ""), y=y, y_unit=columns[y], log=columns[y] == "A")


def place_columns(layout: TableLayout) -> tuple[str, ...]:
    """Return the columns that say where a row belongs: row and column, or a pad's number; nothing where there are none."""
    names = set(layout.columns)
    for across in ("column", "col"):
        if {"row", across} <= names:
            return ("row", across)
    return next(((name,) for name in ("pad", "pixel") if name in names), ())


def _array_view(layout: ArrayLayout) -> View | None:
    if len(layout.shape) == 1 and layout.shape[0] < _SHORTEST_WAVEFORM:
        return None
    kinds = {0: ViewKind.HISTOGRAM, 1: ViewKind.WAVEFORMS, 2: ViewKind.MAP}
    kind = kinds.get(len(layout.shape))
    return None if kind is None else View(kind=kind, source=layout.name, of_array=True)


def _map_view(layout: TableLayout) -> View:
    axes = axes_of(layout)
    values = tuple(name for name in layout.columns if name not in _PLACES)
    return View(kind=ViewKind.MAP, source=layout.name, y=axes.y, ys=values or tuple(layout.columns), log=False)


def _curve_views(tables: Sequence[TableLayout]) -> list[View]:
    views: dict[tuple[tuple[str, str], ...], View] = {}
    for layout in tables:
        columns = tuple(layout.columns.items())
        if columns not in views:
            axes = axes_of(layout)
            alike = tuple(other.name for other in tables if other.columns == layout.columns)
            names = tuple(layout.columns)
            views[columns] = View(
                kind=ViewKind.CURVE, source=layout.name, like=alike, x=axes.x, y=axes.y, xs=("", *names), ys=names, log=axes.log
            )
    return list(views.values())


def _histogram_view(layout: TableLayout) -> View:
    columns = _measured(layout)
    axes = axes_of(layout)
    return View(kind=ViewKind.HISTOGRAM, source=layout.name, y=axes.y if axes.y in columns else columns[0], ys=columns)


def _measured(layout: TableLayout) -> tuple[str, ...]:
    return tuple(name for name in layout.columns if name not in _PLACES)


def _is_spread(view: View, alone: set[str]) -> bool:
    return view.kind is ViewKind.HISTOGRAM and not view.of_array and view.source in alone
