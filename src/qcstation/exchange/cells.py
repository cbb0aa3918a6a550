"""Lines of delimited text cut into cells: delimiters, comment marks, and whether commas are decimal."""

import csv
import re
from collections.abc import Iterable

DELIMITERS = ("\t", ";", ",", "|", " ")
LOOKED_AT = 1000
"""Lines that are looked at to find how the numbers are written."""
_COMMENT = re.compile(r"\s*(?:#|%|//)+\s?")
_COMMA_NUMBER = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?", re.ASCII)
_POINT_NUMBER = re.compile(r"[+-]?\d*\.\d+([eE][+-]?\d+)?", re.ASCII)


def uncommented(text: str) -> tuple[str, bool]:
    """Return a line without its comment mark, and whether it has one."""
    mark = _COMMENT.match(text)
    return (text[mark.end() :], True) if mark else (text, False)


def cells_of(text: str, delimiter: str) -> list[str]:
    """Return a line's cells without blanks round them; a blank as delimiter stands for any number of them."""
    if delimiter == " ":
        return text.split()
    try:
        cells = next(csv.reader([text], delimiter=delimiter), [])
    except csv.Error:
        cells = text.split(delimiter)
    return [cell.strip() for cell in cells]


def decimal_sign(lines: Iterable[str], delimiter: str) -> str:
    """Return the decimal sign of lines: a comma if some cell needs it and none has a point."""
    if delimiter == ",":
        return "."
    cells = [cell for line in lines for cell in cells_of(line, delimiter)]
    return "," if any(map(_COMMA_NUMBER.fullmatch, cells)) and not any(map(_POINT_NUMBER.fullmatch, cells)) else "."
