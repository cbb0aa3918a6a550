"""A map of pads or pixels with its colour bar."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from qcstation.gui.look.layouts import label
from qcstation.gui.look.plots import new_plot
from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.gui.wording import name_in_words
from qcstation.model.units import format_quantity
from qcstation.reports.wording import typeset

from .live_data import Image

_COLOURS = "viridis"
"""Equal steps of the value look like equal steps, also in grey and to colour-blind eyes (matplotlib's default map)."""
_BAR_AXIS_WIDTH, _HALF_A_LINE = 72, 10


class MapChart(QWidget):
    """Draws an `Image`, the first row on top. What lies below the mouse is told in words below the map."""

    def __init__(self) -> None:
        super().__init__()
        self._image: Image | None = None
        self._axes: tuple[object, ...] = ()
        self.plot = new_plot()
        self.plot.setAccessibleName(self.tr("Map of the component"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.setAspectLocked(True)
        self.plot.invertY(True)
        self.plot.setMouseEnabled(x=False, y=False)
        self._item = pg.ImageItem(axisOrder="row-major")
        self.plot.addItem(self._item)
        self._bar: Any = pg.ColorBarItem(colorMap=pg.colormap.get(_COLOURS), interactive=False, width=16)
        self._bar.setImageItem(self._item, insert_in=self.plot.getPlotItem())
        # Room for the numbers beside their words, and for the highest of them at the edge.
        self._bar.axis.setWidth(_BAR_AXIS_WIDTH)
        self._bar.layout.setContentsMargins(0, _HALF_A_LINE, 0, 0)
        self.hover = label(role="muted")
        self.hover.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.plot.scene().sigMouseMoved.connect(self._hovered)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.plot, 1)
        column.addWidget(self.hover)
        self.set_theme(LIGHT)

    def draw(self, image: Image, *, log: bool) -> None:
        """Draw a map in place of the one before; `log`: colours go by decades of the magnitude."""
        self._image = image
        values = image.values
        if log:
            magnitudes = np.abs(values)
            values = np.log10(magnitudes, out=np.full_like(magnitudes, np.nan), where=magnitudes > 0)
        known = values[np.isfinite(values)]
        low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
        self._item.setImage(values, autoLevels=False)
        self._bar.setLevels((low, high if high > low else low + (abs(low) * 1e-3 or 1.0)))
        rows, columns = values.shape
        self._item.setRect(QRectF(image.first - 0.5, image.first - 0.5, columns, rows))
        self._prepare_axes(image, log=log)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self.plot.setBackground(theme.surface)
        for axis in (self.plot.getAxis("left"), self.plot.getAxis("bottom"), self._bar.axis):
            axis.setPen(pg.mkPen(theme.line))
            axis.setTextPen(pg.mkPen(theme.muted))

    def value_text(self, row: int, column: int) -> str:
        """Return in words what stands at a row and a column, as they are counted; empty outside the map."""
        image = self._image
        if image is None:
            return ""
        place = (row - image.first, column - image.first)
        if not (0 <= place[0] < image.values.shape[0] and 0 <= place[1] < image.values.shape[1]):
            return ""
        value = float(image.values[place])
        text = typeset(format_quantity(value, image.unit)) if np.isfinite(value) else self.tr("not measured")
        return self.tr("row {row}, column {column}: {value}").format(row=row, column=column, value=text)

    def _prepare_axes(self, image: Image, *, log: bool) -> None:
        axes = (image.name, image.unit, image.values.shape, image.first, log)
        if axes == self._axes:
            return
        self._axes = axes
        self.plot.setLabel("bottom", self.tr("Column"))
        self.plot.setLabel("left", self.tr("Row"))
        name, unit = name_in_words(image.name), "" if image.unit == "1" else image.unit
        if log:
            self._bar.axis.enableAutoSIPrefix(False)
            self._bar.axis.setLabel(f"log\N{SUBSCRIPT ONE}\N{SUBSCRIPT ZERO} |{name}| ({unit})".removesuffix(" ()"))
        else:
            self._bar.axis.enableAutoSIPrefix(True)
            self._bar.axis.setLabel(name, units=unit or None)
        self.plot.autoRange(padding=0.02)

    def _hovered(self, position: QPointF) -> None:
        place = self.plot.getPlotItem().vb.mapSceneToView(position)
        self.hover.setText(self.value_text(round(place.y()), round(place.x())))
