"""Interlocks: conditions that must hold, and be seen to hold, for as long as a run lasts."""

import math
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from qcstation.model.errors import StationError
from qcstation.model.units import format_quantity

from .predicates import parse_predicate
from .quantities import Reading, Readings

OnViolation = Literal["abort"]

QUANTITIES: Mapping[str, str] = {
    "temperature": "degC",
    "dew_point": "degC",
    "humidity": "%",
    "pressure": "Pa",
    "voltage": "V",
    "current": "A",
    "resistance": "ohm",
    "closed": "",
    "open": "",
    "ok": "",
}
"""The quantities that instruments publish, with their canonical units; a unit of "" with no more is a yes (1) or a no (0)."""

__all__ = ["QUANTITIES", "Interlock", "InterlockState", "OnViolation", "Reading"]


class InterlockState(Struct, frozen=True, kw_only=True):
    """Whether an interlock's condition holds; if not, `detail` says which value it had, and what was required."""

    ok: bool
    detail: str = ""


_HOLDS = InterlockState(ok=True)


class Interlock:
    """A condition such as ``climate.dew_point < climate.temperature - 2 K``, checked for its units when it is made.

    A reading that is missing, older than `max_age` seconds or no finite number violates it, whatever the rest says.

    Raises:
        StationError: the condition cannot be read; the message says where.
        UnitError: an unknown unit, or quantities that cannot be compared.
    """

    def __init__(
        self,
        name: str,
        require: str,
        *,
        on_violation: OnViolation = "abort",
        max_age: float = 5.0,
        quantities: Mapping[str, str] = QUANTITIES,
    ) -> None:
        if not max_age > 0:
            raise StationError(f"interlock {name}: max_age must be above 0 s, not {max_age:g} s")
        predicate = parse_predicate(require, quantities)
        self.name = name
        self.require = require
        self.on_violation = on_violation
        self.max_age = max_age
        self._holds = predicate.holds
        self._units = dict(predicate.units)
        self._names = tuple(predicate.units)

    @property
    def readings(self) -> tuple[str, ...]:
        """The readings that it needs, as ``instrument.quantity``."""
        return self._names

    @property
    def instruments(self) -> tuple[str, ...]:
        """The instruments that it needs readings of."""
        return tuple(dict.fromkeys(name.partition(".")[0] for name in self._names))

    def evaluate(self, readings: Readings, now: float) -> InterlockState:
        """Return whether the condition holds at `now` (s of the clock that the readings' times are of). Takes microseconds."""
        oldest = now - self.max_age
        for name in self._names:
            reading = readings.get(name)
            if reading is None or not reading.time >= oldest or not math.isfinite(reading.value):
                return self._unusable(name, reading, now)
        if self._holds(readings):
            return _HOLDS
        values = ", ".join(f"{name} is {self._shown(name, readings[name].value)}" for name in self._names)
        return InterlockState(ok=False, detail=f"{values}; required: {self.require}")

    def _unusable(self, name: str, reading: Reading | None, now: float) -> InterlockState:
        if reading is None:
            problem = f"{name} has not been read"
        elif not math.isfinite(reading.value):
            problem = f"{name} reads {reading.value}, which is no number"
        else:
            problem = f"{name} was last read {now - reading.time:.3g} s ago, at most {self.max_age:g} s are allowed"
        return InterlockState(ok=False, detail=f"{problem}; required: {self.require}")

    def _shown(self, name: str, value: float) -> str:
        unit = self._units[name]
        if unit == "" and value in {0.0, 1.0}:
            return "yes" if value else "no"
        return format_quantity(value, unit)
