"""A simulated bench as a trainer handles it: faults put in and taken away, another device, what is true of it."""

import subprocess
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Self

from msgspec import Struct
from msgspec.structs import replace

from qcstation.model.errors import InputError, LinkError, StationError
from qcstation.model.units import parse_quantity
from qcstation.simulation import BenchControl, Fault, FaultKind

from .config import SimulationSection, StationFile
from .serving import parse_faults
from .simulated import LINGER, Simulation, bench_spec, close_pipes, device_variants, readdressed, start_bench

_UNITS = {"seconds": "s", "rate": "K/s", "after_seconds": "s", "when_voltage": "V", "times": "1", "after_queries": "1"}
_OF_KIND: Mapping[FaultKind, tuple[str, ...]] = {
    FaultKind.DELAY: ("seconds", "times"),
    FaultKind.SILENCE: (),
    FaultKind.GARBAGE: ("times",),
    FaultKind.TRUNCATED: ("times",),
    FaultKind.DROPPED_LINK: ("seconds",),
    FaultKind.WRONG_IDENTITY: ("text", "times"),
    FaultKind.QUEUED_ERROR: ("text",),
    FaultKind.DRIFTING_TEMPERATURE: ("rate",),
}
CONDITIONS = ("when_voltage", "after_seconds", "after_queries")
"""What a fault may wait for; nothing given: it strikes at once."""
_handed_over: "list[subprocess.Popen[bytes]]" = []
"""Benches that others use now: their processes are asked for their end when the next one is handed over."""


class FaultChoice(Struct, frozen=True, kw_only=True):
    """A kind of fault and the parameters that it has, with what stands in their fields at first."""

    kind: str
    parameters: Mapping[str, str]


class PresentFault(Struct, frozen=True, kw_only=True):
    """A fault that a bench has: its number, which kind, on which instrument, and whether it has struck."""

    number: int
    kind: str
    instrument: str
    struck: bool


class BenchTruth(Struct, frozen=True, kw_only=True):
    """What is true of a simulated bench: its device, the voltage (V) and current (A) on it, the air (degC, %), what is on."""

    variant: str
    seed: int
    voltage: float
    current: float
    temperature: float
    humidity: float
    parameters: Mapping[str, Any]
    outputs_on: tuple[str, ...]
    faults: tuple[PresentFault, ...]


def fault_choices() -> tuple[FaultChoice, ...]:
    """Return all kinds of faults."""
    usual = {"seconds": "1 s", "rate": "0.05 K/s", "times": "", "text": ""}
    return tuple(
        FaultChoice(kind=kind.value, parameters={name: usual[name] for name in _OF_KIND.get(kind, ())}) for kind in FaultKind
    )


def fault_of(kind: str, instrument: str, given: Mapping[str, str]) -> Fault:
    """Return the fault that a person described, quantities with their units; empty parameters are left out.

    Raises:
        InputError: a quantity is none, or the kind is unknown.
    """
    words = [f"{kind}:{instrument}"]
    for name, text in given.items():
        if not text.strip():
            continue
        if name == "text":
            return _with_text(kind, instrument, given)
        words.append(f"{name}={_number(name, text)}")
    return parse_faults((",".join(words),))[0]


class TrainingBench:
    """The control of a simulated bench. Every method raises `LinkError` if the bench is gone and `InputError` if it refuses.

    `station` drives it: its instruments' addresses and its control address are the bench's.
    """

    def __init__(self, station: StationFile, control: BenchControl, process: "subprocess.Popen[bytes] | None" = None) -> None:
        self.station = station
        self._control = control
        self._process = process

    @classmethod
    def started(cls, station: StationFile, simulation: Simulation) -> Self:
        """Start a bench in a process of its own; it goes by itself soon after nobody is connected any more.

        Raises:
            InputError: the device or a fault is unknown, or an instrument has no simulated twin.
            StationError: it does not start.
        """
        process, ready = start_bench(bench_spec(station, simulation))
        section = (station.simulation or SimulationSection()).model_copy(update={"control": ready.control, **_wanted(simulation)})
        served = readdressed(station, ready.addresses).model_copy(update={"simulation": section})
        return cls(served, BenchControl(ready.control), process)

    @classmethod
    def connected(cls, station: StationFile) -> Self:
        """Connect to the bench that a station file names.

        Raises:
            StationError: the station is no simulated one that is being served.
            LinkError: the bench does not answer.
        """
        if station.simulation is None or not station.simulation.control:
            raise StationError(f"{station.path} names no simulated bench: faults are for simulated ones alone")
        return cls(station, BenchControl(station.simulation.control))

    @property
    def variants(self) -> tuple[str, ...]:
        """The devices that can be put in."""
        return device_variants(self.station)

    def truth(self) -> BenchTruth:
        """Return what is true now."""
        state, truth = self._control.state(), self._control.truth()
        faults = [
            PresentFault(number=int(number), kind=fault["kind"], instrument=name, struck=bool(struck))
            for name, instrument in state["instruments"].items()
            for number, (fault, struck) in instrument["faults"].items()
        ]
        return BenchTruth(
            variant=truth["variant"],
            seed=int(truth["seed"]),
            voltage=float(state["device"]["voltage"]),
            current=float(state["device"]["current"]),
            temperature=float(state["environment"]["temperature"]),
            humidity=float(state["environment"]["humidity"]),
            parameters=truth["parameters"],
            outputs_on=tuple(name for name, instrument in state["instruments"].items() if instrument.get("output")),
            faults=tuple(faults),
        )

    def inject(self, fault: Fault) -> int:
        """Give an instrument a fault; return its number."""
        return self._control.inject(fault)

    def clear(self, number: int | None = None) -> None:
        """Take a fault away, or all."""
        self._control.clear(number)

    def put_in(self, variant: str, seed: int) -> None:
        """Put another device on the bench."""
        if self.truth().outputs_on:
            raise InputError("an output is on: make it safe before another device is put in")
        self._control.swap(variant, seed)

    def set_air(self, *, temperature: float | None = None, humidity: float | None = None) -> None:
        """Change the air round the device: temperature in degC, relative humidity in %."""
        self._control.set_environment(temperature=temperature, humidity=humidity)

    def hand_over(self) -> StationFile:
        """Leave the bench running, for some seconds, for who connects next through the station that is returned."""
        if self._process is not None:
            close_pipes(self._process)
            _handed_over[:] = [process for process in _handed_over if process.poll() is None] + [self._process]
            self._process = None
        self._control.close()
        return self.station

    def stop(self) -> None:
        """Switch the bench off, whoever started it."""
        self._control.stop()
        self._control.close()

    def close(self) -> None:
        """Leave the bench; one that was started here is stopped, unless an output is on: it then goes when nobody needs it."""
        with suppress(LinkError, InputError, subprocess.TimeoutExpired):
            if self._process is not None and not self.truth().outputs_on:
                self._control.stop()
                self._process.wait(LINGER)
                close_pipes(self._process)
        self._control.close()


def _wanted(simulation: Simulation) -> dict[str, object]:
    wanted = {"variant": simulation.variant, "seed": simulation.seed}
    return {key: value for key, value in wanted.items() if value is not None}


def _with_text(kind: str, instrument: str, given: Mapping[str, str]) -> Fault:
    # Free text may hold commas, which separate parameters where a fault is written as one word.
    others = {name: text for name, text in given.items() if name != "text"}
    plain = fault_of(kind, instrument, others)
    return replace(plain, text=given["text"].strip())


def _number(name: str, text: str) -> str:
    value = parse_quantity(text, _UNITS[name])
    return f"{value:.0f}" if _UNITS[name] == "1" else repr(value)
