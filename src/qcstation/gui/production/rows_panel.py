"""A list of components or runs: a table that grows as it is scrolled, how many there are, and what can be done with them."""

from collections.abc import Sequence
from typing import Any

from PyQt6.QtCore import QModelIndex, Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QStackedLayout,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, label
from qcstation.production.search import PAGE

from .lazy_rows import Column, LazyRows

_ROW_HEIGHT = 30
_MEASURED_ROWS = 40
_CELL_ROOM = 20
_WIDEST = 320


class RowsPanel(QWidget):
    """Shows `LazyRows`. `opened` is emitted with the row that is opened: by Enter, a double click or the button."""

    opened = pyqtSignal(object)

    def __init__(self, rows: LazyRows, columns: Sequence[Column], *, name: str, empty: str) -> None:
        super().__init__()
        self.rows = rows
        self._empty_text = empty
        self._total: int | None = None
        self.table = rows_table(rows, columns, name=name)
        self.table.activated.connect(self._activated)
        self._message = label(role="muted", wrap=True)
        self._message.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.count = ElidingLabel("muted")
        self.open_button = QPushButton(self.tr("Open"))
        self.open_button.setToolTip(self.tr("Enter"))
        self.open_button.clicked.connect(self._open)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(GAP // 2)
        self.buttons.addWidget(self.count, 1)
        self.buttons.addWidget(self.open_button)
        stack = QWidget()
        self._stack = QStackedLayout(stack)
        self._stack.addWidget(self._message)
        self._stack.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(stack, 1)
        column.addLayout(self.buttons)
        rows.changed.connect(self._update)
        rows.failed.connect(self._show_problem)
        if (selection := self.table.selectionModel()) is not None:
            selection.selectionChanged.connect(lambda *_: self._update_buttons())
        self._update()

    @property
    def chosen(self) -> list[Any]:
        """The selected rows, from above to below."""
        selection = self.table.selectionModel()
        indexes = selection.selectedRows() if selection is not None else []
        return [self.rows.rows[index.row()] for index in sorted(indexes, key=QModelIndex.row)]

    def show_total(self, total: int | None) -> None:
        """Show how many rows the query has in all; None: not known yet."""
        self._total = total
        self._update()

    def focus_rows(self) -> None:
        """Let the arrow keys choose a row."""
        self.table.setFocus()
        if self.rows.rows and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.rows.index(0, 0))

    def _update(self) -> None:
        if self.rows.rows:
            self._stack.setCurrentIndex(1)
        else:
            self._message.setText(self.tr("Searching…") if self.rows.waiting else self._empty_text)
            self._stack.setCurrentIndex(0)
        total = len(self.rows.rows) if self.rows.complete else self._total
        self.count.setText(
            "" if total is None else self.tr("{count} found").format(count=f"{total:,}".replace(",", "\N{NO-BREAK SPACE}"))
        )
        self._update_buttons()

    def _update_buttons(self) -> None:
        self.open_button.setEnabled(len(self.chosen) == 1)

    def _show_problem(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._stack.setCurrentIndex(0)

    def _activated(self, index: QModelIndex) -> None:
        self.opened.emit(self.rows.rows[index.row()])

    def _open(self) -> None:
        for row in self.chosen[:1]:
            self.opened.emit(row)


class RowsTable(QTableView):
    """Leaves out columns that give way where there is no room for all: a list that scrolls sideways is read by nobody."""

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self._columns = tuple(columns)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Leave out as many columns as need be."""
        super().resizeEvent(event)
        self.share_room()

    def share_room(self) -> None:
        """Show all columns, save those for which there is no room."""
        leaving = sorted((index for index, column in enumerate(self._columns) if column.gives_way), key=self._order_of_leaving)
        heads, viewport = self.horizontalHeader(), self.viewport()
        if heads is None or viewport is None:
            return
        for index in leaving:
            if self.isColumnHidden(index):
                self.setColumnHidden(index, False)
                self.setColumnWidth(index, self.wanted_width(heads, index))
        # The last column takes what is left, and gives it back.
        last = len(self._columns) - 1
        while leaving and self._needed(heads, last) > viewport.width():
            self.setColumnHidden(leaving.pop(), True)

    def _order_of_leaving(self, index: int) -> int:
        return self._columns[index].gives_way

    def _needed(self, heads: QHeaderView, last: int) -> int:
        shown = [index for index in range(last + 1) if not self.isColumnHidden(index)]
        return sum(self.wanted_width(heads, index) for index in shown)

    def wanted_width(self, heads: QHeaderView, index: int) -> int:
        """Return how wide (pixels) a column has to be for its heading and the texts of the first rows."""
        rows = self.model()
        found = rows.rows[:_MEASURED_ROWS] if isinstance(rows, LazyRows) else ()
        widest = max((self.fontMetrics().horizontalAdvance(self._columns[index].text(row)) for row in found), default=0)
        return max(heads.sectionSizeHint(index), min(widest + _CELL_ROOM, _WIDEST))


def rows_table(rows: LazyRows, columns: Sequence[Column], *, name: str) -> RowsTable:
    """Return the table of a model of rows; a click on a heading sorts, if the query can."""
    table = RowsTable(columns)
    table.setObjectName("rows")
    table.setAccessibleName(name)
    table.setModel(rows)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    if (heads := table.verticalHeader()) is not None:
        heads.hide()
        # All rows alike: to measure each of thousands would hold the window up.
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        heads.setDefaultSectionSize(_ROW_HEIGHT)
    if (heads := table.horizontalHeader()) is not None:
        heads.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        heads.setHighlightSections(False)
        heads.setStretchLastSection(True)
        heads.setMinimumSectionSize(50)
        for index, column in enumerate(columns):
            table.setColumnWidth(index, column.width)
        rows.changed.connect(lambda: _fit(table, rows))
        if rows.order:
            heads.setSectionsClickable(True)
            heads.setSortIndicatorShown(True)
            way = Qt.SortOrder.DescendingOrder if rows.descending else Qt.SortOrder.AscendingOrder
            heads.setSortIndicator(rows.sort_column(), way)
            heads.sortIndicatorChanged.connect(lambda section, order: _sort(table, rows, section, order))
    return table


def _fit(table: RowsTable, rows: LazyRows) -> None:
    """Make room for the texts of the first rows, when these have just come; what a person has widened later stays so."""
    if not 0 < len(rows.rows) <= PAGE or (heads := table.horizontalHeader()) is None:
        return
    for index in range(rows.columnCount()):
        table.setColumnWidth(index, table.wanted_width(heads, index))
    table.share_room()


def _sort(table: QTableView, rows: LazyRows, section: int, order: Qt.SortOrder) -> None:
    rows.sort(section, order)
    # A heading that the query cannot sort by must not pretend that it did.
    shown = Qt.SortOrder.DescendingOrder if rows.descending else Qt.SortOrder.AscendingOrder
    heads = table.horizontalHeader()
    if heads is not None and (heads.sortIndicatorSection(), heads.sortIndicatorOrder()) != (rows.sort_column(), shown):
        heads.setSortIndicator(rows.sort_column(), shown)
