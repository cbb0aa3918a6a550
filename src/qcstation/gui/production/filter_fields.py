"""The fields of a filter: a choice among names that occur, a date, a text; all alike to whoever reads them."""

from collections.abc import Sequence
from enum import StrEnum

from PyQt6.QtCore import QDate, QRegularExpression, QTimer, pyqtSignal
from PyQt6.QtGui import QRegularExpressionValidator
from PyQt6.QtWidgets import QComboBox, QLineEdit

from qcstation.gui.look.theme import restyle

_PAUSE = 250
"""Milliseconds without a key after which what was typed is looked for."""
_LEAST_LETTERS = 8


class ChoiceField(QComboBox):
    """One name of several, or any; `chosen` is emitted when a person has chosen another."""

    chosen = pyqtSignal()

    def __init__(self, any_text: str) -> None:
        super().__init__()
        # Names of any length must not widen the bar.
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LEAST_LETTERS)
        self._any_text = any_text
        self.offer(())
        self.activated.connect(lambda _: self.chosen.emit())
        self.currentIndexChanged.connect(lambda _: self.setToolTip(self.currentText()))

    @property
    def value(self) -> str:
        """What is chosen; empty: any."""
        return str(self.currentData() or "")

    def offer(self, names: Sequence[str], titles: Sequence[str] = ()) -> None:
        """Offer names, shown as `titles` if there are any; what is chosen stays so if it is among them."""
        before = self.value
        self.blockSignals(True)
        self.clear()
        if self._any_text:
            self.addItem(self._any_text, "")
        for name, title in zip(names, titles or names, strict=True):
            self.addItem(title, str(name))
        self.setCurrentIndex(max(0, self.findData(before)))
        self.setToolTip(self.currentText())
        self.blockSignals(False)

    def choose(self, name: str) -> None:
        """Choose a name that is offered; others: any."""
        self.setCurrentIndex(max(0, self.findData(str(name))))

    def member(self, kind: type[StrEnum]) -> StrEnum | None:
        """Return what is chosen as a member of `kind`."""
        return kind(self.value) if self.value else None


class TextField(QLineEdit):
    """A text; `chosen` is emitted a moment after the last key, and at once with Enter."""

    chosen = pyqtSignal()

    def __init__(self, placeholder: str = "") -> None:
        super().__init__()
        self.setPlaceholderText(placeholder)
        self.setClearButtonEnabled(True)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._pause.timeout.connect(self._settled)
        self.textEdited.connect(lambda _: self._pause.start())
        self.returnPressed.connect(self._settled)
        self._last = ""

    @property
    def value(self) -> str:
        """What is typed, without spaces around it."""
        return self.text().strip()

    def forget(self) -> None:
        """Empty it without a word."""
        self._pause.stop()
        self.clear()
        self._last = ""

    def _settled(self) -> None:
        self._pause.stop()
        if self.value != self._last:
            self._last = self.value
            self.chosen.emit()


class DateField(TextField):
    """A day after ISO 8601, or none; `chosen` is emitted only while it is right."""

    def __init__(self) -> None:
        super().__init__("2026-11-22")
        self.setValidator(QRegularExpressionValidator(QRegularExpression(r"[0-9-]{0,10}")))
        self.textChanged.connect(lambda _: restyle(self, wrong="false" if self.valid else "true"))

    @property
    def valid(self) -> bool:
        """Whether it is empty or a day."""
        return not self.text() or QDate.fromString(self.text(), "yyyy-MM-dd").isValid()

    @property
    def value(self) -> str:
        """The day; empty for none, or while it is wrong."""
        return self.text() if self.valid else ""
