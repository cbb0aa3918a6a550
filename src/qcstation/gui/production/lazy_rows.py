"""A table's rows as a query gives them: page by page, as far as somebody has scrolled."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct
from PyQt6.QtCore import QAbstractTableModel, QModelIndex, QObject, Qt, pyqtSignal
from PyQt6.QtGui import QColor

from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.production.search import PAGE

Place = Any
"""A row, the last of a page: the next page begins behind it."""

Answer = Callable[[Sequence[Any]], None]
Ask = Callable[["PageWanted", Answer, Callable[[str], None]], None]


class Column(Struct, frozen=True, kw_only=True):
    """A column: its heading, the text of a row's cell, and what the query calls its order (empty: it cannot sort by it)."""

    heading: str
    text: Callable[[Any], str]
    order: str = ""
    width: int = 140
    tone: Callable[[Any], str] | None = None
    """Of the text: ``good``, ``warning``, ``danger`` or empty."""
    gives_way: int = 0
    """Where there is no room for all columns, those with the highest number go first; 0: never."""


class PageWanted(Struct, frozen=True, kw_only=True):
    """The next page of a query: in which order, and behind which row (None: from the beginning)."""

    order: str
    descending: bool
    after: Place


class LazyRows(QAbstractTableModel):
    """Shows what `ask` brings. It never waits: rows come when they come.

    `changed` is emitted whenever rows have come or gone, `failed` with a sentence where the query gave no answer.
    """

    changed = pyqtSignal()
    failed = pyqtSignal(str)

    def __init__(
        self, columns: Sequence[Column], ask: Ask, *, order: str = "", descending: bool = False, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = tuple(columns)
        self._ask = ask
        self.order = order
        self.descending = descending
        self._rows: list[Any] = []
        self._theme = LIGHT
        self._asked = 0
        self._waiting = False
        self._complete = True

    @property
    def rows(self) -> Sequence[Any]:
        """The rows that have come."""
        return self._rows

    @property
    def waiting(self) -> bool:
        """Whether rows are on their way."""
        return self._waiting

    @property
    def complete(self) -> bool:
        """Whether all rows of the query have come."""
        return self._complete

    def restart(self) -> None:
        """Forget all rows and ask for the first page; an answer that is still on its way to an older question is dropped."""
        self.beginResetModel()
        self._rows.clear()
        self._complete = self._waiting = False
        self._asked += 1
        self.endResetModel()
        self.fetchMore(QModelIndex())
        self.changed.emit()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self._theme = theme
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(self._columns) - 1))

    def rowCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return how many rows have come."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = QModelIndex()) -> int:  # noqa: B008, N802 - Qt's name and default
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a cell's text, its colour, or what a screen reader says of it."""
        if not index.isValid():
            return None
        column, row = self._columns[index.column()], self._rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return column.text(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.heading}: {column.text(row)}"
        if role == Qt.ItemDataRole.ForegroundRole and column.tone is not None and (tone := column.tone(row)):
            return QColor(getattr(self._theme, tone))
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Return a column's heading."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._columns[section].heading
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def canFetchMore(self, parent: QModelIndex) -> bool:  # noqa: N802 - Qt's name
        """Whether the query has more rows, and they are not on their way."""
        return not parent.isValid() and not self._complete and not self._waiting

    def fetchMore(self, parent: QModelIndex) -> None:  # noqa: N802 - Qt's name
        """Ask for the next page."""
        if not self.canFetchMore(parent):
            return
        self._waiting = True
        asked = self._asked
        wanted = PageWanted(order=self.order, descending=self.descending, after=self._rows[-1] if self._rows else None)
        self._ask(wanted, lambda rows: self._came(asked, rows), lambda sentence: self._refused(asked, sentence))

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask anew in another order, if the query knows it."""
        wanted, descending = self._columns[column].order, order == Qt.SortOrder.DescendingOrder
        if wanted and (wanted, descending) != (self.order, self.descending):
            self.order, self.descending = wanted, descending
            self.restart()

    def sort_column(self) -> int:
        """Return the column that the rows are sorted by; -1: none that is shown."""
        return next((index for index, column in enumerate(self._columns) if column.order == self.order), -1)

    def _came(self, asked: int, rows: Sequence[Any]) -> None:
        if asked != self._asked:
            return
        self._waiting = False
        self._complete = len(rows) < PAGE
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self.changed.emit()

    def _refused(self, asked: int, sentence: str) -> None:
        if asked != self._asked:
            return
        self._waiting, self._complete = False, True
        self.changed.emit()
        self.failed.emit(sentence)
