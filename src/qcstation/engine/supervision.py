"""A run as its instruments see it: their `Supervisor`."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isnan

from qcstation.model.clock import Clock
from qcstation.model.events import OutputChanged, ReadingSeen
from qcstation.safety.recipes import SafingRecipe
from qcstation.safety.stack import SafeStack
from qcstation.transports.link import Link

from .bus import EventBus
from .vigil import SLICE, Vigil


class Supervision:
    """What instruments may ask of a run. A pause never holds them: they are in the middle of an exchange that has a deadline."""

    def __init__(self, *, bus: EventBus, clock: Clock, stack: SafeStack, vigil: Vigil) -> None:
        self._bus = bus
        self._clock = clock
        self._stack = stack
        self._vigil = vigil
        self._on: set[str] = set()

    @property
    def clock(self) -> Clock:
        """The run's clock."""
        return self._clock

    def wait(self, seconds: float) -> None:
        """Let time pass on the run's clock; raises RunStopped as soon as the run has to stop."""
        end = self._clock.monotonic() + seconds
        while True:
            self._vigil.look()
            remaining = end - self._clock.monotonic()
            if remaining <= 0:
                return
            self._clock.sleep(min(remaining, SLICE))

    @contextmanager
    def busy(self, seconds: float) -> Iterator[None]:
        """Announce an exchange that may keep quiet for `seconds` of wall time."""
        with self._vigil.heart.busy(seconds):
            yield

    def arm(self, recipe: SafingRecipe, link: Link) -> None:
        """Put an output on the safe stack and tell the watchdog, before it is switched on."""
        self._vigil.look()
        self._stack.push(recipe, link)

    def make_safe(self, instrument: str, output: str = "") -> None:
        """Run the armed recipe of an output now and take it off the stack."""
        with self._vigil.undisturbed():
            self._stack.make_safe(instrument, output)

    def outputs_on(self) -> tuple[str, ...]:
        """Return the instruments whose outputs are on."""
        return tuple(sorted(self._on))

    def output_changed(self, instrument: str, *, on: bool, level: float, unit: str) -> None:
        """Tell the event stream what an output now is."""
        (self._on.add if on else self._on.discard)(instrument)
        self._bus.publish(OutputChanged(time=self._clock.now(), instrument=instrument, on=on, level=level, unit=unit))

    def reading_seen(self, instrument: str, values: Mapping[str, float], units: Mapping[str, str]) -> None:
        """Show live values, and hand them to the interlocks."""
        self._vigil.guard.note(instrument, values)
        shown = {name: None if isnan(value) else value for name, value in values.items()}
        self._bus.publish(ReadingSeen(time=self._clock.now(), instrument=instrument, values=shown, units=units))
