"""Faults that a bench can be given on purpose: what they are, when they strike, and how a person writes them."""

from enum import StrEnum

import msgspec
from msgspec import Struct


class FaultKind(StrEnum):
    """What goes wrong. Faults of the wire act on one instrument's answers, faults of the instrument on what it does."""

    DELAY = "delay"
    """Answers come `seconds` of wall time late."""
    SILENCE = "silence"
    """The instrument hangs: it takes no command and gives no answer; its output stays as it is."""
    GARBAGE = "garbage"
    """Answers are noise bytes."""
    TRUNCATED = "truncated"
    """Answers stop half way, without their termination."""
    DROPPED_LINK = "dropped-link"
    """The connection is closed, and refused for `seconds` of wall time."""
    WRONG_IDENTITY = "wrong-identity"
    """`*IDN?` is answered by somebody else (`text`)."""
    QUEUED_ERROR = "queued-error"
    """An error appears in the error queue: `text` is ``code,message``."""
    STUCK_COMPLIANCE = "stuck-compliance"
    """The compliance bit says 1 whatever the current."""
    NO_TRIGGER = "no-trigger"
    """The oscilloscope sees no trigger, whatever comes."""
    OPEN_INTERLOCK = "open-interlock"
    """The safety interlock is open."""
    OUTPUT_STUCK_ON = "output-stuck-on"
    """The output does not switch off and its level does not fall."""
    DRIFTING_TEMPERATURE = "drifting-temperature"
    """The environment's temperature moves by `rate` K/s; the instrument's name does not matter."""


class Fault(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A fault of one instrument and when it strikes: at once, or when all of the conditions given are met.

    `after_queries` counts the lines that the instrument was sent since the fault was injected, `when_voltage` is the bias on the
    device (V, magnitude) and `after_seconds` is bench time since the injection. `times`: how many answers it spoils before it is
    gone; None: until it is cleared. A dropped link and a queued error happen once.
    """

    kind: FaultKind
    instrument: str = ""
    seconds: float = 1.0
    rate: float = 0.05
    text: str = ""
    times: int | None = None
    after_queries: int | None = None
    when_voltage: float | None = None
    after_seconds: float | None = None


def parse_fault(text: str) -> Fault:
    """Return the fault written as ``kind:instrument`` or ``kind:instrument,name=value,...``.

    >>> parse_fault("dropped-link:bias,seconds=3,when_voltage=80").when_voltage
    80.0

    Raises:
        ValueError: not of that form, an unknown kind or name, or a value of the wrong type.
    """
    head, _, rest = text.strip().partition(",")
    kind, _, instrument = head.partition(":")
    fields: dict[str, object] = {"kind": kind.strip(), "instrument": instrument.strip()}
    for item in filter(None, (part.strip() for part in rest.split(","))):
        name, separator, value = item.partition("=")
        if not separator:
            raise ValueError(f"{item!r} is not name=value: write a fault as kind:instrument,name=value,...")
        fields[name.strip()] = value.strip()
    try:
        return msgspec.convert(fields, Fault, strict=False)
    except msgspec.ValidationError as error:
        raise ValueError(f"{text!r} is not a fault: {error}; kinds are {', '.join(FaultKind)}") from error
