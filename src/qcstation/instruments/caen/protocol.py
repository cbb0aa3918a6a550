"""CAEN's protocol for high-voltage supplies: one line a command, one line an answer, with or without board number.

``$BD:00,CMD:MON,CH:0,PAR:VMON`` is answered by ``#BD:00,CMD:OK,VAL:0100.0``, on DT55xxE and 803x without ``BD`` on both sides.
"""

import re

from msgspec import Struct

from qcstation.model.errors import InstrumentError

_ANSWER = re.compile(
    r"#(?:BD:(?P<board>\d{2}),)?(?P<what>CMD|CH|PAR|VAL|LOC):(?P<how>OK|ERR)(?:,VAL:(?P<value>[^,]*))?", re.ASCII
)
_REFUSALS = {
    "CMD": "does not understand the command",
    "CH": "has no such channel",
    "PAR": "has no such parameter",
    "VAL": "refuses the value: it is outside its limits",
    "LOC": "is in local mode: switch it to REMOTE at its front panel",
}


class Address(Struct, frozen=True, kw_only=True):
    """Whom commands are for: a board of a daisy chain (None: a model without board numbers)."""

    board: int | None

    def command(self, kind: str, parameter: str, *, channel: int | None = None, value: str = "") -> str:
        """Return a command of `kind` MON or SET."""
        parts = [f"BD:{self.board:02d}"] if self.board is not None else []
        parts.append(f"CMD:{kind}")
        if channel is not None:
            parts.append(f"CH:{channel}")
        parts.append(f"PAR:{parameter}")
        if value:
            parts.append(f"VAL:{value}")
        return "$" + ",".join(parts)

    @property
    def value_field(self) -> int:
        """The number of the comma-separated field of an answer that holds the value."""
        return 1 if self.board is None else 2

    def value(self, answer: str, *, instrument: str, command: str) -> str:
        """Return the value in an answer, empty where it has none.

        Raises:
            InstrumentError: the instrument refuses the command, another board answers, or the answer is garbled.
        """
        match = _ANSWER.fullmatch(answer)
        wanted = None if self.board is None else f"{self.board:02d}"
        problem = ""
        if match is None:
            problem = "expected an answer like #CMD:OK,VAL:1 or #BD:00,CMD:OK,VAL:1"
        elif match["board"] != wanted:
            problem = f"expected an answer of board {wanted or 'without number'}; check board and driver in the station file"
        elif match["how"] == "ERR":
            problem = _REFUSALS[match["what"]]
        elif match["what"] != "CMD":
            problem = "expected CMD:OK"
        if match is None or problem:
            raise InstrumentError(problem, instrument=instrument, command=command, answer=answer)
        return match["value"] or ""
