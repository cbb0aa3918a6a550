"""The language of LeCroy oscilloscopes: message units, headers in short and long form, numbers with suffixes, error registers.

Source: *X-Stream Oscilloscopes Remote Control Manual*, WM-RCM-E Rev. D, part one (messages) and the tables of CMR? and EXR?.
"""

import math
import re

from msgspec import Struct

from .scpi import split_outside_quotes

UNRECOGNISED_HEADER, ILLEGAL_NUMBER, UNRECOGNISED_KEYWORD = 1, 3, 5
"""Values of the command error register CMR."""
PERMISSION, ENVIRONMENT, TOO_MANY, NOT_IMPLEMENTED, MISSING = 21, 22, 25, 26, 27
"""Values of the execution error register EXR."""

_UNIT = re.compile(
    r"(?:(?P<path>[A-Za-z]\w*):)?(?P<header>\*?[A-Za-z_]\w*)(?P<query>\?)?(?:\s*(?P<parameters>.*))?$", re.ASCII | re.DOTALL
)
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-z]*)$", re.ASCII)
_MULTIPLIERS = {"": 1.0, "P": 1e-12, "N": 1e-9, "U": 1e-6, "M": 1e-3, "K": 1e3, "MA": 1e6, "G": 1e9}
_SUFFIXES = ("OHM", "HZ", "SA", "S", "V", "A")


class LecroyError(Exception):
    """What goes into an error register: CMR for what cannot be parsed, EXR for what cannot be done."""

    def __init__(self, *, command: int = 0, execution: int = 0) -> None:
        self.command = command
        self.execution = execution
        super().__init__(f"CMR {command}" if command else f"EXR {execution}")


class Unit(Struct, frozen=True):
    """One command or query: the path before its header (``C1``), the header, its parameters."""

    path: str
    header: str
    query: bool
    parameters: tuple[str, ...]
    text: str
    """The parameters as they were sent."""


def units(message: str) -> list[Unit | None]:
    """Return the units of a message; None for one that cannot be parsed."""
    found: list[Unit | None] = []
    for part in filter(None, (piece.strip() for piece in split_outside_quotes(message, ";"))):
        match = _UNIT.match(part)
        if match is None:
            found.append(None)
            continue
        text = (match["parameters"] or "").strip()
        parameters = tuple(piece.strip() for piece in split_outside_quotes(text, ",")) if text else ()
        found.append(Unit((match["path"] or "").upper(), match["header"].upper(), match["query"] is not None, parameters, text))
    return found


def number(text: str) -> float:
    """Return the value of a number with an optional multiplier and unit: ``5NS``, ``0.02V``, ``10MV``.

    Raises:
        LecroyError: it is none.
    """
    match = _NUMBER.match(text.strip().strip('"'))
    if match is None:
        raise LecroyError(command=ILLEGAL_NUMBER)
    suffix = match[2].upper()
    if suffix not in _MULTIPLIERS:
        unit = next((unit for unit in _SUFFIXES if suffix.endswith(unit)), None)
        suffix = suffix.removesuffix(unit) if unit else suffix
    if suffix not in _MULTIPLIERS:
        raise LecroyError(command=ILLEGAL_NUMBER)
    return float(match[1]) * _MULTIPLIERS[suffix]


def pairs(parameters: tuple[str, ...]) -> dict[str, str]:
    """Return parameters that come as name, value, name, value.

    Raises:
        LecroyError: one is missing.
    """
    if len(parameters) % 2:
        raise LecroyError(execution=MISSING)
    return {name.upper(): value for name, value in zip(parameters[::2], parameters[1::2], strict=True)}


def written(value: float) -> str:
    """Write a number as the instruments do: 20E-3, 1.5E-9, 0."""
    if value == 0 or not math.isfinite(value):
        return "0"
    power = 3 * math.floor(math.log10(abs(value)) / 3 + 1e-12)
    mantissa = f"{value / 10.0**power:.6g}"
    return mantissa if power == 0 else f"{mantissa}E{power}"
