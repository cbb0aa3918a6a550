"""The baseline of `bench_waveforms.py`: the numbers of `parse_pulses` by whole-array NumPy, for positive pulses.

As a careful user would write it: integers where they do, one float conversion, no loop over events, chunks that stay in the
cache. Each level costs a few passes over all samples, because whole arrays cannot stop at a crossing.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from qcstation.analysis.waveforms import Digitisation, PulseSettings

Array = NDArray[np.float64]

CHUNK = 250
"""Waveforms at a time: as floats they fill 2 MB."""


def parse(samples: NDArray[np.int16], digitisation: Digitisation, settings: PulseSettings) -> dict[str, Array]:
    """Return what `parse_pulses` finds, by the same names, for `samples` of shape (n, samples)."""
    parts = [_parse(samples[start : start + CHUNK], digitisation, settings) for start in range(0, len(samples), CHUNK)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _parse(samples: NDArray[np.int16], digitisation: Digitisation, settings: PulseSettings) -> dict[str, Array]:
    gain, interval = digitisation.gain, digitisation.interval
    count, length = samples.shape
    b0, b1, s0, s1, c0, c1 = settings.samples(interval, length)
    codes = np.iinfo(samples.dtype)
    index = np.arange(length)
    rows = np.arange(count)
    lowest, highest = samples.min(axis=1), samples.max(axis=1)
    base = samples[:, b0:b1].mean(axis=1)
    noise = samples[:, b0:b1].std(axis=1, ddof=1)
    peak = s0 + samples[:, s0:s1].argmax(axis=1)
    height = samples - base[:, None]
    amplitude = height[rows, peak]
    before, after = index < peak[:, None], index > peak[:, None]
    fractions, thresholds = np.array(settings.all_fractions), np.array(sorted(settings.thresholds))
    widths = np.array(settings.all_width_fractions)
    levels = [fraction * amplitude for fraction in fractions] + [np.full(count, level / gain) for level in thresholds]
    columns = [*np.searchsorted(fractions, widths), *range(len(fractions), len(levels))]
    rising, slope = np.empty((2, count, len(levels)))
    falling = np.empty((count, len(columns)))
    foot, end = np.full(count, -1), np.full(count, length)
    for k, level in enumerate(levels):
        below = height < level[:, None]
        missed = ~(level < amplitude)
        first, crossed = _first(before & below, last=True)
        rising[:, k] = _between(height, rows, first, 1, level, missed | ~crossed)
        slope[:, k] = _slope(height, rows, first, missed | ~crossed)
        foot = np.where(crossed, first, -1) if k == 0 else foot
        if k in columns:
            first, crossed = _first(after & below, last=False)
            falling[:, columns.index(k)] = _between(height, rows, first, -1, level, missed | ~crossed)
            end = np.where(crossed, first, length) if k == 0 else end
    start, started = _first(before & (height < 0), last=True)
    stop, stopped = _first(after & (height < 0), last=False)
    outside = np.where((index < foot[:, None]) | (index > end[:, None]), height, -np.inf)
    times = rising * interval
    over = (falling - rising[:, columns]) * interval
    k = len(fractions)
    area = gain * interval / settings.transimpedance
    return {
        "baseline": gain * base + digitisation.offset,
        "noise": gain * noise,
        "saturated": (lowest <= codes.min) | (highest >= codes.max),
        "amplitude": gain * amplitude,
        "peak_time": interval * peak,
        "rise_time": times[:, np.searchsorted(fractions, 0.9)] - times[:, np.searchsorted(fractions, 0.1)],
        "fraction_time": times[:, :k],
        "slew_rate": slope[:, :k] * gain / interval,
        "time_over_fraction": over[:, : len(widths)],
        "threshold_time": times[:, k:],
        "time_over_threshold": over[:, len(widths) :],
        "charge": area * (samples[:, c0:c1].sum(axis=1) - base * (c1 - c0)),
        "pulse_charge": area * _area(height, np.where(started, start, -1), np.where(stopped, stop, length)),
        "second_peak": gain * outside.max(axis=1),
        "opposite_peak": -gain * np.where(index < foot[:, None], height, np.inf).min(axis=1),
    }


def _first(mask: NDArray[np.bool_], *, last: bool) -> tuple[Any, Any]:
    """Where each row first (or last) holds, and whether it does."""
    found = mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1) if last else mask.argmax(axis=1)
    return found, mask[np.arange(len(mask)), found]


def _between(height: Array, rows: Any, at: Any, step: int, level: Array, missed: NDArray[np.bool_]) -> Array:
    """Where the line from sample `at` to that beyond by `step` crosses `level`."""
    low, high = height[rows, at], height[rows, np.clip(at + step, 0, height.shape[1] - 1)]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(missed, np.nan, at + step * (level - low) / (high - low)))


def _slope(height: Array, rows: Any, low: Any, missed: NDArray[np.bool_]) -> Array:
    end = height.shape[1] - 1
    two = height[rows, np.minimum(low + 1, end)] - height[rows, low]
    four = 0.3 * (height[rows, np.minimum(low + 2, end)] - height[rows, np.maximum(low - 1, 0)]) + 0.1 * two
    return np.where(missed, np.nan, np.where((low >= 1) & (low + 2 <= end), four, two))


def _area(height: Array, start: Any, stop: Any) -> Array:
    """Trapezia between the samples after `start` and before `stop`, and the triangles down to zero at either side."""
    index, rows, length = np.arange(height.shape[1]), np.arange(len(height)), height.shape[1]
    inside = (index > start[:, None]) & (index < stop[:, None])
    total = np.where(inside, height, 0.0).sum(axis=1)
    for edge, step in ((start, 1), (stop, -1)):
        beyond = height[rows, np.clip(edge, 0, length - 1)]
        last = height[rows, np.clip(edge + step, 0, length - 1)]
        with np.errstate(divide="ignore", invalid="ignore"):
            triangle = np.where((edge >= 0) & (edge < length), last * last / (last - beyond), 0.0)
        total += 0.5 * (triangle - last)
    return np.asarray(total)
