"""How a result is distributed over the production: a histogram with its limits, and the figures beside it."""

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.gui.wording import name_in_words
from qcstation.model.units import format_quantity
from qcstation.production import Distribution
from qcstation.reports.wording import typeset

from .filter_fields import ChoiceField
from .plotting import colour_plot, label_axis, make_plot
from .wrapped_facts import WrappedFacts

_MOST_BINS = 60
_FEW = 8
_LEAST_BINS = 5
_MOST_LIMITS = 3
_FACTS_WIDTH = 250


class DistributionFigure(QWidget):
    """A histogram of the values that were reached, with limits as broken lines."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._shown: Distribution | None = None
        self.plot = make_plot(self.tr("Distribution"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)

    def show_distribution(self, shown: Distribution) -> None:
        """Draw a distribution."""
        self._shown = shown
        self._draw()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self._theme = theme
        colour_plot(self.plot, theme)
        self._draw()

    def _draw(self) -> None:
        self.plot.clear()
        shown = self._shown
        if shown is None:
            return
        values = np.array([each.value for each in shown.values if each.value is not None and each.censored is None])
        highest = 0
        if values.size:
            counts, edges = np.histogram(values, bins=_bins(values))
            highest = int(counts.max())
            brush = pg.mkColor(self._theme.accent)
            brush.setAlpha(150)
            self.plot.plot(edges, counts, stepMode="center", fillLevel=0, brush=brush, pen=pg.mkPen(self._theme.accent, width=1))
        for used in shown.limits[:_MOST_LIMITS]:
            for bound, name in ((used.min, self.tr("min {value}")), (used.max, self.tr("max {value}"))):
                if bound is not None:
                    self._add_limit(bound, name.format(value=typeset(format_quantity(bound, shown.unit))))
        label_axis(self.plot, "bottom", name_in_words(shown.name), shown.unit)
        self.plot.setLabel("left", self.tr("Values"))
        # Values are counted in whole numbers, also where there are few.
        whole = [[(count, str(count)) for count in range(highest + 1)]] if highest <= _FEW else None
        self.plot.getAxis("left").setTicks(whole)
        self.plot.enableAutoRange()

    def _add_limit(self, bound: float, text: str) -> None:
        pen = pg.mkPen(self._theme.danger, width=2, style=Qt.PenStyle.DashLine)
        options = {"position": 0.8, "color": self._theme.danger, "movable": False, "rotateAxis": (1, 0)}
        self.plot.addItem(pg.InfiniteLine(bound, angle=90, pen=pen, label=text, labelOpts=options))


class DistributionPanel(QWidget):
    """One unit at a time: values in others are never mixed in."""

    def __init__(self) -> None:
        super().__init__()
        self.found: tuple[Distribution, ...] = ()
        self.figure = DistributionFigure()
        self.facts = WrappedFacts()
        self.unit = ChoiceField("")
        self.unit.setAccessibleName(self.tr("Unit"))
        self.unit.chosen.connect(self._show)
        self.message = label(role="muted", wrap=True)
        self.message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        side = QWidget()
        side.setFixedWidth(_FACTS_WIDTH)
        beside = QVBoxLayout(side)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.unit)
        beside.addWidget(self.facts, 1)
        inner = QWidget()
        row = QHBoxLayout(inner)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self.figure, 1)
        row.addWidget(side)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.message)
        self._stack.addWidget(inner)

    @property
    def shown(self) -> Distribution | None:
        """The distribution in the chosen unit."""
        return next((each for each in self.found if each.unit == self.unit.value), None)

    def show_distributions(self, found: Sequence[Distribution]) -> None:
        """Show distributions of one result, in as many units as it was given in."""
        self.found = tuple(found)
        self.unit.offer([each.unit for each in self.found])
        self.unit.setVisible(len(self.found) > 1)
        if self.found:
            self._show()
        else:
            self.show_message(self.tr("No such values yet. Choose another result, or fewer filters."))

    def show_message(self, sentence: str) -> None:
        """Show a sentence instead."""
        self.message.setText(sentence)
        self._stack.setCurrentIndex(0)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self.figure.set_theme(theme)

    def _show(self) -> None:
        shown = self.shown
        if shown is None:
            return
        self.figure.show_distribution(shown)
        self.facts.show_facts(self._figures(shown))
        self._stack.setCurrentIndex(1)

    def _figures(self, shown: Distribution) -> list[tuple[str, str]]:
        def quantity(value: float | None) -> str:
            return "" if value is None else typeset(format_quantity(value, shown.unit))

        low, lower, upper, high = shown.quantiles or (None,) * 4
        figures = [
            (self.tr("Values"), str(shown.n)),
            (self.tr("Mean"), quantity(shown.mean)),
            (self.tr("Standard deviation"), quantity(shown.sd)),
            (self.tr("Median"), quantity(shown.median)),
            (self.tr("5 % to 95 %"), " \N{EN DASH} ".join(filter(None, (quantity(low), quantity(high))))),
            (self.tr("25 % to 75 %"), " \N{EN DASH} ".join(filter(None, (quantity(lower), quantity(upper))))),
            (self.tr("Lowest"), quantity(shown.lowest)),
            (self.tr("Highest"), quantity(shown.highest)),
            (self.tr("Only known to be above"), str(shown.above or "")),
            (self.tr("Only known to be below"), str(shown.below or "")),
            (self.tr("Not given"), str(shown.refused or "")),
        ]
        for used in shown.limits:
            ends = " \N{EN DASH} ".join(quantity(end) or "…" for end in (used.min, used.max))
            figures.append((self.tr("Limits of {count}").format(count=used.values), ends))
        return figures


def _bins(values: "np.ndarray[tuple[int], np.dtype[np.float64]]") -> int:
    """Return how many bins suit the values: after Freedman and Diaconis, within reason."""
    spread = float(values.max() - values.min())
    if spread <= 0:
        return _LEAST_BINS
    lower, upper = np.quantile(values, (0.25, 0.75))
    width = 2 * float(upper - lower) / values.size ** (1 / 3)
    return int(np.clip(spread / width if width > 0 else _LEAST_BINS, _LEAST_BINS, _MOST_BINS))
