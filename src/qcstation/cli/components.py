"""`qcstation component`: entering components, assembling them, passing them from stage to stage."""

from typing import Annotated

import typer

from .options import DataDir, OperatorOption
from .workspaces import open_workspace

app = typer.Typer(no_args_is_help=True)

SerialNumber = Annotated[str, typer.Argument(help="Serial number, scanned or typed.")]


@app.command("enter")
def enter(
    serial_number: SerialNumber,
    stage: Annotated[str, typer.Option("--stage", help="Where it is; default: where it was, or its first stage.")] = "",
    identifier: Annotated[
        list[str] | None,
        typer.Option("--identifier", help="Another name of it, such as vendor=W7-B4."),
    ] = None,
    by: OperatorOption = "",
    data_dir: DataDir = None,
) -> None:
    """Enter a component, or what is newly known of it. Runs enter new ones by themselves."""
    from qcstation.model.errors import InputError
    from qcstation.station.components import enter_component

    names = {}
    for text in identifier or []:
        kind, equals, value = text.partition("=")
        if not equals or not kind or not value:
            raise InputError(f"--identifier {text!r}: expected KIND=NAME, such as vendor=W7-B4")
        names[kind] = value
    with open_workspace(data_dir) as workspace:
        entered = enter_component(workspace, serial_number, stage=stage, identifiers=names, by=by)
    print(f"{entered.serial_number} is a {entered.type} at {entered.stage}")


@app.command("assemble")
def assemble(
    parent: Annotated[str, typer.Argument(help="Serial number of the whole.")],
    child: Annotated[str, typer.Argument(help="Serial number of the part.")],
    position: Annotated[str, typer.Option("--position", help="Where it sits, where there are several places: HV or LV.")] = "",
    by: OperatorOption = "",
    data_dir: DataDir = None,
) -> None:
    """Make one component a part of another."""
    from qcstation.station.components import assemble as put_together

    with open_workspace(data_dir) as workspace:
        put_together(workspace, parent, child, position=position, by=by)
    print(f"{child} is a part of {parent} now")


@app.command("disassemble")
def disassemble(
    child: Annotated[str, typer.Argument(help="Serial number of the part.")],
    note: Annotated[str, typer.Option("--note", help="Why; kept in the site log.")] = "",
    by: OperatorOption = "",
    data_dir: DataDir = None,
) -> None:
    """Take a component out of what it is a part of. Its history stays."""
    from qcstation.station.components import disassemble as take_apart

    with open_workspace(data_dir) as workspace:
        holder = take_apart(workspace, child, by=by, note=note)
    print(f"{child} is not a part of {holder} any more")


@app.command("pass")
def pass_stage(
    serial_number: SerialNumber,
    by: Annotated[str, typer.Option("--by", help="Who signs; kept in the site log.")],
    note: Annotated[str, typer.Option("--note", help="A remark, kept with the signature.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Sign that a component has passed its stage; it goes to the next one."""
    from qcstation.station.components import pass_stage as sign

    with open_workspace(data_dir) as workspace:
        component = sign(workspace, serial_number, by=by, note=note)
    print(f"{component.serial_number} is at {component.stage} now")
