"""A run file while its run goes on: whatever happens to this process, its path holds a file that opens.

HDF5 keeps that promise only in its single-writer mode (SWMR), in which nothing new can be declared. So a new table is
declared in a copy beside, which takes the file's place by a rename; see docs/decisions/0010.
"""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from qcstation.model.errors import StorageError
from qcstation.model.raw import TableLayout
from qcstation.model.runs import RunHeader

from . import layout
from .hdf5 import extended_size, open_swmr, reserve, write_small_file
from .storage import discard, publish, storing, sync_file, sync_folder

_ROWS_AT_ONCE = 4096
"""Rows converted in one piece: a millisecond or two, in which no other thread runs."""


class LiveFile:
    """Write the run file of a run that starts. Not for several threads.

    Raises:
        StorageError: (from every method) the file cannot be written.
    """

    def __init__(self, path: Path, header: RunHeader) -> None:
        self.path = path
        self._header = header
        self._file: Any = None
        self._layouts: dict[str, TableLayout] = {}
        self._columns: dict[str, list[Any]] = {}
        with storing(path, doing="create the run file"):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._replace()

    def declare(self, layouts: Iterable[TableLayout]) -> None:
        """Add tables. A table that is there already with the same columns is left as it is."""
        new: dict[str, TableLayout] = {}
        for table in layouts:
            known = self._layouts.get(table.name) or new.setdefault(table.name, table)
            if known != table:
                raise StorageError(f"table {table.name!r} is declared twice with different columns")
        if new:
            with storing(self.path):
                self._replace(new.values())
                self._layouts.update(new)
                self._open_columns()

    def append_rows(self, table: str, rows: Sequence[Sequence[float | None]]) -> None:
        """Add rows to a table; None and what is not finite become NaN, as in the journal."""
        columns = self._columns.get(table)
        if columns is None:
            raise StorageError(f"rows for table {table!r}, which was not declared")
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            part = rows[start : start + _ROWS_AT_ONCE]
            try:
                values = np.array(part, dtype=np.float64).reshape(len(part), -1)
            except (TypeError, ValueError) as error:
                raise StorageError(f"table {table!r}: rows are not {len(columns)} numbers each ({error})") from error
            if not columns:
                continue
            if values.shape[1] != len(columns):
                raise StorageError(f"table {table!r}: a row has {values.shape[1]} values, expected {len(columns)}")
            values[~np.isfinite(values)] = np.nan
            with storing(self.path):
                self._append(columns, values.T)

    def append_events(self, lines: bytes) -> None:
        """Add whole lines of JSON to the log of events."""
        with storing(self.path):
            self._append([self._events], [np.frombuffer(lines, dtype=np.uint8)])

    def flush(self) -> None:
        """Hand everything to the operating system: readers see it, and a killed process does not lose it."""
        with storing(self.path):
            self._file.flush()

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        file, self._file = self._file, None
        if file is not None:
            with storing(self.path):
                file.close()

    def _write_all(self, new: Any, tables: Iterable[TableLayout]) -> None:
        """Write everything again, with more tables."""
        # HDF5's own copy fails now and then on a file in SWMR mode ("ring type mismatch"), and leaves it broken.
        layout.write_header(new, self._header)
        for table in (*self._layouts.values(), *tables):
            layout.declare_table(new, table)
        for name, columns in self._columns.items():
            for column, old in zip(self._layouts[name].columns, columns, strict=True):
                _fill(new[layout.TABLES][name][column], old[()])
        if self._file is not None:
            _fill(new[layout.EVENTS], self._events[()])

    def _replace(self, tables: Iterable[TableLayout] = ()) -> None:
        """Write everything into a new file beside, with more tables, and go on with that one under the path."""
        beside = self.path.with_name(self.path.name + ".new")
        try:
            write_small_file(beside, lambda new: self._write_all(new, tables), libver=layout.LIBVER)
            old, self._file = self._file, self._put_in_place(beside)
        except BaseException:
            discard(beside)
            raise
        if old is not None:
            # The old file has no name any more; closed before, it would for a moment be one that nobody can open.
            old.close()
        self._events = self._file[layout.EVENTS]

    def _put_in_place(self, beside: Path) -> Any:
        if os.name == "posix":
            # Opened before it has its name, so that no reader's lock can be in the way.
            sync_file(beside)
            file = open_swmr(beside)
            beside.replace(self.path)
            sync_folder(self.path.parent)
            return file
        # Windows renames nothing that is open.
        self.close()
        publish(beside, self.path)
        return open_swmr(self.path)

    def _open_columns(self) -> None:
        self._columns = {
            name: [self._file[layout.TABLES][name][column] for column in table.columns] for name, table in self._layouts.items()
        }

    def _append(self, datasets: Sequence[Any], values: Any) -> None:
        """Append to each dataset its array; all arrays are equally long."""
        added = len(values[0])
        # Beyond that, room for the indices of all the other datasets, which the next flush writes too.
        others = 16384 * sum(len(columns) for columns in self._columns.values())
        reserve(self._file, self.path, extended_size(datasets, added) + others)
        for dataset, new in zip(datasets, values, strict=True):
            old = dataset.shape[0]
            dataset.resize((old + added,))
            dataset[old:] = new


def _copy_rows(source: Any, target: Any) -> None:
    target.resize(source.shape)
    target[...] = source[...]


def _fill(dataset: Any, values: Any) -> None:
    dataset.resize(values.shape)
    dataset[:] = values
