"""What is known of each pulse: arrays over the events."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

_COMMON = {"fractions", "width_fractions", "thresholds", "transimpedance"}
"""What is not an array over events."""


@dataclass(frozen=True)
class Pulses:
    """The numbers of n waveforms. Heights are in V, up for a pulse of either polarity; times in s after the first sample.

    NaN stands for what a waveform does not have: a level that it does not cross, or the rise time of one without a pulse.
    Arrays over events have shape (n,), over events and k fractions, w width fractions or l thresholds
    (n, k), (n, w) or (n, l).
    """

    fractions: Array
    """Of the amplitude, rising, shape (k,)."""
    width_fractions: Array
    """Of the amplitude, rising, shape (w,)."""
    thresholds: Array
    """V above the baseline, rising, shape (l,)."""
    transimpedance: float
    """Ohm, what the charges were found with."""
    baseline: Array
    """V as digitised: mean of the samples in the baseline window."""
    noise: Array
    """V, standard deviation of the same samples."""
    saturated: NDArray[np.bool_]
    """Whether a sample lies at the ADC's limits."""
    amplitude: Array
    """V, highest sample less baseline."""
    peak_time: Array
    """Of the highest sample, the first of equals."""
    rise_time: Array
    """From 10 to 90 % of the amplitude."""
    fraction_time: Array
    """Constant-fraction times, shape (n, k): the last crossing before the peak, by the line between two samples."""
    slew_rate: Array
    """V/s at these times, shape (n, k): of a straight line through the four samples round them."""
    time_over_fraction: Array
    """s above each of the width fractions, shape (n, w): until the first crossing after the peak."""
    threshold_time: Array
    """Leading-edge times, shape (n, l), found like the constant-fraction times."""
    time_over_threshold: Array
    """s above the threshold, shape (n, l)."""
    charge: Array
    """C, sum over the charge window, undershoot included."""
    pulse_charge: Array
    """C, area between the zero crossings on either side of the peak."""
    second_peak: Array
    """V, highest sample outside the pulse, which ends where it falls below the lowest fraction: pile-up, if it is high."""
    opposite_peak: Array
    """V, deepest sample before the pulse, positive below the baseline: pick-up, if it is many times the noise."""

    def __len__(self) -> int:
        return len(self.amplitude)

    def select(self, mask: NDArray[np.bool_]) -> "Pulses":
        """Return the pulses of the events where `mask`, shape (n,), holds."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return Pulses(**{name: value if name in _COMMON else value[mask] for name, value in values.items()})

    def column(self, fraction: float) -> int:
        """Return the column of the constant fraction `fraction`.

        Raises:
            KeyError: it was not asked for in the parse.
        """
        near = np.flatnonzero(np.isclose(self.fractions, fraction, rtol=0, atol=1e-9))
        if near.size == 0:
            raise KeyError(f"no constant fraction of {fraction}; there are {self.fractions.tolist()}")
        return int(near[0])

    def quantities(self) -> dict[str, Array]:
        """Return what cuts can be made on, by name, each of shape (n,): all single numbers, and ratios that tell bad events.

        `second_peak_fraction` is of the amplitude, `opposite_peak_noise` and `signal_to_noise` are in units of the event's noise.
        """
        single = {
            field.name: np.asarray(getattr(self, field.name), dtype=float)
            for field in fields(self)
            if field.name not in _COMMON and getattr(self, field.name).ndim == 1
        }
        with np.errstate(divide="ignore", invalid="ignore"):
            return single | {
                "second_peak_fraction": self.second_peak / self.amplitude,
                "opposite_peak_noise": self.opposite_peak / self.noise,
                "signal_to_noise": self.amplitude / self.noise,
            }


def joined(parts: Sequence[Pulses]) -> Pulses:
    """Return the pulses of several parses with the same settings as one; there is at least one."""
    values: dict[str, Any] = {
        field.name: getattr(parts[0], field.name)
        if field.name in _COMMON
        else np.concatenate([getattr(part, field.name) for part in parts])
        for field in fields(Pulses)
    }
    return Pulses(**values)
