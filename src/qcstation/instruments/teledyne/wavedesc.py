"""Waveforms in the LECROY_2_3 template: what `WF?` answers and what `.trc` files hold, in either byte order.

Source: *X-Stream Oscilloscopes Remote Control Manual*, WM-RCM-E, appendix II (the template), which every instrument prints on
`TMPL?`; checked against real `.trc` files of two models.
"""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

from msgspec import Struct

from qcstation.model.frames import Frames

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ByteOrder = Literal[">", "<"]

DESCRIPTOR = b"WAVEDESC"
TEMPLATE = "LECROY_2_3"
DESCRIPTOR_SIZE = 346
"""Bytes of the LECROY_2_3 descriptor; the block itself may say that it is longer."""
_LONGEST_HEAD = 128
"""Bytes before the descriptor: ``#9nnnnnnnnn`` in files, ``C1:WF ALL,#9nnnnnnnnn`` in answers."""
_TRIGGER_SIZE = 16
"""Bytes a segment in the array of trigger times: two doubles."""
_FIELDS = {
    "descriptor_name": (0, "S16"),
    "template_name": (16, "S16"),
    "comm_type": (32, "u2"),
    "comm_order": (34, "u2"),
    "wave_descriptor": (36, "i4"),
    "user_text": (40, "i4"),
    "res_desc1": (44, "i4"),
    "trigtime_array": (48, "i4"),
    "ris_time_array": (52, "i4"),
    "res_array1": (56, "i4"),
    "wave_array_1": (60, "i4"),
    "wave_array_2": (64, "i4"),
    "instrument_name": (76, "S16"),
    "instrument_number": (92, "i4"),
    "wave_array_count": (116, "i4"),
    "first_valid_point": (124, "i4"),
    "last_valid_point": (128, "i4"),
    "first_point": (132, "i4"),
    "sparsing_factor": (136, "i4"),
    "segment_index": (140, "i4"),
    "subarray_count": (144, "i4"),
    "sweeps_per_acquisition": (148, "i4"),
    "vertical_gain": (156, "f4"),
    "vertical_offset": (160, "f4"),
    "max_value": (164, "f4"),
    "min_value": (168, "f4"),
    "nominal_bits": (172, "i2"),
    "nominal_subarray_count": (174, "i2"),
    "horizontal_interval": (176, "f4"),
    "horizontal_offset": (180, "f8"),
    "vertical_unit": (196, "S48"),
    "horizontal_unit": (244, "S48"),
    "trigger_seconds": (296, "f8"),
    "trigger_minutes": (304, "i1"),
    "trigger_hours": (305, "i1"),
    "trigger_days": (306, "i1"),
    "trigger_months": (307, "i1"),
    "trigger_year": (308, "i2"),
    "record_type": (316, "u2"),
    "probe_attenuation": (328, "f4"),
    "wave_source": (344, "u2"),
}
"""Offset and type of the fields that are used; names follow the template."""
_SINGLE_SWEEP, _SEQUENCE = 0, 7
"""Kinds of record that hold plain samples (template, RECORD_TYPE); the others are histograms, graphs, extrema and the like."""


class WaveformFormatError(ValueError):
    """The bytes are no waveform in the LECROY_2_3 template, or not all of one; the message says what is wrong."""


class WaveDescription(Struct, frozen=True, kw_only=True):
    """The descriptor's fields by the template's names, in its own units: ``V = vertical_gain * code - vertical_offset``.

    Sizes and counts are in bytes and points, `comm_type` is 0 for bytes and 1 for words, `byte_order` is ``>`` or ``<``.
    """

    byte_order: ByteOrder
    comm_type: int
    wave_descriptor: int
    user_text: int
    res_desc1: int
    trigtime_array: int
    ris_time_array: int
    res_array1: int
    wave_array_1: int
    instrument_name: str
    instrument_number: int
    wave_array_count: int
    first_point: int
    sparsing_factor: int
    subarray_count: int
    sweeps_per_acquisition: int
    vertical_gain: float
    vertical_offset: float
    max_value: float
    min_value: float
    nominal_bits: int
    nominal_subarray_count: int
    horizontal_interval: float
    horizontal_offset: float
    vertical_unit: str
    horizontal_unit: str
    started: float | None
    """The first trigger by the instrument's own clock, in s since 1970 (taken as UTC); None where it is no date."""
    record_type: int
    probe_attenuation: float
    wave_source: int
    samples_at: int
    """Where the first sample is, in bytes from the descriptor's beginning."""


