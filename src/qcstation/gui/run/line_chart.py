"""Curves, waveforms and histograms on two axes."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from qcstation.gui.look.plots import new_plot
from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.gui.wording import name_in_words

from .live_data import Lines, Trace
from .point_reader import PointReader

_SYMBOL_SIZE = 6
_MOST_SYMBOLS = 500
"""Points beyond which a line alone is drawn: symbols would hide one another."""
_MOST_SMOOTH = 600
"""Points beyond which lines are one pixel wide and not smoothed: Qt needs many times as long for wide, smooth ones."""
_FADED = 0.4
"""How much of an older waveform's colour is left; opaque, since Qt needs many times as long for what shines through."""
_ALL_LEVELS = 2
"""Of ticks, that pyqtgraph writes numbers at by itself."""
_JUMP = 10.0
"""Times the usual step of a sweep."""


class LineChart(QWidget):
    """Draws `Lines`; the items of the plot are kept from one time to the next.

    `zoomed` is emitted when a person looks at a part of the curve.
    """

    zoomed = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._axes: tuple[object, ...] = ()
        self._items: list[Any] = []
        self._beneath: list[Any] = []
        self.plot = new_plot()
        self.plot.setAccessibleName(self.tr("Curve of the run"))
        self.plot.setToolTip(self.tr("Arrow keys go from point to point; drag a rectangle to enlarge it, turn the wheel to zoom"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        view = self.plot.getPlotItem().vb
        view.setMouseMode(pg.ViewBox.RectMode)
        view.sigRangeChangedManually.connect(lambda _: self.zoomed.emit())
        self.reader = PointReader(self.plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)

    def draw(self, lines: Lines, *, log_x: bool, log_y: bool, beneath: Lines | None = None) -> None:
        """Draw lines in place of what was there, those of an earlier run `beneath` them."""
        self._prepare_axes(lines, log_x=log_x, log_y=log_y)
        # Over more than a decade the ticks between decades are too many to be told by numbers.
        several = log_y and _decades([trace.y for trace in lines.traces]) > 1.0
        self.plot.getAxis("left").setStyle(maxTextLevel=0 if several else _ALL_LEVELS)
        while len(self._items) < len(lines.traces):
            self._items.append(self.plot.plot())
        points = sum(trace.y.size for trace in lines.traces)
        for place, item in enumerate(self._items):
            if place < len(lines.traces):
                self._draw_trace(item, lines.traces[place], points)
            else:
                item.setData([], [])
        self._draw_beneath(beneath, flip=beneath is not None and beneath.flipped != lines.flipped)
        self.reader.show_lines(lines, log_x=log_x, log_y=log_y)

    def show_all(self) -> None:
        """Let the axes follow the data again."""
        self.plot.getPlotItem().enableAutoRange()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours; what is drawn has them from the next time."""
        self._theme = theme
        self.plot.setBackground(theme.surface)
        for side in ("left", "bottom"):
            axis = self.plot.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
        self.reader.set_theme(theme)
        box = self.plot.getPlotItem().vb.rbScaleBox
        box.setPen(pg.mkPen(theme.accent))
        box.setBrush(pg.mkBrush(None))

    def _draw_beneath(self, beneath: Lines | None, *, flip: bool) -> None:
        traces = beneath.traces if beneath is not None else ()
        while len(self._beneath) < len(traces):
            self._beneath.append(self.plot.plot())
            self._beneath[-1].setZValue(-1)
        pen = pg.mkPen(self._theme.muted, width=1.5, style=Qt.PenStyle.DashLine)
        for place, item in enumerate(self._beneath):
            if place < len(traces):
                trace = traces[place]
                x = -trace.x if flip else trace.x
                item.setData(x, trace.y, connect=_connected(x), pen=pen)
            else:
                item.setData([], [])

    def _draw_trace(self, item: Any, trace: Trace, points: int) -> None:
        colour = QColor(self._theme.accent) if trace.newest else _blended(self._theme.accent, self._theme.surface)
        smooth = points <= _MOST_SMOOTH
        fill: dict[str, Any] = {"fillLevel": None, "fillBrush": None}
        if trace.steps:
            fill = {"fillLevel": 0.0, "fillBrush": pg.mkBrush(_blended(self._theme.accent, self._theme.surface))}
        item.setData(
            trace.x,
            trace.y,
            connect="all" if trace.steps else _connected(trace.x),
            stepMode="center" if trace.steps else None,
            symbol="o" if points <= _MOST_SYMBOLS and not trace.steps else None,
            symbolSize=_SYMBOL_SIZE,
            symbolPen=None,
            symbolBrush=pg.mkBrush(colour),
            pen=pg.mkPen(colour, width=2 if smooth else 1),
            antialias=smooth,
            **fill,
        )

    def _prepare_axes(self, lines: Lines, *, log_x: bool, log_y: bool) -> None:
        axes = (lines.x, lines.x_unit, lines.y, lines.y_unit, lines.flipped, log_x, log_y)
        if axes == self._axes:
            return
        self._axes = axes
        plot = self.plot.getPlotItem()
        for item in (*self._items, *self._beneath):
            plot.removeItem(item)
        self._items.clear()
        self._beneath.clear()
        plot.setLogMode(x=log_x, y=log_y)
        plot.showGrid(x=True, y=True, alpha=0.25)
        name = name_in_words(lines.x) if lines.x else self.tr("Reading")
        self._label("bottom", f"\N{MINUS SIGN}{name}" if lines.flipped else name, lines.x_unit, log=log_x)
        self._label("left", name_in_words(lines.y), lines.y_unit, log=log_y)
        plot.enableAutoRange()

    def _label(self, side: str, name: str, unit: str, *, log: bool) -> None:
        unit = "" if unit == "1" else unit
        if log:
            # No prefix on decades, nor one that is left over from a linear axis.
            self.plot.setLabel(side, f"|{name}| ({unit})" if unit else f"|{name}|", siPrefixEnableRanges=())
        else:
            self.plot.setLabel(side, name, units=unit or None)


def _blended(colour: str, below: str) -> QColor:
    """Return a faded colour, opaque."""
    parts = zip(QColor(colour).getRgb()[:3], QColor(below).getRgb()[:3], strict=True)
    return QColor(*(round(_FADED * (above or 0) + (1 - _FADED) * (under or 0)) for above, under in parts))


def _connected(x: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return which points are joined to the next one: not where a sweep begins anew somewhere else."""
    steps = np.abs(np.diff(x))
    joined = np.ones(x.size, dtype=np.int32)
    if steps.size > 1:
        joined[:-1] = steps <= _JUMP * max(float(np.median(steps)), float(np.finfo(float).tiny))
    return joined


def _decades(columns: list[NDArray[np.float64]]) -> float:
    """Return over how many powers of ten the positive values of several columns go."""
    values = np.concatenate([np.abs(column[np.isfinite(column) & (column != 0)]) for column in columns] or [np.empty(0)])
    return float(np.log10(values.max() / values.min())) if values.size else 0.0
