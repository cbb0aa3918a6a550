"""ITK Corvus positioning controller (also sold by Micos), command language Venus-1: parameters first, then the command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from qcstation.instruments.bench_roles import Position, ProbeStation
from qcstation.model.errors import IdentityError, InputError, InstrumentError

_AXES = (1, 2, 3)
_MILLIMETRE = 2
"""The code of the unit in `setunit`."""
_MM = 1e-3
_MOVING = 1
"""Bit 0 of the status."""
_CALIBRATED = 3
"""`getcaldone`: bit 0 calibrated, bit 1 range measured."""
_ARRIVED = 5e-6
"""m; a position that reads back further off has not been reached (1 um is what such stages repeat to)."""
_POLL = 0.1
_LONGEST_MOVE = 120.0
"""s; the longest travel at the lowest usual speed."""
_ERRORS = {
    1004: "a limit of the working range",
    1015: "a position outside the working range",
    2000: "an unknown command",
}


class Corvus(ProbeStation):
    """Three axes, z upwards to the needles. Heights and the grid of dies come from the station file."""

    driver = "itk.corvus"
    title = "ITK Corvus positioning controller (Venus-1), three axes"
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 3.0, "baud_rate": 57600, "read_termination": "\r\n"}

    def identify(self) -> str:
        """Get the controller's identity and serial number.

        Raises:
            IdentityError: another instrument answers.
        """
        answer = self.link.query("identify")
        if not answer.lower().startswith("corvus"):
            problem = "expected a Corvus controller; check its address and driver in the station file"
            raise IdentityError(problem, instrument=self.name, command="identify", answer=answer)
        return f"{answer}, serial number {self.link.query('getserialno')}"

    def initialise(self) -> None:
        """Set units to millimetres and check that all axes know where they are; nothing moves.

        Raises:
            InstrumentError: an axis is not calibrated or its range is not measured.
        """
        self.link.clear()
        self.ask("geterror")
        for axis in _AXES:
            self.link.write(f"{_MILLIMETRE} {axis} setunit")
            if self.ask(f"{axis} getunit").integer() != _MILLIMETRE:
                raise InstrumentError(f"axis {axis} does not take millimetres as its unit", instrument=self.name)
            if self.ask(f"{axis} getcaldone").integer() & _CALIBRATED != _CALIBRATED:
                problem = f"axis {axis} does not know where it is: calibrate and measure the range with the maker's tool"
                raise InstrumentError(problem, instrument=self.name)
        self._check_error("initialising")

    def monitor(self) -> None:
        """Publish the position."""
        self.position()

    def position(self) -> Position:
        """Measure the position (m)."""
        answer = self.ask("pos", count=3, separator=None)
        x, y, z = (answer.number(axis) * _MM for axis in range(3))
        self.show({"x": x, "y": y, "z": z}, {"x": "m", "y": "m", "z": "m"})
        return Position(x=x, y=y, z=z)

    def move_to(self, x: float, y: float) -> None:
        """Move in the plane to `x`, `y` (m), clear of the needles; returns when it is there.

        Raises:
            InstrumentError: an output is on, the needles touch, or it does not arrive.
        """
        self._check_still()
        here = self.position()
        if here.z > self._contact_height() - self.options.separation + _ARRIVED:
            problem = f"the needles may touch at a height of {here.z / _MM:.3f} mm: separate first"
            raise InstrumentError(problem, instrument=self.name)
        self._move(Position(x=x, y=y, z=here.z))

    def move_to_die(self, column: int, row: int) -> None:
        """Move to a die, counted from the one at the station file's origin; raises as `move_to`.

        Raises:
            InputError: the station file gives no pitch.
        """
        options = self.options
        if (column and not options.pitch_x) or (row and not options.pitch_y):
            raise InputError(f"{self.name}: give pitch_x and pitch_y, the distance from die to die, in the station file")
        self.move_to(options.origin_x + column * options.pitch_x, options.origin_y + row * options.pitch_y)

    def contact(self) -> None:
        """Raise the component to the contact height, the last part from just below it."""
        self._to_height(self._contact_height())

    def separate(self) -> None:
        """Lower the component until it is just clear of the needles."""
        self._to_height(self._contact_height() - self.options.separation)

    def lower(self) -> None:
        """Lower the component far enough to be taken away."""
        self._to_height(self._contact_height() - self.options.lift)

    def in_contact(self) -> bool:
        """Get whether the component is at the contact height."""
        return self.position().z >= self._contact_height() - _ARRIVED

    def _contact_height(self) -> float:
        if self.options.contact_height is None:
            raise InputError(f"{self.name}: give contact_height, where the needles touch, in the station file")
        return self.options.contact_height

    def _to_height(self, z: float) -> None:
        self._check_still()
        here = self.position()
        self._move(Position(x=here.x, y=here.y, z=z))

    def _check_still(self) -> None:
        """Raise InstrumentError while an output is on, or where nobody knows."""
        if self.supervisor is None:
            problem = "moves nothing without a supervisor that knows which outputs are on: run it through the station"
            raise InstrumentError(problem, instrument=self.name)
        if on := self.supervisor.outputs_on():
            raise InstrumentError(
                f"moves nothing while an output is on ({', '.join(on)}): switch it off first", instrument=self.name
            )

    def _move(self, target: Position) -> None:
        with self._stopped_on_error():
            self.link.write("0 joystick")
            self.link.write(f"{target.x / _MM:.6f} {target.y / _MM:.6f} {target.z / _MM:.6f} move")
            waited = 0.0
            while self.ask("status").integer() & _MOVING:
                if waited > _LONGEST_MOVE:
                    raise InstrumentError(f"still moves after {_LONGEST_MOVE:.0f} s", instrument=self.name)
                self.pause(_POLL)
                waited += _POLL
            self._check_error("moving")
        reached = self.position()
        if max(abs(reached.x - target.x), abs(reached.y - target.y), abs(reached.z - target.z)) > _ARRIVED:
            problem = f"should be at {_shown(target)} and is at {_shown(reached)}"
            raise InstrumentError(problem, instrument=self.name)

    @contextmanager
    def _stopped_on_error(self) -> Iterator[None]:
        try:
            yield
        except BaseException as error:
            try:
                self.link.write("abort")
            except InstrumentError as lost:
                error.add_note(f"the movement could not be stopped: {lost}")
            raise

    def _check_error(self, after: str) -> None:
        answer = self.ask("geterror")
        code = answer.integer()
        if code:
            raise answer.error(f"reports {_ERRORS.get(code, f'error {code}')} after {after}")


def _shown(position: Position) -> str:
    return ", ".join(f"{value / _MM:.3f}" for value in (position.x, position.y, position.z)) + " mm"
