"""Tables of a run in memory, growing row by row while every row goes out as an event."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from math import isnan
from typing import TYPE_CHECKING

from qcstation.model.raw import RawTable, TableLayout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EmitRows = Callable[[str, tuple[tuple[float | None, ...], ...]], None]


class GrowingTable:
    """A table that a procedure appends to; keeps its columns for the analysis."""

    def __init__(self, layout: TableLayout, emit: EmitRows) -> None:
        self.layout = layout
        self._names = tuple(layout.columns)
        self._known = set(self._names)
        self._columns = tuple(array("d") for _ in self._names)
        self._emit = emit

    def append(self, **values: float) -> None:
        """Add one row; not-a-number says that a value was not taken.

        Raises:
            KeyError: a column is missing, or not one of the table's.
        """
        if values.keys() != self._known:
            raise KeyError(f"table {self.layout.name}: missing or unknown columns {sorted(values.keys() ^ self._known)}")
        row = tuple(float(values[name]) for name in self._names)
        # The row goes to the records first: what the analysis sees, the record has.
        self._emit(self.layout.name, (_without_nan(row),))
        for column, value in zip(self._columns, row, strict=True):
            column.append(value)

    def extend(self, columns: "Mapping[str, NDArray[np.float64]]") -> None:
        """Add many rows at once, by column."""
        rows = list(zip(*(columns[name].tolist() for name in self._names), strict=True))
        self._emit(self.layout.name, tuple(map(_without_nan, rows)))
        for column, name in zip(self._columns, self._names, strict=True):
            column.extend(columns[name].tolist())

    def __len__(self) -> int:
        return len(self._columns[0]) if self._columns else 0

    def frozen(self) -> RawTable:
        """Return the table so far."""
        import numpy as np

        return RawTable(self.layout, {name: np.array(column) for name, column in zip(self._names, self._columns, strict=True)})


def _without_nan(row: Sequence[float]) -> tuple[float | None, ...]:
    return tuple(None if isnan(value) else value for value in row)
