"""`qcstation simulate`: a simulated bench that other programs can use, until Ctrl-C."""

import signal
from collections.abc import Mapping
from pathlib import Path

import msgspec

from qcstation.model.errors import InputError
from qcstation.simulation import Fault, SimulatedBench, parse_fault

from .config import StationFile, load_station_file
from .shipped import shipped_bench
from .simulated import Simulation, bench_spec


def bench_named(name: str) -> StationFile:
    """Return a shipped bench by its name, or a station file by its path.

    Raises:
        StationError: there is neither.
    """
    path = Path(name)
    return load_station_file(path) if path.suffix == ".toml" or path.exists() else shipped_bench(name)


def parse_faults(texts: tuple[str, ...]) -> tuple[Fault, ...]:
    """Return faults as written on the command line, ``KIND:INSTRUMENT[,NAME=VALUE]...``.

    Raises:
        InputError: a fault is unknown or wrongly written.
    """
    try:
        return tuple(parse_fault(text) for text in texts)
    except ValueError as error:
        raise InputError(str(error)) from error


def served_bench(
    station: StationFile,
    *,
    device: str | None = None,
    seed: int | None = None,
    speed: float = 1.0,
    faults: tuple[str, ...] = (),
) -> SimulatedBench:
    """Return the simulated twin of a station's bench, its addresses bound; `serve` on it answers until it is told to stop.

    `speed` is in bench seconds a second of wall time, for programs that wait by the wall.

    Raises:
        InputError: device or fault are unknown.
    """
    spec = bench_spec(station, Simulation(variant=device, seed=seed, faults=parse_faults(faults)))
    return SimulatedBench(msgspec.structs.replace(spec, pace=speed))


def serve_until_signal(bench: SimulatedBench) -> None:
    """Serve until Ctrl-C, SIGTERM or a stop request over the control connection."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: bench.loop.stop())
    bench.serve(linger=None)


def station_text(station: StationFile, addresses: Mapping[str, str], control: str = "") -> str:
    """Return a station file's text with other resource addresses, line by line as the original otherwise has it.

    With `control`, runs on that station drive the simulated bench's clock.
    """
    lines, table = [], ""
    for line in station.text.splitlines():
        stripped = line.strip()
        if stripped.startswith("["):
            table = stripped.strip("[] ")
        name = table.removeprefix("instruments.")
        replaced = stripped.startswith("resource") and name in addresses
        lines.append(f'resource = "{addresses[name]}"' if replaced else line)
        if control and stripped == "[simulation]":
            lines.append(f'control = "{control}"')
    return "\n".join(lines) + "\n"
