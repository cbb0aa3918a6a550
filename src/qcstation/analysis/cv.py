"""Capacitance-voltage curves of LGAD sensors: gain layer, full depletion, end capacitance.

The definitions and their sources are explained in docs/physics/hgtd-iv-cv.md.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal

from .branch import Branch, reverse_branch, thinned
from .crossings import crossing
from .noise import level_noise, pooled_relative, relative_noise
from .peaks import derivative_peak

Array = NDArray[np.float64]

INVALID_CAPACITANCE = 9e37
"""Readings from here on are an LCR meter's word for overload: 9.9E37 (Keysight E4980A User's Guide, data format)."""

STEEPEST = "steepest -dlnC/dV"
CURVATURE = "largest curvature of 1/C^2"
_FEWEST = 12
_NEIGHBOURS = 45
"""Points on either side that tell the noise of the voltage readings."""
_CLEAR_NOISE = 0.05
"""Largest relative noise of a slope that still shows the shape of its peak."""
_PROMINENCE = 3.0
"""A knee's slope is at least this many times the smallest one before it; unirradiated sensors have 30 and more."""
_SIGNIFICANT = 5.0
_LEAST_NOISE = 1e-9
"""Weights need some noise, if only that of rounding."""
_LEAST_DROP = 0.10
"""A knee takes at least this fraction of the capacitance away."""
_SLOPE_SPACING = 0.16
"""Knots of the slope's spline, in units of its peak's width: the spline is then off by less than a hundredth of the width."""
_CURVATURE_SPACING = 0.14
_CURVATURE_WIDTH = 0.6
"""The peak of the curvature is narrower than that of the slope by about this: logistic against logarithm of a soft step."""
_STEADY = 0.03
"""A peak whose noise is more of its width than this is smoothed more, at most `_SMOOTHINGS` times."""
_SMOOTHINGS = 4
_WINDOW = 4.0
"""The splines reach this many widths to either side."""
_SEARCH = {STEEPEST: 0.75, CURVATURE: 0.5}
"""How far from the knee's coarse place, in its widths, the peak is looked for."""
_END = 0.10
"""The last tenth of the voltage range tells the end capacitance."""
_FLAT = 0.03
"""A curve that loses more than this over its last tenth is not depleted."""


class Knee(NamedTuple):
    """The step that the depletion of the gain layer makes: about where (V) and how wide at half its slope (V)."""

    voltage: float
    width: float


def valid_readings(capacitance: ArrayLike, status: ArrayLike | None = None) -> NDArray[np.bool_]:
    """Return which readings are measurements, shape (n,): status 0, finite, positive and below the overload value.

    Args:
        capacitance: F, shape (n,).
        status: the meter's word, 0 for a good reading, shape (n,); None or not-a-number: it said nothing.
    """
    c = np.asarray(capacitance, dtype=float)
    with np.errstate(invalid="ignore"):
        valid = np.isfinite(c) & (c > 0) & (c < INVALID_CAPACITANCE)
    if status is not None:
        valid &= np.nan_to_num(np.asarray(status, dtype=float)) == 0
    return np.asarray(valid)


def reverse_capacitance(
    voltage: ArrayLike, capacitance: ArrayLike, *, capacitance_sd: ArrayLike | None = None, status: ArrayLike | None = None
) -> Branch:
    """Return the valid readings of a C-V curve as a branch of C (F); arguments in V and F, shape (n,)."""
    valid = valid_readings(capacitance, status)
    return reverse_branch(
        np.asarray(voltage, dtype=float)[valid],
        np.asarray(capacitance, dtype=float)[valid],
        deviation=None if capacitance_sd is None else np.asarray(capacitance_sd, dtype=float)[valid],
    )


