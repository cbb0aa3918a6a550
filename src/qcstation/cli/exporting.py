"""`qcstation export`: runs as the collaborations' databases take them."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from .options import AsJson, DataDir
from .output import print_json
from .workspaces import open_workspace

app = typer.Typer(no_args_is_help=True)


@app.callback()
def _formats() -> None:
    """Write runs as the collaborations' databases take them."""


@app.command("hgtd")
def hgtd(
    run: Annotated[str, typer.Argument(help="A run's UUID, or enough of its beginning.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="JSON file; default: beside the run file.")] = None,
    run_number: Annotated[int, typer.Option("--run-number", help="The database's number; default: counted here.")] = 0,
    run_type: Annotated[str, typer.Option("--run-type", help="Of the probe card: 15x15, 15x1 or 1x1.")] = "",
    pad: Annotated[int, typer.Option("--pad", help="Of a single curve: its pad, 1 to 225.")] = 0,
    simulated: Annotated[bool, typer.Option("--simulated", help="Write a simulated run too.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Write a run's IV curves as records of the HGTD's production database."""
    from qcstation.model.errors import InputError
    from qcstation.station.exporting import export_hgtd

    types: dict[str, Literal["15x15", "15x1", "1x1"]] = {"15x15": "15x15", "15x1": "15x1", "1x1": "1x1"}
    if run_type and run_type not in types:
        raise InputError(f"--run-type {run_type!r}: expected {', '.join(types)}")
    with open_workspace(data_dir) as workspace:
        path, export = export_hgtd(
            workspace,
            run,
            output,
            run_number=run_number or None,
            run_type=types.get(run_type),
            pad=pad or None,
            simulated=simulated,
        )
    if as_json:
        print_json({"export": str(path), "records": len(export.records), "breakdown": export.breakdown})
    else:
        print(f"{len(export.records)} records in {path}")
