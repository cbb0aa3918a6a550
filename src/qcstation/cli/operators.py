"""`qcstation operator`: who works here, and whose badge is whose."""

from typing import Annotated

import typer

from .options import AsJson, DataDir, OperatorOption
from .workspaces import open_workspace

app = typer.Typer(no_args_is_help=True)


@app.command("enter")
def enter(
    name: Annotated[str, typer.Argument(help="The person's name, as it stands with runs.")],
    badge: Annotated[str, typer.Option("--badge", help="What the scanner reads from the badge.")] = "",
    by: OperatorOption = "",
    data_dir: DataDir = None,
) -> None:
    """Enter a person, or a new badge of one."""
    from qcstation.station.operators import enter_operator

    with open_workspace(data_dir) as workspace:
        operator = enter_operator(workspace, name, badge=badge, by=by)
    print(f"{operator.name} is an operator" + (f" with badge {operator.badge}" if operator.badge else ""))


@app.command("list")
def list_operators(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List the operators."""
    from qcstation.station.operators import operators

    from .output import print_json, print_table

    with open_workspace(data_dir) as workspace:
        known = operators(workspace)
    if as_json:
        print_json(known)
        return
    rows = [(operator.name, operator.badge) for operator in known]
    print_table(
        "", ("operator", "badge"), rows, empty="no operators yet; enter one with: qcstation operator enter NAME --badge BADGE"
    )
