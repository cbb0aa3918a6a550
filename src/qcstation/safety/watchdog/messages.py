"""What the main process tells its watchdog over the pipe, one JSON document a line, and the acknowledgement of each."""

import msgspec
from msgspec import Struct

from qcstation.safety.recipes import SafingRecipe


class Begin(Struct, frozen=True, kw_only=True, tag="begin"):
    """The first message: whom to guard, and where to report. Paths are absolute, times in seconds of wall time.

    `lock` is a file that the watchdog keeps locked for as long as it lives; empty: none.
    """

    station: str
    main_pid: int
    report: str
    register: str
    stacks: str
    declare_unsafe_after: float
    retry_for: float
    lock: str = ""


class Arm(Struct, frozen=True, kw_only=True, tag="arm"):
    """An output is about to be switched on."""

    recipe: SafingRecipe


class Disarm(Struct, frozen=True, kw_only=True, tag="disarm"):
    """An output is safe."""

    instrument: str
    output: str


class Beat(Struct, frozen=True, kw_only=True, tag="beat"):
    """The main process is alive, and says so again within this many seconds."""

    within: float


class Finish(Struct, frozen=True, kw_only=True, tag="finish"):
    """The main process needs no guard any more; outputs that are still armed are handed over."""


Message = Begin | Arm | Disarm | Beat | Finish


class Letter(Struct, frozen=True, kw_only=True):
    """A numbered message."""

    number: int
    message: Message


class Acknowledged(Struct, frozen=True, kw_only=True):
    """The letter of this number has been read; `problem` says what is wrong with it."""

    number: int
    problem: str = ""


_encoder = msgspec.json.Encoder()
_letters = msgspec.json.Decoder(Letter)
_acknowledgements = msgspec.json.Decoder(Acknowledged)


def encode(document: Letter | Acknowledged) -> bytes:
    """Return a line, with its newline."""
    return _encoder.encode(document) + b"\n"


def decode_letter(line: bytes) -> Letter:
    """Return the letter in a line. Raises msgspec.DecodeError."""
    return _letters.decode(line)


def decode_acknowledgement(line: bytes) -> Acknowledged:
    """Return the acknowledgement in a line. Raises msgspec.DecodeError."""
    return _acknowledgements.decode(line)
