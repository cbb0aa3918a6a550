"""Which share of the production passes, altogether or over time, with exact intervals: a plot and its numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import label
from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.gui.translation import in_words
from qcstation.gui.wording import share_in_words
from qcstation.production import Share, Yield

from .lazy_rows import Column
from .lists import GivenRows
from .plotting import SYMBOLS, colour, colour_plot, make_plot
from .rows_panel import rows_table

_SPREAD = 0.12
_MOST_TICKS = 12


class YieldFigure(QWidget):
    """Filled marks with bars: the runs that count. Hollow marks: at the first attempt."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._shown: Sequence[Yield] = ()
        self.plot = make_plot(self.tr("Yield"))
        self.plot.setYRange(0, 100, padding=0.04)
        self.plot.setLabel("left", self.tr("Yield (%)"))
        self.legend = self.plot.addLegend(offset=(-10, -10), labelTextSize="10pt")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)

    def show_yields(self, shown: Sequence[Yield]) -> None:
        """Draw yields."""
        self._shown = tuple(shown)
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self._theme = theme
        colour_plot(self.plot, theme)
        self.legend.setLabelTextColor(theme.text)
        self._draw()

    def _draw(self) -> None:
        self.plot.clear()
        self.legend.clear()
        if not self._shown:
            return
        groups = list(dict.fromkeys(each.group for each in self._shown))
        over_time = any(each.period for each in self._shown)
        names = sorted({each.period for each in self._shown}) if over_time else groups
        places = {name: float(place) for place, name in enumerate(names)}
        for number, group in enumerate(groups):
            shift = _SPREAD * (number - (len(groups) - 1) / 2) if over_time else 0.0
            of_group = [each for each in self._shown if each.group == group]
            x = np.array([places[each.period if over_time else group] + shift for each in of_group])
            self._draw_group(number, in_words(group) or self.tr("(none)"), x, of_group)
        every = -(-len(names) // _MOST_TICKS)
        self.plot.getAxis("bottom").setTicks([[(places[name], in_words(name)) for name in names[::every]]])
        self.plot.setXRange(-0.6, len(names) - 0.4, padding=0)
        self.plot.setYRange(self._lowest(), 100, padding=0.04)

    def _lowest(self) -> float:
        lows = [each.share.low for each in self._shown if each.share.low is not None]
        return max(0.0, 100 * min(lows, default=0.0) - 10)

    def _draw_group(self, number: int, name: str, x: Any, yields: Sequence[Yield]) -> None:
        pen, symbol = pg.mkPen(colour(number), width=2), SYMBOLS[number % len(SYMBOLS)]
        percent = [(None if each.share.fraction is None else 100 * each.share.fraction) for each in yields]
        known = np.array([value is not None for value in percent], dtype=bool)
        y = np.array([value or 0.0 for value in percent])
        low, high = (np.array([100 * (getattr(each.share, end) or 0.0) for each in yields]) for end in ("low", "high"))
        if known.any():
            bars = pg.ErrorBarItem(x=x[known], y=y[known], top=(high - y)[known], bottom=(y - low)[known], beam=0.08, pen=pen)
            self.plot.addItem(bars)
            joined = pen if len(yields) > 1 else None
            item = self.plot.plot(x[known], y[known], pen=joined, symbol=symbol, symbolBrush=colour(number), symbolPen=pen)
            self.legend.addItem(item, name)
        first = [
            (place, 100 * each.first_pass.fraction)
            for place, each in zip(x, yields, strict=True)
            if each.first_pass.fraction is not None
        ]
        if first:
            hollow = self.plot.plot(
                *zip(*first, strict=True), pen=None, symbol=symbol, symbolSize=13, symbolBrush=None, symbolPen=pen
            )
            self.legend.addItem(hollow, self.tr("{group}, first attempt").format(group=name))


class YieldPanel(QWidget):
    """The plot, and the numbers below it."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: tuple[Yield, ...] = ()
        self.figure = YieldFigure()
        columns = self._columns()
        self._rows = GivenRows(columns)
        self.table = rows_table(self._rows, columns, name=self.tr("Yields"))
        self.message = label(role="muted", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.figure, 3)
        column.addWidget(self.table, 2)
        column.addWidget(
            label(
                self.tr(
                    "Passed among passed and failed; inconclusive ones are counted apart. "
                    "Exact intervals (Clopper-Pearson) at 95\N{NO-BREAK SPACE}%."
                ),
                role="muted",
                wrap=True,
            )
        )
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.message)
        self._stack.addWidget(inner)

    def show_yields(self, shown: Sequence[Yield]) -> None:
        """Show yields."""
        self.shown = tuple(shown)
        self.figure.show_yields(self.shown)
        self.table.setColumnHidden(1, not any(each.period for each in self.shown))
        self._rows.show_rows(self.shown)
        self.message.setText(self.tr("Nothing has been judged yet. The yield appears with the first verdict that counts."))
        self._stack.setCurrentIndex(1 if self.shown else 0)

    def show_message(self, sentence: str) -> None:
        """Show a sentence instead."""
        self.message.setText(sentence)
        self._stack.setCurrentIndex(0)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self.figure.set_theme(theme)

    def _columns(self) -> tuple[Column, ...]:
        def share(taken: Share) -> str:
            return share_in_words(taken.fraction, taken.low, taken.high)

        return (
            Column(heading=self.tr("Of"), text=lambda row: in_words(row.group) or self.tr("(none)"), width=140),
            Column(heading=self.tr("Period"), text=lambda row: row.period or self.tr("all"), width=95),
            Column(heading=self.tr("Passed"), text=lambda row: str(row.share.passed), width=75),
            Column(heading=self.tr("Failed"), text=lambda row: str(row.share.failed), width=75, gives_way=2),
            Column(heading=self.tr("Inconclusive"), text=lambda row: str(row.share.inconclusive), width=100, gives_way=1),
            Column(heading=self.tr("Yield"), text=lambda row: share(row.share), width=170),
            Column(heading=self.tr("First attempt"), text=lambda row: share(row.first_pass), width=170),
        )
