"""The benches that come with qcstation: station files that can be simulated as they are, and copied for a real bench."""

from collections.abc import Iterator
from pathlib import Path

from qcstation.model.errors import StationError
from qcstation.procedures.procedure import Procedure

from .bench import instruments_for
from .config import StationFile, load_station_file

_FOLDER = Path(__file__).with_name("benches")
_USUAL = "lgad"
"""The bench that is taken where several fit."""


def shipped_benches() -> tuple[str, ...]:
    """Return the names of the shipped benches, the usual one first."""
    return tuple(sorted((path.stem for path in _FOLDER.glob("*.toml")), key=lambda name: (name != _USUAL, name)))


def shipped_bench(name: str) -> StationFile:
    """Return a shipped bench.

    Raises:
        StationError: there is no such bench.
    """
    if name not in shipped_benches():
        raise StationError(f"unknown bench {name!r}; shipped benches: {', '.join(shipped_benches())}")
    return load_station_file(_FOLDER / f"{name}.toml")


def is_shipped(path: Path) -> bool:
    """Return whether a station file is one that comes with qcstation, which is copied and never changed."""
    return path.resolve().parent == _FOLDER.resolve()


def bench_for(procedure: type[Procedure]) -> StationFile:
    """Return the shipped bench that fits `procedure` best: it has all roles, most of the optional ones, and the least beside.

    Raises:
        StationError: none has.
    """
    fitting = sorted(_fitting(procedure), key=lambda bench: _misfit(bench, procedure))
    if not fitting:
        roles = ", ".join(f"{name}: {role.__name__}" for name, role in procedure.roles().items())
        raise StationError(f"no shipped bench has what {procedure.id} needs ({roles}); give --station FILE")
    return fitting[0]


def _misfit(bench: StationFile, procedure: type[Procedure]) -> tuple[int, int, str]:
    used = {*procedure.roles(), *procedure.optional_roles()}
    return len(used - set(bench.instruments)), len(set(bench.instruments) - used), bench.station.name


def _fitting(procedure: type[Procedure]) -> Iterator[StationFile]:
    for name in shipped_benches():
        bench = shipped_bench(name)
        try:
            instruments_for(bench, procedure)
        except StationError:
            continue
        yield bench
