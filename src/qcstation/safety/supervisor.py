"""What instruments need from whoever runs them: a clock to wait on, and a safe stack to stand on before an output goes on."""

from collections.abc import Mapping
from typing import Protocol

from qcstation.model.clock import Clock
from qcstation.transports.link import Link

from .recipes import SafingRecipe


class Supervisor(Protocol):
    """Stands between an instrument and the run that uses it. Without one, no driver switches an output on."""

    @property
    def clock(self) -> Clock:
        """The clock that waits run on."""
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass; raises RunStopped (abort, interlock) as soon as the run has to stop."""
        ...

    def arm(self, recipe: SafingRecipe, link: Link) -> None:
        """Put an output on the safe stack and tell the watchdog: called before the output is switched on."""
        ...

    def make_safe(self, instrument: str, output: str = "") -> None:
        """Run the armed recipe of an output now and take it off the stack.

        Raises:
            InstrumentError: the output could not be made safe; it stays on the stack.
        """
        ...

    def outputs_on(self) -> tuple[str, ...]:
        """Return the instruments whose outputs are on: nothing may be moved that touches the component."""
        ...

    def output_changed(self, instrument: str, *, on: bool, level: float, unit: str) -> None:
        """Tell the event stream what an output now is."""
        ...

    def reading_seen(self, instrument: str, values: Mapping[str, float], units: Mapping[str, str]) -> None:
        """Show live values on the display strip."""
        ...
