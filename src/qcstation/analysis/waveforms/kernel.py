"""The loops over samples, compiled. Heights are in ADC codes here and places in sample numbers.

Each waveform comes from memory once: the first loop keeps the extremes of short blocks, and what follows looks only at the
samples round the peak. All numbers are signed so that the pulse is positive.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiled import at_least, compiled, inlined

Array = NDArray[np.float64]
Samples = NDArray[Any]
"""Of 16-bit integers or floats; the compiler makes a version for each."""

BLOCK = 128
"""Samples of which the first loop keeps the extremes: short enough to search, long enough for the processor's vector units."""

BASELINE, NOISE, AMPLITUDE, PEAK, SUM, PULSE_SUM, SECOND, OPPOSITE = range(8)
ROWS = 8
"""How many numbers a waveform has, and which row each is in."""


@compiled
def parse_all(
    samples: Samples,
    sign: int,
    windows: NDArray[np.int64],
    limits: Array,
    fractions: Array,
    widths: Array,
    levels: Array,
    rising_columns: NDArray[np.int64],
    units: Array,
    numbers: Array,
    saturated: NDArray[np.bool_],
    rising: Array,
    over: Array,
    slope: Array,
) -> None:
    """Fill the last five arrays from `samples`, shape (n, samples), of any number type.

    `windows` are first and last but one of baseline, search and charge; `limits` the lowest and highest code. `rising` is when
    the pulse crosses the `fractions` of its amplitude and then the `levels` (codes above the baseline), `slope` its rise there,
    `over` for how long it stays above the fractions `widths` and then the `levels`, with `rising_columns` where to find them in
    `rising`. All of them rise, and `widths` and `fractions` begin with the same one: beyond it the pulse ends. `units` turn the
    rows of `numbers` into their units; the place of the peak gives that of the times, the amplitude that of the heights.
    """
    blocks = (samples.shape[1] + BLOCK - 1) // BLOCK
    highs, lows = np.empty(blocks), np.empty(blocks)
    interval, rise = units[PEAK], units[AMPLITUDE] / units[PEAK]
    for event in range(samples.shape[0]):
        row = samples[event]
        lowest, highest = _extremes(row, sign, highs, lows)
        saturated[event] = lowest <= limits[0] or highest >= limits[1]
        base, noise = _baseline(row, sign, windows[0], windows[1])
        peak, top = _peak(row, sign, windows[2], windows[3], highs)
        amplitude = top - base
        rising[event, :] = over[event, :] = np.nan
        first = _edge(row, sign, base, peak, -1, amplitude, fractions, event, 0, rising)
        last = _edge(row, sign, base, peak, 1, amplitude, widths, event, 0, over)
        _edge(row, sign, base, peak, -1, 1.0, levels, event, fractions.size, rising)
        _edge(row, sign, base, peak, 1, 1.0, levels, event, widths.size, over)
        _slopes(row, sign * rise, event, rising, slope)
        for k in range(over.shape[1]):
            over[event, k] = interval * (over[event, k] - rising[event, rising_columns[k]])
        for k in range(rising.shape[1]):
            rising[event, k] *= interval
        numbers[BASELINE, event] = base
        numbers[NOISE, event] = noise
        numbers[AMPLITUDE, event] = amplitude
        numbers[PEAK, event] = peak
        numbers[SUM, event] = _sum(row, sign, windows[4], windows[5]) - base * (windows[5] - windows[4])
        numbers[PULSE_SUM, event] = _pulse_sum(row, sign, base, first, last) if amplitude > 0 else np.nan
        numbers[SECOND, event] = max(_highest(row, sign, 0, first, highs), _highest(row, sign, last + 1, row.size, highs)) - base
        numbers[OPPOSITE, event] = base + _highest(row, -sign, 0, first, lows)
        for k in range(ROWS):
            numbers[k, event] *= units[k]


@inlined
def _lowest_and_highest(part: Samples) -> tuple[float, float]:
    """Of samples that lie side by side: in their own type, so that the processor compares many at once."""
    lowest = highest = part[0]
    for k in range(part.size):
        value = part[k]
        lowest = value if value < lowest else lowest
        highest = value if value > highest else highest
    return lowest, highest


@inlined
def _extremes(row: Samples, sign: int, highs: Array, lows: Array) -> tuple[float, float]:
    """Fill the blocks' extremes: `highs` of the signed samples, `lows` of those with the other sign; return those of all."""
    lowest_of_all, highest_of_all = np.inf, -np.inf
    for block in range(highs.size):
        lowest, highest = _lowest_and_highest(row[block * BLOCK : (block + 1) * BLOCK])
        lowest_of_all = min(lowest_of_all, lowest)
        highest_of_all = max(highest_of_all, highest)
        highs[block] = highest if sign > 0 else -float(lowest)
        lows[block] = -float(lowest) if sign > 0 else highest
    return lowest_of_all, highest_of_all


