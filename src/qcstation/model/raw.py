"""Raw data as analyses see it: named tables of equally long columns, with the units they were taken in."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from .errors import ImportFormatError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class TableLayout(Struct, frozen=True, kw_only=True):
    """A table's name, its columns with their units in order, and what is constant over it."""

    name: str
    columns: Mapping[str, str]
    attributes: Mapping[str, str | int | float | bool] = {}


class RawTable:
    """One table of a run: `columns` are float arrays of shape (rows,)."""

    def __init__(self, layout: TableLayout, columns: Mapping[str, "NDArray[np.float64]"]) -> None:
        if set(layout.columns) != set(columns) or len({len(column) for column in columns.values()}) > 1:
            raise ImportFormatError(f"table {layout.name}: columns do not fit the layout {dict(layout.columns)}")
        self.layout = layout
        self._columns = dict(columns)

    def __getitem__(self, column: str) -> "NDArray[np.float64]":
        """Return a column, shape (rows,), in the layout's unit.

        Raises:
            KeyError: there is no such column.
        """
        return self._columns[column]

    def __contains__(self, column: object) -> bool:
        return column in self._columns

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), ()))

    @property
    def columns(self) -> Mapping[str, "NDArray[np.float64]"]:
        """All columns by name, each of shape (rows,)."""
        return self._columns


class RawData:
    """All that a run took: its tables, and the operator's answers by prompt."""

    def __init__(self, tables: Mapping[str, RawTable], answers: Mapping[str, str] | None = None) -> None:
        self.tables = dict(tables)
        self.answers = dict(answers or {})

    def __getitem__(self, name: str) -> RawTable:
        """Return a table.

        Raises:
            KeyError: there is no such table.
        """
        return self.tables[name]

    def __contains__(self, name: object) -> bool:
        return name in self.tables
