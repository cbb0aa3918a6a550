"""What the selected events of one bias say: size, noise and edge of the pulses, charge, resolution and what it is made of."""

import numpy as np
from numpy.typing import NDArray

from qcstation.analysis.charge import fit_charges, gain
from qcstation.analysis.timing import (
    digitisation,
    jitter,
    remainder,
    scan_fractions,
    subtract_reference,
    time_walk,
)
from qcstation.analysis.waveforms import CutFlow
from qcstation.model.estimates import Estimate, Finding, Refusal
from qcstation.model.units import format_quantity
from qcstation.procedures.settings import Charge, Fraction

from .timing_pulses import PointEvents
from .timing_stated import Stated, StatedSettings

Array = NDArray[np.float64]

FIXED = ((0.2, 0.2), (0.5, 0.2))
"""Fractions of device and reference that no event has chosen, to compare sensors and sites: the field's usual ones."""
_ABOVE_CUT = 1.15
"""Where the fit of the charges begins, in charges that the cut on the height makes: shapes vary from pulse to pulse."""
_BELOW_CLIPPING = 0.85
"""Where it ends, in charges of pulses that just fit into the converter's range."""
_UNITS = {
    "time_resolution_best": "s",
    "time_resolution_20_20": "s",
    "time_resolution_50_20": "s",
    "difference_width": "s",
    "charge": "C",
    "gain": "1",
}


class PointParameters(StatedSettings):
    """What the analysis of a bias has to be told. What a bench stated of itself in the settings is corrected here."""

    reference_fraction: Fraction = 0.2
    """The constant fraction at which the reference's resolution holds."""
    primary_charge: Charge = "0.5 fC"
    """Of a sensor without gain."""
    least_signal_to_noise: float = 8.0


def point_findings(
    events: PointEvents, flow: CutFlow, stated: Stated, parameters: PointParameters, *, level: float
) -> dict[str, Finding]:
    """Return the findings by name. `level` (V) is what the device had to exceed to trigger, 0 if it had to exceed nothing."""
    if len(events) < 2:
        return {name: Refusal(unit=unit, reason=str(flow)) for name, unit in _UNITS.items()}
    return {
        **_timing(events, stated, parameters),
        **_charge(events, stated, parameters, level, clipped=_clipped(flow)),
        **_shape(events),
    }


def _shape(events: PointEvents) -> dict[str, Finding]:
    device = events.device
    return {
        "amplitude": _median(device.amplitude, "V"),
        "noise": _mean(device.noise, "V"),
        "rise_time": _median(device.rise_time, "s"),
        "slew_rate": _median(device.slew_rate[:, device.column(FIXED[1][0])], "V/s", "at 50 % of the amplitude"),
        "reference_amplitude": _median(events.reference.amplitude, "V"),
    }


def _timing(events: PointEvents, stated: Stated, parameters: PointParameters) -> dict[str, Finding]:
    """Resolutions at fixed fractions and at the best, and the terms of the best."""
    fractions = events.device.fractions
    own = parameters.reference_fraction
    every = scan_fractions(events.device_times, events.reference_times, device_fractions=fractions, reference_fractions=fractions)
    column = events.reference.column(own)
    # The reference's resolution holds at its own fraction: there alone may it be subtracted.
    scan = scan_fractions(
        events.device_times,
        events.reference_times[:, column : column + 1],
        device_fractions=fractions,
        reference_fractions=[own],
    )
    found: dict[str, Finding] = {"time_resolution_best": subtract_reference(scan.best, stated.reference)}
    for device, reference in FIXED:
        found[f"time_resolution_{device * 100:.0f}_{reference * 100:.0f}"] = subtract_reference(
            every.at(device, reference), stated.reference
        )
    found |= {"difference_width": scan.best, "difference_width_any_reference_fraction": every.best}
    best = scan.best_pair[0]
    if not np.isfinite(best):
        return found
    at = events.device.column(best)
    slew = events.device.slew_rate[:, at]
    terms = {
        "reference": stated.reference,
        "jitter": jitter(events.device.noise, slew),
        "time-walk": time_walk(events.differences(best, own), events.device.amplitude),
    }
    step = digitisation(_code_step(events) / float(np.nanmedian(slew)))
    return found | {
        "best_fraction": Estimate(value=best, unit="1", method="smallest width of all events"),
        "jitter": terms["jitter"],
        "time_walk": terms["time-walk"],
        "digitisation": Estimate(
            value=step.value, unit="s", method="voltage step / sqrt(12) over slew rate", note="part of the jitter"
        ),
        "residual_resolution": remainder(scan.best, terms, method="reference, jitter and time-walk subtracted: the Landau term"),
    }


def _charge(
    events: PointEvents, stated: Stated, parameters: PointParameters, level: float, *, clipped: bool
) -> dict[str, Finding]:
    impedance = stated.trans_impedance
    if isinstance(impedance, Refusal):
        return {name: Refusal(unit=_UNITS[name], reason=impedance.reason) for name in ("charge", "gain")}
    device = events.device
    charges = device.charge / impedance.value
    per_volt = float(np.nanmedian(charges / device.amplitude))
    needed = max(level, parameters.least_signal_to_noise * float(np.nanmedian(device.noise)))
    lowest = max(_ABOVE_CUT * needed * per_volt, 0.0)
    highest = min(3.5 * float(np.nanmedian(charges)), _BELOW_CLIPPING * _room(events) * per_volt) if clipped else None
    spectrum = fit_charges(charges, lowest=lowest, highest=highest)
    charge = spectrum.most_probable
    if isinstance(charge, Estimate):
        told = f"trans-impedance {format_quantity(impedance.value, 'ohm')}: {impedance.note}"
        charge = Estimate(value=charge.value, unit="C", uncertainty=charge.uncertainty, method=charge.method, note=told)
    return {"charge": charge, "gain": gain(charge, primary=parameters.primary_charge)}


def _clipped(flow: CutFlow) -> bool:
    return any(count.failing for count in flow.counts if count.name == "clipped_device")


def _room(events: PointEvents) -> float:
    """The height (V) above the baseline at which the converter clips."""
    told = events.device_layout.attributes
    limits = [float(told["gain"]) * float(told[end]) + float(told["offset"]) for end in ("lowest", "highest")]
    end = max(limits) if told["positive"] else min(limits)
    return abs(end - float(np.nanmedian(events.device.baseline)))


def _code_step(events: PointEvents) -> float:
    """The converter's step (V): 16-bit codes of a converter of fewer bits stand in the upper ones."""
    told = events.device_layout.attributes
    width = 8 * np.dtype(events.device_layout.dtype).itemsize
    return abs(float(told["gain"])) * float(2 ** max(width - int(told["nominal_bits"]), 0))


def _median(values: Array, unit: str, note: str = "") -> Finding:
    good = values[np.isfinite(values)]
    if good.size < 2:
        return Refusal(unit=unit, reason="fewer than two events have it")
    # 1.2533 = sqrt(pi / 2): the median's standard error over the mean's, for a Gaussian.
    spread = 0.5 * float(np.diff(np.quantile(good, (0.1587, 0.8413)))[0])
    error = 1.2533 * spread / float(np.sqrt(good.size))
    return Estimate(value=float(np.median(good)), unit=unit, uncertainty=error, method="median", note=note)


def _mean(values: Array, unit: str) -> Finding:
    good = values[np.isfinite(values)]
    error = float(good.std(ddof=1) / np.sqrt(good.size)) if good.size > 1 else None
    if error is None:
        return Refusal(unit=unit, reason="fewer than two events have it")
    return Estimate(value=float(good.mean()), unit=unit, uncertainty=error, method="mean")
