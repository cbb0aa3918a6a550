"""HEPHY BrandBox: six relays between supplies, meters and a probe card."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import ClassVar

from qcstation.instruments.switching import RelayMatrix
from qcstation.model.errors import IdentityError, InstrumentError
from qcstation.safety.recipes import Expect, SafingStep, Send

CHANNELS = ("A1", "A2", "B1", "B2", "C1", "C2")
_UNKNOWN_COMMAND = "err99"


class BrandBox(RelayMatrix):
    """HEPHY BrandBox, relays A1 to C2. Every command is answered, with `OK` or an error."""

    driver = "hephy.brandbox"
    title = "HEPHY BrandBox, six relays"
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 2.0, "baud_rate": 9600}
    usual_contacts: ClassVar[Mapping[str, str]] = MappingProxyType({channel: channel for channel in CHANNELS})

    @classmethod
    def recognises(cls, answer: str) -> bool:
        """Return whether an identity is that of a BrandBox."""
        return "brandbox" in answer.lower()

    def identify(self) -> str:
        """Get the box's identity.

        Raises:
            IdentityError: another instrument answers.
        """
        answer = self.link.query("*IDN?")
        if not self.recognises(answer):
            problem = "expected a BrandBox; check its address and driver in the station file"
            raise IdentityError(problem, instrument=self.name, command="*IDN?", answer=answer)
        return answer

    def closed_channels(self) -> frozenset[str]:
        """Get the relays that are closed."""
        answer = self.ask(":CLOS:STAT?")
        channels = frozenset(field for field in answer.fields if field)
        if not channels <= set(CHANNELS):
            raise answer.error("expected names of relays, A1 to C2")
        return channels

    def close_channels(self, channels: Collection[str]) -> None:
        """Close relays."""
        self._command(f":CLOS {','.join(channels)}")

    def open_channels(self, channels: Collection[str]) -> None:
        """Open relays."""
        self._command(f":OPEN {','.join(channels)}")

    def safing_steps(self) -> tuple[SafingStep, ...]:
        """Return: open all six; each of them is in the list of open ones."""
        return (
            Send(command=f":OPEN {','.join(CHANNELS)}", answered=True),
            *(Expect(query=":OPEN:STAT?", answer=channel, field=field) for field, channel in enumerate(CHANNELS)),
        )

    def _command(self, command: str) -> None:
        answer = self.link.query(command)
        if answer != "OK":
            known = "does not know the command" if answer.lower() == _UNKNOWN_COMMAND else "expected OK"
            raise InstrumentError(known, instrument=self.name, command=command, answer=answer)
