"""Raw data as analyses see it: named tables of equally long columns, and arrays, with the units they were taken in."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

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


ARRAY_TYPES = frozenset({*(f"{sign}int{bits}" for sign in ("", "u") for bits in (8, 16, 32, 64)), "float32", "float64"})
"""The types of numbers in arrays: those that every reader of HDF5 knows."""


class ArrayLayout(Struct, frozen=True, kw_only=True):
    """An array's name, unit and what is constant over it; `dtype` (numpy's name, `int16`) and `shape` are of one item.

    `shape` is (samples,) for waveforms, (15, 15) for maps of pads, () for single numbers; `dtype` is one of ARRAY_TYPES.
    """

    name: str
    dtype: str
    shape: tuple[int, ...] = ()
    unit: str = "1"
    attributes: Mapping[str, str | int | float | bool] = {}


class ArraySource(Protocol):
    """What holds the items of an array: numpy's own arrays, and run files, which read what is asked for."""

    @property
    def shape(self) -> tuple[int, ...]:
        """Number of items, then the shape of one."""
        ...

    @property
    def dtype(self) -> "np.dtype[Any]":
        """The type of the numbers."""
        ...

    def __getitem__(self, items: slice, /) -> "NDArray[Any]":
        """Return items, shape (items, *shape of one)."""
        ...


class RawArray:
    """One array of a run, of shape (items, *layout.shape). `source` is a numpy array, or reads from a run file what is asked for.

    Raises:
        StorageError: (from every access) the run file cannot be read any more.
    """

    def __init__(self, layout: ArrayLayout, source: ArraySource) -> None:
        if (tuple(source.shape[1:]), str(source.dtype)) != (tuple(layout.shape), layout.dtype):
            raise ImportFormatError(
                f"array {layout.name}: items of {source.dtype} with shape {tuple(source.shape[1:])} "
                f"do not fit the layout, {layout.dtype} with shape {tuple(layout.shape)}"
            )
        self.layout = layout
        self._source = source

    def __len__(self) -> int:
        return self._source.shape[0]

    def __getitem__(self, items: slice) -> "NDArray[Any]":
        """Return the items of a slice without a step, shape (items, *layout.shape), in the layout's unit."""
        start, stop, step = items.indices(len(self))
        if step != 1:
            raise ValueError(f"array {self.layout.name}: slices have no step; take [a:b][::{step}]")
        return self._source[start : max(start, stop)]

    @property
    def values(self) -> "NDArray[Any]":
        """All items at once, shape (items, *layout.shape)."""
        return self[:]

    def blocks(self, items: int) -> "Iterator[NDArray[Any]]":
        """Iterate over all items in order, at most `items` at a time: for arrays that are larger than the memory."""
        return (self[start : start + items] for start in range(0, len(self), items))


class RawData:
    """All that a run took: its tables, its arrays, and the operator's answers by prompt."""

    def __init__(
        self,
        tables: Mapping[str, RawTable],
        answers: Mapping[str, str] | None = None,
        arrays: Mapping[str, RawArray] | None = None,
    ) -> None:
        self.tables = dict(tables)
        self.answers = dict(answers or {})
        self.arrays = dict(arrays or {})

    def __getitem__(self, name: str) -> RawTable:
        """Return a table.

        Raises:
            KeyError: there is no such table.
        """
        return self.tables[name]

    def __contains__(self, name: object) -> bool:
        return name in self.tables
