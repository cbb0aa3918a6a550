"""Which bench a command is about, and whether it is simulated: the same words for `run` and for the window."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qcstation.station.config import StationFile
    from qcstation.station.simulated import Simulation


def chosen_station(station: Path | None, bench: str | None, *, simulate: bool, procedure: str = "") -> "StationFile":
    """Return the bench of the options; with `simulate` alone the first shipped one, or the one that has what `procedure` needs.

    Raises:
        InputError: the options exclude each other or name no bench, or the station file is wrong.
    """
    from qcstation.model.errors import InputError
    from qcstation.procedures.registry import procedure as find_procedure
    from qcstation.station.config import load_station_file
    from qcstation.station.shipped import bench_for, shipped_bench, shipped_benches

    if station is not None and bench is not None:
        raise InputError("--station and --bench exclude each other: give one")
    if station is not None:
        return load_station_file(station)
    if bench is not None and not simulate:
        raise InputError(f"the shipped bench {bench!r} has no instruments of its own: add --simulate, or give --station FILE")
    if not simulate:
        raise InputError("which bench? Give --station FILE for a real bench, or --simulate for a simulated one")
    if bench is not None:
        return shipped_bench(bench)
    return bench_for(find_procedure(procedure)) if procedure else shipped_bench(shipped_benches()[0])


def named_station(station: Path | None, bench: str | None) -> "StationFile":
    """Return the bench of the options, for a command that touches no instrument.

    Raises:
        InputError: not exactly one is given, or it is wrong.
    """
    if station is None and bench is None:
        from qcstation.model.errors import InputError

        raise InputError("which bench? Give --station FILE, or --bench NAME for a shipped one")
    return chosen_station(station, bench, simulate=bench is not None)


def chosen_simulation(device: str | None, seed: int | None, faults: tuple[str, ...], *, simulate: bool) -> "Simulation | None":
    """Return what is wanted of the simulated bench; None: the bench is real.

    Raises:
        InputError: a fault is wrongly written, or something is wanted of a simulation that is none.
    """
    from qcstation.model.errors import InputError
    from qcstation.station.serving import parse_faults
    from qcstation.station.simulated import Simulation

    if simulate:
        return Simulation(variant=device, seed=seed, faults=parse_faults(faults))
    if device is not None or seed is not None or faults:
        raise InputError("--device, --seed and --fault are of simulated benches: add --simulate")
    return None
