"""`qcstation component`: entering components, assembling them, passing them from stage to stage."""

from typing import Annotated

import typer

from .options import AsJson, BenchOption, DataDir, OperatorOption, StationOption
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


@app.command("tests")
def stage_tests(
    serial_number: SerialNumber,
    station: StationOption = None,
    bench: BenchOption = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Show which tests a component's stage requires, in order, and how each stands; with a bench, what cannot be run on it."""
    from qcstation.station.stage_tests import card_of

    from .choosing import named_station
    from .output import print_json, print_table
    from .showing import utc_text

    chosen = named_station(station, bench) if station or bench else None
    with open_workspace(data_dir, database=chosen.station.database if chosen else "") as workspace:
        card = card_of(workspace, serial_number, chosen)
    if as_json:
        print_json(
            {
                "component": card.component,
                "tests": [
                    {
                        "procedure": offer.id,
                        "required": offer.required,
                        "state": offer.last.word if offer.last else "",
                        "run": offer.last.run if offer.last else None,
                        "problem": offer.problem,
                    }
                    for offer in card.offers
                ],
            }
        )
        return
    rows = [
        (
            offer.id,
            card.component.stage if offer.required else "",
            f"{offer.last.word}, {utc_text(offer.last.started)}" if offer.last else "not run yet",
            offer.problem,
        )
        for offer in card.offers
    ]
    print_table(
        f"{card.component.serial_number}, {card.type_title} at {card.component.stage}",
        ("procedure", "required at", "last", "problem"),
        rows,
        empty="Nothing here measures such components.",
    )
