"""From the waveforms of one bias to the numbers of its events: where the pulses are, and which events count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from qcstation.analysis.waveforms import Cut, Digitisation, Pulses, PulseSettings, joined, parse_pulses
from qcstation.model.raw import ArrayLayout, RawArray, RawData

Array = NDArray[np.float64]

DEVICE, REFERENCE, TRIGGERS = "device", "reference", "triggers"
TRIGGER_NUMBERS = "trigger in s after the bias was reached; first sample of device and of reference in s after it"
_BASELINE_SHARE = 0.1
"""Of a segment, at its beginning: baseline where nothing is known of the pulses yet, and the least one always."""
_LOOKED_AT = 500
"""Events that tell where the pulses are."""
_SEEN = 8.0
"""Times the noise that a pulse has to be to tell where it is."""
_BLOCK_BYTES = 1 << 25
_OHM = 1.0
"""Areas are found in V s: what they are in C is the trans-impedance's business, which may be corrected later."""


def array_name(kind: str, voltage: float) -> str:
    """Return the name of an array of one bias (V): ``device_160V``."""
    return f"{kind}_{abs(voltage):g}V"


def digitisation_of(layout: ArrayLayout) -> Digitisation:
    """Return how the codes of an array of waveforms become V; its attribute `positive` is the sign of the pulses."""
    told: Mapping[str, Any] = layout.attributes
    return Digitisation(
        gain=float(told["gain"]),
        offset=float(told["offset"]),
        interval=float(told["interval"]),
        positive=bool(told["positive"]),
        # The array's limits are the last codes that count, the parse's are the first that do not.
        lowest=int(told["lowest"]) - 1,
        highest=int(told["highest"]) + 1,
    )


def pulse_windows(samples: NDArray[Any], layout: ArrayLayout, *, lead: float, tail: float) -> PulseSettings:
    """Return where to look in waveforms of shape (n, samples): from `lead` (s) before their median peak to `tail` (s) after it.

    All before is the baseline. The charge window is the same; areas are in V s (a trans-impedance of 1 ohm).

    Raises:
        ValueError: the segments are too short for it.
    """
    told = digitisation_of(layout)
    whole = samples.shape[1] * told.interval
    least = _BASELINE_SHARE * whole
    found = parse_pulses(samples[:_LOOKED_AT], told, PulseSettings(transimpedance=_OHM, baseline=(0.0, least)))
    seen = found.quantities()["signal_to_noise"] >= _SEEN
    peak = float(np.median(found.peak_time[seen] if np.count_nonzero(seen) >= 10 else found.peak_time))
    window = max(peak - lead, least), min(peak + tail, whole)
    return PulseSettings(transimpedance=_OHM, baseline=(0.0, window[0]), search=window, charge=window)


@dataclass(frozen=True)
class PointEvents:
    """The events of one bias: pulses of device and reference (areas in V s), and their times after the trigger.

    Times at the constant fractions of `device.fractions`, s after each segment's trigger, shape (n, k).
    """

    device: Pulses
    reference: Pulses
    device_times: Array
    reference_times: Array
    device_layout: ArrayLayout

    def __len__(self) -> int:
        return len(self.device)

    def select(self, mask: NDArray[np.bool_]) -> "PointEvents":
        """Return the events where `mask`, shape (n,), holds."""
        return PointEvents(
            self.device.select(mask),
            self.reference.select(mask),
            self.device_times[mask],
            self.reference_times[mask],
            self.device_layout,
        )

    def differences(self, device: float, reference: float) -> Array:
        """Return device less reference time at two constant fractions, s, shape (n,)."""
        return self.device_times[:, self.device.column(device)] - self.reference_times[:, self.reference.column(reference)]

    def quantities(self) -> dict[str, Array]:
        """Return what cuts can be made on: `device.amplitude` and so on."""
        return {
            f"{kind}.{name}": values
            for kind, pulses in ((DEVICE, self.device), (REFERENCE, self.reference))
            for name, values in pulses.quantities().items()
        }


