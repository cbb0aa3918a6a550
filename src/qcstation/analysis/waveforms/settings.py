"""What a parse of waveforms has to be told: how codes become volts, and where to look."""

import math
from collections.abc import Iterable

from msgspec import Struct


class Digitisation(Struct, frozen=True, kw_only=True):
    """How a digitiser's codes become volts: ``gain * code + offset``, one sample every `interval` seconds.

    `lowest` and `highest` are the codes at the ADC's limits, for the saturation flag; None stands for the limits of the samples'
    integer type (samples that are not integers never saturate then). `positive` says whether pulses rise in volts.

    Raises:
        ValueError: the gain is zero, the interval not positive, or one of the numbers not finite.
    """

    gain: float
    interval: float
    offset: float = 0.0
    positive: bool = True
    lowest: float | None = None
    highest: float | None = None

    def __post_init__(self) -> None:
        if not (math.isfinite(self.gain) and self.gain != 0 and math.isfinite(self.offset)):
            raise ValueError(f"gain and offset must be finite and the gain not zero, not {self.gain} and {self.offset}")
        if not (math.isfinite(self.interval) and self.interval > 0):
            raise ValueError(f"the interval between samples must be positive, not {self.interval} s")


Window = tuple[float, float]
"""From and to, in s after the first sample; the samples from the first to before the second."""


class PulseSettings(Struct, frozen=True, kw_only=True):
    """Where to look in a waveform, and for what.

    `baseline` is the window before the pulse that gives baseline and noise; the peak is looked for in `search` and the charge
    summed over `charge`, both from the end of the baseline to the end of the waveform without a window. `fractions` are those of
    the constant-fraction times; 10 % and 90 %, for the rise time, are always among them. The time over a fraction is
    found for `width_fractions` and for the lowest fraction, where a pulse ends. `thresholds` (V above the baseline) are
    those of the leading-edge times. `transimpedance` (V/A, written ohm) turns the area of a pulse into a charge: a property of
    the amplifier that is used, which no waveform tells.

    Raises:
        ValueError: a fraction outside 0 to 1, a threshold or the trans-impedance not positive.
    """

    transimpedance: float
    baseline: Window
    search: Window | None = None
    charge: Window | None = None
    fractions: tuple[float, ...] = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
    width_fractions: tuple[float, ...] = (0.1, 0.5)
    thresholds: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not all(0 < fraction < 1 for fraction in self.all_fractions):
            raise ValueError(f"fractions of the amplitude lie between 0 and 1: {self.all_fractions}")
        if not (math.isfinite(self.transimpedance) and self.transimpedance > 0):
            raise ValueError(f"the trans-impedance must be positive, not {self.transimpedance} ohm")
        if not all(math.isfinite(threshold) and threshold > 0 for threshold in self.thresholds):
            raise ValueError(f"thresholds are positive heights of the pulse in V: {self.thresholds}")

    @property
    def all_fractions(self) -> tuple[float, ...]:
        """All fractions that the rising edge is searched for, rising."""
        return tuple(sorted({*self.fractions, *self.width_fractions, 0.1, 0.9}))

    @property
    def all_width_fractions(self) -> tuple[float, ...]:
        """Those that the falling edge is searched for, rising, from the lowest of all on: there the pulse ends."""
        return tuple(sorted({*self.width_fractions, self.all_fractions[0]}))

    def samples(self, interval: float, count: int) -> tuple[int, ...]:
        """Return first and last but one sample of the baseline, the search and the charge, for `count` samples.

        Raises:
            ValueError: a window is empty, or the baseline has fewer than two samples.
        """
        start, stop = _window(self.baseline, interval, count)
        rest = (stop * interval, count * interval)
        if stop - start < 2:
            raise ValueError(f"the baseline needs two samples: {self.baseline} s of {count} samples every {interval} s")
        others: Iterable[Window] = (self.search or rest, self.charge or rest)
        windows = [(start, stop), *(_window(window, interval, count) for window in others)]
        if any(first >= last for first, last in windows):
            raise ValueError(f"a window lies outside the {count} samples every {interval} s: {self}")
        return tuple(edge for window in windows for edge in window)


def _window(window: Window, interval: float, count: int) -> tuple[int, int]:
    first, last = (min(max(round(edge / interval), 0), count) for edge in window)
    return first, last
