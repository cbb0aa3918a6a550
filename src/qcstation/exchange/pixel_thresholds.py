"""Thresholds of a module's pixels from a read-out's charge scan: delimited text or JSON, as docs/importing.md says."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from qcstation.model.raw import RawData, RawTable, TableLayout

from .cells import cells_of, uncommented
from .curves import BLANKS
from .imported import Content
from .text import TextFile, parse_number, shown

_PROCEDURE = "hgtd.module-thresholds"
_COLUMNS = ("row", "column", "threshold", "noise")
_HEADINGS = ("chip", "row", "column", "threshold")
_FORMAT = "qcstation.pixel-thresholds"
ROWS = COLUMNS = 15
_CHIPS = 2
_NOISE = 4


class _Pixel(Struct, frozen=True):
    """One pixel: its place, counted from 0, and what stands for it; NaN where there is nothing."""

    line: int | None
    chip: int
    row: int
    column: int
    threshold: float
    noise: float


class PixelThresholds:
    """A line a pixel, or a JSON document with a map a chip."""

    name = "pixel-thresholds"
    title = "thresholds of a module's pixels (CSV or JSON)"

    def recognises(self, file: TextFile) -> bool:
        """Whether it is a JSON document that names this format, or its first line that is no comment has the headings."""
        if file.lines[0].lstrip().startswith("{"):
            return any(f'"{_FORMAT}"' in line for line in file.lines[:20])
        return set(_headings(file)[1]) >= set(_HEADINGS)

    def read(self, file: TextFile) -> Content:
        """Return a table of thresholds for each chip.

        Raises:
            ImportFormatError: a cell is no number, a place is not on a chip or comes twice, or a pixel is missing.
        """
        is_json = file.lines[0].lstrip().startswith("{")
        pixels = list(_from_json(file) if is_json else _from_text(file))
        stray = next((each for each in pixels if not 0 <= each.chip < _CHIPS), None)
        if stray is not None:
            raise file.error(f"chip {stray.chip}: a module has chips 0 and 1", stray.line)
        tables = [_table(file, chip, [each for each in pixels if each.chip == chip]) for chip in sorted({p.chip for p in pixels})]
        if not tables:
            raise file.error("holds no pixel")
        missing = sum(int(np.isnan(table["threshold"]).sum()) for table in tables)
        notes = [f"{missing} pixel(s) without a threshold are kept as dead"] if missing else []
        if all(np.isnan(table["noise"]).all() for table in tables):
            notes.append("the file has no noise: noisy pixels cannot be told")
        return Content(
            procedure=_PROCEDURE,
            raw=RawData({table.layout.name: table for table in tables}),
            notes=(*notes, "thresholds are in the file's own steps of the pulser"),
        )


def _headings(file: TextFile) -> tuple[int, list[str], str]:
    """The index of the first line that is no comment, its cells in small letters, and what stands between them."""
    for index, text in enumerate(file.lines):
        plain, comment = uncommented(text)
        if plain.strip() and not comment:
            delimiter = next((sign for sign in ("\t", ";", ",") if sign in plain), " ")
            return index, [cell.lower() for cell in cells_of(plain, delimiter)], delimiter
    return 0, [], ","


def _from_text(file: TextFile) -> Iterator[_Pixel]:
    file.require_closed()
    first, names, delimiter = _headings(file)
    places = [names.index(name) for name in _HEADINGS] + ([names.index("noise")] if "noise" in names else [])
    for line, text in file.numbered(first + 1):
        plain, comment = uncommented(text)
        if comment or not plain.strip():
            continue
        cells = cells_of(plain, delimiter)
        if len(cells) != len(names):
            raise file.error(f"expected {len(names)} values as in the heading, found {len(cells)}; the row is damaged", line)
        values = [_value(file, line, names[place], cells[place]) for place in places]
        chip, row, column = (_whole(file, line, name, value) for name, value in zip(_HEADINGS, values[:3], strict=False))
        yield _Pixel(line, chip, row, column, values[3], values[_NOISE] if len(values) > _NOISE else np.nan)


def _value(file: TextFile, line: int, name: str, cell: str) -> float:
    value = np.nan if cell.lower() in BLANKS else parse_number(cell)
    if value is None or np.isinf(value):
        raise file.error(f"expected a number in column {shown(name)}, found {shown(cell)}", line)
    return value


def _whole(file: TextFile, line: int | None, name: str, value: float) -> int:
    if not float(value).is_integer():
        raise file.error(f"expected a whole number as {name}, found {value:g}", line)
    return int(value)


def _from_json(file: TextFile) -> Iterator[_Pixel]:
    try:
        document = json.loads("\n".join(file.lines))
    except (ValueError, RecursionError) as error:
        raise file.error(f"is no whole JSON document: {error}; copy it again") from error
    chips = document.get("chips") if isinstance(document, Mapping) else None
    if document.get("format") != _FORMAT or document.get("version") != 1 or not isinstance(chips, list):
        raise file.error(f'expected "format": "{_FORMAT}", "version": 1 and a list "chips"')
    for entry in chips:
        if not isinstance(entry, Mapping) or not isinstance(entry.get("chip"), int):
            raise file.error('each of "chips" needs its number as "chip"')
        threshold = _map(file, entry, "threshold")
        noise = _map(file, entry, "noise") if "noise" in entry else np.full_like(threshold, np.nan)
        for row in range(ROWS):
            for column in range(COLUMNS):
                yield _Pixel(None, entry["chip"], row, column, threshold[row, column], noise[row, column])


def _map(file: TextFile, entry: Mapping[str, Any], name: str) -> NDArray[np.float64]:
    """A map of a chip's pixels, shape (rows, columns); null is a pixel without a value."""
    try:
        values = np.array(entry.get(name), dtype=float)
    except (TypeError, ValueError):
        values = np.empty(0)
    if values.shape != (ROWS, COLUMNS) or np.isinf(values).any():
        raise file.error(f'chip {entry["chip"]}: expected "{name}" as {ROWS} rows of {COLUMNS} numbers or null')
    return values


def _table(file: TextFile, chip: int, pixels: list[_Pixel]) -> RawTable:
    """The table of a chip, row by row; each of its pixels comes once."""
    values = np.full((ROWS, COLUMNS, 2), np.nan)
    seen = np.zeros((ROWS, COLUMNS), dtype=bool)
    for each in pixels:
        if not (0 <= each.row < ROWS and 0 <= each.column < COLUMNS):
            raise file.error(f"row {each.row}, column {each.column}: expected 0 to {ROWS - 1}, counted from 0", each.line)
        if seen[each.row, each.column]:
            raise file.error(f"chip {chip} row {each.row} column {each.column} comes twice", each.line)
        seen[each.row, each.column] = True
        values[each.row, each.column] = each.threshold, each.noise
    if not seen.all():
        row, column = np.argwhere(~seen)[0].tolist()
        lost = int((~seen).sum())
        raise file.error(
            f"chip {chip}: {lost} pixel(s) missing, the first is row {row} column {column}; a dead one has an empty threshold"
        )
    rows, columns = np.indices(seen.shape).reshape(2, -1).astype(float)
    kept = dict(zip(_COLUMNS, (rows, columns, values[..., 0].ravel(), values[..., 1].ravel()), strict=True))
    return RawTable(TableLayout(name=f"thresholds_{chip}", columns=dict.fromkeys(_COLUMNS, "1")), kept)
