"""What all SCPI instruments have in common: identity, error queue, reset and completion (IEEE 488.2 and SCPI-99)."""

import re
from typing import ClassVar

from qcstation.model.errors import IdentityError, InstrumentError

from .instrument import Instrument

_LONGEST_QUEUE = 100
"""More entries than any error queue holds (SCPI-99 asks for two at least; the drivers' manuals say 10 to 32)."""


class Ieee488Instrument(Instrument):
    """An instrument that answers `*IDN?` and the other common queries."""

    makers: ClassVar[tuple[str, ...]]
    """Names of which one begins the identity, as the maker was renamed."""
    models: ClassVar[tuple[str, ...]]
    """Model names of which one stands as a word in the identity."""

    @classmethod
    def recognises(cls, answer: str) -> bool:
        """Return whether an identity names one of this kind's makers and models."""
        maker, _, rest = answer.partition(",")
        model = rest.partition(",")[0].upper()
        is_maker = any(maker.strip().upper().startswith(name.upper()) for name in cls.makers)
        return is_maker and any(re.search(rf"\b{re.escape(name)}\b", model) for name in cls.models)

    def identify(self) -> str:
        """Get the identity and check maker, model and, where the station file gives it, serial number.

        Raises:
            IdentityError: another instrument answers.
        """
        answer = self.link.query("*IDN?")
        if not self.recognises(answer):
            problem = f"expected a {self.makers[0]} {' or '.join(self.models)}; check its address and driver in the station file"
            raise IdentityError(problem, instrument=self.name, command="*IDN?", answer=answer)
        wanted = self.options.serial_number
        if wanted and wanted not in [part.strip() for part in answer.split(",")]:
            problem = f"expected serial number {wanted}; is it on another bench?"
            raise IdentityError(problem, instrument=self.name, command="*IDN?", answer=answer)
        return answer

    def reset(self) -> None:
        """Set everything to its default, outputs off."""
        self.link.write("*RST")

    def clear_status(self) -> None:
        """Empty the error queue and the event registers."""
        self.link.write("*CLS")


class ScpiInstrument(Ieee488Instrument):
    """An instrument that keeps its errors in a queue as SCPI has it."""

    def check_errors(self, after: str = "") -> None:
        """Read the whole error queue; `after` says what was done before.

        Raises:
            InstrumentError: it was not empty; the message has every entry.
        """
        entries: list[str] = []
        while len(entries) < _LONGEST_QUEUE:
            answer = self.ask(":SYST:ERR?")
            if answer.integer(0) == 0:
                break
            entries.append(answer.text)
        if entries:
            raise InstrumentError(
                f"reports errors{' after ' if after else ''}{after}: {'; '.join(entries)}", instrument=self.name
            )
