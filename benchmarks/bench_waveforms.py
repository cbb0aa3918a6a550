"""Full parse of 1000-sample int16 waveforms on one core beside whole-array NumPy that gives the same numbers.

Full means: baseline and noise, saturation, amplitude, rise time, nine constant fractions with slew rates, times over two of them
and over one threshold, two charges, pile-up and pick-up. Gate: at least 20 times NumPy (the median of rounds taken in turns),
with equal outputs. How much of the memory's bandwidth that is stands beside: the same samples summed by compiled code, which
reads them and does nothing else.
"""

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

import waveforms_numpy
from qcstation.analysis.waveforms import Digitisation, PulseSettings, parse_pulses
from qcstation.analysis.waveforms.compiled import compiled

ROUNDS = 7
WAVEFORMS = 200_000
DISTINCT = 20_000
SAMPLES = 1000
NUMPY_WAVEFORMS = 2_000
LOWEST_RATIO = 20.0

DIGITISATION = Digitisation(gain=1e-5, interval=25e-12)
SETTINGS = PulseSettings(transimpedance=4700, baseline=(0, 6e-9), thresholds=(0.02,))


def waveforms(count: int) -> NDArray[np.int16]:
    """Return pulses as a beta telescope gives them at 40 GS/s, shape (count, SAMPLES): facts of each differ, the seed does not.

    Amplitudes of a Landau's kind above 40 mV, 490 ps of rise, a fall 1.4 times as long, 2 mV of noise (UCSC Sr-90 runs, 2 GHz).
    """
    rng = np.random.default_rng(31)
    time_axis = DIGITISATION.interval * np.arange(SAMPLES)
    parts = []
    for _ in range(0, count, 1000):
        moment = 10e-9 + rng.uniform(-2e-10, 2e-10, (1000, 1))
        amplitude = np.minimum(0.04 + 0.04 * rng.pareto(2.5, (1000, 1)), 0.3)
        width = 290e-12 * np.where(time_axis < moment, 1.0, 1.4) * rng.normal(1, 0.05, (1000, 1))
        pulse = amplitude * np.exp(-0.5 * ((time_axis - moment) / width) ** 2)
        parts.append(np.round((pulse + rng.normal(0, 2e-3, pulse.shape)) / DIGITISATION.gain).astype(np.int16))
    return np.concatenate(parts)


@compiled
def _read(words: NDArray[np.int64]) -> int:
    total = 0
    for k in range(words.size):
        total += words[k]
    return total


def seconds(function: Callable[[], object]) -> float:
    """Return how long one call takes in s."""
    began = time.perf_counter()
    function()
    return time.perf_counter() - began


def assert_equal(samples: NDArray[np.int16]) -> None:
    """Stop unless both give the same numbers, to a billionth."""
    ours, theirs = parse_pulses(samples, DIGITISATION, SETTINGS), waveforms_numpy.parse(samples, DIGITISATION, SETTINGS)
    for name, values in theirs.items():
        scale = np.nanmax(np.abs(values))
        np.testing.assert_allclose(getattr(ours, name), values, rtol=1e-9, atol=1e-9 * scale, err_msg=name)


def main() -> int:
    """Print the figures; exit code 1 if a gate is missed."""
    distinct = waveforms(DISTINCT)
    samples = np.tile(distinct, (WAVEFORMS // DISTINCT, 1))
    words = samples.reshape(-1).view(np.int64)
    few = distinct[:NUMPY_WAVEFORMS]
    first = seconds(lambda: parse_pulses(few, DIGITISATION, SETTINGS))
    assert_equal(distinct[:5000])
    _read(words[:8])
    rounds = [
        (
            WAVEFORMS / seconds(lambda: parse_pulses(samples, DIGITISATION, SETTINGS)),
            NUMPY_WAVEFORMS / seconds(lambda: waveforms_numpy.parse(few, DIGITISATION, SETTINGS)),
            WAVEFORMS / seconds(lambda: _read(words)),
        )
        for _ in range(ROUNDS)
    ]
    ours, theirs, limit = (statistics.median(column) for column in zip(*rounds, strict=True))
    ratio = statistics.median(one / other for one, other, _ in rounds)
    share = statistics.median(one / most for one, _, most in rounds)
    gigabytes = samples.nbytes / WAVEFORMS / 1e9
    print(f"full parse, one core                {ours:12,.0f} waveforms/s   {ours * gigabytes:6.2f} GB/s of samples")
    print(f"best round                          {max(one for one, _, _ in rounds):12,.0f} waveforms/s")
    print(f"the same numbers by NumPy           {theirs:12,.0f} waveforms/s")
    print(f"samples only read                   {limit:12,.0f} waveforms/s   {limit * gigabytes:6.2f} GB/s")
    print(f"first call of this process          {first:12.2f} s (compiled code from the disk, or compiled)")
    print(f"share of the memory's bandwidth     {share:12.0%}")
    holds = ratio >= LOWEST_RATIO
    print(f"full parse / NumPy, at least {LOWEST_RATIO:.0f}{ratio:31.1f}  {'holds' if holds else 'MISSED'}")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())
