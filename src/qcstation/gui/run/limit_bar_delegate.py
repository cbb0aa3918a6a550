"""The cell of the table of results that shows a value against its limits."""

from PyQt6.QtCore import QModelIndex, QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPen
from PyQt6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.model.limits import Specification
from qcstation.model.verdicts import Judgement, Verdict
from qcstation.reports.bar_geometry import LimitBar, bar_of

_EDGE = 8.0
_THICK = 8.0
_HIGH = 9.0
"""Half of the height of a limit's mark."""
_ARROW = 16.0
JUDGEMENT = Qt.ItemDataRole.UserRole
SPECIFICATION = Qt.ItemDataRole.UserRole + 1


class LimitBarDelegate(QStyledItemDelegate):
    """Paints the bar of the report's page (the allowed range, the limits, the value with the uncertainty that decides).

    The limit in words, the cell's text, stands below it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.theme: Theme = LIGHT

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # noqa: N802 - Qt's name
        """Return the room that a bar needs."""
        words = super().sizeHint(option, index)
        if not isinstance(index.data(JUDGEMENT), Judgement) or not index.data():
            return words
        return QSize(words.width(), words.height() + round(2 * _HIGH))

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Paint the bar of the cell's judgement, where there is a limit and a value, and the limit."""
        judgement = index.data(JUDGEMENT)
        specification = index.data(SPECIFICATION)
        if painter is None or not isinstance(judgement, Judgement):
            return
        cell = QRectF(option.rect).adjusted(2, 2, -10, -2)
        high = 2 * _HIGH + painter.fontMetrics().height()
        cell = QRectF(cell.left(), cell.center().y() - high / 2, cell.width(), high)
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(cell, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, str(index.data() or ""))
        judged_by = specification if isinstance(specification, Specification) else None
        bar = bar_of(judgement, judged_by, width=cell.width(), edge=_EDGE)
        if bar is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(cell.left(), cell.top() + _HIGH)
        self._paint(painter, bar, cell.width(), judgement)
        painter.restore()

    def _paint(self, painter: QPainter, bar: LimitBar, width: float, judgement: Judgement) -> None:
        theme = self.theme
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.line))
        painter.drawRoundedRect(QRectF(0, -_THICK / 2, width, _THICK), 2, 2)
        allowed = QColor(theme.good)
        allowed.setAlpha(110)
        painter.setBrush(allowed)
        painter.drawRect(QRectF(bar.allowed[0], -_THICK / 2, bar.allowed[1] - bar.allowed[0], _THICK))
        painter.setPen(QPen(QColor(theme.muted), 1.5))
        for bound in bar.bounds:
            painter.drawLine(QPointF(bound, -_HIGH), QPointF(bound, _HIGH))
        tones = {Verdict.FAIL: theme.danger, Verdict.INCONCLUSIVE: theme.warning}
        colour = QColor(tones.get(judgement.verdict, theme.text) if judgement.verdict else theme.text)
        painter.setPen(QPen(colour, 2))
        if bar.arrow:
            tip = bar.value + bar.arrow * _ARROW
            painter.drawLine(QPointF(bar.value, 0), QPointF(tip, 0))
            for up in (-4, 4):
                painter.drawLine(QPointF(tip, 0), QPointF(tip - bar.arrow * 5, up))
        elif bar.whisker:
            painter.drawLine(QPointF(bar.whisker[0], 0), QPointF(bar.whisker[1], 0))
            for end in bar.whisker:
                painter.drawLine(QPointF(end, -4), QPointF(end, 4))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawEllipse(QPointF(bar.value, 0), 4, 4)
