"""Twin of an ITK Corvus controller (Venus-1) that carries a sensor up to the needles of a probe card or of a single needle.

Commands after the published drivers. Bench options (mm): `contact_height` (10), `die_pitch` (21), `needles` (``card``: all pads
at once where a die lies under it; ``single``: the pad under the needle, 1.3 mm from the next). Not simulated: acceleration.
"""

import math
from typing import Any, ClassVar

from qcstation.simulation.devices.lgad_array import COLUMNS, PITCH, ROWS

from .twin import Surroundings, Twin

SPEED = 20.0
"""mm/s (`unverified`)."""
_LIMITS = ((0.0, 200.0), (0.0, 200.0), (0.0, 25.0))
_OFF_CENTRE = 0.1
"""mm that a die may be off the needles: half a pad's metal (`unverified`)."""
_REACH = 1e-4
"""mm, below the contact height, from which the needles touch."""
_UNKNOWN, _FEW, _OUTSIDE = 2000, 1002, 1015
_SHORT = {"m": "move", "r": "rmove", "p": "pos", "st": "status", "ge": "geterror", "j": "joystick", "gj": "getjoystick"}
_READY = 3


class Corvus(Twin):
    """Three axes that know where they are."""

    model: ClassVar[str] = "itk.corvus"
    title: ClassVar[str] = "ITK Corvus positioning controller"
    termination: ClassVar[str] = "\r\n"
    serial_termination: ClassVar[str] = "\r\n"

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        self._height = float(place.options.get("contact_height", 10.0))
        self._die_pitch = float(place.options.get("die_pitch", 21.0))
        self._single = place.options.get("needles", "card") == "single"
        self._from = self._to = (0.0, 0.0, 0.0)
        self._began = self._arrives = 0.0
        self._error = 0
        self._units = [1, 1, 1]
        self._calibrated = 0 if place.options.get("uncalibrated", False) else _READY
        self._joystick = True

    def handle(self, line: str) -> str | None:
        """Carry out one command with its parameters before it."""
        words = line.split()
        if not words:
            return None
        command = _SHORT.get(words[-1], words[-1])
        try:
            parameters = [float(word) for word in words[:-1]]
        except ValueError:
            self._error = _UNKNOWN
            return None
        if command in ("move", "rmove"):
            self._move(parameters, relative=command == "rmove")
            return None
        if command == "abort":
            self._stop()
            return None
        return self._tell(command, [int(parameter) for parameter in parameters])

    def state(self) -> dict[str, Any]:
        """Return the position (mm), whether it moves and whether the needles touch."""
        fixture = self.place.fixture
        return {
            "position": list(self._position()),
            "moving": self._moving,
            "touching": fixture.touching if fixture is not None else False,
        }

    @property
    def _moving(self) -> bool:
        return self.now() < self._arrives

    def _tell(self, command: str, parameters: list[int]) -> str | None:
        if command == "setunit" and len(parameters) == 2 and parameters[1] in (1, 2, 3):
            self._units[parameters[1] - 1] = parameters[0]
            return None
        if command == "joystick" and parameters:
            self._joystick = bool(parameters[0])
            return None
        if command in ("getunit", "getcaldone") and len(parameters) == 1 and parameters[0] in (1, 2, 3):
            return str(self._units[parameters[0] - 1] if command == "getunit" else self._calibrated)
        if command == "geterror":
            error, self._error = self._error, 0
            return str(error)
        answers = {
            "identify": "Corvus 1 462 1 380",
            "version": "2.62",
            "getserialno": "19091234",
            "status": str(int(self._moving)),
            "getmerror": "0",
            "getjoystick": str(int(self._joystick)),
            "pos": " ".join(f"{value / self._scale(axis):.6f}" for axis, value in enumerate(self._position())),
        }
        if command not in answers:
            self._error = _UNKNOWN
        return answers.get(command)

    def _scale(self, axis: int) -> float:
        """Return how many mm the axis's unit has (1: micrometre, 2: millimetre)."""
        return {1: 1e-3, 2: 1.0}.get(self._units[axis], 1.0)

    def _position(self) -> tuple[float, ...]:
        if not self._moving:
            return self._to
        part = (self.now() - self._began) / (self._arrives - self._began)
        return tuple(a + part * (b - a) for a, b in zip(self._from, self._to, strict=True))

    def _move(self, parameters: list[float], *, relative: bool) -> None:
        if len(parameters) != 3:
            self._error = _FEW
            return
        here = self._position()
        wanted = [value * self._scale(axis) + (here[axis] if relative else 0.0) for axis, value in enumerate(parameters)]
        if not all(low <= value <= high for value, (low, high) in zip(wanted, _LIMITS, strict=True)):
            self._error = _OUTSIDE
            return
        self._from, self._to = (here[0], here[1], here[2]), (wanted[0], wanted[1], wanted[2])
        self._began = self.now()
        self._arrives = self._began + math.dist(self._from, self._to) / SPEED
        if self._to != self._from:
            # On the way nothing is connected: the needles slide.
            self._touch(self._touches(self._from) and self._touches(self._to))
        self.place.timeline.at(self._arrives, self._arrived)
        self.place.history.add(self._began, "moved", self.place.name, text=" ".join(f"{value:.3f}" for value in self._to))

    def _stop(self) -> None:
        here = self._position()
        self._from = self._to = (here[0], here[1], here[2])
        self._arrives = self.now()
        self._arrived()

    def _arrived(self) -> None:
        if not self._moving:
            self._touch(self._touches(self._to))

    def _touch(self, touching: bool) -> None:
        fixture = self.place.fixture
        if fixture is None:
            return
        now = self.now()
        if touching and self._single:
            fixture.route({str(self._pad())}, now)
        fixture.touch(touching, now)

    def _touches(self, position: tuple[float, ...]) -> bool:
        if position[2] < self._height - _REACH:
            return False
        pitch = 1e3 * PITCH if self._single else self._die_pitch
        return all(abs(value - pitch * round(value / pitch)) <= _OFF_CENTRE for value in position[:2])

    def _pad(self) -> int:
        pitch = 1e3 * PITCH
        column, row = (
            min(max(round(value / pitch), 0), most - 1) for value, most in zip(self._to[:2], (COLUMNS, ROWS), strict=True)
        )
        return row * COLUMNS + column + 1
