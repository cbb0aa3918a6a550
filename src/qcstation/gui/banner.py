"""The banner above a page: a loud alarm with the way out, or a note."""

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from .look.layouts import GAP, label
from .look.theme import restyle


class Banner(QFrame):
    """Hidden while there is nothing to say. `confirmed` is emitted with the name of who has checked an UNSAFE bench."""

    confirmed = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.text = label(wrap=True)
        self._name = QLineEdit()
        self._name.setObjectName("checked-by")
        self._name.setPlaceholderText(self.tr("Your name"))
        self._name.setAccessibleName(self.tr("Name of who has checked the bench"))
        self._name.setMaximumWidth(260)
        self.confirm_button = QPushButton(self.tr("I have checked: it is off"))
        self.confirm_button.setObjectName("confirm-safe")
        self.confirm_button.clicked.connect(self._confirmed)
        self._name.textChanged.connect(lambda text: self.confirm_button.setEnabled(bool(text.strip())))
        self.confirm_button.setEnabled(False)
        self._way_out = QWidget()
        row = QHBoxLayout(self._way_out)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._name)
        row.addWidget(self.confirm_button)
        row.addStretch(1)
        self._call: Callable[[], object] | None = None
        self.action_button = QPushButton()
        self.action_button.setProperty("kind", "small")
        self.action_button.clicked.connect(self._act)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setProperty("kind", "small")
        self.close_button.clicked.connect(self.clear)
        self._choices = QWidget()
        row = QHBoxLayout(self._choices)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.action_button)
        row.addWidget(self.close_button)
        column = QVBoxLayout(self)
        # The style sheet keeps a margin around the frame, below all but its lower edge.
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, GAP)
        row = QHBoxLayout()
        row.addWidget(self.text, 1)
        row.addWidget(self._choices)
        column.addLayout(row)
        column.addWidget(self._way_out)
        self.hide()

    @property
    def alarming(self) -> bool:
        """Whether an alarm is shown."""
        return self.isVisibleTo(self.parentWidget()) and self.property("banner") == "alarm"

    def show_alarm(self, text: str, *, confirmable: bool) -> None:
        """Show that the bench is UNSAFE; with `confirmable`, how to go on once somebody has looked."""
        self.text.setText(text)
        # The frame first: the colour of its text follows from it.
        restyle(self, banner="alarm")
        restyle(self.text, role="heading")
        self._way_out.setVisible(confirmable)
        self._choices.hide()
        self.setAccessibleName(text)
        self.show()

    def show_note(self, text: str, *, action: str = "", call: Callable[[], object] | None = None) -> None:
        """Show a sentence that is no alarm, and a button `action` that makes `call`."""
        self._call = call
        self.action_button.setText(action)
        self.action_button.setVisible(call is not None)
        self._choices.show()
        self.text.setText(text)
        restyle(self, banner="note")
        restyle(self.text, role="")
        self._way_out.hide()
        self.setAccessibleName(text)
        self.show()

    def clear(self) -> None:
        """Say nothing."""
        self._name.clear()
        self.hide()

    def _act(self) -> None:
        call = self._call
        self.clear()
        if call is not None:
            call()

    def _confirmed(self) -> None:
        self.confirmed.emit(self._name.text().strip())
