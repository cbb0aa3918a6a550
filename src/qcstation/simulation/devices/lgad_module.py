"""Whole sensors behind the series resistor of a module flex: a hybrid, or both hybrids of a module on one high-voltage line."""

from types import MappingProxyType
from typing import Any, Self

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike

from .lgad import REFERENCE_TEMPERATURE, Array, LgadSensor
from .lgad_array import LgadArray

SERIES_RESISTANCE = 11e3
"""ohm, of the module flex (ATLAS-HGTD/hgtd-tools, data.py)."""
_TOLERANCE = 0.01
"""Standard deviation of the resistor, relative (`unverified`: what film resistors have)."""
_GRID = np.concatenate(
    [np.arange(low, high, step) for low, high, step in ((0, 40, 0.1), (40, 100, 0.5), (100, 180, 0.1), (180, 401, 1))]
)
"""V, of the table of the sensors' common current: fine where it bends; interpolation is good to 1e-4 of it up to breakdown."""


class _Kind(Struct, frozen=True):
    text: str
    sensors: tuple[str, ...]


_KINDS = MappingProxyType(
    {
        "module": _Kind("a module of two good hybrids", ("good", "good")),
        "hybrid": _Kind("one good hybrid", ("good",)),
        "module-bad-corner": _Kind("a module of which one hybrid breaks down early at a corner", ("good", "bad-corner")),
        "hybrid-few-bad-pads": _Kind("a hybrid whose sensor has a few bad pads", ("few-bad-pads",)),
        "hybrid-bad-corner": _Kind("a hybrid that breaks down early at a corner", ("bad-corner",)),
    }
)
MODULE_VARIANTS: dict[str, str] = {name: kind.text for name, kind in _KINDS.items()}


class LgadModule(LgadSensor):
    """Sensors in parallel behind one resistor; currents are those of all their pads and guard rings."""

    def __init__(self, sensors: tuple[LgadArray, ...], resistance: float, *, variant: str = "", seed: int = 0) -> None:
        super().__init__(sensors[0].parameters, variant=variant, seed=seed)
        self.sensors = sensors
        self.series_resistance = resistance
        self._table_at: float | None = None
        self._voltages = self._currents = np.empty(0)

    @classmethod
    def make(cls, variant: str = "module", seed: int = 0) -> Self:
        """Return the module or hybrid number `seed` of a `variant` (`MODULE_VARIANTS`): the same one each time.

        Raises:
            ValueError: no such variant; the message lists them.
        """
        if variant not in _KINDS:
            raise ValueError(f"no module variant {variant!r}: choose one of {', '.join(_KINDS)}")
        kinds = _KINDS[variant].sensors
        rng = np.random.default_rng([seed & 0xFFFFFFFFFFFFFFFF, 11])
        sensors = tuple(LgadArray.make(kind, 2 * seed + number) for number, kind in enumerate(kinds))
        return cls(sensors, SERIES_RESISTANCE * (1 + _TOLERANCE * float(rng.standard_normal())), variant=variant, seed=seed)

    @property
    def relaxation_capacitance(self) -> float:
        """Capacitance (F) of the slow polarisation of all contacts."""
        return sum(20e-12 * (len(sensor.pads) + 1) for sensor in self.sensors)

    def truth(self) -> dict[str, Any]:
        """Return the resistor and the parameters of each sensor."""
        return {"series_resistance": self.series_resistance, "sensors": [sensor.truth() for sensor in self.sensors]}

    def sensor_current(self, voltage: ArrayLike, temperature: ArrayLike = REFERENCE_TEMPERATURE) -> Array:
        """Return the current (A) of all sensors together at the voltage (V) on them, behind the resistor."""
        return np.asarray(sum(sensor.total_current(voltage, temperature) for sensor in self.sensors))

    def current(self, voltage: ArrayLike, temperature: ArrayLike = REFERENCE_TEMPERATURE) -> Array:
        """Return the current (A) at the voltage (V) before the resistor."""
        voltage = np.asarray(voltage, dtype=float)
        voltages, currents = self._table(float(np.mean(np.asarray(temperature, dtype=float))))
        reverse = -np.interp(-voltage, voltages, currents)
        if not (voltage > 0).any():
            return np.asarray(reverse)
        forward = np.minimum(self.sensor_current(np.clip(voltage, 0.0, 5.0), temperature), voltage / self.series_resistance)
        return np.asarray(np.where(voltage > 0, forward, reverse))

    def total_current(self, voltage: ArrayLike, temperature: ArrayLike = REFERENCE_TEMPERATURE) -> Array:
        """Return the current (A) that the bias supply delivers: all of it."""
        return self.current(voltage, temperature)

    def _table(self, temperature: float) -> tuple[Array, Array]:
        """Return voltages before the resistor and currents, magnitudes, rising."""
        if temperature != self._table_at:
            self._currents = -self.sensor_current(-_GRID, temperature)
            self._voltages = _GRID + self.series_resistance * self._currents
            self._table_at = temperature
        return self._voltages, self._currents
