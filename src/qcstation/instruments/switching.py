"""Switching relays safely, the same for all matrices: opened first, put beneath the voltages on the safe stack, read back."""

from abc import abstractmethod
from collections.abc import Collection, Mapping
from typing import ClassVar

from qcstation.model.errors import InputError, InstrumentError
from qcstation.safety.recipes import SafingRecipe, SafingStep

from .bench_roles import SwitchMatrix

_DEADLINE = 3.0
"""s for opening all relays and reading them back; it begins when the voltages are down."""


class RelayMatrix(SwitchMatrix):
    """A matrix of relays, each of which connects one contact of the component to the meter.

    `initialise` opens all relays and puts the matrix on the safe stack, below every output that is switched on later, with the
    wish to wait for the newer ones: the voltages come down before the relays open.
    """

    usual_contacts: ClassVar[Mapping[str, str]]
    """By contact, the channel that it is wired to where the station file does not say otherwise."""
    relay_time: ClassVar[float] = 0.02
    """s that relays need to open or close."""

    _armed = False

    @abstractmethod
    def closed_channels(self) -> frozenset[str]:
        """Get the channels whose relays are closed."""

    @abstractmethod
    def close_channels(self, channels: Collection[str]) -> None:
        """Close relays."""

    @abstractmethod
    def open_channels(self, channels: Collection[str]) -> None:
        """Open relays."""

    @abstractmethod
    def safing_steps(self) -> tuple[SafingStep, ...]:
        """Return the steps that open all relays and prove it."""

    def initialise(self) -> None:
        """Open all relays and, where there is a supervisor, see that they are opened on every exit, below the voltages.

        Raises:
            InstrumentError: a relay does not open.
        """
        self.link.clear()
        self._switch(frozenset())
        self._armed = self.supervisor is not None
        if self.supervisor is not None:
            self.supervisor.arm(self.safing_recipe(), self.link)

    def safing_recipe(self) -> SafingRecipe:
        """Return how all relays are opened, after the newer outputs have been made safe."""
        return SafingRecipe(
            instrument=self.name, link=self.link.settings, steps=self.safing_steps(), deadline=_DEADLINE, after_newer=True
        )

    def contacts(self) -> tuple[str, ...]:
        """Get the names of the contacts that it can connect, in their order."""
        return tuple(self._wiring())

    def connected(self) -> frozenset[str]:
        """Get the contacts whose relays are closed."""
        contact_of = {channel: contact for contact, channel in self._wiring().items()}
        return frozenset(contact_of.get(channel, f"channel {channel}") for channel in self.closed_channels())

    def connect(self, contacts: Collection[str]) -> None:
        """Connect these contacts and no others, breaking before making; read back.

        Raises:
            InputError: it has no such contact.
            InstrumentError: an output is on, it reads back something else, or nobody would open the relays again.
        """
        if contacts and not self._armed:
            problem = "closes no relay without a supervisor that can open it: run it through the station, initialised"
            raise InstrumentError(problem, instrument=self.name)
        if self.supervisor is not None and (on := self.supervisor.outputs_on()):
            problem = f"switches no relay while an output is on ({', '.join(on)}): switch it off first"
            raise InstrumentError(problem, instrument=self.name)
        wiring = self._wiring()
        for contact in contacts:
            if contact not in wiring:
                raise InputError(
                    f"{self.name}: no contact {contact!r}; it has {', '.join(list(wiring)[:3])} ... {list(wiring)[-1]}"
                )
        self._switch(frozenset(wiring[contact] for contact in contacts))

    def _switch(self, wanted: frozenset[str]) -> None:
        closed = self.closed_channels()
        if closed - wanted:
            self.open_channels(sorted(closed - wanted))
            self.pause(self.relay_time)
        if wanted - closed:
            self.close_channels(sorted(wanted - closed))
            self.pause(self.relay_time)
        held = self.closed_channels()
        if held != wanted:
            problem = f"should have closed {_listed(wanted)} and reads back {_listed(held)}"
            raise InstrumentError(problem, instrument=self.name)

    def _wiring(self) -> Mapping[str, str]:
        return self.options.contacts or self.usual_contacts


def _listed(channels: Collection[str]) -> str:
    return ", ".join(sorted(channels)) or "none"
