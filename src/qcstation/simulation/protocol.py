"""The control protocol of a bench: one JSON object a line, one answer a line, over TCP on loopback.

A request names its operation in ``op``. Every answer holds ``ok``, the bench time ``time`` (s), and ``result`` or ``error``.
"""

from typing import Any

import msgspec
from msgspec import Struct

from .faults import Fault

VERSION = 1


class Hello(Struct, frozen=True, tag_field="op", tag="hello"):
    """Who is there: protocol version, process id, UTC at bench time 0, addresses."""


class Now(Struct, frozen=True, tag_field="op", tag="time"):
    """What is the bench time?"""


class TakeClock(Struct, frozen=True, tag_field="op", tag="take-clock"):
    """Hold the bench's clock: from now on this connection's `Advance` moves it. It runs free again when the connection ends."""


class ReleaseClock(Struct, frozen=True, tag_field="op", tag="release-clock"):
    """Let the clock run, at `pace` bench seconds a wall second."""

    pace: float = 1.0


class Advance(Struct, frozen=True, tag_field="op", tag="advance"):
    """Move the held clock on."""

    seconds: float


class State(Struct, frozen=True, tag_field="op", tag="state"):
    """What every instrument is doing, the environment, the clock."""


class GetHistory(Struct, frozen=True, tag_field="op", tag="history"):
    """What happened, from entry number `since` on (`history.Entry`)."""

    since: int = 0


class Truth(Struct, frozen=True, tag_field="op", tag="truth"):
    """The true parameters of the device under test, or of what an instrument has recorded."""

    instrument: str = ""


class SetEnvironment(Struct, frozen=True, tag_field="op", tag="environment"):
    """Jump to a temperature (degC) and a humidity (%); None: as it is."""

    temperature: float | None = None
    humidity: float | None = None


class Inject(Struct, frozen=True, tag_field="op", tag="inject"):
    """Give an instrument a fault; the result is its number."""

    fault: Fault


class ClearFault(Struct, frozen=True, tag_field="op", tag="clear"):
    """Clear fault `number`; None: all."""

    number: int | None = None


class SwapDevice(Struct, frozen=True, tag_field="op", tag="swap"):
    """Put another device under test in."""

    variant: str
    seed: int = 0


class Stop(Struct, frozen=True, tag_field="op", tag="stop"):
    """Switch the bench off."""


Request = (
    Hello
    | Now
    | TakeClock
    | ReleaseClock
    | Advance
    | State
    | GetHistory
    | Truth
    | SetEnvironment
    | Inject
    | ClearFault
    | SwapDevice
    | Stop
)


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The answer to any request."""

    time: float
    ok: bool
    result: Any = None
    error: str = ""


encode = msgspec.json.Encoder().encode
decode_request = msgspec.json.Decoder(Request).decode
decode_answer = msgspec.json.Decoder(Answer).decode
