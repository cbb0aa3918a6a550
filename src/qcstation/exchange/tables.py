"""Tables as CSV: a run's raw data and its results, readable by anything, the delimited reader of this package included."""

import csv
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from qcstation.model.errors import StorageError
from qcstation.model.raw import RawData, RawTable
from qcstation.model.verdicts import Judgement

from .documents import ResultDocument, result_document


def write_raw_tables(raw: RawData, folder: Path, *, stem: str) -> tuple[Path, ...]:
    """Write each table of a run to ``STEM-TABLE.csv`` in a folder and return the files.

    Raises:
        StorageError: a file cannot be written.
    """
    paths = []
    for name, table in raw.tables.items():
        path = folder / f"{stem}-{name}.csv"
        _write(path, ([*_headings(table)], *_rows(table)))
        paths.append(path)
    return tuple(paths)


def write_results(judgements: Sequence[Judgement], path: Path) -> None:
    """Write results with their limits, one a line, in the columns of the JSON document's results.

    Raises:
        StorageError: the file cannot be written.
    """
    rows = ([_cell(value) for value in msgspec.structs.astuple(result_document(judgement))] for judgement in judgements)
    _write(path, (ResultDocument.__struct_fields__, *rows))


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
    try:
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
    except OSError as error:
        raise StorageError(f"{path}: cannot be written: {error.strerror}; check the folder's space and rights") from error
