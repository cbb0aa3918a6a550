"""Pulses in digitised waveforms: baseline, amplitude, times, charge, and which events count."""

from .cuts import USABLE, Cut, CutCount, CutFlow, apply_cuts
from .parse import parse_pulses
from .pulses import Pulses, joined
from .settings import Digitisation, PulseSettings

__all__ = [
    "USABLE",
    "Cut",
    "CutCount",
    "CutFlow",
    "Digitisation",
    "PulseSettings",
    "Pulses",
    "apply_cuts",
    "joined",
    "parse_pulses",
]
