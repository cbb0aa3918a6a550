"""The definitions of a pulse's numbers, one sample after the other in plain Python: what the compiled loops are held against."""

import math
from typing import Any

from qcstation.analysis.waveforms import PulseSettings


def numbers(volts: list[float], interval: float, settings: PulseSettings) -> dict[str, Any]:
    """One waveform whose pulse is positive."""
    start, stop, search_start, search_stop, first, last = settings.samples(interval, len(volts))
    window = volts[start:stop]
    base = sum(window) / len(window)
    heights = [volt - base for volt in volts]
    peak = max(range(search_start, search_stop), key=lambda k: heights[k])
    top = heights[peak]
    fractions, widths = settings.all_fractions, settings.all_width_fractions
    levels = [fraction * top for fraction in fractions]
    rising = [_crossing(heights, peak, -1, level) for level in levels]
    over = [_crossing(heights, peak, 1, width * top) - _crossing(heights, peak, -1, width * top) for width in widths]
    ends = [_beyond(heights, peak, step, levels[0]) if levels[0] < top else peak for step in (-1, 1)]
    area = top + _area(heights, peak, -1) + _area(heights, peak, 1) if top > 0 else math.nan
    return {
        "baseline": base,
        "noise": math.sqrt(sum((volt - base) ** 2 for volt in window) / (len(window) - 1)),
        "amplitude": top,
        "peak_time": peak * interval,
        "rise_time": interval * (rising[fractions.index(0.9)] - rising[fractions.index(0.1)]),
        "fraction_time": [interval * place for place in rising],
        "slew_rate": [_slope(heights, peak, level) / interval for level in levels],
        "time_over_fraction": [interval * width for width in over],
        "threshold_time": [interval * _crossing(heights, peak, -1, level) for level in settings.thresholds],
        "time_over_threshold": [
            interval * (_crossing(heights, peak, 1, level) - _crossing(heights, peak, -1, level)) for level in settings.thresholds
        ],
        "charge": interval * sum(heights[first:last]) / settings.transimpedance,
        "pulse_charge": interval * area / settings.transimpedance,
        "second_peak": max(heights[: max(ends[0], 0)] + heights[ends[1] + 1 :], default=-math.inf),
        "opposite_peak": -min(heights[: max(ends[0], 0)], default=math.inf),
    }


def _beyond(heights: list[float], peak: int, step: int, level: float) -> int:
    k = peak
    while 0 <= k < len(heights) and heights[k] >= level:
        k += step
    return k


def _crossing(heights: list[float], peak: int, step: int, level: float) -> float:
    k = _beyond(heights, peak, step, level)
    if not level < heights[peak] or not 0 <= k < len(heights):
        return math.nan
    return k + (level - heights[k]) / (heights[k - step] - heights[k]) * -step


def _slope(heights: list[float], peak: int, level: float) -> float:
    low = _beyond(heights, peak, -1, level)
    if math.isnan(_crossing(heights, peak, -1, level)):
        return math.nan
    if low < 1 or low + 2 >= len(heights):
        return heights[low + 1] - heights[low]
    return sum(weight * heights[low - 1 + k] for k, weight in enumerate((-0.3, -0.1, 0.1, 0.3)))


def _area(heights: list[float], peak: int, step: int) -> float:
    k, area = peak, 0.0
    while 0 <= k + step < len(heights) and heights[k + step] >= 0:
        area += 0.5 * (heights[k] + heights[k + step])
        k += step
    if 0 <= k + step < len(heights):
        area += 0.5 * heights[k] * heights[k] / (heights[k] - heights[k + step])
    return area - 0.5 * heights[peak]
