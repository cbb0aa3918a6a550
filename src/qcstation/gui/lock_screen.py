"""What stands before all pages until somebody says who is at the bench. A run goes on behind it, and can be aborted."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from .look.layouts import GAP, label, panel
from .look.theme import restyle

_WIDTH = 560
_MOST_NAMES = 8
"""Buttons for known operators; who is not among them scans or types."""


class LockScreen(QFrame):
    """`named` is emitted with what was scanned or typed, `abort_wanted` when the run that goes on has to stop."""

    named = pyqtSignal(str)
    abort_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Locked"))
        frame, column = panel()
        frame.setFixedWidth(_WIDTH)
        self._heading = label(role="heading", wrap=True)
        self.field = QLineEdit()
        self.field.setObjectName("scan")
        self.field.setPlaceholderText(self.tr("Scan your badge or type your name"))
        self.field.setAccessibleName(self.tr("Badge or name"))
        self.field.returnPressed.connect(lambda: self._say(self.field.text()))
        self.problem = label(role="problem", wrap=True)
        self._names = QVBoxLayout()
        self._names.setSpacing(GAP // 2)
        self.name_buttons: list[QPushButton] = []
        self.abort_button = QPushButton(self.tr("Abort the run  (Esc)"))
        self.abort_button.setProperty("kind", "danger")
        self.abort_button.clicked.connect(self.abort_wanted)
        for part in (self._heading, self.field, self.problem):
            column.addWidget(part)
        column.addLayout(self._names)
        column.addWidget(self.abort_button)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(frame)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.addStretch(1)
        whole.addLayout(row)
        whole.addStretch(2)

    def ask(self, before: str, *, running: bool) -> None:
        """Ask who is there; `before` is who was, empty at the start."""
        self._heading.setText(
            self.tr("Locked. {name} was at the bench; who goes on?").format(name=before)
            if before
            else self.tr("Who is at the bench? The name is kept with each run.")
        )
        self.field.clear()
        self.show_problem("")
        self.show_running(running=running)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_running(self, *, running: bool) -> None:
        """Offer to abort the run while one goes on."""
        self.abort_button.setVisible(running)

    def show_names(self, names: Sequence[str]) -> None:
        """Offer known operators to click on."""
        for old in self.name_buttons:
            self._names.removeWidget(old)
            old.deleteLater()
        self.name_buttons = [QPushButton(name.replace("&", "&&")) for name in names[:_MOST_NAMES]]
        for button, name in zip(self.name_buttons, names, strict=False):
            button.setAutoDefault(True)
            button.clicked.connect(lambda _, name=name: self._say(name))
            self._names.addWidget(button)

    def show_problem(self, sentence: str) -> None:
        """Show why somebody cannot go on."""
        self.field.setReadOnly(False)
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
        restyle(self.field, wrong="true" if sentence else "false")
        self.field.setAccessibleDescription(sentence)

    def _say(self, text: str) -> None:
        if text.strip():
            # What is scanned before the name has been looked up is no part of it.
            self.field.setReadOnly(True)
            self.named.emit(text)
        else:
            self.show_problem(self.tr("Nobody is named: scan a badge or type a name, then Enter."))
