"""Round numbers for axes, and how they are written."""

import math

from msgspec import Struct

from qcstation.model.units import format_quantity

_MINUS = "\N{MINUS SIGN}"
_STEPS = (1.0, 2.0, 5.0, 10.0)


class Tick(Struct, frozen=True):
    """A mark on an axis; without `label` it is a minor one."""

    value: float
    label: str = ""


def linear_ticks(low: float, high: float, *, about: int = 6, factor: float = 1.0) -> tuple[Tick, ...]:
    """Return ticks between `low` and `high` at 1, 2 or 5 times a power of ten, written in units of `factor`."""
    span = (high - low) / factor
    raw = span / max(about, 1)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(step * power for step in _STEPS if step * power >= raw * 0.999)
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    first = math.ceil(low / factor / step - 1e-9)
    last = math.floor(high / factor / step + 1e-9)
    return tuple(Tick(k * step * factor, _number(k * step, digits)) for k in range(first, last + 1))


def log_ticks(low: float, high: float, unit: str) -> tuple[Tick, ...]:
    """Return ticks at powers of ten with their unit and prefix, minor ones between; also at 2 and 5 where decades are few."""
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    decades = math.log10(high / low)
    if decades < 0.5:
        factor, label = scale_of(high, unit)
        even = linear_ticks(low, high, about=4, factor=factor)
        return tuple(Tick(tick.value, f"{tick.label} {label}".rstrip()) for tick in even)
    labelled = (1,) if decades >= 3 else (1, 2, 5)
    every = max(1, math.ceil(decades / 8))
    ticks = []
    for exponent in range(first, last + 1):
        for digit in range(1, 10):
            value = digit * 10.0**exponent
            if not low * (1 - 1e-9) <= value <= high * (1 + 1e-9):
                continue
            if digit in labelled and exponent % every == 0:
                ticks.append(Tick(value, _quantity(value, unit)))
            elif decades <= 5:
                ticks.append(Tick(value))
    return tuple(ticks)


def scale_of(highest: float, unit: str) -> tuple[float, str]:
    """Return what values up to `highest` are divided by for an axis, and the unit to write: 2e-10 and F give 1e-12 and pF."""
    if not unit or not math.isfinite(highest) or highest <= 0:
        return 1.0, unit
    # Up to four digits before the point are still read at a glance: 1200 V rather than 1.2 kV.
    exponent = 3 * math.floor((math.log10(highest) - 0.1) / 3)
    if 0 <= exponent <= 3 and highest < 5000:
        exponent = 0
    one = format_quantity(10.0**exponent, unit)
    number, _, label = one.partition(" ")
    return (10.0**exponent, label) if number == "1" and label else (1.0, format_quantity(1.0, unit).partition(" ")[2])


def _quantity(value: float, unit: str) -> str:
    return format_quantity(float(f"{value:.0e}"), unit).replace("-", _MINUS)


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return "0" if float(text) == 0 else text.replace("-", _MINUS)
