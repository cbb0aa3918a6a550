"""Names, quantities and times as people write them."""

import math
import re
from datetime import UTC, datetime

_COMMON_POWER = re.compile(r"(-?[\d.]+e[+-]?\d+) ± ([\d.]+e[+-]?\d+)")
_POWER_OF_TEN = re.compile(r"(?<=[\d)])e([+-]?\d+)")
_EXPONENT = re.compile(r"\^(-?\d+)")
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def words(name: str) -> str:
    """Return a name from the code as a person writes it: ``breakdown_voltage`` gives ``Breakdown voltage``."""
    spaced = name.replace("_", " ")
    return spaced[:1].upper() + spaced[1:]


def typeset(quantity: str) -> str:
    """Return a quantity with true minus signs, powers of ten and exponents: ``-1.7e-06 m^2`` gives −1.7×10⁻⁶ m²."""
    text = _COMMON_POWER.sub(_with_common_power, quantity)
    text = _POWER_OF_TEN.sub(lambda found: f"×10^{int(found.group(1))}", text)
    text = _EXPONENT.sub(lambda found: found.group(1).translate(_RAISED), text)
    return text.replace("-", "\N{MINUS SIGN}")


def _with_common_power(found: re.Match[str]) -> str:
    """Write ``1.13858e+23 ± 1.3e+21`` as (1.139 ± 0.013)e+23."""
    value, uncertainty = float(found.group(1)), float(found.group(2))
    power = math.floor(math.log10(abs(value))) if value else 0
    digits = power - math.floor(math.log10(uncertainty)) + 1
    if not 0 <= digits <= 9:
        return found.group(0)
    return f"({value / 10.0**power:.{digits}f} ± {uncertainty / 10.0**power:.{digits}f})e{power}"


def time_text(seconds: float) -> str:
    """Return a time in seconds since 1970 as date and time in UTC."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def duration_text(seconds: float) -> str:
    """Return a time span as people say it."""
    whole = round(seconds)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02d} min"
    if minutes:
        return f"{minutes} min {rest:02d} s"
    return f"{seconds:.1f} s" if seconds < 10 else f"{rest} s"


def share_text(
    fraction: float | None, low: float | None, high: float | None, *, pattern: str = "{share} % ({low} to {high})"
) -> str:
    """Return a share with its interval in per cent: ``97.5 % (91.2 to 99.7)``; an em dash where there is none.

    `pattern` is how it is written in another language.
    """
    if fraction is None or low is None or high is None:
        return "\N{EM DASH}"
    return pattern.format(share=f"{100 * fraction:.1f}", low=f"{100 * low:.1f}", high=f"{100 * high:.1f}")
