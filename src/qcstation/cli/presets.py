"""`qcstation presets`: settings kept under a name, a bench's own."""

from typing import Annotated

import typer

from .options import AsJson, BenchOption, DataDir, StationOption
from .output import print_json, print_table
from .workspaces import open_workspace

app = typer.Typer(invoke_without_command=True)

ProcedureArgument = Annotated[str, typer.Argument(help="Which procedure, as listed by `qcstation procedures`.")]
NameArgument = Annotated[str, typer.Argument(help="Name of the preset.")]


@app.callback()
def presets(
    context: typer.Context,
    station: StationOption = None,
    bench: BenchOption = None,
    procedure: Annotated[str, typer.Option("--procedure", help="Only those of this procedure.")] = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """List the presets of a bench; one whose settings do not fit any more is listed with the reason."""
    if context.invoked_subcommand is not None:
        return
    from qcstation.model.errors import InputError
    from qcstation.procedures.registry import procedure as find_procedure
    from qcstation.station.presets import Presets

    from .choosing import named_station

    chosen = named_station(station, bench)
    files = tuple(chosen.beside(name) for name in chosen.procedures.files)
    rows = []
    with open_workspace(data_dir, database=chosen.station.database) as workspace:
        for preset in Presets(workspace, chosen.station.name).listed(procedure):
            try:
                problem = preset.problem(find_procedure(preset.procedure, files=files))
            except InputError as error:
                problem = str(error)
            rows.append((preset, problem))
    if as_json:
        print_json(
            [
                {"procedure": one.procedure, "name": one.name, "settings": dict(one.settings), "problem": problem}
                for one, problem in rows
            ]
        )
        return
    lines = [
        (one.procedure, one.name, ", ".join(f"{key}={value}" for key, value in one.settings.items()), problem)
        for one, problem in rows
    ]
    print_table("Presets", ("procedure", "name", "settings", "problem"), lines, empty=f"{chosen.station.name} has no presets.")


@app.command("save")
def save(
    procedure: ProcedureArgument,
    name: NameArgument,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="NAME=VALUE, quantities with their unit: --set stop='150 V'.")
    ] = None,
    station: StationOption = None,
    bench: BenchOption = None,
    data_dir: DataDir = None,
) -> None:
    """Keep settings under a name; a preset that has it is replaced."""
    from qcstation.procedures.registry import procedure as find_procedure
    from qcstation.station.presets import Presets

    from .choosing import named_station
    from .running import settings_of

    chosen = named_station(station, bench)
    settings = settings_of(setting or [])
    files = tuple(chosen.beside(file) for file in chosen.procedures.files)
    find_procedure(procedure, files=files).Settings.parsed(settings)
    with open_workspace(data_dir, database=chosen.station.database) as workspace:
        kept = Presets(workspace, chosen.station.name).save(procedure, name, settings)
    print(f"{kept.procedure} has the preset {kept.name!r} now")


@app.command("remove")
def remove(
    procedure: ProcedureArgument,
    name: NameArgument,
    station: StationOption = None,
    bench: BenchOption = None,
    data_dir: DataDir = None,
) -> None:
    """Forget a preset."""
    from qcstation.station.presets import Presets

    from .choosing import named_station

    chosen = named_station(station, bench)
    with open_workspace(data_dir, database=chosen.station.database) as workspace:
        Presets(workspace, chosen.station.name).remove(procedure, name)
    print(f"{procedure} has no preset {name!r} any more")
