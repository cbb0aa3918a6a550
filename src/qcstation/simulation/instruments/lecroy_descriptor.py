"""The blocks of a LeCroy waveform as the instrument writes them: descriptor LECROY_2_3, trigger times, samples.

Written from the template in WM-RCM-E (appendix II), field by field; figures that the template leaves open are as in public files
of a WaveRunner 64Xi-A and a WavePro 254HD.
"""

import math
import struct
from datetime import UTC, datetime

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

SIZE = 346
_COUPLINGS = {"D50": 0, "GND": 1, "D1M": 2, "A1M": 4}


class Descriptor(Struct, frozen=True, kw_only=True):
    """What goes into a descriptor; ``V = gain * code - offset``.

    `started` is in s since 1970, `division` in s and `scale` in V a division.
    """

    model: str
    big_endian: bool
    words: bool
    segments: int
    nominal_segments: int
    samples: int
    first_point: int
    sparsing: int
    gain: float
    offset: float
    highest: float
    lowest: float
    bits: int
    interval: float
    start: float
    started: float
    division: float
    scale: float
    coupling: str
    limited: bool
    channel: int
    sequence: bool

    def pack(self) -> bytes:
        """Return the 346 bytes."""
        order = ">" if self.big_endian else "<"
        width = 2 if self.words else 1
        count = self.segments * self.samples
        times = 16 * self.segments if self.sequence else 0
        moment = datetime.fromtimestamp(self.started, UTC)
        head = struct.pack(
            order + "16s16sHH10i16si16s2h9ihhffffhhfdd48s48s",
            b"WAVEDESC",
            b"LECROY_2_3",
            int(self.words),
            0 if self.big_endian else 1,
            *(SIZE, 0, 0, times, 0, 0, count * width, 0, 0, 0),
            f"LECROY{self.model}".encode(),
            12345,
            b"",
            *(0, 0),
            *(count, self.samples, 0, self.samples - 1, self.first_point, self.sparsing, 0, max(self.segments, 1), 1),
            *(0, 0),
            *(self.gain, self.offset, self.highest, self.lowest),
            *(self.bits, self.nominal_segments),
            self.interval,
            *(self.start, self.start),
            b"V",
            b"S",
        )
        tail = struct.pack(
            order + "fdbbbbhhf6HfHHffH",
            1e-12,
            moment.second + moment.microsecond * 1e-6,
            *(moment.minute, moment.hour, moment.day, moment.month, moment.year, 0),
            0.0,
            *(0, 0, 0, 1, _steps(self.division, 1e-12), _COUPLINGS.get(self.coupling, 0)),
            1.0,
            *(_steps(self.scale, 1e-6), int(self.limited)),
            *(1.0, self.offset),
            self.channel - 1,
        )
        return head + tail


def _steps(value: float, first: float) -> int:
    """Return how many steps of 1-2-5 a value is above the first."""
    return max(round(3 * math.log10(value / first)), 0)


def trigger_times(times: NDArray[np.float64], offsets: NDArray[np.float64], *, big_endian: bool) -> bytes:
    """Return the TRIGTIME block: each segment's trigger (s after the first one) and first sample (s after its own trigger)."""
    pairs = np.column_stack([times - times[0], offsets]) if len(times) else np.empty((0, 2))
    return pairs.astype(">f8" if big_endian else "<f8").tobytes()


def sample_bytes(codes: NDArray[np.int16], *, big_endian: bool, words: bool) -> bytes:
    """Return the DAT1 block; bytes are the upper halves of the words."""
    if not words:
        return (codes >> 8).astype(np.int8).tobytes()
    return codes.astype(">i2" if big_endian else "<i2", copy=False).tobytes()
