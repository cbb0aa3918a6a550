"""The 16 x 16 switching board of the CMS LGAD probe card: 256 relays behind a WebSocket, commands and answers in JSON."""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import ClassVar

import msgspec
from msgspec import Struct

from qcstation.instruments.switching import RelayMatrix
from qcstation.model.errors import IdentityError, InstrumentError
from qcstation.safety.recipes import Expect, SafingStep, Send

PINS = 256
_PADS_A_ROW = 15
_PINS_A_ROW = 16
_ALL_OFF = '{"cmd":"ALLOFF"}'
_STATE = '{"cmd":"PINSTAT","which":"ALL"}'
_ALL_OPEN = rf'.*"pins"\s*:\s*\[\s*(?:0|false)(?:\s*,\s*(?:0|false)){{{PINS - 1}}}\s*\].*'


class _Answer(Struct, frozen=True):
    ok: int = 0
    pins: tuple[int | bool, ...] | None = None
    error: str = ""


_decode = msgspec.json.Decoder(_Answer, strict=False).decode


def _usual_contacts() -> Mapping[str, str]:
    pads = {str(pad + 1): str(_PINS_A_ROW * (pad // _PADS_A_ROW) + pad % _PADS_A_ROW) for pad in range(_PADS_A_ROW * _PADS_A_ROW)}
    return MappingProxyType({**pads, "guard": str(PINS - 1)})


class Switch16(RelayMatrix):
    """KNU 16 x 16 board: on connects a pad to the meter, off grounds it. Pads 1 to 225 row by row, then the guard ring."""

    driver = "knu.switch16"
    title = "KNU 16 x 16 switching board (WebSocket)"
    link_defaults: ClassVar[dict[str, object]] = {"timeout": 3.0, "write_termination": "", "greeting": True}
    usual_contacts: ClassVar[Mapping[str, str]] = _usual_contacts()

    def identify(self) -> str:
        """Ask whether the board is there: it has no identity, but its answer has an unmistakable form.

        Raises:
            IdentityError: the answer is not that of such a board.
        """
        command = '{"cmd":"PING"}'
        try:
            self._command(command)
        except InstrumentError as error:
            if not error.answer:
                raise
            problem = "expected the answer of a 16 x 16 switching board; check its address and driver in the station file"
            raise IdentityError(problem, instrument=self.name, command=command, answer=error.answer) from error
        return self.title

    def closed_channels(self) -> frozenset[str]:
        """Get the numbers of the relays that are on."""
        answer = self._command(_STATE)
        if answer.pins is None or len(answer.pins) != PINS:
            raise InstrumentError(f"expected the states of {PINS} relays", instrument=self.name, command=_STATE)
        return frozenset(str(pin) for pin, on in enumerate(answer.pins) if on)

    def close_channels(self, channels: Collection[str]) -> None:
        """Switch relays on."""
        self._command(f'{{"cmd":"ON","pins":[{",".join(channels)}]}}')

    def open_channels(self, channels: Collection[str]) -> None:
        """Switch relays off."""
        self._command(f'{{"cmd":"OFF","pins":[{",".join(channels)}]}}')

    def safing_steps(self) -> tuple[SafingStep, ...]:
        """Return: all off; 256 zeros read back."""
        return (Send(command=_ALL_OFF, answered=True), Expect(query=_STATE, answer=_ALL_OPEN, pattern=True))

    def _command(self, command: str) -> _Answer:
        text = self.link.query(command)
        try:
            answer = _decode(text)
        except msgspec.DecodeError as error:
            raise InstrumentError(f"expected JSON: {error}", instrument=self.name, command=command, answer=text) from error
        if answer.ok != 1:
            raise InstrumentError(answer.error or "refused", instrument=self.name, command=command, answer=text)
        return answer
