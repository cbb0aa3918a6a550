"""Twin of a Mettler-Toledo analytical balance with MT-SICS levels 0 and 1 (reference manual 11780711), 220 g by 0.1 mg.

Bench options (g, s): `mass` of what is put on the pan (0.5), `placed` (0: from the start; else the time at which it is put on),
`settling` (3), `draught` (false: it never settles), `capacity` (220). Not simulated: units other than g, adjustment.
"""

import math
from typing import Any, ClassVar

from .twin import Surroundings, Twin

_READABILITY = 1e-4
NOISE = 3e-5
"""g, standard deviation of a settled reading (`unverified`; data sheets of such balances: repeatability 0.1 mg)."""
_DRAUGHT = 5e-3
_SETTLING_SWING = 0.2
"""Part of the load by which readings are off when it is put down; it dies out."""
_ZERO_RANGE = 0.02
"""Part of the capacity within which it can be set to zero."""
_PATIENCE = 10.0
"""s that S, Z and T wait for stability."""


class MettlerBalance(Twin):
    """A balance that is somewhere on the bench: nothing else touches its load."""

    model: ClassVar[str] = "mettler.sics"
    title: ClassVar[str] = "Mettler-Toledo balance"
    termination: ClassVar[str] = "\r\n"
    serial_termination: ClassVar[str] = "\r\n"

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        options = place.options
        self._load = float(options.get("mass", 0.5))
        self._placed = float(options.get("placed", 0.0))
        self._settling = float(options.get("settling", 3.0))
        self._capacity = float(options.get("capacity", 220.0))
        self._zero = 0.0
        self._tare = 0.0
        self._serial = str(options.get("serial_number", "B021002593"))

    def handle(self, line: str) -> str | None:
        """Carry out one command."""
        match line.strip():
            case "@":
                self._tare = 0.0
                return f'I4 A "{self._serial}"'
            case "I0":
                return 'I0 A 0 "SI"'
            case "I1":
                return 'I1 A "01" "2.30" "2.22" "" ""'
            case "I2":
                return f'I2 A "XS204 Excellence {self._capacity:.4f} g"'
            case "I3":
                return 'I3 A "4.10 10.28.0.493.142"'
            case "I4":
                return f'I4 A "{self._serial}"'
            case "SI":
                return self._weight("S", "S" if self._stable() else "D")
            case "S":
                return self._weight("S", "S") if self._wait_until_stable() else "S I"
            case "Z":
                return self._set_zero() if self._wait_until_stable() else "Z I"
            case "T":
                return self._set_tare() if self._wait_until_stable() else "T I"
        return "ES"

    def state(self) -> dict[str, Any]:
        """Return what is on the pan (g) and whether the reading has settled."""
        return {"load": self._on_pan(), "stable": self._stable()}

    def _on_pan(self) -> float:
        return self._load if self.now() >= self._placed else 0.0

    def _since_change(self) -> float:
        return self.now() - (self._placed if self.now() >= self._placed else 0.0)

    def _stable(self) -> bool:
        return self._since_change() >= self._settling and not self.place.options.get("draught", False)

    def _wait_until_stable(self) -> bool:
        self.take(min(max(self._settling - self._since_change(), 0.0), _PATIENCE))
        if not self._stable():
            self.take(_PATIENCE)
        return self._stable()

    def _gross(self) -> float:
        spread = NOISE if self._stable() else _DRAUGHT
        swing = 0.0
        if not self._stable():
            swing = _SETTLING_SWING * self._on_pan() * math.exp(-3 * self._since_change() / max(self._settling, 1e-3))
        return self._on_pan() + swing + spread * float(self.place.rng.standard_normal()) - self._zero

    def _weight(self, command: str, state: str) -> str:
        if self._on_pan() > self._capacity:
            return f"{command} +"
        if self._on_pan() < -self._zero_range:
            return f"{command} -"
        net = round((self._gross() - self._tare) / _READABILITY) * _READABILITY
        return f"{command} {state} {net:10.4f} g"

    def _set_zero(self) -> str:
        if abs(self._on_pan()) > self._zero_range:
            return "Z +" if self._on_pan() > 0 else "Z -"
        self._zero += self._gross()
        self._tare = 0.0
        return "Z A"

    def _set_tare(self) -> str:
        if self._on_pan() > self._capacity:
            return "T +"
        self._tare = self._gross()
        return f"T S {self._tare:10.4f} g"

    @property
    def _zero_range(self) -> float:
        return _ZERO_RANGE * self._capacity
