"""Simulated benches: devices under test with known truth, and servers that speak the real instruments' bytes."""

from typing import TYPE_CHECKING

from qcstation.model.lazy import loader

from .faults import Fault, FaultKind, parse_fault
from .spec import BenchSpec, DeviceSpec, InstrumentSpec, Wiring

if TYPE_CHECKING:
    from .bench import SimulatedBench
    from .control import BenchControl, SteppedClock
    from .instruments import all_models

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

# A bench of real instruments needs none of these.
__getattr__ = loader(
    __name__,
    {"BenchControl": "control", "SimulatedBench": "bench", "SteppedClock": "control", "all_models": "instruments"},
)
