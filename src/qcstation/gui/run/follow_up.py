"""What is done with a run that has ended: a note, a signature, its report."""

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QUrl
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.page import Context

if TYPE_CHECKING:
    from qcstation.station.workspace import Workspace


class FollowUp(QWidget):
    """Asks the records to keep a note or a signature of one run, or to write its report; says below what came of it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._run = ""
        self.note = QLineEdit()
        self.note.setObjectName("note")
        self.note.setPlaceholderText(self.tr("Note"))
        self.note.setToolTip(self.tr("Enter keeps it with the run"))
        self.note.setAccessibleName(self.tr("Note on this run"))
        self.note.returnPressed.connect(self._keep_note)
        self.note_button = QPushButton(self.tr("Keep note"))
        self.note_button.clicked.connect(self._keep_note)
        self.note.textChanged.connect(lambda text: self.note_button.setEnabled(bool(text.strip())))
        self.note_button.setEnabled(False)
        self.sign_button = QPushButton(self.tr("Sign off"))
        self.sign_button.clicked.connect(self._sign)
        self.report_button = QPushButton(self.tr("Report"))
        self.report_button.setToolTip(self.tr("Writes the run's report beside its file and opens it"))
        self.report_button.clicked.connect(self._report)
        self.said = ElidingLabel("muted")
        self.said.hide()
        row = QHBoxLayout()
        row.addWidget(self.note, 1)
        for button in (self.note_button, self.sign_button, self.report_button):
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.said)
        context.operator.changed.connect(lambda _: self._offer_signing())

    def show_run(self, run: str) -> None:
        """Be about a run; empty: about none, and nothing can be done."""
        self._run = run
        self.note.clear()
        self._say("")
        self.setVisible(bool(run))
        self._offer_signing()

    def _offer_signing(self) -> None:
        name = self._context.operator.name
        self.sign_button.setEnabled(bool(self._run and name))
        self.sign_button.setText(self.tr("Sign off"))
        self.sign_button.setToolTip(
            self.tr("Keeps that {name} has looked at this run").format(name=name)
            if name
            else self.tr("Say first who you are: lower left of the window")
        )

    def _keep_note(self) -> None:
        run, text, by = self._run, self.note.text().strip(), self._context.operator.name
        if not run or not text:
            return

        def note(workspace: "Workspace") -> str:
            from qcstation.station.stored import note_run

            return note_run(workspace, run, text, by=by)

        self.note_button.setEnabled(False)
        self._context.records.ask(note, self._noted, self._say)

    def _noted(self, run: str) -> None:
        if run == self._run:
            self.note.clear()
            self._say(self.tr("The note is kept with the run."))

    def _sign(self) -> None:
        run, by = self._run, self._context.operator.name

        def sign(workspace: "Workspace") -> str:
            from qcstation.station.stored import sign_run

            return sign_run(workspace, run, by=by)

        self.sign_button.setEnabled(False)
        self._context.records.ask(sign, lambda signed: self._signed(signed, by), self._failed)

    def _signed(self, run: str, by: str) -> None:
        if run == self._run:
            self.sign_button.setText(self.tr("✓ Signed off"))
            self._say(self.tr("Signed off by {name}.").format(name=by))

    def _report(self) -> None:
        run = self._run

        def report(workspace: "Workspace") -> Path:
            from qcstation.station.stored import report_run

            return report_run(workspace, run)

        self._context.records.ask(report, self._open_report, self._failed)

    def _open_report(self, path: Path) -> None:
        self._say(self.tr("Report: {path}").format(path=path))
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _failed(self, sentence: str) -> None:
        self._offer_signing()
        self._say(sentence)

    def _say(self, sentence: str) -> None:
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
