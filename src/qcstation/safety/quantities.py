"""Sums of readings and quantities, brought to one unit when they are compiled, so that evaluating them is arithmetic alone."""

import operator
import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from msgspec import Struct

from qcstation.model.errors import StationError, UnitError
from qcstation.model.units import conversion_factor, parse_quantity

_RELATIONS: Mapping[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_NUMBER = re.compile(r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")


class Reading(Struct, frozen=True, kw_only=True):
    """A value in its canonical unit, and when it was read, in seconds of the run's monotonic clock."""

    value: float
    time: float


Readings = Mapping[str, Reading]
Comparison = Callable[[Readings], bool]


class Leaf(NamedTuple):
    """A reading by name, or a quantity; `unit` is what it is written or read in."""

    name: str
    text: str
    unit: str

    @classmethod
    def reading(cls, name: str, unit: str) -> "Leaf":
        """Return the leaf of a reading."""
        return cls(name, name, unit)

    @classmethod
    def literal(cls, text: str) -> "Leaf":
        """Return the leaf of a quantity such as ``2 K``."""
        number = _NUMBER.match(text)
        return cls("", text, text[number.end() :].strip() if number else "")

    @property
    def is_point(self) -> bool:
        """Whether it is a point on a temperature scale (20 degC) rather than a difference (2 K) or anything else."""
        if self.name:
            return self.unit == "degC"
        return bool(self.unit) and _converts(self.text, "degC") and not _is_difference(self.unit)


class Linear(NamedTuple):
    """A sum of leaves, each with sign +1 or -1."""

    terms: tuple[tuple[int, Leaf], ...]
    position: int

    def times(self, sign: int) -> "Linear":
        """Return the sum with all signs multiplied."""
        return Linear(tuple((sign * s, leaf) for s, leaf in self.terms), self.position)

    def plus(self, other: "Linear") -> "Linear":
        """Return both sums in one."""
        return Linear(self.terms + other.terms, self.position)

    @property
    def unit(self) -> str | None:
        """The unit of its first reading; None if it has no reading."""
        return next((leaf.unit for _, leaf in self.terms if leaf.name), None)

    @property
    def points(self) -> int:
        """How many temperatures more are added than taken away: 1 is a temperature, 0 a difference or no temperature at all."""
        return sum(sign for sign, leaf in self.terms if leaf.is_point)

    def __str__(self) -> str:
        text = " ".join(f"{'+' if sign > 0 else '-'} {leaf.text}" for sign, leaf in self.terms)
        return text.removeprefix("+ ")


def comparison(left: Linear, relation: str, right: Linear) -> Comparison:
    """Compile ``left relation right``.

    Raises:
        StationError: there is no reading in it.
        UnitError: the two sides cannot be compared, or their parts cannot be added.
    """
    unit = left.unit if left.unit is not None else right.unit
    if unit is None:
        raise StationError(f"{left} {relation} {right} has no reading in it: it would always be the same")
    if unit == "degC" and (left.points, right.points) not in {(0, 0), (1, 1)}:
        raise UnitError(
            f"{left} {relation} {right} compares a temperature with a difference of temperatures, or adds temperatures: "
            "write temperatures in degC and differences in K"
        )
    compare = _RELATIONS[relation]
    offset, scaled = _compiled(left.plus(right.times(-1)), unit)
    # Both sides on the left: one sum to evaluate, and nothing is lost for == on the same reading.
    if len(scaled) == 1:
        ((factor, name),) = scaled
        return lambda readings: compare(offset + factor * readings[name].value, 0.0)
    return lambda readings: compare(offset + sum([factor * readings[name].value for factor, name in scaled]), 0.0)


def truth(linear: Linear) -> Comparison:
    """Compile a reading that is a yes or no by itself.

    Raises:
        UnitError: it has a unit and must be compared with something.
    """
    match linear.terms:
        case ((1, Leaf(name=name, unit="")),) if name:
            return lambda readings: readings[name].value != 0.0
    raise UnitError(f"{linear} is no condition: compare it with something")


def _compiled(linear: Linear, unit: str) -> tuple[float, tuple[tuple[float, str], ...]]:
    """The sum in `unit` as an offset and a factor for each reading."""
    offset = 0.0
    factors: dict[str, float] = {}
    for sign, leaf in linear.terms:
        if leaf.name:
            factor = 1.0 if leaf.unit == unit else conversion_factor(leaf.unit, unit)
            factors[leaf.name] = factors.get(leaf.name, 0.0) + sign * factor
        elif unit == "degC" and _is_difference(leaf.unit):
            offset += sign * parse_quantity(leaf.text, "K")
        else:
            offset += sign * parse_quantity(leaf.text, unit)
    return offset, tuple((factor, name) for name, factor in factors.items())


def _is_difference(unit: str) -> bool:
    try:
        conversion_factor(unit, "K")
    except UnitError:
        return False
    return True


def _converts(text: str, unit: str) -> bool:
    try:
        parse_quantity(text, unit)
    except UnitError:
        return False
    return True
