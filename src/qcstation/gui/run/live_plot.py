"""The curve of the run that goes on, redrawn as its rows arrive."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QStackedLayout, QWidget

from qcstation.gui.look.layouts import label
from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.model.events import Event
from qcstation.reports.wording import words

from .live_tables import Axes, LiveTables

_SYMBOL_SIZE = 6
_MOST_SYMBOLS = 2000
"""Points beyond which a line alone is drawn: symbols would hide one another."""
_JUMP = 10.0
"""Times the usual step of a sweep."""


class LivePlot(QWidget):
    """Plots the run's main table: current as magnitude on a logarithmic axis, all else linearly."""

    def __init__(self) -> None:
        super().__init__()
        self._tables = LiveTables()
        self._theme = LIGHT
        self._axes: Axes | None = None
        self._flipped = False
        self._curves: dict[str, Any] = {}
        self._plot = pg.PlotWidget()
        self._plot.setAccessibleName(self.tr("Curve of the run"))
        # Nothing for the keyboard to do here: Tab goes on to the next control.
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.setMenuEnabled(False)
        self._empty = label(self.tr("The curve appears here as its points are taken."), role="muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._plot)
        self.setMinimumHeight(180)

    def see(self, event: Event) -> None:
        """Take note of one event."""
        self._tables.see(event)

    def refresh(self) -> None:
        """Draw what has come since the last time."""
        if not self._tables.changed:
            return
        self._tables.changed = False
        curves = [curve for curve in self._tables.curves() if curve.x.size]
        self._stack.setCurrentIndex(1 if curves else 0)
        self._prepare_axes(flipped=bool(curves) and sum(float(curve.x.sum()) for curve in curves) < 0)
        for name in [name for name in self._curves if name not in {curve.table for curve in curves}]:
            self._plot.removeItem(self._curves.pop(name))
        for curve in curves:
            item = self._curves.get(curve.table)
            if item is None:
                item = self._curves[curve.table] = self._plot.plot()
                self._colour(item)
            symbols = {"symbol": "o" if curve.x.size <= _MOST_SYMBOLS else None}
            item.setData(-curve.x if self._flipped else curve.x, curve.y, connect=_connected(curve.x), **symbols)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self._theme = theme
        self._plot.setBackground(theme.surface)
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))
        for item in self._curves.values():
            self._colour(item)

    def _colour(self, item: Any) -> None:
        item.setPen(pg.mkPen(self._theme.accent, width=2))
        item.setSymbolPen(None)
        item.setSymbolBrush(pg.mkBrush(self._theme.accent))
        item.setSymbolSize(_SYMBOL_SIZE)

    def _prepare_axes(self, *, flipped: bool) -> None:
        axes = self._tables.axes
        if axes is None or (axes == self._axes and flipped == self._flipped):
            return
        self._axes, self._flipped = axes, flipped
        plot = self._plot.getPlotItem()
        for item in self._curves.values():
            plot.removeItem(item)
        self._curves.clear()
        plot.setLogMode(x=False, y=axes.log)
        plot.showGrid(x=True, y=True, alpha=0.25)
        # Reverse bias is negative in the record; people look at it from left to right.
        x = (words(axes.x) if axes.x else self.tr("Reading")) if not flipped else f"\N{MINUS SIGN}{words(axes.x)}"
        plot.setLabel("bottom", x, units=None if axes.x_unit in {"", "1"} else axes.x_unit)
        if axes.log:
            # No prefix on decades, nor one that is left over from a linear axis.
            plot.setLabel("left", f"|{words(axes.y)}| ({axes.y_unit})", siPrefixEnableRanges=())
        else:
            plot.setLabel("left", words(axes.y), units=None if axes.y_unit in {"", "1"} else axes.y_unit)
        plot.enableAutoRange()


def _connected(x: NDArray[np.float64]) -> NDArray[np.int32]:
    """Return which points are joined to the next one: not where a sweep begins anew somewhere else."""
    steps = np.abs(np.diff(x))
    joined = np.ones(x.size, dtype=np.int32)
    if steps.size > 1:
        joined[:-1] = steps <= _JUMP * max(float(np.median(steps)), float(np.finfo(float).tiny))
    return joined
