"""Names and what they stand for, one below the other: the facts of a component or of a run."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QFormLayout, QLabel, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import label

_LONG_WORD = 24


class WrappedFacts(QWidget):
    """Texts wrap; they can be marked and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._body = QWidget()
        self._column.addWidget(self._body)
        self._column.addStretch(1)
        self.facts: tuple[tuple[str, str], ...] = ()

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show names and values; those without a value are left out."""
        self.facts = tuple((name, value) for name, value in facts if value)
        old, self._body = self._body, QWidget()
        rows = QFormLayout(self._body)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setVerticalSpacing(4)
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        for name, value in self.facts:
            caption = label(name, role="muted")
            caption.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
            rows.addRow(caption, self._value(value))
        self._column.replaceWidget(old, self._body)
        old.setParent(None)
        old.deleteLater()

    def _value(self, text: str) -> QLabel:
        shown = label(text, wrap=True)
        # A long path or an instrument's identity has no space to break at.
        for sign in "/,-" if len(text) > _LONG_WORD and " " not in text else "/,":
            text = text.replace(sign, f"{sign}\N{ZERO WIDTH SPACE}")
        shown.setText(text)
        shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        return shown
