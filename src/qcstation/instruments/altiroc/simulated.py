"""The simulated read-out of ALTIROC chips: no real one's protocol is public, so this one speaks a dialect of our own."""

from typing import TYPE_CHECKING, ClassVar

from qcstation.instruments.pixel_readout import PixelGeometry, PixelHits, PixelReadout
from qcstation.model.errors import IdentityError, InputError, InstrumentError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_IDENTITY = "QCSTATION,SIMULATED-ALTIROC,"
_LARGEST_AMPLITUDE = 63
_MOST_PULSES = 10_000


class SimulatedAltiroc(PixelReadout):
    """Read-out that exists in simulation alone; a site's real one is a driver of its own with the same role."""

    driver = "simulated.altiroc"
    title = "ALTIROC read-out (simulated; no public protocol)"
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 5.0}

    def identify(self) -> str:
        """Get the identity, which says that it is simulated.

        Raises:
            IdentityError: something else answers.
        """
        answer = self.link.query("*IDN?")
        if not answer.startswith(_IDENTITY):
            problem = f"expected an answer that begins with {_IDENTITY!r}; a real read-out needs a driver of its own"
            raise IdentityError(problem, instrument=self.name, command="*IDN?", answer=answer)
        return answer

    def initialise(self) -> None:
        """Set the pulser to zero."""
        self.link.clear()
        self.set_pulse(amplitude=0, delay=0.0)

    def geometry(self) -> PixelGeometry:
        """Get chips, rows and columns."""
        answer = self.ask("GEOM?", count=3)
        chips, rows, columns = (answer.integer(place) for place in range(3))
        return PixelGeometry(chips=chips, rows=rows, columns=columns)

    def set_pulse(self, *, amplitude: int, delay: float) -> None:
        """Set the test pulse's amplitude (steps of the pulser) and delay (s), and read both back.

        Raises:
            InputError: the amplitude is not one of the pulser's.
            InstrumentError: it takes something else.
        """
        if not 0 <= amplitude <= _LARGEST_AMPLITUDE:
            raise InputError(f"{self.name}: the pulser has amplitudes 0 to {_LARGEST_AMPLITUDE}, not {amplitude}")
        command = f"PULS {amplitude},{delay:.6e}"
        self.link.write(command)
        answer = self.ask("PULS?", count=2)
        if answer.integer(0) != amplitude or abs(answer.number(1) - delay) > 1e-15:
            raise InstrumentError("does not take the test pulse", instrument=self.name, command=command, answer=answer.text)

    def count(self, chip: int, pulses: int) -> "NDArray[np.uint16]":
        """Give test pulses and count what each pixel sees, shape (rows, columns)."""
        import numpy as np

        shape = self.geometry()
        block = self._block("COUN?", chip, pulses, 2 * shape.pixels)
        return np.frombuffer(block, dtype="<u2").reshape(shape.rows, shape.columns)

    def take(self, chip: int, pulses: int) -> PixelHits:
        """Give test pulses and take their codes: times of arrival, then times over threshold."""
        import numpy as np

        geometry = self.geometry()
        items = pulses * geometry.pixels
        shape = (pulses, geometry.rows, geometry.columns)
        block = self._block("TAKE?", chip, pulses, 3 * items)
        return PixelHits(
            arrival=np.frombuffer(block, dtype=np.uint8, count=items).reshape(shape),
            over_threshold=np.frombuffer(block, dtype="<u2", offset=items).reshape(shape),
        )

    def _block(self, query: str, chip: int, pulses: int, expected: int) -> bytearray:
        if not 1 <= pulses <= _MOST_PULSES:
            raise InputError(f"{self.name}: 1 to {_MOST_PULSES} pulses at a time, not {pulses}")
        command = f"{query} {chip},{pulses}"
        block = self.link.query_block(command)
        if len(block) != expected:
            problem = f"expected {expected} bytes, got {len(block)}"
            raise InstrumentError(problem, instrument=self.name, command=command)
        return block
