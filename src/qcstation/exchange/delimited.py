"""Delimited text of any program, with a map that says which column is what.

Commas, semicolons, tabs, bars or blanks between the cells; decimal commas where the cells are not cut at commas; comment
lines that begin with # % or //; headings in the last line before the numbers (after a comment mark too), with their units.
"""

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from qcstation.model.errors import ImportFormatError, UnitError

from .cells import DELIMITERS, LOOKED_AT, cells_of, decimal_sign, uncommented
from .curves import BLANKS, KINDS, Array, CurveKind, build_table, raw_data, read_rows
from .headings import Heading, parse_heading, to_unit
from .imported import Content
from .text import TextFile, parse_number, shown

_PROPOSALS = {"V": "voltage", "A": "current", "F": "capacitance"}


class _Line(Struct, frozen=True):
    """A line that is not blank, by its number from 1, without its comment mark."""

    number: int
    text: str
    comment: bool


class _Sheet(Struct, frozen=True):
    """The numbers' rows with their line numbers, cut into cells, and the headings above them."""

    delimiter: str
    decimal: str
    headings: tuple[Heading, ...]
    rows: list[tuple[int, list[str]]]


def read_delimited(file: TextFile, column_map: Mapping[str, str], procedure: str = "") -> Content:
    """Return the curve that a column map picks: our name to ``heading[:unit]`` or to the column's number counted from 1.

    Raises:
        ImportFormatError: there is no map, it does not fit the file, or the file is damaged.
    """
    sheet = _cut(file)
    if not column_map:
        raise file.error(f"is of no known format; {_proposal(sheet)}")
    kind = _kind(file, column_map, procedure)
    notes = _end_notes(file, sheet)
    names = [heading.name for heading in sheet.headings]
    numbers = read_rows(file, sheet.rows, names, decimal=sheet.decimal, blank=True)
    columns = {column: _column(file, sheet, numbers, column, wanted, kind.units[column]) for column, wanted in column_map.items()}
    table = build_table(file, kind, columns, notes)
    metadata = {f"column {column}": wanted for column, wanted in column_map.items()}
    return Content(procedure=kind.procedure, raw=raw_data(table), metadata=metadata, notes=tuple(notes))


def _kind(file: TextFile, column_map: Mapping[str, str], procedure: str) -> CurveKind:
    wanted = set(column_map)
    if procedure and procedure not in KINDS:
        raise file.error(f"curves of {procedure} cannot be imported; known: {', '.join(KINDS)}")
    possible = [KINDS[procedure]] if procedure else list(KINDS.values())
    fitting = [kind for kind in possible if wanted >= set(kind.required) and wanted <= set(kind.units)]
    if fitting:
        return fitting[0]
    expected = " or ".join(f"{', '.join(kind.required)} ({kind.procedure})" for kind in possible)
    known = sorted({name for kind in possible for name in kind.units})
    unknown = sorted(wanted - set(known))
    came = f"unknown {shown(unknown[0])}; known: {', '.join(known)}" if unknown else f"found {', '.join(sorted(wanted))}"
    raise file.error(f"expected a column map with {expected}, {came}")


def _cut(file: TextFile) -> _Sheet:
    """Find the numbers, how they are written and what stands above them."""
    lines = [_Line(number, *uncommented(text)) for number, text in file.numbered(0) if text.strip()]
    plain = [line for line in lines if not line.comment]
    ways = [(delimiter, decimal_sign((line.text for line in plain[:LOOKED_AT]), delimiter)) for delimiter in DELIMITERS]
    counts = [sum(_is_row(line.text, *way) for line in plain[:LOOKED_AT]) for way in ways]
    if not any(counts):
        raise file.error("expected columns of numbers, found none; check that it is the right file")
    delimiter, decimal = ways[counts.index(max(counts))]
    first = next(line.number for line in plain if _is_row(line.text, delimiter, decimal))
    rows = [(line.number, cells_of(line.text, delimiter)) for line in plain if line.number >= first]
    rows = [(number, cells) for number, cells in rows if any(cells)]
    above = next((line for line in reversed(lines) if line.number < first and line.text.strip()), None)
    titles = cells_of(above.text, delimiter) if above else []
    if all(not cells[-1] for _, cells in rows) and not (titles and titles[-1] and len(titles) == len(rows[0][1])):
        # Some programs leave a delimiter at each line's end.
        rows = [(number, cells[:-1]) for number, cells in rows]
        titles = titles[: len(rows[0][1])]
    return _Sheet(delimiter, decimal, _headings(file, above, titles, len(rows[0][1])), rows)


