"""The data of a run as they grow, bounded, and what is to be drawn of them: no Qt, no colours."""

from collections.abc import Mapping

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from qcstation.model.events import ArrayDeclared, ArrayTaken, Event, RowsTaken, RunStarted, TableDeclared
from qcstation.model.raw import ArrayLayout, RawData, TableLayout

from .live_buffers import MOST_FRAMES, CurveBuffer, Floats, FrameBuffer, GrowingHistogram, MapBuffer
from .live_views import View, ViewKind, axes_of, place_columns, views_of

_PADS_ACROSS = 15
"""Pads in a row of the HGTD's sensors, for tables that number their pads (TDR, ATLAS-TDR-031: 15 x 15 pads)."""
_MOST_PLACES = 1 << 20
_BLOCK = 1 << 16


class Trace(Struct, frozen=True, kw_only=True):
    """Points to be joined: `x` and `y` have shape (points,); as `steps`, x are edges and has one more.

    The `newest` is drawn to stand out.
    """

    x: Floats
    y: Floats
    newest: bool = True
    steps: bool = False


class Lines(Struct, frozen=True, kw_only=True):
    """Curves on two axes, each axis with its words and unit. `flipped`: x are magnitudes of negative numbers."""

    x: str
    x_unit: str
    y: str
    y_unit: str
    traces: tuple[Trace, ...]
    flipped: bool = False


class Image(Struct, frozen=True, kw_only=True):
    """A map: `values` have shape (rows, columns), NaN where there is none; rows and columns are counted from `first`."""

    name: str
    unit: str
    values: Floats
    first: int = 0


class _Table:
    def __init__(self, layout: TableLayout) -> None:
        self.layout = layout
        names = list(layout.columns)
        self.curve = CurveBuffer(len(names), names.index(axes_of(layout).y))
        self.histograms = {name: GrowingHistogram() for name in names}
        self.places = place_columns(layout)
        self.map = MapBuffer(len(names))

    def extend(self, rows: Floats) -> None:
        self.curve.extend(rows)
        for index, histogram in enumerate(self.histograms.values()):
            histogram.extend(rows[:, index])
        if self.places:
            self._place(rows)

    def column(self, name: str) -> Floats:
        """Return what is kept of a column, shape (rows,); empty: the numbers of the rows."""
        if not name:
            return np.linspace(1.0, max(self.curve.total, 1), len(self.curve.rows))
        return self.curve.rows[:, list(self.layout.columns).index(name)]

    def _place(self, rows: Floats) -> None:
        names = list(self.layout.columns)
        where = rows[:, [names.index(name) for name in self.places]]
        # Not-a-number is not sound either.
        sound = ((where >= 0) & (where < _MOST_PLACES)).all(axis=1)
        if sound.any():
            placed: NDArray[np.int64] = where[sound].astype(np.int64)
            above = placed[:, 0] if len(self.places) == 2 else np.zeros(len(placed), dtype=np.int64)
            self.map.place(above, placed[:, -1], rows[sound])


class _Array:
    def __init__(self, layout: ArrayLayout) -> None:
        self.layout = layout
        numbers = {name: float(value) for name, value in layout.attributes.items() if isinstance(value, int | float)}
        self._gain, self._offset = numbers.get("gain", 1.0), numbers.get("offset", 0.0)
        self.interval = numbers.get("interval", 0.0)
        # Codes of an oscilloscope: gain and offset make volts of them (model/frames.py).
        self.unit = "V" if "gain" in numbers and layout.unit == "1" else layout.unit
        self.frames = FrameBuffer(gain=self._gain, offset=self._offset, interval=self.interval or 1.0)
        self.histogram = GrowingHistogram()
        self.map = MapBuffer()

    def extend(self, block: NDArray[np.generic]) -> None:
        if not len(block):
            return
        if len(self.layout.shape) == 1:
            self.frames.extend(block)
        elif len(self.layout.shape) == 2:
            self.map.replace(np.asarray(block[-1], dtype=float) * self._gain + self._offset)
        elif not self.layout.shape:
            self.histogram.extend(np.asarray(block, dtype=float) * self._gain + self._offset)


