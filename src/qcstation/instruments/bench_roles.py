"""Roles of what holds and connects the component: switching matrices and probe stations."""

from abc import ABC, abstractmethod
from collections.abc import Collection

from msgspec import Struct

from .instrument import Instrument


class SwitchMatrix(Instrument, ABC):
    """Connects contacts of the component (``1`` to ``225``, ``guard``) to the meter; those that it does not connect are grounded.

    All its relays are open from `initialise` on, and on every exit of a run, after the voltages have come down.
    """

    @abstractmethod
    def contacts(self) -> tuple[str, ...]:
        """Get the names of the contacts that it can connect, in their order."""

    @abstractmethod
    def connected(self) -> frozenset[str]:
        """Get the contacts whose relays are closed."""

    @abstractmethod
    def connect(self, contacts: Collection[str]) -> None:
        """Connect these contacts and no others, breaking before making; read back. Relays are not switched under voltage.

        Raises:
            InputError: it has no such contact.
            InstrumentError: an output is on, it reads back something else, or there is no supervisor.
        """

    def disconnect(self) -> None:
        """Open all relays; read back."""
        self.connect(())


class Position(Struct, frozen=True, kw_only=True):
    """A position in m; z rises towards the needles."""

    x: float
    y: float
    z: float


class ProbeStation(Instrument, ABC):
    """Moves the component under the needles and up against them.

    Nothing is moved while an output is on: the driver asks its supervisor and refuses. Moves in the plane are refused while the
    needles touch.
    """

    @abstractmethod
    def position(self) -> Position:
        """Measure the position (m)."""

    @abstractmethod
    def move_to(self, x: float, y: float) -> None:
        """Move in the plane to `x`, `y` (m), clear of the needles; returns when it is there.

        Raises:
            InstrumentError: an output is on, the needles touch, or it does not arrive.
            InputError: the position is outside the range of travel.
        """

    @abstractmethod
    def move_to_die(self, column: int, row: int) -> None:
        """Move to a die, counted from the one at the station file's origin; raises as `move_to`."""

    @abstractmethod
    def contact(self) -> None:
        """Raise the component to the contact height."""

    @abstractmethod
    def separate(self) -> None:
        """Lower the component until it is just clear of the needles."""

    @abstractmethod
    def lower(self) -> None:
        """Lower the component far enough to be taken away."""

    @abstractmethod
    def in_contact(self) -> bool:
        """Get whether the component is at the contact height."""
