"""A station's instruments replaced by simulated ones: same drivers, same bytes, other addresses."""

import subprocess
import sys
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import msgspec
from msgspec import Struct

from qcstation import simulation
from qcstation.model.clock import Clock, WallClock
from qcstation.model.errors import InputError, LinkError, StationError
from qcstation.simulation import BenchSpec, DeviceSpec, Fault, InstrumentSpec, Wiring

from .config import SimulationSection, StationFile

if TYPE_CHECKING:
    from qcstation.simulation import BenchControl

LINGER = 15.0
"""Seconds of wall time that a bench outlives its last client: the watchdog needs it after the main program has died."""


class Simulation(Struct, frozen=True, kw_only=True):
    """What is wanted of a simulated bench; None: as the station file says."""

    variant: str | None = None
    seed: int | None = None
    faults: tuple[Fault, ...] = ()


class ServedAddresses(Struct, frozen=True):
    """What a simulated bench says of itself when it is ready."""

    addresses: dict[str, str]
    control: str


def device_variants(station: StationFile) -> tuple[str, ...]:
    """Return the devices that can sit on this bench in simulation."""
    from qcstation.simulation.devices import ARRAY_VARIANTS, LGAD_VARIANTS, MODULE_VARIANTS

    section = station.simulation or SimulationSection()
    variants: dict[str, Collection[str]] = {
        "hgtd.lgad": LGAD_VARIANTS,
        "hgtd.lgad-array": ARRAY_VARIANTS,
        "hgtd.lgad-module": MODULE_VARIANTS,
    }
    return tuple(variants.get(section.device, ()))


def bench_spec(station: StationFile, wanted: Simulation | None = None) -> BenchSpec:
    """Return the simulated twin of a station's bench.

    Raises:
        InputError: the device variant is unknown, or an instrument has no simulated twin.
    """
    section = station.simulation or SimulationSection()
    wanted = wanted or Simulation()
    variant = wanted.variant or section.variant
    if variant not in device_variants(station):
        raise InputError(f"unknown device {variant!r}; this bench has: {', '.join(device_variants(station))}")
    for name, instrument in station.instruments.items():
        if instrument.driver not in simulation.all_models():
            raise InputError(
                f"{name}: {instrument.driver} has no simulated twin; simulated are: {', '.join(sorted(simulation.all_models()))}"
            )
    seed = section.seed if wanted.seed is None else wanted.seed
    wiring = {**{role: name for role, name in _USUAL_WIRING.items() if name in station.instruments}, **section.wiring}
    owners = _owners(station)
    bias = wiring.get("bias")
    terminals = station.instruments[bias].terminals if bias in station.instruments else "rear"
    try:
        return BenchSpec(
            instruments={
                name: InstrumentSpec(
                    model=instrument.driver,
                    front=_front(instrument.resource),
                    options=dict(section.options.get(name, {})),
                    shares=owners[name] if owners[name] != name else "",
                    channel=instrument.channel or 0,
                )
                for name, instrument in station.instruments.items()
            },
            wiring=msgspec.convert({**wiring, "terminals": terminals}, Wiring),
            device=DeviceSpec(kind=section.device, variant=variant, seed=seed),
            seed=seed,
            faults=wanted.faults,
        )
    except msgspec.ValidationError as error:
        raise StationError(f"{station.path}: [simulation] wiring: {error}") from error


_USUAL_WIRING = {"bias": "bias", "electrometer": "pad", "lcr": "lcr", "scope": "scope", "matrix": "matrix", "prober": "prober"}


def _owners(station: StationFile) -> dict[str, str]:
    """Return by instrument the one on whose connector it sits: the first of those with the same resource."""
    first: dict[str, str] = {}
    owners = {}
    for name, section in station.instruments.items():
        owners[name] = owner = first.setdefault(section.resource.casefold(), name)
        if station.instruments[owner].driver != section.driver:
            raise StationError(f"{station.path}: {owner} and {name} share {section.resource}, but not a driver")
    return owners


def _front(resource: str) -> str:
    if resource.startswith(("ASRL", "serial:", "/dev/")):
        return "serial"
    return "vicp" if resource.upper().startswith("VICP") else "tcp"


@contextmanager
def simulated_bench(
    station: StationFile, wanted: Simulation | None, *, by_the_wall: bool = False
) -> Iterator[tuple[StationFile, Clock]]:
    """Give the station to work with and its clock: simulated instruments in a process of their own, or the real bench.

    A station file that names the control address of a bench that is being served drives that bench's clock. With `by_the_wall`
    a simulated bench's clock runs free, as a person needs it who drives it by hand.

    Raises:
        StationError: the simulated bench does not start.
    """
    if wanted is None:
        if station.simulation is not None and station.simulation.control and not by_the_wall:
            with _driven(station.simulation.control) as clock:
                yield station, clock
        else:
            yield station, WallClock()
        return
    process, ready = start_bench(bench_spec(station, wanted))
    with simulation.BenchControl(ready.control) as control:
        clock = WallClock() if by_the_wall else simulation.SteppedClock(control)
        try:
            yield readdressed(station, ready.addresses), clock
        finally:
            # A bench that has died is no reason to hide what happened in the run.
            with suppress(LinkError, subprocess.TimeoutExpired):
                if not _left_on(control):
                    control.stop()
                    process.wait(LINGER)
                    close_pipes(process)


def close_pipes(process: "subprocess.Popen[bytes]") -> None:
    """Close the pipes of a bench that has ended."""
    for pipe in (process.stdout, process.stderr):
        if pipe is not None:
            pipe.close()


@contextmanager
def _driven(address: str) -> Iterator[Clock]:
    with simulation.BenchControl(address) as control:
        yield simulation.SteppedClock(control)


def _left_on(control: "BenchControl") -> bool:
    # A bench with an output on stays there for the watchdog, and goes by itself when nobody is connected any more.
    return any(state.get("output") for state in control.state()["instruments"].values())


def readdressed(station: StationFile, addresses: dict[str, str]) -> StationFile:
    """Return the station with other resource addresses for its instruments."""
    instruments = {
        name: section.model_copy(update={"resource": addresses[name], "serial_number": ""})
        for name, section in station.instruments.items()
    }
    return station.model_copy(update={"instruments": instruments})


def start_bench(spec: BenchSpec) -> "tuple[subprocess.Popen[bytes], ServedAddresses]":
    """Start a simulated bench in a process of its own.

    Raises:
        StationError: it does not start.
    """
    # A session of its own: Ctrl-C in the terminal must not take the bench away before it has been made safe.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "qcstation.simulation", "--spec", "-", "--linger", str(LINGER)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    if process.stdin is None or process.stdout is None:
        raise StationError("the simulated bench was started without pipes")
    with process.stdin as pipe:
        pipe.write(msgspec.json.encode(spec))
    line = process.stdout.readline()
    if not line:
        message = process.communicate()[1].decode(errors="replace").strip()
        raise StationError(f"the simulated bench did not start: {message}")
    return process, msgspec.json.decode(line, type=ServedAddresses)
