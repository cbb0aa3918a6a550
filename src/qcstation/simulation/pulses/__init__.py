"""Fast pulses: what particles leave in a sensor and its amplifier, when a trigger fires, and what a digitiser makes of it."""

from .digitiser import Converter, Window, digitise
from .lgad import lgad_signal
from .population import Pulses, Signal, draw, reference_signal
from .source import Condition, Hits, Source, Trigger, TriggeredSource

__all__ = [
    "Condition",
    "Converter",
    "Hits",
    "Pulses",
    "Signal",
    "Source",
    "Trigger",
    "TriggeredSource",
    "Window",
    "digitise",
    "draw",
    "lgad_signal",
    "reference_signal",
]
