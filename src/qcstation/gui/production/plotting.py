"""What all plots of this page have in common: their frame, colours that colour-blind people tell apart, and line styles."""

from typing import Any

import pyqtgraph as pg
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor, QPen

from qcstation.gui.look.plots import new_plot
from qcstation.gui.look.theme import Theme
from qcstation.model.units import format_quantity

# The colours of M. Okabe and K. Ito, "Color universal design" (2008), without yellow and black, which vanish on one of the
# themes.
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
_STYLES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine, Qt.PenStyle.DashDotLine)
_SYMBOLS = ("", "o", "s")
SYMBOLS = ("o", "s", "t", "d", "+", "x")
_UNPREFIXED = {"", "1", "%", "degC"}


def make_plot(name: str) -> Any:
    """Return an empty plot with a name for screen readers."""
    plot = new_plot()
    plot.setAccessibleName(name)
    # Nothing for the keyboard to do there: Tab goes on to the next control.
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setMenuEnabled(False)
    plot.showGrid(x=True, y=True, alpha=0.25)
    return plot


def colour_plot(plot: Any, theme: Theme) -> None:
    """Give the plot's frame a theme's colours."""
    plot.setBackground(theme.surface)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setPen(pg.mkPen(theme.line))
        axis.setTextPen(pg.mkPen(theme.muted))


def label_axis(plot: Any, side: str, title: str, unit: str, *, log: bool = False) -> None:
    """Write an axis's title and unit; decades and units that take none get no prefix."""
    axis = plot.getAxis(side)
    if log or unit in _UNPREFIXED:
        shown = format_quantity(1.0, unit).partition(" ")[2] if unit not in {"", "1"} else ""
        axis.enableAutoSIPrefix(False)
        plot.setLabel(side, f"{title} ({shown})" if shown else title, units=None)
    else:
        axis.enableAutoSIPrefix(True)
        plot.setLabel(side, title, units=unit)


def colour(index: int) -> str:
    """Return the colour of the curve number `index`; after six they begin again."""
    return _COLOURS[index % len(_COLOURS)]


def line(index: int, *, width: float = 2.0) -> QPen:
    """Return the pen of the curve number `index`: after the colours, the line's style changes."""
    pen = QPen(QColor(colour(index)), width, _STYLES[index // len(_COLOURS) % len(_STYLES)])
    # Of the same width at every scale of the plot.
    pen.setCosmetic(True)
    return pen


def mark(index: int) -> str:
    """Return the symbol of the points of the curve number `index`: empty until colours and styles have run out."""
    return _SYMBOLS[index // (len(_COLOURS) * len(_STYLES)) % len(_SYMBOLS)]
