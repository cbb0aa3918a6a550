"""Quantities as people write them, and as the code keeps them.

Inside qcstation every number is a float in the unit that its docstring, descriptor or column names: SI units without
prefixes, save for temperatures (degC) and relative humidity (%); "1" or "" is the unit of a pure number. pint does the parsing
of units, at the edges only. Plain units such as "mV" are read without it, because loading it takes as long as all the rest of a
window's start; a test holds the two against each other.
"""

import math
import re
from decimal import Decimal
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .errors import UnitError

if TYPE_CHECKING:
    from pint import UnitRegistry

_PURE_NUMBER = ("", "1")
# Names with small powers, multiplied or divided. pint alone would work for ever on "V**9**9**9**9".
_POWER = r"(?:(?:\^|\*\*)-?[0-9]|⁻?[¹²³⁴⁵⁶])?"
_NAME = rf"[^\W\d]*[^\W\d_]{_POWER}|%(?:RH)?|°[CF]"
_UNIT = re.compile(rf"(?:1|{_NAME})(?:\s*[*/·]\s*(?:{_NAME})|\s+(?:{_NAME}))*")
# A number and the rest. pint alone would calculate ("2*3 V" is 6 V) and read "1,5 V" as 15 V.
_QUANTITY = re.compile(r"(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*(?P<unit>.*)")

_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}
# A prefix goes before a plain unit or before the first of a quotient (mV/s), never before a power (m^2): it would be raised too.
_PREFIXED = re.compile(r"[A-Za-z]+(/.*)?")
_NEVER_PREFIXED = {"degC", "K", "V/K", "kg", "min", "h", "d", "deg", "dB", "e"}
_NEVER_ENLARGED = {"s", "m"}
_PLAIN = frozenset({"V", "A", "F", "Hz", "s", "ohm", "W", "C", "m", "g", "eV", "Pa", "K"})
_UNPREFIXED = frozenset({"", "1", "degC", "%", "%RH", "min", "h", "kg"})
_EXPONENTS = {prefix: exponent for exponent, prefix in _PREFIXES.items()} | {"µ": -6, "μ": -6}
_SHOWN = {"degC": "°C", "um": "µm", "ohm": "Ω", "1": ""}


@lru_cache(maxsize=1)
def _registry() -> "UnitRegistry[Any]":
    from pint import UnitRegistry

    registry: UnitRegistry[Any] = UnitRegistry()
    registry.define("@alias ohm = Ohm")
    return registry


@lru_cache(maxsize=512)
def _conversion(source: str, target: str) -> tuple[Decimal, Decimal]:
    """Return factor and offset that make a number in unit `source` one in unit `target`."""
    if source == target and source in _UNPREFIXED:
        return Decimal(1), Decimal(0)
    (top, *below), (wanted_top, *wanted_below) = source.split("/"), target.split("/")
    (prefix, base), (wanted_prefix, wanted_base) = _plain_parts(top), _plain_parts(wanted_top)
    if base and base == wanted_base and below == wanted_below and _PLAIN.issuperset(below):
        return Decimal(1).scaleb(_EXPONENTS[prefix] - _EXPONENTS[wanted_prefix]), Decimal(0)
    start, end = _unit(source), _unit(target)
    try:
        zero, one, two = (float(_registry().Quantity(number, start).to(end).magnitude) for number in (0.0, 1.0, 2.0))
    except Exception as error:
        raise UnitError(f"{source!r} cannot be converted to {target!r}") from error
    if not math.isclose(two - one, one - zero, rel_tol=1e-9):
        raise UnitError(f"{source!r} is a logarithmic unit")
    return (_decimal(one), Decimal(0)) if zero == 0.0 else (_decimal(one - zero, tolerance=1e-11), _decimal(zero))


def _plain_parts(unit: str) -> tuple[str, str]:
    """Return the prefix and the rest of a plain unit, two empty texts where it is none of the most common ones."""
    if unit in _PLAIN:
        return "", unit
    return (unit[0], unit[1:]) if unit[:1] in _EXPONENTS and unit[1:] in _PLAIN else ("", "")


def _decimal(number: float, *, tolerance: float = 1e-15) -> Decimal:
    """The decimal that was meant: 1e-06 rather than 9.999999999999999e-07, so that 10 uA is 1e-05 A."""
    short = f"{number:.12g}"
    return Decimal(short) if math.isclose(float(short), number, rel_tol=tolerance) else Decimal(number)


def _unit(text: str) -> Any:
    if text in _PURE_NUMBER:
        return _registry().parse_units("dimensionless")
    try:
        if not _UNIT.fullmatch(text):
            raise ValueError
        return _registry().parse_units(text.replace("%RH", "%").replace("%", "percent"))
    except Exception as error:
        raise UnitError(f"{text!r:.60} is no unit that is known here") from error