def _headings(file: TextFile, above: _Line | None, titles: Sequence[str], width: int) -> tuple[Heading, ...]:
    """Return the headings in the last line above the numbers, or plain numbers where that line is a comment or a single text."""
    if len(titles) == width:
        return tuple(parse_heading(title) for title in titles)
    if above and not above.comment and len(titles) > 1:
        raise file.error(
            f"expected as many headings as the {width} values below, found {len(titles)}; decimal commas need another sign "
            "between the cells, and a line that is no heading needs a # before it",
            above.number,
        )
    return tuple(Heading(f"column {place + 1}") for place in range(width))


def _is_row(text: str, delimiter: str, decimal: str) -> bool:
    cells = cells_of(text, delimiter)
    filled = [parse_number(cell, decimal=decimal) is not None for cell in cells if cell.lower() not in BLANKS]
    return len(cells) > 1 and any(filled) and all(filled)


def _column(file: TextFile, sheet: _Sheet, numbers: Array, column: str, wanted: str, unit: str) -> Array:
    place, given = _find(file, sheet, wanted)
    heading = sheet.headings[place]
    source = given or heading.unit
    if not source and unit not in {"", "1"}:
        raise file.error(f"column {shown(heading.name)} has no unit; write it behind a colon: --map {column}='{wanted}:{unit}'")
    try:
        return to_unit(numbers[:, place], source, "" if unit == "1" else unit)
    except UnitError as error:
        raise file.error(f"column {shown(heading.name)}: {error}; write it as --map {column}='{wanted}:{unit}'") from error


def _find(file: TextFile, sheet: _Sheet, wanted: str) -> tuple[int, str]:
    """Return the place of the column that `wanted` names (by heading, with or without unit, or number), and the unit it gives."""
    head, _, unit = wanted.rpartition(":")
    for text, given in ((wanted, ""), (head, unit.strip())):
        if not text.strip():
            continue
        sought = parse_heading(text)
        exact = [place for place, heading in enumerate(sheet.headings) if heading == sought]
        by_name = [place for place, heading in enumerate(sheet.headings) if heading.name.lower() == text.strip().lower()]
        places = exact or by_name
        if len(places) > 1:
            raise file.error(f"{len(places)} columns are called {shown(text)}; give the column's number instead, counted from 1")
        if places:
            return places[0], given
        if re.fullmatch(r"\d{1,4}", text.strip(), re.ASCII) and 1 <= int(text) <= len(sheet.headings):
            return int(text) - 1, given
    known = ", ".join(shown(_written(heading)) for heading in sheet.headings[:20])
    raise file.error(f"has no column {shown(wanted)}; its columns: {known}")


def _written(heading: Heading) -> str:
    return f"{heading.name} [{heading.unit}]" if heading.unit else heading.name


def _proposal(sheet: _Sheet) -> str:
    """Return what to type so that the file can be imported, as far as its headings tell."""
    options: dict[str, str] = {}
    for heading in sheet.headings:
        for symbol, column in _PROPOSALS.items():
            if heading.unit.endswith(symbol) and column not in options:
                options[column] = _written(heading)
    if "voltage" in options and len(options) > 1:
        typed = " ".join(f"--map {column}={shown(written)}" for column, written in options.items())
        return f"say which column is what, such as: {typed}"
    known = ", ".join(shown(_written(heading)) for heading in sheet.headings[:10])
    return f"say which column is what with --map voltage='COLUMN:V' --map current='COLUMN:A'; its columns: {known}"


def _end_notes(file: TextFile, sheet: _Sheet) -> list[str]:
    """Refuse a last number that was cut: without a line end, it must look like those above it."""
    if file.closed:
        return []
    line, cells = sheet.rows[-1]
    shapes = [_shape(row[-1]) for _, row in sheet.rows[:-1] if row]
    shortest = [min(lengths) for lengths in zip(*shapes, strict=True)]
    if not cells or not shapes or any(now < least for now, least in zip(_shape(cells[-1]), shortest, strict=True)):
        raise file.error("the last line has no line end and its last number is shorter than all above, so it may be cut", line)
    return ["the last line has no line end"]


def _shape(cell: str) -> tuple[int, int]:
    """Return the number of characters before an exponent and in it."""
    mantissa, _, exponent = cell.lower().partition("e")
    return len(mantissa), len(exponent)


def parse_column_map(texts: Sequence[str]) -> dict[str, str]:
    """Return the column map in arguments such as ``voltage=Bias [V]`` or ``current=3:nA``.

    Raises:
        ImportFormatError: an argument is not of that form, or a column comes twice.
    """
    column_map: dict[str, str] = {}
    for text in texts:
        column, equals, wanted = (part.strip() for part in text.partition("="))
        if not (column and equals and wanted):
            raise ImportFormatError(f"expected a column as NAME=HEADING[:UNIT], such as voltage='Bias [V]', found {shown(text)}")
        if column in column_map:
            raise ImportFormatError(f"the column {column} is given twice; give it once")
        column_map[column] = wanted
    return column_map
