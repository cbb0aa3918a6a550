"""Small helpers that keep all panels alike: the same margins, headings and names for screen readers."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

GAP = 12
"""Pixels between panels, and within them from edge to content."""

ACCENT = 1
"""Pixels above a line of text, into which some fonts' accents on capitals reach."""


def panel(parent: QWidget | None = None) -> tuple[QFrame, QVBoxLayout]:
    """Return a framed panel and the column that its content goes into."""
    frame = QFrame(parent)
    frame.setProperty("panel", "true")
    column = QVBoxLayout(frame)
    column.setContentsMargins(GAP, GAP, GAP, GAP)
    column.setSpacing(GAP // 2)
    return frame, column


def label(text: str = "", *, role: str = "", wrap: bool = False) -> QLabel:
    """Return a label of plain text; `role` is one of the style sheet's."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    made.setContentsMargins(0, ACCENT, 0, 0)
    if role:
        made.setProperty("role", role)
    return made
