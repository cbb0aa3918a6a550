"""The editor of a list or table: one row per Enter, many by paste, or all from a file."""

from pathlib import Path

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from qcstation.engine.form_entry import parse_field, parse_row, rows_answer
from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.translation import in_words
from qcstation.gui.wording import listed
from qcstation.model.errors import InputError
from qcstation.model.forms import Column, FieldAnswer, FormField
from qcstation.model.units import canonical_unit, conversion_factor

from .form_editors import FieldEditor

_SHOWN_ROWS = 5
_ROW_HEIGHT = 26


class RowLine(QLineEdit):
    """A line that keeps the line ends of what is pasted: several lines are `pasted`, each a row."""

    pasted = pyqtSignal(str)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:  # noqa: N802 - Qt's name
        """Take several lines from the clipboard as several rows; Enter stays in the line."""
        if event is not None and event.matches(QKeySequence.StandardKey.Paste):
            clipboard = QGuiApplication.clipboard()
            text = clipboard.text() if clipboard is not None else ""
            if "\n" in text.strip():
                self.pasted.emit(text)
                return
        super().keyPressEvent(event)


class RowsEditor(FieldEditor):
    """A line to type or scan a row into, the rows so far, and the file from which all can be read."""

    def __init__(self, field: FormField) -> None:
        super().__init__(field)
        self._columns = field.table_columns
        self._rows: list[tuple[float, ...]] = []
        self._from_file: FieldAnswer | None = None
        self.line = RowLine()
        self.named(self.line)
        headings = [self._heading(column) for column in self._columns]
        self.line.setPlaceholderText(self.tr("{row}, then Enter").format(row=listed(headings)))
        self.line.setToolTip(self.line.placeholderText())
        self.line.returnPressed.connect(self._enter)
        self.line.textEdited.connect(lambda _: self.changed.emit())
        self.line.pasted.connect(self._take_text)
        self.file_button = QPushButton(self.tr("Read file…"))
        self.named(self.file_button, "file")
        self.file_button.setAccessibleName(self.tr("{field}: read a file").format(field=self.title))
        self.file_button.clicked.connect(self._choose_file)
        self.remove_button = QPushButton(self.tr("Remove"))
        self.named(self.remove_button, "remove")
        self.remove_button.setAccessibleName(self.tr("{field}: remove the chosen rows, or the last one").format(field=self.title))
        self.remove_button.clicked.connect(self._remove)
        self.table = self._new_table(headings)
        self._count = label(role="muted", wrap=True)
        self._problem = label(role="problem", wrap=True)
        self._lay_out()
        self._show()

    @property
    def first(self) -> QWidget:
        """The line."""
        return self.line

    def answer(self) -> FieldAnswer | None:
        """Return the rows.

        Raises:
            InputError: something is typed in the line that is no row yet.
        """
        if self.line.text().strip():
            raise InputError(self.tr("{row}: press Enter to add it").format(row=self.line.text().strip()))
        return self.so_far()

    def so_far(self) -> FieldAnswer | None:
        """Return the rows that have been added."""
        return self._from_file or rows_answer(self.field, self._rows)

    def set_answer(self, answer: FieldAnswer) -> None:
        """Show rows that were entered or read before."""
        self._rows = list(answer.rows)
        self._from_file = answer if answer.files else None
        self._show()

    def read_file(self, path: Path) -> None:
        """Take all rows from a file in place of those that are there; a wrong one changes nothing and says why."""
        try:
            answer = parse_field(self.field, files=[path])
        except InputError as error:
            self._complain(str(error))
            return
        if answer is not None:
            self.set_answer(answer)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self._problem)
        column.addWidget(self.table)
        below = QHBoxLayout()
        below.setSpacing(GAP // 2)
        below.addWidget(self.file_button)
        below.addWidget(self.remove_button)
        below.addStretch(1)
        column.addLayout(below)
        column.addWidget(self._count)

    def _new_table(self, headings: list[str]) -> QTableWidget:
        table = QTableWidget(0, len(headings))
        table.setHorizontalHeaderLabels(headings)
        table.setAccessibleName(self.tr("{field}: rows").format(field=self.title))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        if (columns := table.horizontalHeader()) is not None:
            columns.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            columns.setHighlightSections(False)
        if (rows := table.verticalHeader()) is not None:
            rows.setDefaultSectionSize(_ROW_HEIGHT)
            rows.hide()
        return table

    def _enter(self) -> None:
        if self.line.text().strip():
            self._take_text(self.line.text())
        else:
            self.done.emit()

    def _take_text(self, text: str) -> None:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            added = [parse_row(self.field, line) for line in lines]
        except InputError as error:
            self._complain(str(error))
            return
        self._rows += added
        self._from_file = None
        self.line.clear()
        self._show()

    def _choose_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("File with {field}").format(field=self.title.lower()))
        if name:
            self.read_file(Path(name))

    def _remove(self) -> None:
        """Remove the chosen rows, or the last one."""
        chosen = {index.row() for index in self.table.selectedIndexes()} or {len(self._rows) - 1}
        self._rows = [row for place, row in enumerate(self._rows) if place not in chosen]
        self._from_file = None
        self._show()

    def _show(self) -> None:
        self._complain("")
        self.table.setRowCount(len(self._rows))
        for place, row in enumerate(self._rows):
            for column, (about, value) in enumerate(zip(self._columns, row, strict=True)):
                self.table.setItem(place, column, QTableWidgetItem(_cell(about, value)))
        self.table.scrollToBottom()
        shown = min(len(self._rows), _SHOWN_ROWS)
        header = self.table.horizontalHeader()
        self.table.setFixedHeight((header.sizeHint().height() if header else 0) + _ROW_HEIGHT * max(shown, 1) + 4)
        self.table.setVisible(bool(self._rows))
        self.remove_button.setEnabled(bool(self._rows))
        entered = self.so_far()
        least = self.tr("at least {count}").format(count=self.field.least) if self.field.least > len(self._rows) else ""
        self._count.setText(listed([entered.text if entered else "", least]))
        self._count.setVisible(bool(self._count.text()))
        self.changed.emit()

    def _complain(self, problem: str) -> None:
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        self.show_problem(problem)

    def _heading(self, column: Column) -> str:
        name = in_words(column.title or column.name)
        return f"{name} ({column.unit})" if column.unit not in {"", "1"} else name


def _cell(column: Column, value: float) -> str:
    """Return a value as it is written in its column: in the unit that people use, a choice by its words."""
    if column.choices:
        return in_words(column.choices[int(value)]) if value == value else "\N{EM DASH}"  # noqa: PLR0124 - not-a-number: none
    kept = canonical_unit(column.unit)
    return f"{value * conversion_factor(kept, column.unit or '1'):.6g}"
