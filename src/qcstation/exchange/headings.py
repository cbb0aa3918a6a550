"""Headings such as ``Bias Voltage[V]``, ``I (nA)`` or ``C / pF``, and the way from their units to ours."""

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from qcstation.model.errors import UnitError
from qcstation.model.units import conversion_factor

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WITH_UNIT = re.compile(r"(?P<name>.*?)\s*(?:\[(?P<square>[^][]*)\]|\((?P<round>[^()]*)\)|(?<=\s)[/,]\s*(?P<after>[^\s/,]+))")
_UNIT = re.compile(r"[A-Za-z%°]{1,12}")
_SPELLINGS = {
    "\N{MICRO SIGN}": "u",
    "\N{GREEK SMALL LETTER MU}": "u",
    "\N{GREEK CAPITAL LETTER OMEGA}": "ohm",
    "\N{OHM SIGN}": "ohm",
    "Ohm": "ohm",
}
_TEMPERATURES = {"C", "degC", "°C", "celsius", "Celsius", "deg"}
_HUMIDITIES = {"%", "%RH", "%rH", "%rh", "RH", "percent"}
_KELVIN_AT_ZERO_CELSIUS = 273.15


class Heading(Struct, frozen=True):
    """A column's heading; `unit` is empty where it names none."""

    name: str
    unit: str = ""


def parse_heading(text: str) -> Heading:
    """Return name and unit of a heading: the unit in brackets, in parentheses, or after a slash or comma at the end."""
    text = " ".join(text.split())
    found = _WITH_UNIT.fullmatch(text)
    if found is None:
        return Heading(text)
    unit = found["square"] or found["round"] or found["after"] or ""
    return Heading(found["name"], unit.strip())


def to_unit(values: "NDArray[np.float64]", unit: str, target: str) -> "NDArray[np.float64]":
    """Return `values` of `unit` in `target`, our own unit; a conductance becomes a resistance (0 S: not-a-number).

    Raises:
        UnitError: an unknown unit, or one of another dimension.
    """
    for spelling, ours in _SPELLINGS.items():
        unit = unit.replace(spelling, ours)
    unit = unit.replace(" ", "")
    if unit == target or not target:
        return values
    if target == "%" and unit in _HUMIDITIES:
        return values
    if target == "degC" and unit in _TEMPERATURES:
        return values
    if target == "degC" and unit == "K":
        return values - _KELVIN_AT_ZERO_CELSIUS
    if not _UNIT.fullmatch(unit):
        raise UnitError(f"{unit!r} is not a unit that can be converted to {target}")
    if target == "ohm" and unit.endswith("S"):
        return _reciprocal(values * conversion_factor(unit, "S"))
    return values * conversion_factor(unit, target)


def _reciprocal(values: "NDArray[np.float64]") -> "NDArray[np.float64]":
    import numpy as np

    result = np.full_like(values, np.nan)
    np.divide(1.0, values, out=result, where=values != 0)
    return result
