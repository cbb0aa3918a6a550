"""Waveforms as an oscilloscope took them: integer codes untouched, and beside them all that turns codes into V and s."""

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
