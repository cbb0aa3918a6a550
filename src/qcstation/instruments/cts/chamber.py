"""CTS climate chamber."""

import re
from typing import ClassVar

from qcstation.instruments.roles import Chamber
from qcstation.model.errors import IdentityError, InputError, InstrumentError
from qcstation.safety.recipes import Expect, SafingRecipe, Send

_SAFING_DEADLINE = 3.0
"""s for sending the chamber to its safe temperature and reading the target back."""
_CLOCK = re.compile(r"T\d{12}")


class CtsChamber(Chamber):
    """CTS climate chamber with its ASCII protocol (ITC interface). Each command is answered; there is no identity query."""

    driver = "cts.chamber"
    title = "CTS climate chamber"
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 5.0, "command_interval": 0.05}
    bounds: ClassVar[tuple[float, float]] = (-75.0, 180.0)
    """degC; the widest that this maker's chambers go: the chamber has narrower limits of its own."""

    def identify(self) -> str:
        """Get the chamber's clock, which is the only thing that tells it from others.

        Raises:
            IdentityError: the answer is not the clock of such a chamber.
        """
        answer = self.link.query("T")
        if not _CLOCK.fullmatch(answer):
            problem = "expected the clock of a CTS chamber; check its address and driver in the station file"
            raise IdentityError(problem, instrument=self.name, command="T", answer=answer)
        return f"CTS chamber, clock {answer[1:]}"

    def monitor(self) -> None:
        """Publish the temperature."""
        self.temperature()

    def set_temperature(self, temperature: float) -> None:
        """Set the target temperature (degC), read it back and start.

        Raises:
            InputError: the temperature is beyond what such chambers can do.
            InstrumentError: the chamber takes another target.
        """
        self._check_bounds(temperature)
        self._command(f"a0 {temperature:05.1f}", "a")
        if abs(self.target() - temperature) > 0.06:
            raise InstrumentError(f"does not take the target {temperature:g} degC", instrument=self.name, command="A0")
        self._command("s1 1", "s1")

    def temperature(self) -> float:
        """Measure the chamber's temperature (degC)."""
        actual, _ = self._channel("A0")
        self.show({"temperature": actual}, {"temperature": "degC"})
        return actual

    def target(self) -> float:
        """Get the target temperature (degC)."""
        return self._channel("A0")[1]

    def humidity(self) -> float:
        """Measure the chamber's relative humidity (%)."""
        return self._channel("A1")[0]

    def stop(self) -> None:
        """Stop conditioning."""
        self._command("s1 0", "s1")

    def return_at_end(self, temperature: float) -> None:
        """Put the chamber on the safe stack: every exit of the run sends it to `temperature` (degC) and reads the target back.

        Raises:
            InputError: the temperature is beyond what such chambers can do.
            InstrumentError: there is no supervisor.
        """
        self._check_bounds(temperature)
        if self.supervisor is None:
            problem = "is driven only with a supervisor that can bring it back: run it through the station"
            raise InstrumentError(problem, instrument=self.name)
        self.supervisor.arm(self.safing_recipe(temperature), self.link)

    def safing_recipe(self, temperature: float) -> SafingRecipe:
        """Return how the chamber is sent to `temperature` (degC)."""
        wanted = f"{temperature:05.1f}"
        return SafingRecipe(
            instrument=self.name,
            link=self.link.settings,
            steps=(
                Send(command=f"a0 {wanted}", answered=True),
                Send(command="s1 1", answered=True),
                Expect(query="A0", answer=rf"A0\s+\S+\s+{re.escape(wanted)}\s*", pattern=True),
            ),
            deadline=_SAFING_DEADLINE,
        )

    def _check_bounds(self, temperature: float) -> None:
        low, high = self.bounds
        if not low <= temperature <= high:
            raise InputError(f"{self.name}: {temperature:g} degC is outside {low:g} degC to {high:g} degC")

    def _channel(self, code: str) -> tuple[float, float]:
        answer = self.ask(code, count=3, separator=None)
        if answer.fields[0] != code:
            raise answer.error(f"expected '{code}', a value and a target")
        return answer.number(1), answer.number(2)

    def _command(self, command: str, expected: str) -> None:
        answer = self.ask(command)
        if not answer.text.startswith(expected):
            raise answer.error(f"expected {expected!r}")
