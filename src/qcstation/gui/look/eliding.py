"""A label that gives way: text that has no room ends in an ellipsis instead of widening the window."""

from PyQt6.QtCore import QSize, Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QLabel, QSizePolicy

from .layouts import ACCENT

_LEAST = 40
_STEP = 40


class ElidingLabel(QLabel):
    """One line of plain text; the whole of it is the tool tip and what a screen reader says."""

    def __init__(self, role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setContentsMargins(0, ACCENT, 0, 0)
        if role:
            self.setProperty("role", role)
        self._whole = ""

    @property
    def whole_text(self) -> str:
        """The text, as long as it is."""
        return self._whole

    def setText(self, text: str | None) -> None:  # noqa: N802 - Qt's name
        """Show a text, as much of it as there is room for."""
        self._whole = text or ""
        self.setToolTip(self._whole)
        self.setAccessibleName(self._whole)
        self._elide()
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room that the whole text would take, in steps: a digit more or less moves nothing."""
        needed = self.fontMetrics().horizontalAdvance(self._whole)
        return QSize((needed // _STEP + 1) * _STEP if needed else 0, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the little that it can do with."""
        return QSize(min(_LEAST, self.sizeHint().width()), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Show more or less of the text."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        shown = self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width())
        if shown != self.text():
            super().setText(shown)