@inlined
def _baseline(row: Samples, sign: int, start: int, stop: int) -> tuple[float, float]:
    """Mean and standard deviation of the samples from `start` to before `stop`, about the first of them against rounding."""
    part = row[start:stop]
    pivot = part[0]
    total, squares = 0 * pivot, 0 * pivot
    for k in range(part.size):
        difference = part[k] - pivot
        total += difference
        squares += difference * difference
    variance = (squares - total * (total / part.size)) / (part.size - 1)
    return sign * (pivot + total / part.size), np.sqrt(max(variance, 0.0))


@inlined
def _sum(row: Samples, sign: int, start: int, stop: int) -> float:
    part = row[start:stop]
    total = 0 * part[0]
    for k in range(part.size):
        total += part[k]
    return float(sign * total)


@inlined
def _peak(row: Samples, sign: int, start: int, stop: int, highs: Array) -> tuple[int, float]:
    """Number and value of the highest sample from `start` to before `stop`, the first of equals."""
    top = _highest(row, sign, start, stop, highs)
    wanted = at_least(row[start], sign * top)
    for block in range(start // BLOCK, highs.size):
        if highs[block] >= top:
            for k in range(max(start, block * BLOCK), min(stop, (block + 1) * BLOCK)):
                if row[k] == wanted:
                    return k, top
    # Only a waveform with NaN in it has no highest sample.
    return start, np.nan


@inlined
def _highest(row: Samples, sign: int, start: int, stop: int, highs: Array) -> float:
    """The highest signed sample from `start` to before `stop`, given all blocks' `highs`; -inf if there is none."""
    highest = -np.inf
    if start >= stop:
        return highest
    for block in range(start // BLOCK, (stop + BLOCK - 1) // BLOCK):
        if not highs[block] > highest:
            continue
        first, last = max(start, block * BLOCK), min(stop, (block + 1) * BLOCK)
        if last - first == BLOCK:
            highest = highs[block]
        else:
            low, high = _lowest_and_highest(row[first:last])
            highest = max(highest, high if sign > 0 else -float(low))
    return highest


@inlined
def _edge(
    row: Samples,
    sign: int,
    base: float,
    peak: int,
    step: int,
    scale: float,
    levels: Array,
    event: int,
    column: int,
    at: Array,
) -> int:
    """Note where the pulse crosses `levels` (rising; times `scale`, above `base`) on the way from the peak by `step`.

    The place goes to `at[event, column:]`, by the straight line between two samples. Levels that are not crossed are left out.

    Returns:
        The first sample below the lowest level; -1 or the number of samples if there is none.
    """
    k, value = peak, sign * row[peak]
    for n in range(levels.size - 1, -1, -1):
        level = base + scale * levels[n]
        limit = at_least(value, level)
        if k == peak and not level < value:
            continue
        while value >= limit:
            k += step
            if not 0 <= k < row.size:
                return k
            value = sign * row[k]
        at[event, column + n] = k - step * (level - value) / (sign * row[k - step] - value)
    return k


@inlined
def _slopes(row: Samples, unit: float, event: int, at: Array, slope: Array) -> None:
    """Fill row `event` of `slope` with the rise a sample, times `unit`, at the crossings in `at`.

    That of a straight line through the four samples round the crossing, of two at the waveform's ends.
    """
    for n in range(at.shape[1]):
        slope[event, n] = np.nan
        if not np.isnan(at[event, n]):
            low = int(np.ceil(at[event, n])) - 1
            rise = row[low + 1] - float(row[low])
            if low >= 1 and low + 2 < row.size:
                rise = 0.3 * (row[low + 2] - float(row[low - 1])) + 0.1 * rise
            slope[event, n] = unit * rise


@inlined
def _pulse_sum(row: Samples, sign: int, base: float, first: int, last: int) -> float:
    """The pulse's area up to the zero crossings on either side, or to the ends without them: trapezia, at last a triangle.

    `first` and `last` are the samples from which a crossing is looked for: those between them are above zero.
    """
    limit = at_least(sign * row[0], base)
    while first >= 0 and sign * row[first] >= limit:
        first -= 1
    while last < row.size and sign * row[last] >= limit:
        last += 1
    inside = _sum(row, sign, first + 1, last) - base * (last - first - 1)
    return inside + _end_of_sum(row, sign, base, first, 1) + _end_of_sum(row, sign, base, last, -1)


@inlined
def _end_of_sum(row: Samples, sign: int, base: float, beyond: int, inwards: int) -> float:
    """What the last sample above zero counts too much in a sum: half of it belongs to a triangle, or to nothing at the end."""
    height = sign * row[beyond + inwards] - base
    if 0 <= beyond < row.size:
        return float(0.5 * height * (height / (height + base - sign * row[beyond]) - 1.0))
    return float(-0.5 * height)
