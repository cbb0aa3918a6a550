"""The doping profile of a sensor from its C-V curve."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from qcstation.model.estimates import Estimate, Finding, Refusal

from .branch import Branch, thinned
from .cv import Knee
from .noise import level_noise, relative_noise

Array = NDArray[np.float64]

ELEMENTARY_CHARGE = 1.602176634e-19
"""C (SI Brochure, 9th edition)."""
PERMITTIVITY = 11.7 * 8.8541878128e-12
"""Of silicon, F/m (S. M. Sze, Physics of Semiconductor Devices, appendix G; vacuum: CODATA 2018)."""
_WINDOW = 5
"""Points of each local straight line."""
_STEPS = 50
"""The curve below the gain layer's knee is thinned to at most this many steps: slopes over less are noise."""


class DopingProfile(NamedTuple):
    """Doping concentration against depth below the junction, arrays of shape (n,), by rising depth.

    `depth` is in m, `density` and its standard uncertainty in 1/m^3, `voltage` in V.
    """

    depth: Array
    density: Array
    uncertainty: Array
    voltage: Array


def doping_profile(curve: Branch, *, area: float, up_to: float | None = None) -> DopingProfile:
    """Return ``N(w) = 2 / (q eps A^2 d(1/C^2)/dV)`` at ``w = eps A / C`` (S. M. Sze, chapter 2).

    The slope is that of a straight line through five points. Where it is not positive (a depleted sensor, or noise), there is
    no point.

    Args:
        curve: C in F over V.
        area: of the pad, m^2.
        up_to: bias in V at which to stop, None: the whole curve.
    """
    inside = slice(None) if up_to is None else curve.voltage <= up_to
    v, c, sd = curve.voltage[inside], curve.value[inside], curve.deviation[inside]
    if v.size < _WINDOW:
        return DopingProfile(*(np.empty(0) for _ in range(4)))
    relative = relative_noise(v, c, sd, reading_noise=level_noise(v))
    chosen = thinned(v, (v[-1] - v[0]) / _STEPS)
    v, c = v[chosen], c[chosen]
    if v.size < _WINDOW:
        return DopingProfile(*(np.empty(0) for _ in range(4)))
    near = np.lib.stride_tricks.sliding_window_view
    x, y = near(v, _WINDOW), near(1.0 / c**2, _WINDOW)
    offset = x - x.mean(axis=1, keepdims=True)
    spread = np.sum(offset**2, axis=1)
    slope = np.sum(offset * y, axis=1) / spread
    slope_noise = np.sqrt(np.sum((offset * 2.0 * y * near(relative[chosen], _WINDOW)) ** 2, axis=1)) / spread
    good = slope > slope_noise
    scale = 2.0 / (ELEMENTARY_CHARGE * PERMITTIVITY * area**2)
    density = scale / slope[good]
    return DopingProfile(
        PERMITTIVITY * area * np.sqrt(y.mean(axis=1)[good]), density, density * (slope_noise / slope)[good], x.mean(axis=1)[good]
    )


def doping_peak(curve: Branch, knee: Knee | str, *, area: float) -> tuple[Finding, Finding]:
    """Return the largest doping concentration (1/m^3) of the gain layer, and its depth (m); arguments as in `doping_profile`.

    The uncertainties hold the readings' noise; that of the area, which scales all, is left out.
    """
    method = "largest N(w) below the gain layer's knee"
    if isinstance(knee, str):
        return Refusal(unit="1/m^3", reason=knee, method=method), Refusal(unit="m", reason=knee, method=method)
    profile = doping_profile(curve, area=area, up_to=knee.voltage - knee.width)
    if profile.depth.size == 0:
        reason = "too few points below the knee"
        return Refusal(unit="1/m^3", reason=reason, method=method), Refusal(unit="m", reason=reason, method=method)
    k = int(np.argmax(profile.density))
    span = profile.depth[min(k + 1, profile.depth.size - 1)] - profile.depth[max(k - 1, 0)]
    return (
        Estimate(value=float(profile.density[k]), unit="1/m^3", uncertainty=float(profile.uncertainty[k]), method=method),
        Estimate(value=float(profile.depth[k]), unit="m", uncertainty=float(span / np.sqrt(12.0)), method=method),
    )
