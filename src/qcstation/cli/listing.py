"""`qcstation procedures`, `drivers` and `benches`: what there is."""

from pathlib import Path

from .options import AsJson, StationOption
from .output import print_json, print_table


def procedures(station: StationOption = None, as_json: AsJson = False) -> None:
    """List the procedures.

    Built-in ones, those of installed packages and, with --station, the station's own.
    """
    from qcstation.procedures.registry import all_procedures

    files: tuple[Path, ...] = ()
    if station is not None:
        from qcstation.station.config import load_station_file

        loaded = load_station_file(station)
        files = tuple(loaded.beside(name) for name in loaded.procedures.files)
    entries = all_procedures(files=files)
    if as_json:
        print_json(entries)
        return
    rows = [(entry.id, entry.title or entry.error, ", ".join(entry.accepts), entry.origin) for entry in entries]
    print_table("Procedures", ("id", "what it does", "components", "from"), rows, empty="There are no procedures.")


def drivers(as_json: AsJson = False) -> None:
    """List the instrument drivers and their roles."""
    from qcstation.instruments.registry import all_drivers

    entries = all_drivers()
    if as_json:
        print_json(entries)
        return
    rows = [(entry.name, entry.title or entry.problem, ", ".join(entry.roles)) for entry in entries]
    print_table("Drivers", ("driver", "instrument", "roles"), rows, empty="There are no drivers.")


def benches(as_json: AsJson = False) -> None:
    """List the shipped benches and their simulated devices."""
    from qcstation.station.shipped import shipped_bench, shipped_benches
    from qcstation.station.simulated import device_variants

    found = [shipped_bench(name) for name in shipped_benches()]
    described = [
        {
            "name": bench.station.name,
            "file": str(bench.path),
            "instruments": {name: section.driver for name, section in bench.instruments.items()},
            "devices": device_variants(bench),
        }
        for bench in found
    ]
    if as_json:
        print_json(described)
        return
    for bench in described:
        instruments = bench["instruments"]
        print_table(
            f"{bench['name']}  ({bench['file']})",
            ("instrument", "driver"),
            list(instruments.items()) if isinstance(instruments, dict) else [],
            empty="",
        )
        print(f"devices: {', '.join(bench['devices'])}\n")