def point_events(
    device: tuple[NDArray[Any], ArrayLayout, PulseSettings],
    reference: tuple[NDArray[Any], ArrayLayout, PulseSettings],
    offsets: Array,
) -> PointEvents:
    """Return the events in samples of device and reference, shape (n, samples), each with its layout and windows.

    `offsets` are when each segment's first samples were taken, s after its trigger, shape (n, 2).
    """
    pulses = [parse_pulses(samples, digitisation_of(layout), windows) for samples, layout, windows in (device, reference)]
    return PointEvents(
        device=pulses[0],
        reference=pulses[1],
        device_times=pulses[0].fraction_time + offsets[:, :1],
        reference_times=pulses[1].fraction_time + offsets[:, 1:],
        device_layout=device[1],
    )


def points_of(raw: RawData) -> tuple[float, ...]:
    """Return the bias voltages (V, negative) at which device, reference and triggers were recorded, in the order of the scan."""
    found = [
        float(array.layout.attributes["bias"])
        for name, array in raw.arrays.items()
        if name.startswith(f"{DEVICE}_") and "bias" in array.layout.attributes
    ]
    return tuple(v for v in found if all(array_name(kind, v) in raw.arrays for kind in (DEVICE, REFERENCE, TRIGGERS)))


def read_point(raw: RawData, voltage: float, *, lead: float, tail: float) -> PointEvents:
    """Return the events of one bias (V), read from the run's arrays a few megabytes at a time.

    Raises:
        ValueError: there are none, or the segments are too short.
    """
    device, reference, triggers = (raw.arrays[array_name(kind, voltage)] for kind in (DEVICE, REFERENCE, TRIGGERS))
    # What ended a run may have come between the blocks of the three.
    count = min(len(device), len(reference), len(triggers))
    if not count:
        raise ValueError("no events were taken")
    first = [_windows(array, count, lead, tail) for array in (device, reference)]
    step = max(_BLOCK_BYTES // (2 * device.layout.shape[0]), 1)
    parts = []
    for start in range(0, count, step):
        piece = slice(start, min(start + step, count))
        parts.append(
            point_events(
                (device[piece], device.layout, first[0]), (reference[piece], reference.layout, first[1]), triggers[piece][:, 1:]
            )
        )
    return _joined(parts)


def event_cuts(*, signal_to_noise: float, second_peak: float, opposite_peak: float) -> tuple[Cut, ...]:
    """Return the cuts on `PointEvents.quantities`, in their order."""
    both = (DEVICE, REFERENCE)
    return (
        *(Cut(name=f"clipped_{kind}", quantity=f"{kind}.saturated", max=0) for kind in both),
        *(Cut(name=f"small_{kind}", quantity=f"{kind}.signal_to_noise", min=signal_to_noise) for kind in both),
        *(Cut(name=f"no_edge_{kind}", quantity=f"{kind}.rise_time") for kind in both),
        *(Cut(name=f"pile_up_{kind}", quantity=f"{kind}.second_peak_fraction", max=second_peak) for kind in both),
        *(Cut(name=f"pick_up_{kind}", quantity=f"{kind}.opposite_peak_noise", max=opposite_peak) for kind in both),
    )


def _windows(array: RawArray, count: int, lead: float, tail: float) -> PulseSettings:
    return pulse_windows(array[0 : min(count, _LOOKED_AT)], array.layout, lead=lead, tail=tail)


def _joined(parts: Sequence[PointEvents]) -> PointEvents:
    if len(parts) == 1:
        return parts[0]
    return PointEvents(
        device=joined([part.device for part in parts]),
        reference=joined([part.reference for part in parts]),
        device_times=np.concatenate([part.device_times for part in parts]),
        reference_times=np.concatenate([part.reference_times for part in parts]),
        device_layout=parts[0].device_layout,
    )
