"""Rows for a form's list or table from the file of a pull tester, a coordinate-measuring machine or the like.

Delimited text with headings somewhere above the numbers, or without headings and with exactly the form's columns.
"""

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from msgspec import Struct

from qcstation.model.errors import UnitError
from qcstation.model.forms import Column
from qcstation.model.units import canonical_unit

from .cells import DELIMITERS, LOOKED_AT, cells_of, decimal_sign, uncommented
from .curves import BLANKS
from .headings import Heading, parse_heading, to_unit
from .text import TextFile, parse_number, read_text, shown

MOST_ROWS = 20_000
_FORCES = {"gf", "N"}
_GRAMS = {"g", "gr", "gram", "grams", "gms"}


class FormRows(Struct, frozen=True, kw_only=True):
    """Numbers in canonical units, one row a value or point; choices by their place, not-a-number for none.

    `notes` are sentences on what was left out or is odd.
    """

    rows: tuple[tuple[float, ...], ...]
    notes: tuple[str, ...] = ()


class _Sheet(Struct, frozen=True):
    """Where the columns are, their headings, and the rows below by line number."""

    places: tuple[int, ...]
    headings: tuple[Heading, ...]
    rows: list[tuple[int, list[str]]]
    decimal: str
    left_out: int


def read_form_rows(path: Path, columns: Sequence[Column]) -> FormRows:
    """Read the rows of `columns` from a file.

    Raises:
        ImportFormatError: the file is unreadable, has not these columns, or a cell is not what its column needs.
    """
    file = read_text(path)
    sheet = _below_headings(file, columns) or _without_headings(file, columns)
    if sheet is None:
        wanted = ", ".join("/".join(_headings_of(column)) for column in columns)
        raise file.error(f"expected columns headed {wanted}, or these {len(columns)} column(s) without headings; found neither")
    if len(sheet.rows) > MOST_ROWS:
        raise file.error(f"has {len(sheet.rows)} rows, a form takes at most {MOST_ROWS}; check that it is the right file")
    notes = []
    kept = [
        (line, cells)
        for line, cells in sheet.rows
        if sheet.places[0] >= len(cells) or cells[sheet.places[0]].lower() not in BLANKS
    ]
    if len(kept) < len(sheet.rows):
        notes.append(f"{len(sheet.rows) - len(kept)} row(s) without a value are left out")
    if not kept:
        raise file.error("has headings, but no row with a value below them")
    if sheet.left_out:
        notes.append(f"{sheet.left_out} line(s) below the table are left out")
    if not file.closed and not sheet.left_out:
        notes.append("the last line has no line end: check that its number is whole")
    values = np.column_stack([_column(file, sheet, kept, index, column) for index, column in enumerate(columns)])
    return FormRows(rows=tuple(map(tuple, values.tolist())), notes=tuple(notes))


def written_unit(unit: str, kept: str) -> str:
    """Return a unit as it is meant: grams are a force where one is asked for, as on every pull tester."""
    return "gf" if kept in _FORCES and unit.lower() in _GRAMS else unit


def _below_headings(file: TextFile, columns: Sequence[Column]) -> _Sheet | None:
    lines = [(number, uncommented(text)[0]) for number, text in file.numbered(0)]
    for index, (_, text) in enumerate(lines[:LOOKED_AT]):
        for delimiter in DELIMITERS:
            headings = [parse_heading(cell) for cell in cells_of(text, delimiter)]
            places = [_place(column, headings) for column in columns]
            if None not in places:
                found = tuple(place for place in places if place is not None)
                return _sheet(lines[index + 1 :], delimiter, found, tuple(headings))
    return None


def _sheet(below: list[tuple[int, str]], delimiter: str, places: tuple[int, ...], headings: tuple[Heading, ...]) -> _Sheet:
    """Return the rows up to the first blank line below them; a line of units under the headings gives the units."""
    filled = [(number, text) for number, text in below if text.strip()]
    start = next((index for index, (_, text) in enumerate(below) if text.strip()), len(below))
    stop = next((index for index in range(start, len(below)) if not below[index][1].strip()), len(below))
    rows = [(number, cells_of(text, delimiter)) for number, text in below[start:stop]]
    decimal = decimal_sign((text for _, text in below[start:stop][:LOOKED_AT]), delimiter)
    left_out = len(filled) - len(rows)
    if rows and len(rows[0][1]) == len(headings) and _are_units(rows[0][1], decimal):
        units = [cell.strip("[]() ") for cell in rows.pop(0)[1]]
        headings = tuple(Heading(one.name, one.unit or unit) for one, unit in zip(headings, units, strict=True))
    return _Sheet(places, headings, rows, decimal, left_out)


