"""Pulses of one channel: their distribution, and individuals drawn from it, each with its exact arrival, charge and shape.

A pulse rises and falls as two half Gaussians that meet at its peak. Its *arrival* is the instant at which it passes
`PINNED_FRACTION` of its peak: pulses of different widths, but the same arrival, cross there.
"""

import math

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Array = NDArray[np.float64]

PINNED_FRACTION = 0.3
"""`unverified`: shape varies least near the beginning of a pulse, where the first carriers arrive."""
RISE_IN_SIGMAS = math.sqrt(2 * math.log(10)) - math.sqrt(2 * math.log(1 / 0.9))
"""The time from 10 % to 90 % of a Gaussian's leading edge, in its standard deviations: 1.687."""
_PINNED_IN_SIGMAS = math.sqrt(-2 * math.log(PINNED_FRACTION))
_LANDAU_MODE = -0.22278
"""Where Landau's distribution has its maximum (K. S. Koelbig, B. Schorr, Comput. Phys. Commun. 31 (1984) 97)."""
_LARGEST_CHARGE = 12.0
"""In most probable charges: electrons that take more energy leave the sensor (`unverified`)."""


class Signal(Struct, frozen=True, kw_only=True):
    """What a channel's pulses are like. `charge` is the most probable one in C; `landau_width` and `gaussian_width` are relative.

    `rise` is from 10 % to 90 % in s, `fall_ratio` how much wider the falling half is, `shape_spread` the relative deviation of
    the width from pulse to pulse. `arrival_spread` (s) is the deviation of arrivals from the particle's passage: the resolution
    that no electronics can better. `noise` is in V rms, white up to `bandwidth` (Hz). `polarity` is 1 or -1.
    """

    charge: float
    trans_impedance: float
    rise: float
    arrival_spread: float
    noise: float
    bandwidth: float
    landau_width: float = 0.09
    gaussian_width: float = 0.04
    fall_ratio: float = 1.45
    shape_spread: float = 0.05
    polarity: int = 1

    @property
    def amplitude(self) -> float:
        """Peak (V, magnitude) of a pulse of the most probable charge."""
        return float(_amplitude(np.asarray(self.charge), self.rise / RISE_IN_SIGMAS, self))

    def limited_to(self, bandwidth: float) -> "Signal":
        """Return the signal behind a low-pass filter of `bandwidth` (Hz): less noise, wider, lower pulses of the same charge."""
        if bandwidth >= self.bandwidth:
            return self
        # Rise times add in quadrature; that of a filter is 0.35 / bandwidth, of which the present one is in `rise` already.
        added = 0.35**2 * (bandwidth**-2 - self.bandwidth**-2)
        from msgspec.structs import replace

        noise = self.noise * math.sqrt(bandwidth / self.bandwidth)
        return replace(self, rise=math.sqrt(self.rise**2 + added), noise=noise, bandwidth=bandwidth)


class Pulses(Struct, frozen=True, kw_only=True, eq=False):
    """Individual pulses, arrays of shape (pulses,).

    `arrival` is in s, `charge` in C, `amplitude` in V (magnitude), `width` the standard deviation of the rising half in s. Where
    there is no pulse, the charge is 0 and the arrival not-a-number.
    """

    arrival: Array
    charge: Array
    amplitude: Array
    width: Array

    @property
    def peak_time(self) -> Array:
        """When the peaks are, in s."""
        return self.arrival + self.width * _PINNED_IN_SIGMAS

    def crossing(self, fraction: float) -> Array:
        """Return when the rising halves pass `fraction` of their peaks, without noise, in s."""
        return np.asarray(self.peak_time - self.width * math.sqrt(-2 * math.log(fraction)))

    def taken(self, chosen: NDArray[np.intp], shift: Array | float = 0.0) -> "Pulses":
        """Return some of the pulses, each `shift` (s) earlier."""
        return Pulses(
            arrival=self.arrival[chosen] - shift,
            charge=self.charge[chosen],
            amplitude=self.amplitude[chosen],
            width=self.width[chosen],
        )


def draw(signal: Signal, particles: Array, rng: np.random.Generator) -> Pulses:
    """Return the pulses of particles that pass at `particles` (s)."""
    count = len(particles)
    smeared = 1.0 + signal.landau_width * (landau(count, rng) - _LANDAU_MODE) + signal.gaussian_width * rng.standard_normal(count)
    charge = signal.charge * np.clip(smeared, 0.05, _LARGEST_CHARGE)
    width = signal.rise / RISE_IN_SIGMAS * np.maximum(1.0 + signal.shape_spread * rng.standard_normal(count), 0.2)
    return Pulses(
        arrival=particles + signal.arrival_spread * rng.standard_normal(count),
        charge=charge,
        amplitude=_amplitude(charge, width, signal),
        width=width,
    )


def no_pulses(count: int) -> Pulses:
    """Return `count` times no pulse."""
    return Pulses(arrival=np.full(count, np.nan), charge=np.zeros(count), amplitude=np.zeros(count), width=np.full(count, 1e-9))


def landau(count: int, rng: np.random.Generator) -> Array:
    """Return numbers with Landau's distribution, shape (count,): the stable law of index 1, totally skewed.

    J. M. Chambers, C. L. Mallows, B. W. Stuck, J. Am. Stat. Assoc. 71 (1976) 340.
    """
    angle = rng.uniform(-np.pi / 2, np.pi / 2, count)
    turned = np.pi / 2 + angle
    return np.asarray(turned * np.tan(angle) - np.log(rng.standard_exponential(count) * np.cos(angle) / turned))


def reference_signal(resolution: float, *, polarity: int = 1) -> Signal:
    """Return the signal of a micro-channel-plate photomultiplier with `resolution` (s).

    Rise 0.2 to 0.3 ns and 10 to 17 ps as public beta set-ups state; pulse height, its spread and noise `unverified`.
    """
    return Signal(
        charge=2.0e-12,
        trans_impedance=50.0 / 2.5,
        rise=0.25e-9,
        arrival_spread=resolution,
        noise=0.8e-3,
        bandwidth=2e9,
        landau_width=0.0,
        gaussian_width=0.25,
        fall_ratio=2.0,
        shape_spread=0.0,
        polarity=polarity,
    )


def _amplitude(charge: Array, width: Array | float, signal: Signal) -> Array:
    # The area of two half Gaussians is the charge times the trans-impedance.
    return np.asarray(signal.trans_impedance * charge / (math.sqrt(math.pi / 2) * width * (1.0 + signal.fall_ratio)))
