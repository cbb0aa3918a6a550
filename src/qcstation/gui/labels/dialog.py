"""The dialog that prints a component's label, on any printer of the system or on a label printer, or keeps it as a file."""

from collections.abc import Callable
from pathlib import Path

from PyQt6.QtCore import QByteArray, QSize, QSizeF, Qt
from PyQt6.QtGui import QPageSize, QPainter, QPaintEvent
from PyQt6.QtPrintSupport import QPrintDialog, QPrinter
from PyQt6.QtSvg import QSvgRenderer
from PyQt6.QtWidgets import QDialog, QFileDialog, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.look.theme import restyle
from qcstation.gui.records_thread import RecordsThread
from qcstation.model.errors import QcStationError
from qcstation.reports.component_labels import Label, LabelSize, draw_label, parse_label_size
from qcstation.station.labelling import print_labels, write_label

_PREVIEW = QSize(600, 240)


class LabelDialog(QDialog):
    """Shows the label as it will be printed; the printer's address is kept for the next label while the window is open."""

    _printer = ""
    _size = str(LabelSize())

    def __init__(self, shown: Label, records: RecordsThread, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = shown
        self._records = records
        self.setWindowTitle(self.tr("Label of {component}").format(component=shown.code))
        self._preview = _Preview()
        self._preview.setAccessibleName(self.tr("The label as it will be printed"))
        self.size_field = QLineEdit(LabelDialog._size)
        self.size_field.setAccessibleName(self.tr("Width x height of the label"))
        self.printer_field = QLineEdit(LabelDialog._printer)
        self.printer_field.setAccessibleName(self.tr("Address of the label printer"))
        self.printer_field.setPlaceholderText(self.tr("HOST or HOST:PORT of a printer that speaks ZPL"))
        self.printer_field.setToolTip(self.printer_field.placeholderText())
        self.problem = label(role="problem", wrap=True)
        self.send_button = self._button(self.tr("Send to label printer"), self._send, kind="primary")
        self.print_button = self._button(self.tr("Print…"), self._print)
        self.save_button = self._button(self.tr("Save…"), self._save)
        rows = QFormLayout()
        rows.addRow(self.tr("Size"), self.size_field)
        rows.addRow(self.tr("Label printer"), self.printer_field)
        buttons = QHBoxLayout()
        for button in (self.send_button, self.print_button, self.save_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addWidget(self._preview)
        column.addLayout(rows)
        column.addWidget(self.problem)
        column.addLayout(buttons)
        self.size_field.textChanged.connect(self._draw)
        self.printer_field.textChanged.connect(self._draw)
        self._draw()

    def save(self, path: Path) -> None:
        """Write the label to a file, and close; what is wrong is shown."""
        self._try(lambda: write_label(self._label, self._wanted(), path))

    def print_on(self, printer: QPrinter) -> None:
        """Print the label on a page of its own size."""
        wanted = self._wanted()
        printer.setPageSize(QPageSize(QSizeF(wanted.width, wanted.height), QPageSize.Unit.Millimeter))
        printer.setFullPage(True)
        painter = QPainter(printer)
        QSvgRenderer(QByteArray(draw_label(self._label, wanted).encode())).render(painter)
        painter.end()
        self._done()

    def _button(self, text: str, call: Callable[[], None], *, kind: str = "") -> QPushButton:
        button = QPushButton(text)
        if kind:
            button.setProperty("kind", kind)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _: call())
        return button

    def _wanted(self) -> LabelSize:
        return parse_label_size(self.size_field.text())

    def _draw(self) -> None:
        try:
            drawing = draw_label(self._label, self._wanted())
        except QcStationError as error:
            self._show_problem(str(error))
            self._preview.show_drawing("")
            right = False
        else:
            self._show_problem("")
            self._preview.show_drawing(drawing)
            right = True
        restyle(self.size_field, wrong="false" if right else "true")
        self.send_button.setEnabled(right and bool(self.printer_field.text().strip()))
        self.print_button.setEnabled(right)
        self.save_button.setEnabled(right)

    def _show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _send(self) -> None:
        # A printer may take its time: never in the window's thread.
        shown, wanted, printer = self._label, self._wanted(), self.printer_field.text().strip()
        self.send_button.setEnabled(False)
        self._records.ask(lambda _: print_labels([shown], wanted, printer), lambda _: self._done(), self._failed)

    def _failed(self, sentence: str) -> None:
        self._draw()
        self._show_problem(sentence)

    def _print(self) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec() == QDialog.DialogCode.Accepted:
            self.print_on(printer)

    def _save(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(
            self, self.tr("Keep the label"), f"{self._label.code}.svg", self.tr("Labels (*.svg *.zpl)")
        )
        if chosen:
            self.save(Path(chosen))

    def _try(self, call: Callable[[], None]) -> None:
        try:
            call()
        except QcStationError as error:
            self._show_problem(str(error))
        else:
            self._done()

    def _done(self) -> None:
        LabelDialog._printer, LabelDialog._size = self.printer_field.text().strip(), self.size_field.text()
        self.accept()


class _Preview(QWidget):
    """A drawing at the largest size that fits, on white as the label is."""

    def __init__(self) -> None:
        super().__init__()
        self._drawing = QSvgRenderer(self)
        self._drawing.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
        self.setFixedSize(_PREVIEW)

    def show_drawing(self, drawing: str) -> None:
        """Show an SVG document; empty: nothing."""
        self._drawing.load(QByteArray(drawing.encode()))
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:  # noqa: ARG002, N802 - Qt's name
        """Draw."""
        painter = QPainter(self)
        if self._drawing.isValid():
            self._drawing.render(painter)
        painter.end()
