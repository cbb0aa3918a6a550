"""From pulses to codes: sampled, with noise of the right spectrum, converted and clipped. All vectorised over segments."""

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from .population import Pulses, Signal

_SEGMENTS_AT_ONCE = 512
"""Few enough to stay in the processor's cache."""
_REACH = 4.5
"""Standard deviations beyond which a half Gaussian is below 1e-4 of its peak."""
_NEGLIGIBLE = 3e-3
"""Relative amplitude of noise beyond which a filter's tail is cut."""


class Window(Struct, frozen=True, kw_only=True):
    """The samples of a segment: how many, their `interval` in s."""

    interval: float
    samples: int


class Converter(Struct, frozen=True, kw_only=True):
    """An analogue-to-digital converter: V = `step` * code + `centre`; codes run from `lowest` to `highest`.

    Codes are sent multiplied by `multiple`, as instruments put a few bits into the upper part of a word.
    """

    step: float
    centre: float
    lowest: int
    highest: int
    multiple: int = 1


def digitise(
    pulses: Pulses, signal: Signal, starts: NDArray[np.float64], window: Window, converter: Converter, rng: np.random.Generator
) -> NDArray[np.int16]:
    """Return the codes of segments, shape (segments, samples).

    `pulses` holds one pulse for each segment, `starts` the time of each segment's first sample (s), on the same time axis.
    """
    count = len(starts)
    codes = np.empty((count, window.samples), dtype=np.int16)
    noise = _NoiseMaker(signal, window)
    for first in range(0, count, _SEGMENTS_AT_ONCE):
        part = np.arange(first, min(first + _SEGMENTS_AT_ONCE, count))
        volts = noise.make(len(part), rng)
        _add(volts, pulses.taken(part, starts[part]), signal, window)
        volts -= np.float32(converter.centre)
        volts *= np.float32(1.0 / converter.step)
        np.rint(volts, out=volts)
        np.clip(volts, converter.lowest, converter.highest, out=volts)
        codes[part] = volts
    if converter.multiple != 1:
        codes *= np.int16(converter.multiple)
    return codes


class _NoiseMaker:
    """Gaussian noise behind a Gaussian low-pass filter, made in the frequency domain: few numbers, exact rms."""

    def __init__(self, signal: Signal, window: Window) -> None:
        self._samples = window.samples
        frequencies = np.fft.rfftfreq(window.samples, window.interval)
        response = np.exp(-0.5 * math.log(2) * (frequencies / signal.bandwidth) ** 2)
        kept = response > _NEGLIGIBLE
        weights = response[kept]
        power = weights[0] ** 2 + 2 * (weights[1:] ** 2).sum()
        self._weights = (weights * signal.noise * window.samples / math.sqrt(power)).astype(np.float32)

    def make(self, segments: int, rng: np.random.Generator) -> NDArray[np.float32]:
        """Return noise in V, shape (segments, samples)."""
        numbers = rng.standard_normal((segments, 2 * len(self._weights)), dtype=np.float32)
        spectrum = numbers.view(np.complex64) * self._weights
        spectrum[:, 0] = spectrum[:, 0].real
        spectrum[:, 1:] *= np.float32(math.sqrt(0.5))
        return np.asarray(np.fft.irfft(spectrum, self._samples, axis=1), dtype=np.float32)


def _add(volts: NDArray[np.float32], pulses: Pulses, signal: Signal, window: Window) -> None:
    """Add each segment's pulse to it; times are from its first sample."""
    peaks = pulses.peak_time
    there = np.flatnonzero(pulses.amplitude > 0)
    if not len(there):
        return
    widest = float(pulses.width[there].max())
    span = math.ceil(_REACH * widest * (1 + signal.fall_ratio) / window.interval) + 2
    first = np.floor((peaks[there] - _REACH * widest) / window.interval)
    inside = (first < window.samples) & (first + span > 0)
    there, first = there[inside], first[inside].astype(np.intp)
    if not len(there):
        return
    columns = first[:, None] + np.arange(span)
    late = (columns * window.interval - peaks[there][:, None]) / pulses.width[there][:, None]
    scaled = np.where(late > 0, late / signal.fall_ratio, late).astype(np.float32)
    shape = np.exp(np.float32(-0.5) * scaled * scaled) * (signal.polarity * pulses.amplitude[there]).astype(np.float32)[:, None]
    visible = (columns >= 0) & (columns < window.samples)
    rows = np.broadcast_to(there[:, None], columns.shape)
    volts[rows[visible], columns[visible]] += shape[visible]