class LiveData:
    """Collects tables and arrays; `changed` says whether something came since it was last set to False."""

    def __init__(self) -> None:
        self._tables: dict[str, _Table] = {}
        self._arrays: dict[str, _Array] = {}
        self.changed = True

    @property
    def views(self) -> tuple[View, ...]:
        """The ways to look at the run, the most telling first."""
        return views_of([table.layout for table in self._tables.values()], [array.layout for array in self._arrays.values()])

    def see(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case RunStarted():
                self.clear()
            case TableDeclared():
                self._tables[event.layout.name] = _Table(event.layout)
            case RowsTaken():
                if event.rows:
                    self._tables[event.table].extend(np.array(event.rows, dtype=float))
            case ArrayDeclared():
                self._arrays[event.layout.name] = _Array(event.layout)
            case ArrayTaken():
                if event.data is not None:
                    self._arrays[event.array].extend(event.data)
            case _:
                return
        self.changed = True

    def clear(self) -> None:
        """Forget the run."""
        self._tables.clear()
        self._arrays.clear()
        self.changed = True

    def show(self, raw: RawData) -> None:
        """Take over all data of a run that has ended."""
        self.clear()
        for name, table in raw.tables.items():
            self._tables[name] = _Table(table.layout)
            if len(table):
                self._tables[name].extend(np.column_stack(list(table.columns.values())))
        for name, array in raw.arrays.items():
            self._arrays[name] = _Array(array.layout)
            # Of waveforms and maps the last ones are all that is drawn.
            blocks = [array[max(0, len(array) - MOST_FRAMES) :]] if array.layout.shape else array.blocks(_BLOCK)
            for block in blocks:
                self._arrays[name].extend(block)

    def lines(self, view: View, x: str, y: str, *, log_x: bool, log_y: bool) -> Lines:
        """Return the curves, waveforms or histogram of a view; `x` and `y` are columns as chosen."""
        if view.kind is ViewKind.WAVEFORMS:
            return self._waveforms(self._arrays[view.source])
        if view.kind is ViewKind.HISTOGRAM:
            return self._histogram(view, y)
        tables = [self._tables[name] for name in view.like]
        units = tables[0].layout.columns
        traces = [(table.column(x), table.column(y)) for table in tables if table.curve.total]
        # Reverse bias is negative in the record; people look at it from left to right.
        flipped = not log_x and units.get(x) == "V" and sum(float(np.nansum(across)) for across, _ in traces) < 0
        shown = [_points(-across if flipped else across, up, log_x=log_x, log_y=log_y) for across, up in traces]
        shown = [points for points in shown if points[0].size]
        return Lines(
            x=x,
            x_unit=units.get(x, ""),
            y=y,
            y_unit=units[y],
            traces=tuple(Trace(x=points[0], y=points[1], newest=points is shown[-1]) for points in shown),
            flipped=flipped,
        )

    def image(self, view: View, y: str) -> Image:
        """Return the map of a view; `y` is the column of a table as chosen."""
        if view.of_array:
            array = self._arrays[view.source]
            return Image(name=view.source, unit=array.unit, values=array.map.values[:, :, 0])
        table = self._tables[view.source]
        values = table.map.values[:, :, list(table.layout.columns).index(y)]
        attributes: Mapping[str, object] = table.layout.attributes
        if len(table.places) == 1:
            across = attributes.get("columns", _PADS_ACROSS)
            return _unrolled(y, table.layout.columns[y], values.ravel(), int(across) if isinstance(across, int) else _PADS_ACROSS)
        first = int(bool(values.size) and bool(np.isnan(values[0]).all() and np.isnan(values[:, 0]).all()))
        return Image(name=y, unit=table.layout.columns[y], values=values[first:, first:], first=first)

    def _waveforms(self, array: _Array) -> Lines:
        frames = array.frames.frames
        traces = tuple(Trace(x=x, y=y, newest=place == len(frames) - 1) for place, (x, y) in enumerate(frames))
        in_time = array.interval > 0
        name, unit = array.layout.name, array.unit
        return Lines(x="time" if in_time else "sample", x_unit="s" if in_time else "", y=name, y_unit=unit, traces=traces)

    def _histogram(self, view: View, y: str) -> Lines:
        if view.of_array:
            array = self._arrays[view.source]
            name, unit, histogram = view.source, array.unit, array.histogram
        else:
            table = self._tables[view.source]
            name, unit, histogram = y, table.layout.columns[y], table.histograms[y]
        edges, counts = histogram.bars()
        traces = (Trace(x=edges, y=counts, steps=True),) if counts.size else ()
        return Lines(x=name, x_unit=unit, y="entries", y_unit="", traces=traces)


def _points(x: Floats, y: Floats, *, log_x: bool, log_y: bool) -> tuple[Floats, Floats]:
    """Return what can be drawn; on decades the magnitudes, and no zeros."""
    x, y = np.abs(x) if log_x else x, np.abs(y) if log_y else y
    shown = np.isfinite(x) & np.isfinite(y)
    if log_x:
        shown &= x > 0
    if log_y:
        shown &= y > 0
    return x[shown], y[shown]


def _unrolled(name: str, unit: str, values: Floats, across: int) -> Image:
    """Return the map of numbered places, row after row; they are counted from 0 where there is a place 0, else from 1."""
    first = int(bool(values.size) and bool(np.isnan(values[0])))
    values = values[first:]
    rows = max(-(-values.size // across), 1)
    whole = np.full(rows * across, np.nan)
    whole[: values.size] = values
    return Image(name=name, unit=unit, values=whole.reshape(rows, across), first=first)
