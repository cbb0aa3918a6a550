"""What a Tektronix oscilloscope answers to `CURVE?` and to the queries of its waveform preamble, as numbers.

Source: *4/5/6 Series MSO Programmer Manual* (077-1305), `CURVE?`, `WFMOUTPRE` and `HORIZONTAL:FASTFRAME:TIMESTAMP`.
"""

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_STAMP = re.compile(r"(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d{2}):(\d{2}):(\d{2})\.(\d{3}(?: \d{3}){0,3})")
_PICOSECONDS = 10**12


class CurveFormatError(ValueError):
    """What came is no curve as its preamble describes it; the message says what is wrong."""


class Preamble(Struct, frozen=True, kw_only=True):
    """How a curve is to be read: bytes a sample, first byte (``MSB``, ``LSB``), format (``RI`` signed, ``RP`` unsigned), scales.

    ``V = (code - y_offset) * y_multiplier + y_zero``; the first sample is at `x_zero` (s after the trigger).
    """

    width: int
    order: str
    coding: str
    points: int
    x_increment: float
    x_zero: float
    y_multiplier: float
    y_offset: float
    y_zero: float


def decode_curve(payload: bytes | bytearray, preamble: Preamble) -> "NDArray[np.int8] | NDArray[np.int16]":
    """Return the codes of all frames, signed, in the computer's byte order, shape (frames, points).

    Codes without sign are shifted down by half their range: `y_offset` is then to be lowered by the same (`sign_shift`).

    Raises:
        CurveFormatError: the bytes are not a whole number of frames, or the preamble makes no sense.
    """
    import numpy as np

    if preamble.width not in {1, 2} or preamble.order not in {"MSB", "LSB"} or preamble.coding not in {"RI", "RP"}:
        described = f"{preamble.width} bytes, {preamble.order}, {preamble.coding}"
        raise CurveFormatError(f"expected 1 or 2 bytes, MSB or LSB, RI or RP, found {described}")
    frame = preamble.width * preamble.points
    if frame <= 0 or not payload or len(payload) % frame:
        raise CurveFormatError(
            f"expected frames of {preamble.points} samples of {preamble.width} bytes, found {len(payload)} bytes"
        )
    kind = np.dtype(f"{'>' if preamble.order == 'MSB' else '<'}{'i' if preamble.coding == 'RI' else 'u'}{preamble.width}")
    codes = np.frombuffer(payload, dtype=kind).reshape(-1, preamble.points)
    native = codes.astype(kind.newbyteorder("="), copy=False)
    if preamble.coding == "RP":
        native = (native ^ native.dtype.type(sign_shift(preamble))).view(f"i{preamble.width}")
    return native


def sign_shift(preamble: Preamble) -> int:
    """Return by how much codes without sign are shifted down; 0 for signed ones."""
    return 1 << (8 * preamble.width - 1) if preamble.coding == "RP" else 0


def parse_timestamps(text: str) -> tuple[int, ...]:
    """Return time stamps (``19 Nov 2022 10:04:12.123 456 789 012``) in ps since 1970.

    Raises:
        CurveFormatError: one is no date.
    """
    from datetime import UTC, datetime

    stamps = []
    for day, month, year, hour, minute, second, fraction in _STAMP.findall(text):
        try:
            moment = datetime(
                int(year), _MONTHS.index(month.upper()) + 1, int(day), int(hour), int(minute), int(second), tzinfo=UTC
            )
        except ValueError:
            raise CurveFormatError(f"expected a time stamp, found {day} {month} {year} {hour}:{minute}:{second}") from None
        digits = fraction.replace(" ", "").ljust(12, "0")
        stamps.append(int(moment.timestamp()) * _PICOSECONDS + int(digits))
    return tuple(stamps)
