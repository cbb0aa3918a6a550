"""Buffers that keep what can be seen of data that never end: bounded, and nothing that stands out is lost."""

import numpy as np
from numpy.typing import NDArray

MOST_ROWS = 2048
"""Rows of a table that are kept: about as many as a screen has columns of pixels."""
MOST_FRAMES = 10
MOST_SAMPLES = 512
_BINS = 128
_FIRST_VALUES = 200
"""Values that decide the first range of a histogram."""
_MOST_DOUBLINGS = 64

Floats = NDArray[np.float64]


class CurveBuffer:
    """Rows of a table. When it is full, of each few rows those with the lowest and the highest value of one column stay."""

    def __init__(self, columns: int, guiding: int, *, capacity: int = MOST_ROWS) -> None:
        self._guiding = guiding
        self._rows = np.empty((min(256, capacity), columns))
        self._capacity = capacity
        self._count = 0
        self._stride = 1
        self._pending = np.empty((0, columns))
        self.total = 0

    @property
    def rows(self) -> Floats:
        """What is kept, shape (rows, columns), in the order in which it came; at most `capacity` rows."""
        return self._rows[: self._count]

    def extend(self, block: Floats) -> None:
        """Add rows, shape (rows, columns)."""
        self.total += len(block)
        while len(block):
            # A part at a time: rows that came at once are thinned like rows that came one by one.
            most = self._capacity * self._stride // 2
            part, block = block[:most], block[most:]
            part = self._thinned_to_stride(part)
            if self._count + len(part) > self._capacity:
                self._halve()
                part = _extremes(part, 4, self._guiding)
            self._append(part)

    def _thinned_to_stride(self, block: Floats) -> Floats:
        if self._stride == 1:
            return block
        group = 2 * self._stride
        block = np.concatenate([self._pending, block])
        whole = len(block) // group * group
        self._pending = block[whole:].copy()
        return _extremes(block[:whole], group, self._guiding)

    def _append(self, block: Floats) -> None:
        needed = self._count + len(block)
        if needed > len(self._rows):
            grown = np.empty((min(max(needed, 2 * len(self._rows)), self._capacity), self._rows.shape[1]))
            grown[: self._count] = self.rows
            self._rows = grown
        self._rows[self._count : needed] = block
        self._count = needed

    def _halve(self) -> None:
        kept = _extremes(self.rows, 4, self._guiding)
        self._rows[: len(kept)] = kept
        self._count = len(kept)
        self._stride *= 2


class GrowingHistogram:
    """Counts of values in `_BINS` bins over a range that doubles when a value lies outside."""

    def __init__(self) -> None:
        self._first: list[Floats] = []
        self._waiting = 0
        self._low = self._high = 0.0
        self._counts = np.zeros(_BINS, dtype=np.int64)

    def extend(self, values: Floats) -> None:
        """Add values of any shape; those that are not finite are left out."""
        values = values[np.isfinite(values)]
        if not values.size:
            return
        if self._high > self._low:
            self._count(values)
            return
        self._first.append(values.astype(float, copy=True).ravel())
        self._waiting += values.size
        if self._waiting >= _FIRST_VALUES:
            first = np.concatenate(self._first)
            low, high = float(first.min()), float(first.max())
            # All the same so far: any range will do, it doubles when another value comes.
            width = (high - low) * 1.02 or abs(low) * 0.1 or 1.0
            self._low, self._high = low, low + width
            self._first = []
            self._count(first)

    def bars(self) -> tuple[Floats, Floats]:
        """Return the edges of the bins, shape (bins + 1,), and the counts, shape (bins,); both empty without values."""
        if self._high > self._low:
            return np.linspace(self._low, self._high, _BINS + 1), self._counts.astype(float)
        if not self._first:
            return np.empty(0), np.empty(0)
        counts, edges = np.histogram(np.concatenate(self._first), bins=min(_BINS, 16))
        return edges, counts.astype(float)

    def _count(self, values: Floats) -> None:
        for _ in range(_MOST_DOUBLINGS):
            if values.min() < self._low:
                self._widen(downwards=True)
            elif values.max() > self._high:
                self._widen(downwards=False)
            else:
                break
        places = ((values - self._low) / (self._high - self._low) * _BINS).astype(np.int64)
        self._counts += np.bincount(np.clip(places, 0, _BINS - 1).ravel(), minlength=_BINS)

    def _widen(self, *, downwards: bool) -> None:
        pairs = self._counts.reshape(-1, 2).sum(axis=1)
        nothing = np.zeros(_BINS // 2, dtype=np.int64)
        width = self._high - self._low
        if downwards:
            self._low, self._counts = self._low - width, np.concatenate([nothing, pairs])
        else:
            self._high, self._counts = self._high + width, np.concatenate([pairs, nothing])


class FrameBuffer:
    """The last few waveforms, long ones thinned to their lowest and highest samples."""

    def __init__(self, *, gain: float = 1.0, offset: float = 0.0, interval: float = 1.0) -> None:
        self._gain, self._offset, self._interval = gain, offset, interval
        self.frames: list[tuple[Floats, Floats]] = []

    def extend(self, block: NDArray[np.generic]) -> None:
        """Add waveforms, shape (frames, samples), in codes of `gain` and `offset`."""
        for codes in block[-MOST_FRAMES:]:
            samples = np.asarray(codes, dtype=float) * self._gain + self._offset
            frame = np.column_stack([np.arange(samples.size) * self._interval, samples])
            group = 2 * -(-samples.size // MOST_SAMPLES)
            if group > 2:
                frame = _extremes(frame, group, 1)
            self.frames.append((frame[:, 0].copy(), frame[:, 1].copy()))
        del self.frames[:-MOST_FRAMES]


class MapBuffer:
    """The newest value at each place, from a table's rows or an array's items; NaN where nothing was measured yet."""

    def __init__(self, values: int = 1) -> None:
        self.values = np.full((0, 0, values), np.nan)

    def place(self, rows: NDArray[np.int64], columns: NDArray[np.int64], values: Floats) -> None:
        """Enter values, shape (places, values), at rows and columns counted from 0."""
        height = max(int(rows.max()) + 1, self.values.shape[0])
        width = max(int(columns.max()) + 1, self.values.shape[1])
        if (height, width) != self.values.shape[:2]:
            grown = np.full((height, width, self.values.shape[2]), np.nan)
            grown[: self.values.shape[0], : self.values.shape[1]] = self.values
            self.values = grown
        self.values[rows, columns] = values

    def replace(self, image: NDArray[np.generic]) -> None:
        """Enter a whole map, shape (rows, columns)."""
        self.values = np.asarray(image, dtype=float)[:, :, np.newaxis].copy()


def _extremes(rows: Floats, group: int, column: int) -> Floats:
    """Return of each `group` rows the two with the lowest and the highest value of a column, in order; a rest stays whole."""
    whole = len(rows) // group * group
    if not whole:
        return rows
    groups = rows[:whole].reshape(-1, group, rows.shape[1])
    values = groups[:, :, column]
    lowest = np.where(np.isnan(values), np.inf, values).argmin(axis=1)
    highest = np.where(np.isnan(values), -np.inf, values).argmax(axis=1)
    # The same row twice where all values are alike: the first and the last then.
    highest = np.where(highest == lowest, group - 1 - lowest, highest)
    places = np.sort(np.stack([lowest, highest], axis=1), axis=1)
    kept = np.take_along_axis(groups, places[:, :, np.newaxis], axis=1).reshape(-1, rows.shape[1])
    return np.concatenate([kept, rows[whole:]])
