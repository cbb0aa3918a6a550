"""The kinds of LGAD pads that a simulated bench can hold, and how pads of one kind differ.

Sources: "IHEP-IME" and "HPK 3.1" are fits to public curves of one pad each (IHEP-IME wafer 7, newsubmarine/hgtd_db; HPK
type 3.1, lixing-w/LGAD_analysis). The faulty kinds and all spreads are `unverified`: made to be recognised, not measured.
"""

import zlib

import numpy as np
from msgspec.structs import replace

from .lgad import LgadParameters

_IHEP_IME = LgadParameters(
    gain_layer_voltage=25.0,
    breakdown_pole=165.0,
    multiplication_power=2.14,
    current_scale=1.34e-8,
    current_slope=117.0,
    foot_width=4.2,
    depletion_voltage=36.0,
    zero_bias_capacitance=368e-12,
    built_in=6.8,
    gain_layer_power=0.42,
    knee_width=0.12,
    end_capacitance=4.93e-12,
    end_sharpness=2.8,
    end_slope=0.006,
    series_resistance=750.0,
    surface_conductance=3e-9,
    guard_ring_conductance=4.6e-12,
)
"""IV: 30 to 164 V within 8 % (rms of ln I). The resistances: from the conductance of the HPK pad at 10 kHz."""

_HPK = replace(
    _IHEP_IME,
    gain_layer_voltage=41.6,
    breakdown_pole=245.0,
    depletion_voltage=46.0,
    zero_bias_capacitance=166e-12,
    built_in=10.8,
    gain_layer_power=0.42,
    knee_width=0.30,
    end_capacitance=3.78e-12,
    end_sharpness=2.5,
    end_slope=0.004,
)
"""CV within 10 % (rms of ln C). Its breakdown is `unverified`: the public run with beta particles reached 235 V."""

_NO_GAIN_LAYER = replace(
    _IHEP_IME,
    gain_layer_voltage=None,
    breakdown_pole=420.0,
    current_scale=6e-10,
    current_slope=300.0,
    depletion_voltage=11.0,
    zero_bias_capacitance=60e-12,
    built_in=0.6,
    gain_layer_power=0.0,
    knee_width=0.5,
)

NOTHING_CONNECTED = replace(
    _IHEP_IME, connected=False, end_capacitance=0.0, guard_ring_conductance=0.0, series_resistance=0.0, surface_conductance=0.0
)
"""Open leads."""

VARIANTS: dict[str, tuple[str, LgadParameters]] = {
    "good": ("a pad as IHEP-IME delivers it", _IHEP_IME),
    "good-hpk": ("a pad of HPK type 3.1: deep gain layer", _HPK),
    "early-breakdown": ("breaks down near 95 V", replace(_IHEP_IME, breakdown_pole=100.0)),
    "high-leakage": ("six times the current of a good pad", replace(_IHEP_IME, current_scale=6 * 1.34e-8)),
    "shallow-gain-layer": ("gain layer depleted at 20 V", replace(_IHEP_IME, gain_layer_voltage=20.0)),
    "no-gain-layer": ("a plain diode: no foot, no knee, no breakdown below 400 V", _NO_GAIN_LAYER),
    "bad-contact": ("half a megohm between needle and pad", replace(_IHEP_IME, series_resistance=5e5)),
    "shorted": ("one kilohm to the backplane", replace(_IHEP_IME, shunt_conductance=1e-3)),
    "dead": (
        "no contact: no current, stray capacitance only",
        replace(_IHEP_IME, connected=False, end_capacitance=0.15e-12, guard_ring_conductance=0.0),
    ),
}
"""What each variant is, in words, and its parameters before the spread."""

_SPREAD = {
    "gain_layer_voltage": 0.012,
    "breakdown_pole": 0.009,
    "current_scale": 0.10,
    "depletion_voltage": 0.01,
    "zero_bias_capacitance": 0.01,
    "end_capacitance": 0.01,
}
"""Relative standard deviation from pad to pad (`unverified`; breakdown: 1.5 V, the middle of the 1 to 2 V seen on wafers)."""


def parameters_of(variant: str, seed: int) -> LgadParameters:
    """Return the parameters of pad number `seed` of `variant`.

    Raises:
        ValueError: no such variant; the message lists them.
    """
    if variant not in VARIANTS:
        raise ValueError(f"no LGAD variant {variant!r}: choose one of {', '.join(VARIANTS)}")
    typical = VARIANTS[variant][1]
    rng = np.random.default_rng([zlib.crc32(variant.encode()), seed & 0xFFFFFFFFFFFFFFFF])
    spread: dict[str, float] = {}
    for name, deviation in _SPREAD.items():
        factor = float(np.exp(deviation * rng.standard_normal()))
        value = getattr(typical, name)
        if value is not None:
            spread[name] = value * factor
    return replace(typical, **spread)
