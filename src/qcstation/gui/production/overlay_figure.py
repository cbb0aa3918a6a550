"""The curves of several runs over one another, with a legend that fits fifty of them."""

from typing import Any

import numpy as np
from msgspec import Struct
from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PyQt6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.gui.look.verdicts import verdict_mark
from qcstation.gui.wording import name_in_words
from qcstation.model.verdicts import Verdict
from qcstation.station.curves import OverlaidCurve, Overlay

from .plotting import colour_plot, label_axis, line, make_plot, mark
from .wording import ending, marked, tone_of

_LEGEND_WIDTH = 240
_SAMPLE = QSize(36, 14)
_ROW = 26
_VERDICT_STYLES = {
    Verdict.PASS: Qt.PenStyle.SolidLine,
    Verdict.FAIL: Qt.PenStyle.DashLine,
    Verdict.INCONCLUSIVE: Qt.PenStyle.DotLine,
}


class OverlayStyle(Struct, frozen=True, kw_only=True):
    """How curves are drawn. Logarithmic axes show magnitudes. `by_verdict`: colours and lines tell the verdict, not the run."""

    log_x: bool = False
    log_y: bool = False
    by_verdict: bool = False


class OverlayFigure(QWidget):
    """A plot and its legend; a curve that is chosen in the legend is drawn heavier."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._shown: Overlay | None = None
        self._style = OverlayStyle()
        self._items: list[Any] = []
        self.plot = make_plot(self.tr("Curves"))
        self.legend = QListWidget()
        self.legend.setAccessibleName(self.tr("Legend"))
        self.legend.setFixedWidth(_LEGEND_WIDTH)
        self.legend.setIconSize(_SAMPLE)
        self.legend.setUniformItemSizes(True)
        self.legend.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.legend.currentRowChanged.connect(lambda _: self._apply_pens())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.plot, 1)
        row.addWidget(self.legend)
        self.setMinimumHeight(160)

    def show_overlay(self, shown: Overlay, style: OverlayStyle) -> None:
        """Draw curves."""
        self._shown, self._style = shown, style
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self._theme = theme
        colour_plot(self.plot, theme)
        self._draw()

    def whole(self) -> "OverlayFigure":
        """Return the same figure, large enough that no curve is missing in its legend: for a picture."""
        copy = OverlayFigure()
        copy.resize(1200, max(700, _ROW * len(self._items) + _ROW))
        copy.set_theme(self._theme)
        if self._shown is not None:
            copy.show_overlay(self._shown, self._style)
        return copy

    def _draw(self) -> None:
        for item in self._items:
            self.plot.removeItem(item)
        self._items.clear()
        self.legend.clear()
        shown, style = self._shown, self._style
        if shown is None:
            return
        # Reverse bias is negative in the record; people look at it from left to right.
        flipped = style.log_x or (sum(float(curve.x.sum()) for curve in shown.curves) < 0 and shown.x_unit == "V")
        self.plot.setLogMode(x=style.log_x, y=style.log_y)
        for number, curve in enumerate(shown.curves):
            x, y = self._points(curve, flipped=flipped)
            item = self.plot.plot(x, y)
            if mark(number) and not style.by_verdict:
                item.setSymbol(mark(number))
                item.setSymbolSize(6)
            self._items.append(item)
            self._add_to_legend(curve, self._pen(number))
        sign = ("|{name}|" if style.log_x else "\N{MINUS SIGN}{name}") if flipped else "{name}"
        label_axis(self.plot, "bottom", sign.format(name=name_in_words(shown.x)), shown.x_unit, log=style.log_x)
        title = f"|{name_in_words(shown.y)}|" if style.log_y else name_in_words(shown.y)
        label_axis(self.plot, "left", title, shown.y_unit, log=style.log_y)
        self._apply_pens()
        self.plot.enableAutoRange()

    def _points(self, curve: OverlaidCurve, *, flipped: bool) -> tuple[Any, Any]:
        x, y = (-curve.x if flipped else curve.x), curve.y
        if self._style.log_x:
            x = np.abs(x)
        if self._style.log_y:
            y = np.abs(y)
        good = ((x > 0) | (not self._style.log_x)) & ((y > 0) | (not self._style.log_y))
        return x[good], y[good]

    def _pen(self, number: int, *, heavy: bool = False) -> QPen:
        width = 4.0 if heavy else 2.0
        if not self._style.by_verdict or self._shown is None:
            return line(number, width=width)
        run = self._shown.curves[number].run
        tone = tone_of(ending(run)) or "muted"
        style = _VERDICT_STYLES.get(run.verdict, Qt.PenStyle.DashDotLine) if run.verdict else Qt.PenStyle.DashDotLine
        pen = QPen(QColor(getattr(self._theme, tone)), width, style)
        pen.setCosmetic(True)
        return pen

    def _apply_pens(self) -> None:
        chosen = self.legend.currentRow()
        for number, item in enumerate(self._items):
            pen = self._pen(number, heavy=number == chosen)
            item.setPen(pen)
            item.setSymbolPen(pen.color())
            item.setSymbolBrush(pen.color())
            item.setZValue(1 if number == chosen else 0)

    def _add_to_legend(self, curve: OverlaidCurve, pen: QPen) -> None:
        picture = QPixmap(_SAMPLE)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        painter.setPen(pen)
        painter.drawLine(0, _SAMPLE.height() // 2, _SAMPLE.width(), _SAMPLE.height() // 2)
        painter.end()
        run = curve.run
        text = f"{verdict_mark(ending(run)) if ending(run) else ' '} {run.component or run.run[:8]}"
        item = QListWidgetItem(QIcon(picture), text)
        item.setSizeHint(QSize(_LEGEND_WIDTH - 20, _ROW))
        item.setToolTip(f"{run.component or ''} {run.procedure} {run.run}: {marked(ending(run))}".strip())
        self.legend.addItem(item)
