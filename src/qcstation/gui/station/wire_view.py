"""What goes over the wires, line by line while it happens."""

from pathlib import Path

from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QFontDatabase, QHideEvent, QShowEvent
from PyQt6.QtWidgets import QCheckBox, QFileDialog, QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import label, panel
from qcstation.transports import WireLine, WireLog

_INTERVAL = 250
"""Milliseconds; a person reads no faster."""
_MOST_LINES = 1000


class WireView(QFrame):
    """Shows the lines of one instrument, or of all, while the log is on."""

    def __init__(self, log: WireLog) -> None:
        super().__init__()
        self._log = log
        self._instrument = ""
        self._shown: WireLine | None = None
        frame, column = panel()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.recording = QCheckBox(self.tr("Record"))
        self.recording.setToolTip(self.tr("Keeps what goes over the wires of all instruments: the newest 1000 lines"))
        self.recording.toggled.connect(self._record)
        self.save_button = QPushButton(self.tr("Save…"))
        self.save_button.setAccessibleName(self.tr("Save the wire log"))
        self.save_button.clicked.connect(self._save)
        self.told = ElidingLabel("muted")
        head = QHBoxLayout()
        head.addWidget(label(self.tr("Wire log"), role="heading"))
        head.addWidget(self.told, 1)
        head.addWidget(self.recording)
        head.addWidget(self.save_button)
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setMaximumBlockCount(_MOST_LINES)
        self.lines.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.lines.setAccessibleName(self.tr("Wire log"))
        self.lines.setPlaceholderText(self.tr("Tick Record, then test an instrument or start a run: its lines appear here."))
        column.addLayout(head)
        column.addWidget(self.lines, 1)
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self.refresh)

    def show_instrument(self, name: str) -> None:
        """Show the lines of another instrument; empty: of all."""
        if name != self._instrument:
            self._instrument, self._shown = name, None
            self.lines.clear()
            self.refresh()
        self.told.setText(name)

    def refresh(self) -> None:
        """Show the lines that have come since."""
        lines = [line for line in self._log.lines if line.instrument == self._instrument or not self._instrument]
        if self._shown is not None:
            lines = [line for line in lines if line.monotonic > self._shown.monotonic]
        if lines:
            self._shown = lines[-1]
            self.lines.appendPlainText("\n".join(_worded(line) for line in lines))

    def save(self, path: Path) -> None:
        """Write all lines that are kept, of all instruments."""
        try:
            path.write_text("".join(f"{line}\n" for line in self._log.lines), encoding="utf-8")
        except OSError as error:
            text = self.tr("Not saved: {reason}. Choose another folder.").format(reason=error.strerror or str(error))
        else:
            text = self.tr("Saved as {file}").format(file=path)
        self.told.setText(text)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow the log while it is seen."""
        super().showEvent(event)
        self.recording.setChecked(self._log.enabled)
        self._timer.start()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow it no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _record(self, on: bool) -> None:
        self._log.enabled = on

    def _save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the wire log"), "wire.log")
        if chosen:
            self.save(Path(chosen))


def _worded(line: WireLine) -> str:
    return f"{line.monotonic % 1000:7.3f}  {line.instrument}  {line.direction.value}  {line.text}"
