"""A run's raw data and its results for other programs: tables as CSV (which this package also reads), arrays as NumPy's files."""

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from qcstation.model.errors import StorageError
from qcstation.model.raw import RawArray, RawData, RawTable
from qcstation.model.verdicts import Judgement

from .documents import ResultDocument, result_document

_ITEMS_AT_ONCE = 1000


def write_raw_tables(raw: RawData, folder: Path, *, stem: str) -> tuple[Path, ...]:
    """Write each table of a run to ``STEM-TABLE.csv`` in a folder, each array to ``STEM-ARRAY.npy``, and return the files.

    Raises:
        StorageError: a file cannot be written.
    """
    paths = []
    for name, table in raw.tables.items():
        path = folder / f"{stem}-{name}.csv"
        _write(path, ([*_headings(table)], *_rows(table)))
        paths.append(path)
    for name, array in raw.arrays.items():
        path = folder / f"{stem}-{name}.npy"
        _write_array(path, array)
        paths.append(path)
    return tuple(paths)


def write_results(judgements: Sequence[Judgement], path: Path) -> None:
    """Write results with their limits, one a line, in the columns of the JSON document's results.

    Raises:
        StorageError: the file cannot be written.
    """
    rows = ([_cell(value) for value in msgspec.structs.astuple(result_document(judgement))] for judgement in judgements)
    _write(path, (ResultDocument.__struct_fields__, *rows))


def _write_array(path: Path, array: RawArray) -> None:
    """Write NumPy's format block by block: an array may be larger than the memory."""
    from numpy.lib.format import dtype_to_descr, write_array_header_1_0

    first, shape = array[:0], (len(array), *array.layout.shape)
    with _writing(path), path.open("wb") as stream:
        write_array_header_1_0(stream, {"descr": dtype_to_descr(first.dtype), "fortran_order": False, "shape": shape})
        for block in array.blocks(_ITEMS_AT_ONCE):
            stream.write(block.tobytes())


def _headings(table: RawTable) -> list[str]:
    return [f"{name} [{unit}]" for name, unit in table.layout.columns.items()]


def _rows(table: RawTable) -> Iterable[list[str]]:
    columns = [table[name].tolist() for name in table.layout.columns]
    return ([_cell(value) for value in row] for row in zip(*columns, strict=True))


def _cell(value: object) -> str:
    """Return a value so that reading it gives it back; what was not taken is an empty cell."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    return repr(value) if isinstance(value, float) else str(value)


def _write(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with _writing(path), path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows(rows)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror}; check the folder's space and rights") from error