def _without_headings(file: TextFile, columns: Sequence[Column]) -> _Sheet | None:
    """Return the sheet if every line that is no comment has exactly the columns, and numbers where they belong."""
    lines = [(number, text) for number, text in file.numbered(0) if text.strip() and not uncommented(text)[1]]
    for delimiter in DELIMITERS:
        rows = [(number, cells_of(text, delimiter)) for number, text in lines]
        decimal = decimal_sign((text for _, text in lines[:LOOKED_AT]), delimiter)
        if rows and all(len(cells) == len(columns) and _numbers_fit(cells, columns, decimal) for _, cells in rows):
            return _Sheet(tuple(range(len(columns))), tuple(Heading("") for _ in columns), rows, decimal, 0)
    return None


def _numbers_fit(cells: list[str], columns: Sequence[Column], decimal: str) -> bool:
    return all(
        column.choices or parse_number(cell, decimal=decimal) is not None for cell, column in zip(cells, columns, strict=True)
    )


def _are_units(cells: list[str], decimal: str) -> bool:
    """Whether a line under the headings has words and no number."""
    words = [cell for cell in cells if cell.lower() not in BLANKS]
    return bool(words) and all(parse_number(word, decimal=decimal) is None for word in words)


def _headings_of(column: Column) -> tuple[str, ...]:
    return column.headings or tuple(filter(None, (column.name, column.title)))


def _split(wanted: str) -> tuple[str, str]:
    """Return name and unit of a ``heading:unit`` in a form's file."""
    name, colon, unit = wanted.rpartition(":")
    return (name.strip(), unit.strip()) if colon and name.strip() else (wanted.strip(), "")


def _place(column: Column, headings: Sequence[Heading]) -> int | None:
    for wanted in _headings_of(column):
        name = parse_heading(_split(wanted)[0]).name.casefold()
        for place, heading in enumerate(headings):
            if heading.name.casefold() == name:
                return place
    return None


def _column(
    file: TextFile, sheet: _Sheet, rows: list[tuple[int, list[str]]], index: int, column: Column
) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    place = sheet.places[index]
    values = np.empty(len(rows))
    for row, (line, cells) in enumerate(rows):
        if place >= len(cells):
            raise file.error(f"expected at least {place + 1} values as in the heading, found {len(cells)}", line)
        values[row] = (
            _choice(file, line, cells[place], column) if column.choices else _number(file, line, cells[place], sheet, column)
        )
    if column.choices:
        return values
    kept = canonical_unit(column.unit)
    heading = sheet.headings[place]
    given = next((unit for name, unit in map(_split, column.headings) if unit and name.casefold() == heading.name.casefold()), "")
    unit = heading.unit or given or column.unit
    try:
        return to_unit(values, written_unit(unit, kept), "" if kept == "1" else kept)
    except UnitError as error:
        raise file.error(f"column {shown(heading.name or column.name)}: {error}") from error


def _number(file: TextFile, line: int, cell: str, sheet: _Sheet, column: Column) -> float:
    value = parse_number(cell, decimal=sheet.decimal)
    if value is None or not math.isfinite(value):
        raise file.error(f"expected a number as {column.title or column.name}, found {shown(cell)}", line)
    return value


def _choice(file: TextFile, line: int, cell: str, column: Column) -> float:
    """Return the place of a choice that a cell names, by its text or the form's code for it."""
    if cell.lower() in BLANKS:
        return math.nan
    codes = {code.casefold(): choice for code, choice in column.codes.items()}
    meant = codes.get(cell.casefold(), cell).casefold()
    choices = [choice.casefold() for choice in column.choices]
    if meant not in choices:
        known = ", ".join([*column.choices, *column.codes])
        raise file.error(
            f"{column.title or column.name}: expected one of {known}, found {shown(cell)}; add it to the form's codes", line
        )
    return float(choices.index(meant))
