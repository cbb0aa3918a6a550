"""Current-voltage curves of reverse-biased sensors: breakdown voltage and leakage current.

The definitions and their sources are explained in docs/physics/hgtd-iv-cv.md.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal
from qcstation.model.units import format_quantity

from .branch import Branch, reverse_branch
from .crossings import crossing, linear_crossing, straight_crossing
from .interpolation import Position, value_at
from .noise import level_noise, relative_noise
from .temperature import normalisation_factor, relative_slope

Array = NDArray[np.float64]

_NEIGHBOURS = 10
"""Points on either side that tell the noise at a place."""


def breakdown_voltage(
    voltage: ArrayLike,
    current: ArrayLike,
    *,
    threshold: float,
    current_sd: ArrayLike | None = None,
    in_compliance: ArrayLike | None = None,
) -> Finding:
    """Return the magnitude of the bias (V) at which the current first reaches `threshold`: the HGTD definition of V_bd.

    On magnitudes, first crossing, interpolated between the two points around it (hgtd-tools, get_vbd_from_iv: 500 nA a pad). The
    straight line of that code is corrected for the curvature that the neighbouring points show: on a 5 V grid it would be some
    0.6 V low. Where the step does not resolve the curve, or ends in compliance, the straight line stays, with the step's width
    as its uncertainty. A single reading above the threshold between readings below it is no crossing.

    Not reached: censored above the highest bias. Exceeded from the first point on: censored below it.

    Args:
        voltage: bias in V, shape (n,), of any order and one sign.
        current: in A, shape (n,).
        threshold: in A, positive.
        current_sd: standard uncertainty of `current` in A, shape (n,); without it, the scatter of the curve tells.
        in_compliance: non-zero where the source limited the current, shape (n,).
    """
    branch = reverse_branch(voltage, current, deviation=current_sd, clamped=in_compliance)
    method = f"first crossing of {format_quantity(threshold, 'A')}"
    found = _first_crossing(branch, threshold, method)
    if not isinstance(found, int):
        return found
    place = _place_of(branch, threshold, found)
    note = _isolated_note(np.abs(branch.value), threshold, found)
    if place.resolved:
        method = f"{method}, curvature-corrected"
    else:
        method = f"{method}, straight line"
        note = "; ".join(filter(None, [note, "the step does not resolve the curve"]))
    return Estimate(value=place.value, unit="V", uncertainty=place.uncertainty, method=method, note=note)


def breakdown_voltage_linear(
    voltage: ArrayLike,
    current: ArrayLike,
    *,
    threshold: float,
    current_sd: ArrayLike | None = None,
    in_compliance: ArrayLike | None = None,
) -> Finding:
    """Return the collaboration's own number (V): the straight line alone, for comparison with its database.

    Its uncertainty holds by how much the line is wrong. Arguments and censoring as in `breakdown_voltage`.
    """
    branch = reverse_branch(voltage, current, deviation=current_sd, clamped=in_compliance)
    method = f"first crossing of {format_quantity(threshold, 'A')}, straight line"
    found = _first_crossing(branch, threshold, method)
    if not isinstance(found, int):
        return found
    straight = linear_crossing(branch.voltage, np.abs(branch.value), threshold, found)
    place = _place_of(branch, threshold, found)
    uncertainty = float(np.hypot(place.uncertainty, place.value - straight))
    return Estimate(value=straight, unit="V", uncertainty=uncertainty, method=method)


def current_at(
    voltage: ArrayLike,
    current: ArrayLike,
    *,
    at: float,
    current_sd: ArrayLike | None = None,
    in_compliance: ArrayLike | None = None,
) -> Finding:
    """Return the current (A, positive in reverse) at the bias magnitude `at` (V), interpolated.

    Censored above the compliance where that was reached before `at`; refused where the curve ends before `at` without it.
    Arguments as in `breakdown_voltage`.
    """
    branch = reverse_branch(voltage, current, deviation=current_sd, clamped=in_compliance)
    method = f"interpolated at {format_quantity(at, 'V')}"
    if branch.voltage.size == 0:
        return Refusal(unit="A", reason="no valid point", method=method)
    x, y = branch.voltage, branch.value * _polarity(branch)
    free = ~branch.clamped
    if free.sum() < 2 or not x[free][0] <= at <= x[free][-1]:
        if branch.clamped.any() and at > float(x[free].max(initial=0.0)):
            limit = float(np.abs(y[branch.clamped]).min())
            return Estimate(
                value=limit, unit="A", censored=Censoring.ABOVE, method=method, note="compliance was reached before this bias"
            )
        span = f"{format_quantity(float(x[0]), 'V')} to {format_quantity(float(x[-1]), 'V')}"
        return Refusal(unit="A", reason=f"the curve covers {span}, not {format_quantity(at, 'V')}", method=method)
    nearest = int(np.searchsorted(x[free], at))
    reading_noise = level_noise(_around(x[free], nearest))
    relative = _relative_noise(branch, int(np.searchsorted(x, at)), reading_noise)
    known = np.where(np.isfinite(branch.deviation), branch.deviation, relative * np.abs(y))[free]
    place = value_at(x[free], y[free], at, x_noise=np.full(known.shape, reading_noise), y_noise=known)
    if place is None:
        return Refusal(unit="A", reason="fewer than two points", method=method)
    return Estimate(value=place.value, unit="A", uncertainty=place.uncertainty, method=method)


def normalised_current(finding: Finding, temperature: ArrayLike, *, reference: float, temperature_uncertainty: float) -> Finding:
    """Return a bulk current normalised to the temperature `reference` (degC).

    Args:
        finding: the current in A as measured.
        temperature: what the sensor read during the sweep, degC, shape (n,); its mean counts.
        reference: degC.
        temperature_uncertainty: of the sensor, K; the readings' own scatter is added.
    """
    if isinstance(finding, Refusal):
        return finding
    readings = np.asarray(temperature, dtype=float)
    readings = readings[np.isfinite(readings)]
    if readings.size == 0:
        shown = f"{format_quantity(finding.value, 'A')} at an unknown temperature"
        return Refusal(unit="A", reason=f"no temperature was recorded: {shown} cannot be normalised", method=finding.method)
    mean = float(readings.mean())
    factor = normalisation_factor(mean, reference)
    uncertainty = None
    if finding.censored is None and finding.uncertainty is not None:
        spread = float(np.hypot(temperature_uncertainty, readings.std()))
        uncertainty = factor * float(np.hypot(finding.uncertainty, finding.value * relative_slope(mean) * spread))
    return Estimate(
        value=factor * finding.value, unit="A", uncertainty=uncertainty, censored=finding.censored, note=finding.note,
        method=f"{finding.method}, from {mean:.1f} to {reference:.1f} degC",
    )  # fmt: skip


def _first_crossing(branch: Branch, threshold: float, method: str) -> int | Finding:
    """The index of the first point at or above `threshold`, at least 1, or what there is to say instead."""
    above = np.abs(branch.value) >= threshold
    if above.size == 0:
        return Refusal(unit="V", reason="no valid point", method=method)
    lasting = above.copy()
    lasting[:-1] &= above[1:] | branch.clamped[:-1]
    if not lasting.any():
        note = "compliance was reached first" if branch.clamped.any() else ""
        return Estimate(value=float(branch.voltage[-1]), unit="V", censored=Censoring.ABOVE, method=method, note=note)
    first = int(np.argmax(lasting))
    if first == 0:
        return Estimate(value=float(branch.voltage[0]), unit="V", censored=Censoring.BELOW, method=method)
    return first


def _place_of(branch: Branch, threshold: float, found: int) -> Position:
    """Where the current passes `threshold` on the way to point `found`; on logarithms, if both points are measurements."""
    x, y = branch.voltage, np.abs(branch.value)
    reading_noise = level_noise(_around(x, found))
    relative = _relative_noise(branch, found, reading_noise)
    usable = ~branch.clamped & (y > 0)
    if usable[found] and usable[found - 1]:
        k, n = int(np.count_nonzero(usable[:found])), int(np.count_nonzero(usable))
        place = crossing(
            x[usable], np.log(y[usable]), float(np.log(threshold)), k,
            x_noise=np.full(n, reading_noise), y_noise=np.full(n, relative),
        )  # fmt: skip
        if place.resolved:
            return place
    return straight_crossing(x, y, threshold, found, x_noise=np.full(x.size, reading_noise), y_noise=relative * y)


def _isolated_note(y: Array, threshold: float, found: int) -> str:
    isolated = int(np.count_nonzero(y[:found] >= threshold))
    return f"{isolated} isolated reading{'s' if isolated > 1 else ''} above the threshold ignored" if isolated else ""


def _around(values: Array, centre: int) -> Array:
    return values[max(0, centre - 3 * _NEIGHBOURS) : centre + 3 * _NEIGHBOURS]


def _relative_noise(branch: Branch, centre: int, reading_noise: float) -> float:
    near = slice(max(0, centre - _NEIGHBOURS), centre + _NEIGHBOURS)
    usable = ~branch.clamped[near] & (branch.value[near] != 0)
    noise = relative_noise(
        branch.voltage[near][usable],
        np.abs(branch.value[near][usable]),
        branch.deviation[near][usable],
        reading_noise=reading_noise,
    )
    return float(np.sqrt(np.mean(noise**2))) if noise.size else 0.0


def _polarity(branch: Branch) -> float:
    """What makes the reverse current positive: the sign of most of it."""
    return -1.0 if float(np.sum(np.sign(branch.value))) < 0 else 1.0
