"""`qcstation station` and `qcstation simulate`: benches, real and simulated."""

from pathlib import Path
from typing import Annotated

import typer

from .exit_codes import ExitCode
from .options import AsJson, DataDir, DeviceOption, SeedOption, StationOption
from .output import print_json, print_table
from .workspaces import open_workspace

app = typer.Typer(no_args_is_help=True)

StationFileArgument = Annotated[Path, typer.Argument(help="Station file.")]


@app.command("check")
def check(
    file: StationFileArgument,
    offline: Annotated[bool, typer.Option("--offline", help="Check the file alone; connect to nothing.")] = False,
    as_json: AsJson = False,
) -> int:
    """Check a station file, then connect to each instrument and ask who it is. Nothing is switched on."""
    from qcstation.station.checking import check_station

    found = check_station(file, connect=not offline)
    if as_json:
        print_json(found)
    else:
        rows = [(i.name, i.driver, i.resource, i.identity or i.problem or "not asked") for i in found.instruments]
        print_table(found.station, ("instrument", "driver", "resource", "identity or problem"), rows, empty="No instruments.")
    return ExitCode.USAGE if any(instrument.problem for instrument in found.instruments) else ExitCode.PASS


@app.command("discover")
def discover(
    address: Annotated[
        list[str] | None, typer.Argument(help="Addresses in the network: a host, host:port or a resource.")
    ] = None,
    station: StationOption = None,
    listing: Annotated[bool, typer.Option("--list", help="Only list what there is; ask nobody.")] = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List what is connected (VISA, serial ports) and ask each who it is. Nothing is switched on."""
    from qcstation.station.config import load_station_file
    from qcstation.station.discovery import discover as look

    chosen = load_station_file(station) if station is not None else None
    with open_workspace(data_dir) as workspace:
        found = look(workspace, chosen, addresses=address or (), ask=not listing)
    if as_json:
        print_json(found)
        return
    rows = [
        (one.resource, one.description, one.used_by, ", ".join(one.drivers), one.identity or one.problem or "not asked")
        for one in found
    ]
    columns = ("resource", "port", "used by", "driver", "identity or problem")
    print_table("Connected", columns, rows, empty="Nothing is connected: no VISA resource and no serial port.")


@app.command("confirm")
def confirm(
    name: Annotated[str, typer.Argument(help="The station's name, as the message about its unsafe output gives it.")],
    by: Annotated[str, typer.Option("--by", help="Who has seen that the output is off.")],
    note: Annotated[str, typer.Option("--note", help="What was seen or done.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Confirm, after looking, that the outputs of a bench are safe. Until then it refuses runs."""
    with open_workspace(data_dir) as workspace:
        confirmed = workspace.confirm_safe(name, by=by, note=note)
    print(f"{name}: {', '.join(output.label for output in confirmed)} confirmed safe by {by}")


def simulate(
    bench: Annotated[str, typer.Argument(help="A shipped bench, as listed by `qcstation benches`, or a station file.")],
    device: DeviceOption = None,
    seed: SeedOption = None,
    speed: Annotated[float, typer.Option("--speed", min=0.1, help="How much faster than real time the bench runs.")] = 1.0,
    fault: Annotated[
        list[str] | None, typer.Option("--fault", help="KIND:INSTRUMENT[,NAME=VALUE]... from the start; see docs/simulation.md.")
    ] = None,
    station_file: Annotated[
        Path | None, typer.Option("--write-station", help="Write a station file with the bench's addresses.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Serve a simulated bench until Ctrl-C; print its addresses.

    It answers on this computer alone. Serial instruments answer on a TCP port too, for Windows.
    """
    from qcstation.station.serving import bench_named, serve_until_signal, served_bench, station_text

    station = bench_named(bench)
    served = served_bench(station, device=device, seed=seed, speed=speed, faults=tuple(fault or ()))
    if station_file is not None:
        station_file.write_text(station_text(station, served.addresses, served.control_address), encoding="utf-8")
    if as_json:
        print_json(served.ready())
    else:
        print(f"Simulated bench {station.station.name!r}, device {served.spec.device.variant!r}; Ctrl-C ends it.\n")
        for name, address in served.addresses.items():
            also = served.tcp_addresses[name]
            print(f"  {name:10}{station.instruments[name].driver:20}{address}{'' if also == address else f'  or {also}'}")
        print(f"\n  control   {served.control_address}", flush=True)
    serve_until_signal(served)
