"""What a LeCroy oscilloscope answers to `WF?`: descriptor, trigger times and samples, as `WFSU` selects them."""

from typing import TYPE_CHECKING

import numpy as np

from .lecroy_descriptor import Descriptor, sample_bytes, trigger_times
from .lecroy_language import UNRECOGNISED_KEYWORD, LecroyError

if TYPE_CHECKING:
    from .lecroy_scope import LecroyScope

_LIMITS = {8: (31745.0, -32001.0), 12: (22682.0, -22937.0)}
"""MAX_VALUE and MIN_VALUE of words in public files of an 8-bit and of a 12-bit model."""
_BLOCKS = ("DESC", "TEXT", "TIME", "DAT1", "DAT2", "ALL")


def waveform_blocks(scope: "LecroyScope", channel: int, wanted: str) -> str:
    """Return ``ALL,#9nnnnnnnnn...`` for a channel; bytes stand for the characters of Latin-1.

    Raises:
        LecroyError: there is no block of that name.
    """
    if wanted not in _BLOCKS:
        raise LecroyError(command=UNRECOGNISED_KEYWORD)
    record, converter = scope.acquisition.record, scope.converter(channel)
    codes = scope.acquisition.codes(channel, converter)
    times = record.hits.times if record else np.empty(0)
    offsets = record.offsets if record else np.empty(0)
    number = scope.setup["SN"]
    if number and number <= len(codes):
        codes, times, offsets = codes[number - 1 : number], times[number - 1 : number], offsets[number - 1 : number]
    sparsing = max(scope.setup["SP"], 1)
    codes = codes[:, scope.setup["FP"] :: sparsing]
    if scope.setup["NP"]:
        codes = codes[:, : scope.setup["NP"]]
    window = record.settings.window if record else scope.window
    each = (record.inputs if record else scope.acquisition.inputs)[channel]
    highest, lowest = _LIMITS[scope.bits]
    upper = 1 if scope.words else 256
    big_endian, sequence = scope.big_endian, scope.sequence and len(codes) > 0
    descriptor = Descriptor(
        model="WR8254" if scope.bits == 8 else "WP254HD",
        big_endian=big_endian,
        words=scope.words,
        segments=len(codes),
        nominal_segments=scope.segments if scope.sequence else 1,
        samples=codes.shape[1],
        first_point=scope.setup["FP"],
        sparsing=sparsing,
        gain=converter.step / converter.multiple * upper,
        # The instrument's offset moves the trace: the opposite of the voltage at the centre of the screen.
        offset=-each.centre,
        highest=highest / upper,
        lowest=lowest / upper,
        bits=scope.bits,
        interval=window.interval,
        start=float(offsets[0]) if len(offsets) else -scope.before,
        started=1.7e9 + (float(times[0]) if len(times) else 0.0),
        division=scope.division,
        scale=each.scale,
        coupling=each.coupling,
        limited=each.bandwidth < scope.acquisition.bandwidth,
        channel=channel,
        sequence=sequence,
    ).pack()
    trigtime = trigger_times(times, offsets, big_endian=big_endian) if sequence else b""
    parts = {"DESC": (descriptor,), "TEXT": (), "TIME": (trigtime,), "DAT2": ()}
    if wanted in {"ALL", "DAT1"}:
        data = sample_bytes(codes, big_endian=big_endian, words=scope.words)
        parts |= {"DAT1": (data,), "ALL": (descriptor, trigtime, data)}
    body = b"".join(parts[wanted])
    return f"{wanted},#9{len(body):09d}" + body.decode("latin-1")