def parse_quantity(text: str | float, unit: str) -> float:
    """Return the number of `unit` in a quantity such as ``"200 mV"``.

    A pure number (unit ``""`` or ``"1"``) may be bare; any other quantity needs its unit.

    Raises:
        UnitError: no number, no unit, an unknown unit, another dimension, not a finite number.
    """
    wanted = "a number" if unit in _PURE_NUMBER else f"a quantity in {unit}, such as '5 {unit}'"
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        text = repr(float(text))
    match = _QUANTITY.fullmatch(text.strip().replace("\N{MINUS SIGN}", "-")) if isinstance(text, str) else None
    if match is None:
        raise UnitError(f"{text!r:.60} is not {wanted}")
    given = match["unit"]
    if not given and unit not in _PURE_NUMBER:
        raise UnitError(f"{text!r} has no unit: write {wanted}")
    try:
        factor, offset = _conversion(given, unit)
    except UnitError as error:
        raise UnitError(f"{text!r:.60} is not {wanted}: {error}") from error
    if not math.isfinite(float(match["number"])):
        raise UnitError(f"{text!r:.60} is not a finite number: write {wanted}")
    value = float(Decimal(match["number"]) * factor + offset)
    if not math.isfinite(value):
        raise UnitError(f"{text!r:.60} is not a finite number: write {wanted}")
    return value


def conversion_factor(source: str, target: str) -> float:
    """Return what a number in unit `source` is multiplied with to be in unit `target`; offsets (degC to K) are refused.

    Raises:
        UnitError: an unknown unit, other dimensions, or a conversion with an offset.
    """
    factor, offset = _conversion(source, target)
    if offset:
        raise UnitError(f"{source!r} to {target!r} has an offset: convert it by hand")
    return float(factor)


def canonical_unit(unit: str) -> str:
    """Return the unit in which qcstation keeps what people write in a plain `unit`: without its prefix (``mm`` is kept in m).

    Raises:
        UnitError: an unknown unit, or one with powers or quotients.
    """
    if unit in _PURE_NUMBER:
        return "1"
    if base := _plain_parts(unit)[1]:
        return base
    _conversion(unit, unit)
    readings = _registry().parse_unit_name(unit)
    if not readings:
        raise UnitError(f"{unit!r} is no plain unit: write one without powers and quotients")
    # The one without prefix, if there is one: pint reads "min" as a minute, and as a milli-inch too.
    prefix, name, _ = min(readings, key=lambda reading: len(reading[0]))
    symbol = str(_registry().get_symbol(name)) if prefix else unit
    return {"Ω": "ohm", "°C": "degC"}.get(symbol, symbol)


def format_quantity(value: float, unit: str, uncertainty: float | None = None) -> str:
    """Return a number as people read it: SI prefix, uncertainty to two digits and value to the same place.

    >>> format_quantity(156.13, "V", 0.42)
    '156.13 ± 0.42 V'
    >>> format_quantity(1.23e-8, "A")
    '12.3 nA'
    """
    uncertain = uncertainty is not None and uncertainty > 0 and math.isfinite(uncertainty)
    spread = uncertainty if uncertainty is not None and uncertain else 0.0
    exponent = _prefix_exponent(max(abs(value), spread), unit)
    scale = 10.0**exponent
    label = _PREFIXES[exponent].replace("u", "µ") + _SHOWN.get(unit, unit)
    scaled, spread = value / scale, spread / scale
    if not spread:
        number = f"{scaled:.4g}" if 1e-3 <= abs(scaled) < 1e5 or scaled == 0 else f"{scaled:.3e}"
    else:
        digits = 1 - math.floor(math.log10(spread))
        if -4 <= digits <= 9:
            digits = max(digits, 0)
            number = f"{scaled:.{digits}f} ± {spread:.{digits}f}"
        else:
            number = _scientific(scaled, spread)
    return f"{number} {label}".rstrip()


def _scientific(value: float, spread: float) -> str:
    """One power of ten for value and uncertainty, the uncertainty to two digits: ``(1.124 ± 0.019)e+23``."""
    exponent = math.floor(math.log10(max(abs(value), spread)))
    digits = max(exponent - math.floor(math.log10(spread)) + 1, 0)
    return f"({value / 10.0**exponent:.{digits}f} ± {spread / 10.0**exponent:.{digits}f})e{exponent:+03d}"


def _prefix_exponent(value: float, unit: str) -> int:
    if unit in _NEVER_PREFIXED or not _PREFIXED.fullmatch(unit) or value == 0 or not math.isfinite(value):
        return 0
    # 0.5 V stays 0.5 V rather than 500 mV only from 0.1 upwards, as on a meter's display.
    exponent = math.floor(math.log10(value * 1.0000001))
    if exponent == -1:
        return 0
    highest = 0 if unit in _NEVER_ENLARGED else 12
    return min(max(3 * (exponent // 3), -15), highest)
