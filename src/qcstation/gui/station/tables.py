"""Tables of the Station page: read-only rows, one of which is chosen."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

_ROW_HEIGHT = 32


def table(columns: Sequence[str], name: str, *, stretched: tuple[int, ...]) -> QTableWidget:
    """Return an empty table; columns `stretched` share the room that the others leave."""
    made = QTableWidget(0, len(columns))
    made.setAccessibleName(name)
    made.setHorizontalHeaderLabels(list(columns))
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setTabKeyNavigation(False)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setTextElideMode(Qt.TextElideMode.ElideRight)
    if (rows := made.verticalHeader()) is not None:
        rows.hide()
        rows.setDefaultSectionSize(_ROW_HEIGHT)
    if (header := made.horizontalHeader()) is not None:
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for column in range(len(columns)):
            stretch = column in stretched
            header.setSectionResizeMode(
                column, QHeaderView.ResizeMode.Stretch if stretch else QHeaderView.ResizeMode.ResizeToContents
            )
        header.setMaximumSectionSize(240)
    return made


def fill(shown: QTableWidget, rows: Sequence[Sequence[str]]) -> None:
    """Show rows; what was chosen stays chosen."""
    chosen = shown.currentRow()
    shown.setRowCount(len(rows))
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            item = shown.item(number, column)
            if item is None:
                item = QTableWidgetItem()
                shown.setItem(number, column, item)
            item.setText(text)
            item.setToolTip(text)
    if rows:
        shown.selectRow(min(max(chosen, 0), len(rows) - 1))


def colour(shown: QTableWidget, row: int, column: int, colour_name: str) -> None:
    """Give a cell's text a colour, beside the word that it holds; empty: the usual one."""
    item = shown.item(row, column)
    if item is not None:
        item.setForeground(QColor(colour_name) if colour_name else shown.palette().text())
