"""From raw samples to the numbers of each pulse."""

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .pulses import Pulses
from .settings import Digitisation, PulseSettings


def parse_pulses(samples: ArrayLike, digitisation: Digitisation, settings: PulseSettings) -> Pulses:
    """Return the numbers of the pulses in `samples`, shape (n, samples): ADC codes, or floats.

    16-bit integers are read as they are and once; those of 8 bits are converted to them first, all others to floats. The loops
    are compiled at the first call on a machine (some seconds for 16-bit integers, as many for floats) and kept.

    Raises:
        ValueError: `samples` has no two dimensions, or a window lies outside.
    """
    from . import kernel

    given = np.asarray(samples)
    codes = _as_compiled(given)
    if codes.ndim != 2:
        raise ValueError(f"samples have the shape (events, samples), not {codes.shape}")
    count, length = codes.shape
    windows = np.array(settings.samples(digitisation.interval, length), dtype=np.int64)
    step = abs(digitisation.gain)
    sign = 1 if digitisation.positive == (digitisation.gain > 0) else -1
    fractions, widths = np.array(settings.all_fractions), np.array(settings.all_width_fractions)
    thresholds = np.array(sorted(settings.thresholds), dtype=float)
    rising_columns = np.append(np.searchsorted(fractions, widths), fractions.size + np.arange(thresholds.size))
    numbers, saturated = np.empty((kernel.ROWS, count)), np.empty(count, dtype=np.bool_)
    times, slopes = np.empty((2, count, fractions.size + thresholds.size))
    over = np.empty((count, rising_columns.size))
    units = np.full(kernel.ROWS, step)
    units[kernel.BASELINE] = np.sign(digitisation.gain) * sign * step
    units[kernel.PEAK] = digitisation.interval
    units[[kernel.SUM, kernel.PULSE_SUM]] = step * digitisation.interval / settings.transimpedance
    kernel.parse_all(
        codes, sign, windows, _limits(given, digitisation), fractions, widths, thresholds / step, rising_columns, units,
        numbers, saturated, times, over, slopes,
    )  # fmt: skip
    numbers[kernel.BASELINE] += digitisation.offset
    return Pulses(
        fractions=fractions,
        width_fractions=widths,
        thresholds=thresholds,
        transimpedance=settings.transimpedance,
        baseline=numbers[kernel.BASELINE],
        noise=numbers[kernel.NOISE],
        saturated=saturated,
        amplitude=numbers[kernel.AMPLITUDE],
        peak_time=numbers[kernel.PEAK],
        rise_time=times[:, np.searchsorted(fractions, 0.9)] - times[:, np.searchsorted(fractions, 0.1)],
        fraction_time=times[:, : fractions.size],
        slew_rate=slopes[:, : fractions.size],
        time_over_fraction=over[:, : widths.size],
        threshold_time=times[:, fractions.size :],
        time_over_threshold=over[:, widths.size :],
        charge=numbers[kernel.SUM],
        pulse_charge=numbers[kernel.PULSE_SUM],
        second_peak=numbers[kernel.SECOND],
        opposite_peak=numbers[kernel.OPPOSITE],
    )


def _as_compiled(samples: NDArray[Any]) -> NDArray[Any]:
    """In one of the two types that are compiled, rows side by side, native byte order."""
    return np.ascontiguousarray(samples, dtype=np.int16 if _is_short(samples) else np.float64)


def _is_short(samples: NDArray[Any]) -> bool:
    return samples.dtype.kind == "i" and samples.dtype.itemsize <= 2


def _limits(samples: NDArray[Any], digitisation: Digitisation) -> NDArray[np.float64]:
    lowest, highest = -np.inf, np.inf
    if samples.dtype.kind in "iu":
        lowest, highest = np.iinfo(samples.dtype).min, np.iinfo(samples.dtype).max
    return np.array(
        [
            lowest if digitisation.lowest is None else digitisation.lowest,
            highest if digitisation.highest is None else digitisation.highest,
        ],
        dtype=float,
    )
