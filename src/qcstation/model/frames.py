"""Waveforms as an oscilloscope took them: integer codes untouched, and beside them all that turns codes into V and s."""

from typing import TYPE_CHECKING

from msgspec import Struct

from .raw import ArrayLayout, RawArray, RawData, RawTable, TableLayout

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


SEGMENT_COLUMNS = {"trigger_time": "s", "trigger_offset": "s"}
"""The columns of the table that stands beside an array of waveforms, one row a segment."""


class Frames(Struct, frozen=True, kw_only=True, eq=False):
    """All segments of one channel of one acquisition.

    `samples` are the converter's codes, int8 or int16, shape (segments, samples); ``V = gain * code + offset``, in V. Codes from
    `lowest` to `highest`, both included, were within the converter's range; beyond them the signal was clipped.

    Sample i of segment k was taken at ``trigger_offsets[k] + i * interval`` seconds after that segment's trigger;
    `trigger_times` are the triggers in s since the first one. Both have the shape (segments,). `started` is the first trigger by
    the instrument's own clock, in s since 1970 (its clock is taken as UTC), None where it does not say.
    """

    channel: str
    samples: "NDArray[np.int8] | NDArray[np.int16]"
    gain: float
    offset: float
    lowest: int
    highest: int
    interval: float
    trigger_times: "NDArray[np.float64]"
    trigger_offsets: "NDArray[np.float64]"
    nominal_bits: int
    started: float | None = None

    def volts(self) -> "NDArray[np.float64]":
        """Return the samples in V, shape (segments, samples)."""
        import numpy as np

        return np.asarray(self.samples * self.gain + self.offset, dtype=np.float64)

    def times(self, segment: int = 0) -> "NDArray[np.float64]":
        """Return the times of a segment's samples in s after its trigger, shape (samples,)."""
        import numpy as np

        return np.asarray(self.trigger_offsets[segment] + self.interval * np.arange(self.samples.shape[1]))

    def saturated(self) -> "NDArray[np.bool_]":
        """Return which segments hold a sample that was clipped, shape (segments,)."""
        import numpy as np

        return np.asarray((self.samples.min(axis=1) < self.lowest) | (self.samples.max(axis=1) > self.highest))


def segments_table(name: str) -> str:
    """Return the name of the table that stands beside the array `name`."""
    return f"{name}_segments"


def frames_layout(name: str, frames: Frames) -> ArrayLayout:
    """Return the layout of a run's array of waveforms: what turns its codes into V and s are its attributes."""
    attributes: dict[str, str | int | float | bool] = {
        "channel": frames.channel,
        "gain": frames.gain,
        "offset": frames.offset,
        "lowest": frames.lowest,
        "highest": frames.highest,
        "interval": frames.interval,
        "nominal_bits": frames.nominal_bits,
        "law": "V = gain * code + offset; codes beyond lowest and highest were clipped; interval in s",
    }
    if frames.started is not None:
        attributes["started"] = frames.started
    return ArrayLayout(name=name, dtype=str(frames.samples.dtype), shape=frames.samples.shape[1:], attributes=attributes)


def frames_to_raw(name: str, frames: Frames) -> tuple[RawArray, RawTable]:
    """Return waveforms as a run's record holds them: the array `name` and the table of its segments."""
    layout = TableLayout(name=segments_table(name), columns=SEGMENT_COLUMNS)
    columns = {"trigger_time": frames.trigger_times, "trigger_offset": frames.trigger_offsets}
    return RawArray(frames_layout(name, frames), frames.samples), RawTable(layout, columns)


def frames_from_raw(raw: RawData, name: str) -> Frames:
    """Return the waveforms of a run's record, all of them.

    Raises:
        KeyError: the run has no such array, or it is none of waveforms.
    """
    array, table = raw.arrays[name], raw[segments_table(name)]
    attributes = array.layout.attributes
    started = attributes.get("started")
    return Frames(
        channel=str(attributes["channel"]),
        samples=array.values,
        gain=float(attributes["gain"]),
        offset=float(attributes["offset"]),
        lowest=int(attributes["lowest"]),
        highest=int(attributes["highest"]),
        interval=float(attributes["interval"]),
        trigger_times=table["trigger_time"],
        trigger_offsets=table["trigger_offset"],
        nominal_bits=int(attributes["nominal_bits"]),
        started=None if started is None else float(started),
    )
