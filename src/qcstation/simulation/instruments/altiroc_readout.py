"""Simulated read-out of a module's two ALTIROC chips. No real one's protocol is public: this is a dialect of our own.

``*IDN?``; ``GEOM?``: chips, rows, columns. ``PULS a,d``: amplitude (0 to 63) and delay (s) of test pulses; ``PULS?`` gives them
back. ``COUN? c,n`` gives chip c's pixels n pulses and answers how many each saw (unsigned 16-bit words, least byte first).
``TAKE? c,n`` answers codes of arrival (a byte each), then of time over threshold (words), pulse by pulse, row by row. Both
answers are IEEE 488.2 blocks. What is wrong is answered by ``ERR`` and a reason; `PULS` itself is silent.

Bench options: `seed` (1), and the fields of `AltirocParameters`.
"""

from typing import Any, ClassVar

from qcstation.simulation.devices.altiroc import COLUMNS, ROWS, AltirocChip, AltirocParameters

from .twin import Surroundings, Twin

CHIPS = 2
_PULSE_PERIOD = 25e-6
"""s between test pulses, given to one column at a time (`unverified`)."""
_LARGEST_AMPLITUDE, _LONGEST_DELAY, _MOST_PULSES = 63, 100e-9, 10_000


class AltirocReadout(Twin):
    """Two chips behind one connector."""

    model: ClassVar[str] = "simulated.altiroc"
    title: ClassVar[str] = "simulated ALTIROC read-out"

    def __init__(self, place: Surroundings) -> None:
        super().__init__(place)
        options = dict(place.options)
        seed = int(options.pop("seed", 1))
        parameters = AltirocParameters(**options)
        self.chips = tuple(AltirocChip.make(seed, number, parameters) for number in range(CHIPS))
        self._amplitude = 0
        self._delay = 0.0

    def handle(self, line: str) -> str | None:
        """Carry out one command."""
        command, _, rest = line.strip().partition(" ")
        match command.upper():
            case "*IDN?":
                return "QCSTATION,SIMULATED-ALTIROC,0,1"
            case "GEOM?":
                return f"{CHIPS},{ROWS},{COLUMNS}"
            case "PULS?":
                return f"{self._amplitude},{self._delay:.6e}"
            case "PULS":
                self._set(rest)
                return None
            case "COUN?" | "TAKE?":
                return self._pulses(command.upper(), rest)
        return "ERR unknown command"

    def state(self) -> dict[str, Any]:
        """Return the test pulse's amplitude and delay (s)."""
        return {"amplitude": self._amplitude, "delay": self._delay}

    def truth(self) -> dict[str, Any]:
        """Return each chip's truth by pixel, row by row."""
        names = ("threshold", "noise", "step", "walk", "dead", "noisy", "outlying")
        return {"chips": [{name: getattr(chip, name).tolist() for name in names} for chip in self.chips]}

    def _set(self, rest: str) -> None:
        try:
            amplitude, delay = rest.split(",")
            wanted, seconds = int(amplitude), float(delay)
        except ValueError:
            return
        if 0 <= wanted <= _LARGEST_AMPLITUDE and 0 <= seconds <= _LONGEST_DELAY:
            self._amplitude, self._delay = wanted, seconds

    def _pulses(self, command: str, rest: str) -> str:
        try:
            number, pulses = map(int, rest.split(","))
        except ValueError:
            return "ERR expected a chip and a number of pulses"
        if not (0 <= number < CHIPS and 1 <= pulses <= _MOST_PULSES):
            return f"ERR chips are 0 to {CHIPS - 1}, pulses 1 to {_MOST_PULSES}"
        self.take(COLUMNS * pulses * _PULSE_PERIOD)
        chip, rng = self.chips[number], self.place.rng
        if command == "COUN?":
            body = chip.counts(self._amplitude, pulses, rng).astype("<u2").tobytes()
        else:
            arrival, over = chip.codes(self._amplitude, self._delay, pulses, rng)
            body = arrival.tobytes() + over.tobytes()
        return f"#9{len(body):09d}" + body.decode("latin-1")