def find_descriptor(data: bytes | bytearray | memoryview) -> int:
    """Return where the descriptor begins.

    Raises:
        WaveformFormatError: there is none within the first bytes.
    """
    start = bytes(data[: _LONGEST_HEAD + len(DESCRIPTOR)]).find(DESCRIPTOR)
    if start < 0:
        raise WaveformFormatError(f"expected a LeCroy waveform, which begins with WAVEDESC, found {bytes(data[:24])!r}")
    return start


def describe(data: bytes | bytearray | memoryview) -> WaveDescription:
    """Return what a descriptor says; `data` begins with it.

    Raises:
        WaveformFormatError: it is cut, of another template, or contradicts itself.
    """
    import numpy as np

    if len(data) < DESCRIPTOR_SIZE:
        raise WaveformFormatError(f"descriptor truncated: {len(data)} of {DESCRIPTOR_SIZE} bytes came")
    head = memoryview(data)[:DESCRIPTOR_SIZE]
    order = _byte_order(bytes(head[34:36]))
    fields: dict[str, Any] = {}
    for name, (offset, kind) in _FIELDS.items():
        value = np.frombuffer(head, dtype=np.dtype(kind).newbyteorder(order), count=1, offset=offset)[0]
        fields[name] = value.split(b"\0")[0].decode("latin-1").strip() if kind.startswith("S") else value.item()
    if fields["template_name"] != TEMPLATE:
        raise WaveformFormatError(f"expected the template {TEMPLATE}, found {fields['template_name']!r}")
    blocks = ("wave_descriptor", "user_text", "res_desc1", "trigtime_array", "ris_time_array", "res_array1")
    samples_at = sum(fields[name] for name in blocks)
    description = WaveDescription(
        byte_order=order,
        started=_started(fields),
        samples_at=samples_at,
        **{name: fields[name] for name in WaveDescription.__struct_fields__ if name in fields},
    )
    _check(description, fields)
    return description


