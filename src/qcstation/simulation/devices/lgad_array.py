"""A whole LGAD sensor: 15 x 15 pads and a guard ring, of which a fixture connects some to the meter and grounds the others."""

from collections.abc import Iterable
from copy import copy
from types import SimpleNamespace
from typing import Any, Self, cast

import msgspec
import numpy as np
from numpy.typing import ArrayLike, NDArray

from .lgad import REFERENCE_TEMPERATURE, Array, LgadParameters, LgadSensor

ROWS = COLUMNS = 15
PADS = ROWS * COLUMNS
GUARD = "guard"
"""The name of the guard ring's contact; pads are called ``1`` to ``225``, row by row."""
PITCH = 1.3e-3
"""m, from pad to pad (ATLAS HGTD: 1.3 x 1.3 mm2)."""
_MOST_KNOWN = 2000
"""Levels whose currents are kept: some 4 MB."""


class LgadArray(LgadSensor):
    """A sensor as it is seen through its connections. `current` is that of the contacts on the meter, `total_current` all of it.

    `seen` gives the same sensor with other connections. `parameters` are those of a typical pad, `pads` those of each one.
    """

    def __init__(
        self,
        typical: LgadParameters,
        pads: tuple[LgadParameters, ...],
        relaxation_times: NDArray[np.float64],
        guard_conductance: float,
        *,
        variant: str = "",
        seed: int = 0,
    ) -> None:
        super().__init__(typical, variant=variant, seed=seed)
        self.pads = pads
        self.guard_conductance = guard_conductance
        self._relaxation_times = relaxation_times
        self._contacted = np.array([pad.connected for pad in pads], dtype=float)
        self._columns = LgadSensor(_stacked(pads))
        self._metered: tuple[int, ...] = ()
        self._guard_metered = False
        self._touching = True
        self._known: dict[tuple[float, float], Array] = {}

    @classmethod
    def make(cls, variant: str = "good", seed: int = 0) -> Self:
        """Return the sensor number `seed` of a `variant` (`lgad_array_variants.ARRAY_VARIANTS`): the same one each time.

        Raises:
            ValueError: no such variant; the message lists them.
        """
        from .lgad_array_variants import array_of

        typical, pads, times, guard = array_of(variant, seed)
        return cls(typical, pads, times, guard, variant=variant, seed=seed)

    def seen(self, contacts: Iterable[str], *, touching: bool = True) -> "LgadArray":
        """Return the sensor with these contacts on the meter and the others grounded; not `touching`: open, all of them."""
        view = copy(self)
        names = set(contacts)
        view.__dict__.update(
            _guard_metered=GUARD in names,
            _metered=tuple(sorted(int(name) - 1 for name in names - {GUARD})),
            _touching=touching,
        )
        return view

    def truth(self) -> dict[str, Any]:
        """Return the parameters of a typical pad and of each one."""
        return {
            "parameters": msgspec.to_builtins(self.parameters),
            "pads": msgspec.to_builtins(self.pads),
            "relaxation_times": self._relaxation_times.tolist(),
            "guard_conductance": self.guard_conductance,
        }

    @property
    def relaxation_capacitance(self) -> float:
        """Capacitance (F) of the slow polarisation of the contacts on the meter."""
        return 20e-12 * (len(self._metered) + self._guard_metered) if self._touching else 0.0

    @property
    def relaxation_time(self) -> float:
        """Time constant (s) of the slowest contact on the meter."""
        times = [float(self._relaxation_times[pad]) for pad in self._metered]
        return max(times, default=super().relaxation_time)

    def pad_currents(self, voltage: ArrayLike, temperature: ArrayLike = REFERENCE_TEMPERATURE) -> Array:
        """Return the currents (A) of all pads, shape (..., 225), each while the others are grounded."""
        if np.ndim(voltage) or np.ndim(temperature):
            each = np.asarray(temperature, dtype=float)[..., None]
            return np.asarray(self._columns.current(np.asarray(voltage, dtype=float)[..., None], each) * self._contacted)
        # Sweeps come back to the same levels pad after pad; all views of a sensor share what is known.
        key = np.asarray(voltage).item(), np.asarray(temperature).item()
        if key not in self._known:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = np.asarray(self._columns.current(*key) * self._contacted)
        return self._known[key]

    def current(self, voltage: ArrayLike, temperature: ArrayLike = REFERENCE_TEMPERATURE) -> Array:
        """Return the current (A) of the contacts on the meter."""
        voltage = np.asarray(voltage, dtype=float)
        if not self._touching:
            return np.zeros(voltage.shape)
        metered = self.pad_currents(voltage, temperature)[..., list(self._metered)].sum(axis=-1)
        return np.asarray(metered + (voltage * self.guard_conductance if self._guard_metered else 0.0))

    def total_current(self, voltage: ArrayLike, temperature: ArrayLike = REFERENCE_TEMPERATURE) -> Array:
        """Return the current (A) that the bias supply delivers: of all pads and the guard ring."""
        voltage = np.asarray(voltage, dtype=float)
        if not self._touching:
            return np.zeros(voltage.shape)
        return np.asarray(self.pad_currents(voltage, temperature).sum(axis=-1) + voltage * self.guard_conductance)

    def capacitance(self, voltage: ArrayLike, frequency: ArrayLike = 1e4) -> Array:
        """Return the capacitance (F) of the pads on the meter."""
        shape = np.broadcast(voltage, frequency).shape
        return np.asarray(sum((pad.capacitance(voltage, frequency) for pad in self._metered_pads()), np.zeros(shape)))

    def conductance(
        self, voltage: ArrayLike, frequency: ArrayLike = 1e4, temperature: ArrayLike = REFERENCE_TEMPERATURE
    ) -> Array:
        """Return the parallel conductance (S) of the pads on the meter."""
        shape = np.broadcast(voltage, frequency).shape
        return np.asarray(sum((p.conductance(voltage, frequency, temperature) for p in self._metered_pads()), np.zeros(shape)))

    def _metered_pads(self) -> tuple[LgadSensor, ...]:
        return tuple(LgadSensor(self.pads[pad]) for pad in self._metered) if self._touching else ()


def _stacked(pads: tuple[LgadParameters, ...]) -> LgadParameters:
    """Return what behaves as the parameters of all pads at once: each field an array, so that one call gives all currents."""
    fields = {
        field: np.array([getattr(pad, field) for pad in pads], dtype=float)
        for field in LgadParameters.__struct_fields__
        if field != "connected"
    }
    return cast(LgadParameters, SimpleNamespace(**fields, connected=True))
