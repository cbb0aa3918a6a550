"""Simulated benches: devices under test with known truth, and servers that speak the real instruments' bytes."""

from .bench import SimulatedBench
from .control import BenchControl, SteppedClock
from .faults import Fault, FaultKind, parse_fault
from .instruments import all_models
from .spec import BenchSpec, DeviceSpec, InstrumentSpec, Wiring

__all__ = [
    "BenchControl",
    "BenchSpec",
    "DeviceSpec",
    "Fault",
    "FaultKind",
    "InstrumentSpec",
    "SimulatedBench",
    "SteppedClock",
    "Wiring",
    "all_models",
    "parse_fault",
]