def decode(data: bytes | bytearray | memoryview, channel: str = "") -> Frames:
    """Return the segments of a waveform: a file's content, or an answer to ``WF? ALL``, with whatever stands before WAVEDESC.

    The samples are a view of `data` wherever its byte order is the computer's own; nothing else of that size is copied.

    Raises:
        WaveformFormatError: it is no waveform, cut, garbled, or holds no plain samples.
    """
    import numpy as np

    block = memoryview(data)[find_descriptor(data) :]
    description = describe(block)
    if description.record_type not in {_SINGLE_SWEEP, _SEQUENCE}:
        raise WaveformFormatError(
            f"expected samples of one sweep or a sequence, found a record of type {description.record_type}"
        )
    segments = max(description.subarray_count, 1)
    total = description.wave_array_1
    if len(block) < description.samples_at + total:
        raise WaveformFormatError(f"waveform truncated: {len(block)} of {description.samples_at + total} bytes came")
    kind = np.dtype("i2" if description.comm_type else "i1").newbyteorder(description.byte_order)
    codes = np.frombuffer(block, dtype=kind, count=total // kind.itemsize, offset=description.samples_at)
    samples = codes.reshape(segments, -1).astype(kind.newbyteorder("="), copy=False)
    times, offsets = _triggers(block, description, segments)
    return Frames(
        channel=channel,
        samples=samples,
        gain=description.vertical_gain,
        offset=-description.vertical_offset,
        lowest=_limit(description.min_value, up=True),
        highest=_limit(description.max_value, up=False),
        interval=description.horizontal_interval * max(description.sparsing_factor, 1),
        trigger_times=times,
        trigger_offsets=offsets + description.first_point * description.horizontal_interval,
        nominal_bits=description.nominal_bits,
        started=description.started,
    )


def _byte_order(marker: bytes) -> ByteOrder:
    # COMM_ORDER is 0 for high byte first and 1 for low byte first, itself sent in that order.
    orders: dict[bytes, ByteOrder] = {b"\x00\x00": ">", b"\x01\x00": "<"}
    if marker not in orders:
        raise WaveformFormatError(f"expected 0 or 1 as byte order, found {marker!r}")
    return orders[marker]


def _check(description: WaveDescription, fields: dict[str, Any]) -> None:
    import math

    sizes = {name: value for name, value in fields.items() if isinstance(value, int) and name in _SIZES}
    negative = [name for name, value in sizes.items() if value < 0]
    if negative:
        raise WaveformFormatError(f"descriptor garbled: {negative[0]} is {sizes[negative[0]]}")
    if description.wave_descriptor < DESCRIPTOR_SIZE:
        raise WaveformFormatError(f"descriptor garbled: it says that it has {description.wave_descriptor} bytes")
    if description.comm_type not in {0, 1}:
        raise WaveformFormatError(f"expected bytes (0) or words (1), found COMM_TYPE {description.comm_type}")
    if fields["wave_array_2"]:
        raise WaveformFormatError("the waveform has two arrays (extrema or complex values), expected plain samples")
    width, segments = description.comm_type + 1, max(description.subarray_count, 1)
    if description.wave_array_1 == 0:
        raise WaveformFormatError("the waveform holds no samples: nothing was acquired, or the channel is off")
    if description.wave_array_1 % (width * segments):
        problem = f"{description.wave_array_1} bytes do not divide into {segments} segments of {width}-byte samples"
        raise WaveformFormatError(f"descriptor garbled: {problem}")
    for name in ("vertical_gain", "vertical_offset", "horizontal_interval", "horizontal_offset", "max_value", "min_value"):
        if not math.isfinite(getattr(description, name)):
            raise WaveformFormatError(f"descriptor garbled: {name} is {getattr(description, name)}")
    if description.horizontal_interval <= 0:
        raise WaveformFormatError(f"descriptor garbled: horizontal_interval is {description.horizontal_interval:g}")


_SIZES = {
    "user_text",
    "res_desc1",
    "trigtime_array",
    "ris_time_array",
    "res_array1",
    "wave_array_1",
    "wave_array_count",
    "subarray_count",
    "first_point",
    "sparsing_factor",
}


def _limit(value: float, *, up: bool) -> int:
    import math

    bounded = max(-(2.0**31), min(2.0**31, value))
    return math.ceil(bounded) if up else math.floor(bounded)


def _triggers(
    block: memoryview, description: WaveDescription, segments: int
) -> tuple["NDArray[np.float64]", "NDArray[np.float64]"]:
    """Return each segment's trigger in s after the first one, and where its first sample is in s after its own trigger."""
    import numpy as np

    if not description.trigtime_array:
        if segments > 1:
            raise WaveformFormatError(f"the waveform has {segments} segments but no trigger times; read it with WF? ALL")
        return np.zeros(1), np.full(1, description.horizontal_offset)
    if description.trigtime_array < _TRIGGER_SIZE * segments:
        problem = f"{description.trigtime_array} bytes of trigger times for {segments} segments"
        raise WaveformFormatError(f"descriptor garbled: {problem}")
    start = description.wave_descriptor + description.user_text + description.res_desc1
    kind = np.dtype("f8").newbyteorder(description.byte_order)
    pairs = np.frombuffer(block, dtype=kind, count=2 * segments, offset=start).astype(np.float64).reshape(segments, 2)
    if not np.isfinite(pairs).all():
        raise WaveformFormatError("waveform garbled: a trigger time is not a number")
    return pairs[:, 0], pairs[:, 1]


def _started(fields: dict[str, Any]) -> float | None:
    seconds = fields["trigger_seconds"]
    try:
        minute = datetime(
            fields["trigger_year"],
            fields["trigger_months"],
            fields["trigger_days"],
            fields["trigger_hours"],
            fields["trigger_minutes"],
            tzinfo=UTC,
        )
    except ValueError:
        return None
    return minute.timestamp() + seconds if 0 <= seconds < 61 else None