def find_knee(curve: Branch) -> Knee | str:
    """Return the gain layer's knee, or the reason why there is none."""
    v, n = curve.voltage, curve.voltage.size
    if n < _FEWEST:
        return f"too few points: {n} valid, at least {_FEWEST} are needed"
    logarithm = np.log(curve.value)
    relative, reading = _noise(curve, n // 2)
    spacing = float(np.diff(v).min())
    while True:
        chosen = thinned(v, spacing)
        x, y = v[chosen], logarithm[chosen]
        of_y = np.hypot(relative[chosen][1:], relative[chosen][:-1])
        if x.size < _FEWEST // 2:
            return "the readings are too noisy for their slope"
        slope = -np.diff(y) / np.diff(x)
        noise = np.hypot(of_y, np.sqrt(2.0) * slope * reading) / np.diff(x)
        peak = int(np.argmax(np.where(_candidates(slope, noise), slope, -np.inf)))
        if noise[peak] <= _CLEAR_NOISE * slope[peak] or not _candidates(slope, noise).any():
            break
        spacing *= 1.5
    if not _candidates(slope, noise)[peak]:
        return "no knee: -dlnC/dV has no maximum inside the curve, as in a diode without gain layer"
    centre = 0.5 * (x[1:] + x[:-1])
    half = slope >= 0.5 * slope[peak]
    low = peak - int(np.argmin(half[peak::-1])) if not half[: peak + 1].all() else 0
    high = peak + int(np.argmin(half[peak:])) if not half[peak:].all() else slope.size - 1
    if y[low] - y[high + 1] < -np.log1p(-_LEAST_DROP):
        return f"no knee: no step takes {_LEAST_DROP:.0%} of the capacitance away"
    left = _half_height(centre, slope, low, low + 1, 0.5 * slope[peak])
    right = _half_height(centre, slope, high, high - 1, 0.5 * slope[peak])
    return Knee(float(centre[peak]), max(right - left, float(x[peak + 1] - x[peak])))


def gain_layer_voltage(curve: Branch, knee: Knee | str) -> Finding:
    """Return the magnitude of the bias (V) at the steepest -dlnC/dV, where the gain layer is depleted.

    Refused where `find_knee` gave a reason instead of a knee.
    """
    return _knee_voltage(curve, knee, method=STEEPEST)


def gain_layer_voltage_curvature(curve: Branch, knee: Knee | str) -> Finding:
    """Return the magnitude of the bias (V) at the largest curvature of 1/C^2, where the bulk begins to deplete.

    Of the other definition it differs by up to 2 V. Refused as `gain_layer_voltage`.
    """
    return _knee_voltage(curve, knee, method=CURVATURE)


def end_capacitance(curve: Branch) -> Finding:
    """Return the capacitance (F) at the highest bias, from a parabola through the last tenth of the voltage range."""
    method = f"parabola through the last {_END:.0%} of the bias range"
    x, y, deviation = _end(curve)
    if x.size < 4:
        return Refusal(unit="F", reason=f"too few points: {x.size} valid at the end, at least 4 are needed", method=method)
    design = np.vander(x - x[-1], 3, increasing=True)
    weights = np.linalg.pinv(design)
    fitted = weights @ y
    scatter = float(np.sqrt(np.sum((y - design @ fitted) ** 2) / max(x.size - 3, 1)))
    own = pooled_relative(deviation, y)
    noise = max(scatter, own * float(fitted[0])) if own is not None else scatter
    return Estimate(value=float(fitted[0]), unit="F", uncertainty=noise * float(np.linalg.norm(weights[0])), method=method)


def depletion_voltage(curve: Branch, end: Finding, knee: Knee | str) -> Finding:
    """Return the magnitude of the bias (V) at which C has come down to 1.05 times the end capacitance: full depletion.

    Censored above the highest bias where the curve still falls by more than 3 % over its last tenth. With a gain layer, only
    what lies beyond its knee counts.
    """
    method = "C = 1.05 x end capacitance"
    if isinstance(end, Refusal):
        return Refusal(unit="V", reason=end.reason, method=method)
    v, c = curve.voltage, curve.value
    if _still_falls(curve):
        return Estimate(
            value=float(v[-1]), unit="V", censored=Censoring.ABOVE, method=method, note="the capacitance still falls at the end"
        )
    start = 0 if isinstance(knee, str) else int(np.searchsorted(v, knee.voltage))
    level = 1.05 * end.value
    below = c[start:] <= level
    if below[0]:
        if start == 0:
            return Estimate(value=max(float(v[0]), 0.0), unit="V", censored=Censoring.BELOW, method=method)
        start = 0
        below = c <= level
    k = start + int(np.argmax(below))
    relative, reading = _noise(curve, k)
    n = v.size
    place = crossing(
        v, -np.log(c), -float(np.log(level)), k,
        x_noise=np.full(n, reading), y_noise=relative, level_noise=(end.uncertainty or 0.0) / end.value,
    )  # fmt: skip
    note = "" if place.resolved else "the step does not resolve the curve"
    return Estimate(value=place.value, unit="V", uncertainty=place.uncertainty, method=method, note=note)


def _end(curve: Branch) -> tuple[Array, Array, Array]:
    """Voltages, capacitances and their deviations over the last tenth of the voltage range."""
    end = curve.voltage >= (1.0 - _END) * curve.voltage.max(initial=0.0)
    return curve.voltage[end], curve.value[end], curve.deviation[end]


def _still_falls(curve: Branch) -> bool:
    """Whether a straight line through the last tenth falls by more than `_FLAT`, beyond its noise."""
    x, y, _ = _end(curve)
    design = np.vander(x - x[-1], 2, increasing=True)
    weights = np.linalg.pinv(design)
    level, slope = weights @ y
    scatter = float(np.sqrt(np.sum((y - design @ [level, slope]) ** 2) / (x.size - 2)))
    fall = -slope * (x[-1] - x[0])
    return bool(fall - 2.0 * scatter * float(np.linalg.norm(weights[1])) * (x[-1] - x[0]) > _FLAT * level)


def _knee_voltage(curve: Branch, knee: Knee | str, *, method: str) -> Finding:
    if isinstance(knee, str):
        return Refusal(unit="V", reason=knee, method=method)
    v = curve.voltage
    centre = int(np.searchsorted(v, knee.voltage))
    relative, reading = _noise(curve, centre)
    reach = _WINDOW * knee.width
    low = min(int(np.searchsorted(v, knee.voltage - reach)), max(centre - _FEWEST // 2, 0))
    high = max(int(np.searchsorted(v, knee.voltage + reach)), min(centre + _FEWEST // 2, v.size))
    x, c = v[low:high], curve.value[low:high]
    logarithm = np.log(c)
    noise = np.hypot(np.maximum(relative[low:high], _LEAST_NOISE), np.gradient(logarithm, x) * reading)
    inside = (knee.voltage - _SEARCH[method] * knee.width, knee.voltage + _SEARCH[method] * knee.width)
    if method == STEEPEST:
        y, order, spacing, width = -logarithm, 1, _SLOPE_SPACING * knee.width, knee.width
    else:
        y, order, spacing, width = (c[0] / c) ** 2, 2, _CURVATURE_SPACING * knee.width, _CURVATURE_WIDTH * knee.width
        noise = 2.0 * y * noise
    bounds = (max(inside[0], float(x[0])), min(inside[1], float(x[-1])))
    peak = None
    for _ in range(_SMOOTHINGS):
        found = derivative_peak(
            x, y, order=order, noise=noise, low=bounds[0], high=bounds[1], width=width, spacing=spacing
        )  # fmt: skip
        peak = found or peak
        if found is not None and found.noise <= _STEADY * width:
            break
        spacing *= 1.4
    if peak is None:
        return Refusal(unit="V", reason="the knee lies at the edge of the curve or its shape is lost in noise", method=method)
    return Estimate(value=peak.position, unit="V", uncertainty=peak.uncertainty, method=method)


def _candidates(slope: Array, noise: Array) -> NDArray[np.bool_]:
    """Which slopes stand out from the smallest one before them and are not the last."""
    before = np.minimum.accumulate(slope)
    floor = np.maximum(before, 0.0)
    stands_out = (slope >= _PROMINENCE * floor) & (slope - before > _SIGNIFICANT * np.hypot(noise, noise[np.argmin(slope)]))
    stands_out[-1] = False
    return np.asarray(stands_out)


def _half_height(centre: Array, slope: Array, outside: int, inside: int, level: float) -> float:
    """Where the slope passes half its peak, between two neighbouring points; the outer one if it never comes down that far."""
    if slope[outside] >= level or slope[inside] <= slope[outside]:
        return float(centre[outside])
    fraction = (level - slope[outside]) / (slope[inside] - slope[outside])
    return float(centre[outside] + fraction * (centre[inside] - centre[outside]))


def _noise(curve: Branch, centre: int) -> tuple[Array, float]:
    """The relative noise of each capacitance, shape (n,), and that of the voltage readings near a point (V)."""
    reading = level_noise(curve.voltage[max(0, centre - _NEIGHBOURS) : centre + _NEIGHBOURS])
    return relative_noise(curve.voltage, curve.value, curve.deviation, reading_noise=reading), reading
