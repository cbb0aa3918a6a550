"""The kinds of whole sensors that a simulated bench can hold: how their pads differ, and which of them are bad.

Pads are those of `lgad_variants`. Breakdown: 1.5 V from pad to pad, the middle of the 1 to 2 V seen on wafers, on a gradient
across the wafer. Everything about bad pads, the gradient, the guard ring and the settling is `unverified`: made to be
recognised, not measured.
"""

import zlib

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from numpy.typing import NDArray

from .lgad import LgadParameters
from .lgad_array import COLUMNS, PADS, ROWS
from .lgad_variants import VARIANTS

GRADIENT = 4.0
"""V of breakdown from one edge of the sensor to the other, in a direction of its own for each sensor."""
PAD_SPREAD = 1.5
"""V, standard deviation of the breakdown from pad to pad."""
_OTHER_SPREAD = {
    "current_scale": 0.10,
    "gain_layer_voltage": 0.004,
    "depletion_voltage": 0.01,
    "zero_bias_capacitance": 0.01,
    "end_capacitance": 0.01,
}
EARLY_BREAKDOWN = 120.0
"""V, of pads that break down early; softly, by a megohm, or one of them would take the whole sensor's bias away."""
_EARLY_RESISTANCE = 1e6
HIGH_LEAKAGE = 6.0
"""Times the current of a good pad."""
_GUARD_CONDUCTANCE = 2e-10
_SLOW = 20.0
"""Times slower to settle than others."""


class _Kind(Struct, frozen=True, kw_only=True):
    text: str
    early: int = 0
    leaky: int = 0
    open: int = 0
    slow: int = 0
    corner: int = 0
    """Side (pads) of a square of early pads at one corner."""
    guard: float = _GUARD_CONDUCTANCE


KINDS = {
    "good": _Kind(text="a sensor without a bad pad"),
    "few-bad-pads": _Kind(text="two early, two leaky, one open and three slow pads", early=2, leaky=2, open=1, slow=3),
    "bad-corner": _Kind(text="nine pads at a corner break down early", corner=3),
    "leaky-guard-ring": _Kind(text="a guard ring that draws fifty times what it should", guard=50 * _GUARD_CONDUCTANCE),
}
ARRAY_VARIANTS: dict[str, str] = {name: kind.text for name, kind in KINDS.items()}


def array_of(variant: str, seed: int) -> tuple[LgadParameters, tuple[LgadParameters, ...], NDArray[np.float64], float]:
    """Return a typical pad, all pads, their settling times (s) and the guard ring's conductance (S).

    Raises:
        ValueError: no such variant; the message lists them.
    """
    if variant not in KINDS:
        raise ValueError(f"no sensor variant {variant!r}: choose one of {', '.join(KINDS)}")
    kind = KINDS[variant]
    rng = np.random.default_rng([zlib.crc32(f"array {variant}".encode()), seed & 0xFFFFFFFFFFFFFFFF])
    typical = VARIANTS["good"][1]
    breakdown = typical.breakdown_pole + _gradient(rng) + PAD_SPREAD * rng.standard_normal(PADS)
    factors = {name: np.exp(spread * rng.standard_normal(PADS)) for name, spread in _OTHER_SPREAD.items()}
    pads = [
        replace(
            typical,
            breakdown_pole=float(breakdown[pad]),
            **{name: float(getattr(typical, name) * factor[pad]) for name, factor in factors.items()},
        )
        for pad in range(PADS)
    ]
    times = 0.05 * np.exp(0.2 * rng.standard_normal(PADS))
    chosen = iter(rng.permutation(PADS).tolist())
    early = [next(chosen) for _ in range(kind.early)]
    early += [row * COLUMNS + column for row in range(kind.corner) for column in range(kind.corner)]
    for pad in early:
        pole = EARLY_BREAKDOWN + 2.0 * float(rng.standard_normal())
        pads[pad] = replace(pads[pad], breakdown_pole=pole, series_resistance=_EARLY_RESISTANCE)
    for pad in (next(chosen) for _ in range(kind.leaky)):
        pads[pad] = replace(pads[pad], current_scale=HIGH_LEAKAGE * pads[pad].current_scale)
    for pad in (next(chosen) for _ in range(kind.open)):
        pads[pad] = replace(pads[pad], connected=False, end_capacitance=0.15e-12)
    for pad in (next(chosen) for _ in range(kind.slow)):
        times[pad] *= _SLOW
    return typical, tuple(pads), times, kind.guard


def _gradient(rng: np.random.Generator) -> NDArray[np.float64]:
    angle = 2 * np.pi * rng.random()
    row, column = np.divmod(np.arange(PADS), COLUMNS)
    along = (row / (ROWS - 1) - 0.5) * np.sin(angle) + (column / (COLUMNS - 1) - 0.5) * np.cos(angle)
    return np.asarray(GRADIENT * along)
