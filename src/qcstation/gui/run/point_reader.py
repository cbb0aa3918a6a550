"""Which point of a curve is meant: the one next to the mouse, or the next one along the curve by the arrow keys."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QObject, QPointF, Qt, pyqtSignal
from PyQt6.QtGui import QKeyEvent

from qcstation.gui.look.theme import Theme
from qcstation.gui.wording import name_in_words
from qcstation.model.units import format_quantity
from qcstation.reports.wording import typeset

from .live_data import Lines

_RING = 13
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_PageUp: -10, Qt.Key.Key_PageDown: 10}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}

_Points = NDArray[np.float64]


class PointReader(QObject):
    """Puts a ring round the point that is meant; `read` is emitted with its values in words, empty where none is."""

    read = pyqtSignal(str)

    def __init__(self, plot: Any) -> None:
        super().__init__(plot)
        self._plot = plot
        self._lines: Lines | None = None
        self._log = (False, False)
        self._place = -1
        self._ring = pg.ScatterPlotItem(size=_RING, brush=None, pxMode=True)
        self._ring.setZValue(10)
        plot.addItem(self._ring, ignoreBounds=True)
        plot.scene().sigMouseMoved.connect(self._moved)
        plot.installEventFilter(self)

    def show_lines(self, lines: Lines, *, log_x: bool, log_y: bool) -> None:
        """Read from these lines from now on; a point that has been chosen stays while the curve grows."""
        self._lines, self._log = lines, (log_x, log_y)
        if self._place >= 0:
            self._choose(self._place)

    def clear(self) -> None:
        """Mean no point."""
        self._place = -1
        self._ring.setData([], [])
        self.read.emit("")

    def set_theme(self, theme: Theme) -> None:
        """Take over the ring's colour."""
        self._ring.setPen(pg.mkPen(theme.text, width=2))

    def eventFilter(self, _: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Go along the newest curve by keys; forget the point when the mouse or the focus leaves."""
        if event is None:
            return False
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._go(Qt.Key(event.key()))
        if event.type() == QEvent.Type.FocusIn and self._place < 0:
            self._choose(len(self._points()) - 1)
        if event.type() in {QEvent.Type.Leave, QEvent.Type.FocusOut}:
            self.clear()
        return False

    def _go(self, key: Qt.Key) -> bool:
        count = len(self._points())
        if not count or key not in _STEPS.keys() | _ENDS.keys():
            return False
        now = self._place if self._place >= 0 else count
        wanted = _ENDS[key] % count if key in _ENDS else now + _STEPS[key]
        self._choose(min(max(wanted, 0), count - 1))
        return True

    def _moved(self, position: QPointF) -> None:
        points = self._points()
        view = self._plot.getPlotItem().vb
        if not len(points) or not view.sceneBoundingRect().contains(position):
            return
        there, pixel = view.mapSceneToView(position), np.array(view.viewPixelSize())
        away = (points - np.array([there.x(), there.y()])) / pixel
        self._choose(int(np.argmin((away**2).sum(axis=1))))

    def _points(self) -> _Points:
        """Return the points as they stand on the axes, shape (points, 2), those of the newest curve first."""
        if self._lines is None or not self._lines.traces:
            return np.empty((0, 2))
        traces = sorted(self._lines.traces, key=lambda trace: not trace.newest)
        # A bar of a histogram is meant by its middle.
        across = [(trace.x[1:] + trace.x[:-1]) / 2 if trace.steps else trace.x for trace in traces]
        points = np.column_stack([np.concatenate(across), np.concatenate([trace.y for trace in traces])])
        for place, log in enumerate(self._log):
            if log:
                # What has no decade cannot be pointed at.
                points[:, place] = np.log10(points[:, place], out=np.full(len(points), np.inf), where=points[:, place] > 0)
        return points

    def _choose(self, place: int) -> None:
        points = self._points()
        if not 0 <= place < len(points) or self._lines is None:
            self.clear()
            return
        self._place = place
        self._ring.setData(*(points[place : place + 1, axis] for axis in (0, 1)))
        self.read.emit(self._in_words(self._lines, points[place]))

    def _in_words(self, lines: Lines, point: _Points) -> str:
        x, y = (float(10.0**value if log else value) for value, log in zip(point, self._log, strict=True))
        name = name_in_words(lines.x) if lines.x else self.tr("Reading")
        parts = (
            (f"|{name}|" if self._log[0] else name, -x if lines.flipped else x, lines.x_unit),
            (f"|{name_in_words(lines.y)}|" if self._log[1] else name_in_words(lines.y), y, lines.y_unit),
        )
        return "    ".join(f"{title}  {typeset(format_quantity(value + 0.0, unit))}" for title, value, unit in parts)
