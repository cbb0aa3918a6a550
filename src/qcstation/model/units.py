"""Quantities as people write them, and as the code keeps them.

Inside qcstation every number is a float in the unit that its docstring, descriptor or column names: SI units without
prefixes, save for temperatures (degC) and relative humidity (%). pint does the parsing, at the edges only, and is
imported when the first quantity is parsed.
"""

import math
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .errors import UnitError

if TYPE_CHECKING:
    from pint import UnitRegistry

_PREFIXES = {-15: "f", -12: "p", -9: "n", -6: "u", -3: "m", 0: "", 3: "k", 6: "M", 9: "G", 12: "T"}
_NEVER_PREFIXED = {"", "%", "degC", "K", "V/K", "1/m^3", "1/cm^3"}
_SHOWN = {"degC": "°C", "um": "µm", "ohm": "Ω"}


@lru_cache(maxsize=1)
def _registry() -> "UnitRegistry[Any]":
    from pint import UnitRegistry

    registry: UnitRegistry[Any] = UnitRegistry(autoconvert_offset_to_baseunit=True)
    registry.define("percent_relative_humidity = 0.01 = %RH")
    return registry


def parse_quantity(text: str | float, unit: str) -> float:
    """Return the number of `unit` in a quantity such as ``"200 mV"``.

    A dimensionless quantity (unit ``""``) may be a bare number; any other needs its unit.

    Raises:
        UnitError: no unit, an unknown unit, another dimension, not a finite number.
    """
    if isinstance(text, (int, float)) and not isinstance(text, bool):
        text = f"{text!r}"
    wanted = f"a quantity in {unit}, such as '5 {unit}'" if unit else "a number"
    try:
        quantity = _registry().Quantity(text.strip().replace("%", " percent"))
    except Exception as error:
        raise UnitError(f"{text!r} is not {wanted}: {error}") from error
    if not hasattr(quantity, "units") or isinstance(quantity.magnitude, str):
        raise UnitError(f"{text!r} is not {wanted}")
    if unit and str(quantity.units) == "dimensionless":
        raise UnitError(f"{text!r} has no unit: write {wanted}")
    try:
        value = float(quantity.to(unit.replace("%", "percent") or "dimensionless").magnitude)
    except Exception as error:
        raise UnitError(f"{text!r} is in {quantity.units:~}, expected {wanted}") from error
    if not math.isfinite(value):
        raise UnitError(f"{text!r} is not a finite number: write {wanted}")
    return value


def conversion_factor(source: str, target: str) -> float:
    """Return what a number in unit `source` is multiplied with to be in unit `target`; offsets (degC to K) are refused.

    Raises:
        UnitError: an unknown unit, other dimensions, or a conversion with an offset.
    """
    registry = _registry()
    try:
        zero, one = (registry.Quantity(x, source).to(target).magnitude for x in (0.0, 1.0))
    except Exception as error:
        raise UnitError(f"{source!r} cannot be converted to {target!r}: {error}") from error
    if abs(zero) > 1e-12 * abs(one):
        raise UnitError(f"{source!r} to {target!r} has an offset: convert it by hand")
    return float(one)


def format_quantity(value: float, unit: str, uncertainty: float | None = None) -> str:
    """Return a number as people read it: SI prefix, uncertainty to two digits and value to the same place.

    >>> format_quantity(156.13, "V", 0.42)
    '156.13 ± 0.42 V'
    >>> format_quantity(1.23e-8, "A")
    '12.3 nA'
    """
    exponent = _prefix_exponent(value if value else (uncertainty or 0.0), unit)
    scale = 10.0**exponent
    label = _PREFIXES[exponent].replace("u", "µ") + _SHOWN.get(unit, unit)
    scaled = value / scale
    if uncertainty is None or not uncertainty > 0 or not math.isfinite(uncertainty):
        number = f"{scaled:.4g}" if 1e-3 <= abs(scaled) < 1e5 or scaled == 0 else f"{scaled:.3e}"
    else:
        digits = 1 - math.floor(math.log10(uncertainty / scale))
        if digits > 9 or digits < -6:
            number = f"{scaled:.6g} ± {uncertainty / scale:.2g}"
        else:
            digits = max(digits, 0)
            number = f"{scaled:.{digits}f} ± {uncertainty / scale:.{digits}f}"
    return f"{number} {label}".rstrip()


def _prefix_exponent(value: float, unit: str) -> int:
    if unit in _NEVER_PREFIXED or value == 0 or not math.isfinite(value) or not unit:
        return 0
    # 0.5 V stays 0.5 V rather than 500 mV only from 0.1 upwards, as on a meter's display.
    exponent = math.floor(math.log10(abs(value) * 1.0000001))
    if exponent == -1:
        return 0
    return min(max(3 * (exponent // 3), -15), 12)
