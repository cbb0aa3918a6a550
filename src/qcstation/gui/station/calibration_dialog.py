"""The dialog that enters a calibration."""

from collections.abc import Callable

from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.records_thread import RecordsThread
from qcstation.station.calibration import enter_calibration


class CalibrationDialog(QDialog):
    """Asks until when an instrument is calibrated; closes when the entry is kept."""

    def __init__(
        self,
        records: RecordsThread,
        *,
        instrument: str,
        identity: str,
        by: str,
        done: Callable[[], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._records = records
        self._instrument, self._identity, self._done = instrument, identity, done
        self.setWindowTitle(self.tr("Calibration of {instrument}").format(instrument=instrument))
        self.setMinimumWidth(440)
        self.due = QLineEdit("12 months")
        self.certificate = QLineEdit()
        self.by = QLineEdit(by)
        self.note = QLineEdit()
        self.problem = label(role="problem", wrap=True)
        self.problem.hide()
        rows = QFormLayout()
        for text, field in (
            (self.tr("Due"), self.due),
            (self.tr("Certificate"), self.certificate),
            (self.tr("Entered by"), self.by),
            (self.tr("Note"), self.note),
        ):
            field.setAccessibleName(text)
            rows.addRow(text, field)
        self.due.setToolTip(self.tr("A date such as 2027-03-31, or a time from today such as 12 months"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.enter_button = QPushButton(self.tr("Enter"))
        self.enter_button.setProperty("kind", "primary")
        buttons.addButton(self.enter_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._enter)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * GAP, 2 * GAP, 2 * GAP, 2 * GAP)
        column.setSpacing(GAP)
        column.addWidget(label(identity, role="muted", wrap=True))
        column.addLayout(rows)
        column.addWidget(self.problem)
        column.addWidget(buttons)

    def _enter(self) -> None:
        instrument, identity = self._instrument, self._identity
        due, by, certificate, note = self.due.text(), self.by.text(), self.certificate.text(), self.note.text()
        self._records.ask(
            lambda workspace: enter_calibration(
                workspace, instrument=instrument, identity=identity, due=due, by=by, certificate=certificate, note=note
            ),
            lambda _: self._entered(),
            self._refused,
        )

    def _entered(self) -> None:
        self.accept()
        self._done()

    def _refused(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
