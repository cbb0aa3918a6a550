"""Mettler-Toledo balances with the Standard Interface Command Set MT-SICS, levels 0 and 1."""

import re
from typing import ClassVar

from qcstation.instruments.answers import Answer
from qcstation.instruments.roles import Balance, MassReading
from qcstation.model.errors import IdentityError, InstrumentError

_SERIAL_NUMBER = re.compile(r'I4 A "(?P<number>[^"]*)"')
_WEIGHT = re.compile(r"S (?P<state>[SD])\s+(?P<value>[+-]?\s*\d+(?:\.\d+)?)\s+(?P<unit>[A-Za-z]+)", re.ASCII)
_UNITS = {"kg": 1.0, "g": 1e-3, "mg": 1e-6, "ug": 1e-9}
_TROUBLE = {
    "+": "is overloaded: take something off",
    "-": "is underloaded: is its pan in place?",
    "I": "cannot do it now: it is busy, or does not settle",
    "L": "does not understand its parameter",
}
_LONGEST_SETTLING = 45.0
"""s; balances give up waiting for stability after 40 s at most (their menu's time-out; reference manual 11780711)."""
_NOT_UNDERSTOOD = {"ES": "syntax error", "ET": "transmission error: check baud rate and parity", "EL": "logical error"}


class MettlerBalance(Balance):
    """A Mettler-Toledo balance on a serial line or a network.

    It is asked for its value at once, which says whether it is stable, and never for a stable one: that answer may take half a
    minute, in which no abort would act.
    """

    driver = "mettler.sics"
    title = "Mettler-Toledo balance (MT-SICS)"
    link_defaults: ClassVar[dict[str, object]] = {
        "timeout": 3.0,
        "baud_rate": 9600,
        "read_termination": "\r\n",
        "write_termination": "\r\n",
    }

    def identify(self) -> str:
        """Get the balance's serial number.

        Raises:
            IdentityError: the answer is not that of an MT-SICS balance.
        """
        answer = self.link.query("I4")
        match = _SERIAL_NUMBER.fullmatch(answer)
        if match is None:
            problem = 'expected an answer like I4 A "B021002593"; check its address and driver in the station file'
            raise IdentityError(problem, instrument=self.name, command="I4", answer=answer)
        return f"Mettler-Toledo balance, serial number {match['number']}"

    def initialise(self) -> None:
        """Cancel what is pending; the balance keeps its zero and tells its serial number once more."""
        self.link.clear()
        answer = self.link.query("@")
        if not _SERIAL_NUMBER.fullmatch(answer):
            raise InstrumentError("expected its serial number", instrument=self.name, command="@", answer=answer)

    def monitor(self) -> None:
        """Publish the mass."""
        self.measure()

    def measure(self) -> MassReading:
        """Measure the mass (kg) at once, settled or not.

        Raises:
            InstrumentError: it is overloaded, underloaded or busy, or its answer is garbled.
        """
        answer = self.ask("SI")
        match = _WEIGHT.fullmatch(answer.text)
        if match is None:
            raise _refusal(answer, "S")
        if match["unit"] not in _UNITS:
            raise answer.error(f"expected a mass in {', '.join(_UNITS)}: set the balance's unit 1 to g")
        mass = float(match["value"].replace(" ", "")) * _UNITS[match["unit"]]
        self.show({"mass": mass}, {"mass": "kg"})
        return MassReading(mass=mass, stable=match["state"] == "S")

    def zero(self) -> None:
        """Set the empty balance to zero; it waits until it has settled, and refuses where it does not."""
        answer = self._settled("Z")
        if answer.text != "Z A":
            raise _refusal(answer, "Z")

    def tare(self) -> None:
        """Take what is on the balance for its container; it waits until it has settled, and refuses where it does not."""
        answer = self._settled("T")
        if not answer.text.startswith("T S"):
            raise _refusal(answer, "T")

    def _settled(self, command: str) -> Answer:
        answer = self.link.query(command, timeout=_LONGEST_SETTLING)
        return Answer(answer, instrument=self.name, command=command)


def _refusal(answer: Answer, command: str) -> InstrumentError:
    """Return the error that an answer other than the expected one stands for."""
    if answer.text in _NOT_UNDERSTOOD:
        return answer.error(f"reports a {_NOT_UNDERSTOOD[answer.text]}")
    parts = answer.text.split()
    if len(parts) == 2 and parts[0] == command and parts[1] in _TROUBLE:
        return answer.error(_TROUBLE[parts[1]])
    return answer.error(f"expected an answer that begins with {command!r} and its state")
