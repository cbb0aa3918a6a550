"""`qcstation show`, `history`, `report`, `invalidate`, `assign`, `sign` and `note`: what has been measured before."""

from pathlib import Path
from typing import Annotated

import typer

from .options import AsJson, DataDir, OperatorOption
from .output import print_json
from .workspaces import open_workspace

RunArgument = Annotated[str, typer.Argument(help="A run's UUID, or enough of its beginning.")]
By = Annotated[str, typer.Option("--by", help="Who does this; kept in the site log.")]


def show(run: RunArgument, data_dir: DataDir = None, as_json: AsJson = False) -> None:
    """Show a run: results, limits, where its file is."""
    from qcstation.station.stored import stored_run

    from .showing import print_record

    with open_workspace(data_dir) as workspace:
        detail = workspace.database.run(run)
        print_record(stored_run(workspace, detail.summary.run), detail, as_json=as_json)


def history(
    component: Annotated[str, typer.Argument(help="A component's serial number.")],
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show a component: stage, grade, parts, runs, which of them count."""
    from qcstation.station.pairing import component_grade

    from .showing import print_history

    with open_workspace(data_dir) as workspace:
        found = workspace.history(component)
        print_history(found, grade=component_grade(workspace, found.component.serial_number), as_json=as_json)


def report(
    run: RunArgument,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="HTML file; default: beside the run file.")] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Write a run's report as one HTML file."""
    from qcstation.station.stored import report_run

    with open_workspace(data_dir) as workspace:
        written = report_run(workspace, run, output)
    if as_json:
        print_json({"report": str(written)})
    else:
        print(written)


def invalidate(
    run: RunArgument,
    reason: Annotated[str, typer.Option("--reason", help="Why it must not count; kept in the site log.")],
    by: By,
    data_dir: DataDir = None,
) -> None:
    """Take a run out of the count. Nothing is deleted."""
    from qcstation.station.stored import invalidate_run

    with open_workspace(data_dir) as workspace:
        full = invalidate_run(workspace, run, reason=reason, by=by)
    print(f"run {full} does not count any more: {reason}")


def assign(
    run: RunArgument,
    component: Annotated[str, typer.Option("--component", "-c", help="The serial number of the component that it measured.")],
    by: OperatorOption = "",
    data_dir: DataDir = None,
) -> None:
    """Give an unassigned run to the component that it measured."""
    from qcstation.station.stored import assign_run

    with open_workspace(data_dir) as workspace:
        full = assign_run(workspace, run, component, by=by)
    print(f"run {full} belongs to {component}")


def sign(
    run: RunArgument,
    by: By,
    note: Annotated[str, typer.Option("--note", help="A remark, kept with the signature.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Sign a run off: a person has looked at it and answers for it. The verdict stays."""
    from qcstation.station.stored import sign_run

    with open_workspace(data_dir) as workspace:
        full = sign_run(workspace, run, by=by, note=note)
    print(f"run {full} is signed off by {by}")


def note(
    run: RunArgument,
    text: Annotated[str, typer.Argument(help="What should be kept.")],
    by: OperatorOption = "",
    data_dir: DataDir = None,
) -> None:
    """Add a remark to a run."""
    from qcstation.station.stored import note_run

    with open_workspace(data_dir) as workspace:
        full = note_run(workspace, run, text, by=by)
    print(f"kept with run {full}")
