"""`qcstation hgtd`: what belongs to the HGTD alone."""

from typing import Annotated

import typer

from .hgtd_pairs import pair
from .options import AsJson, DataDir
from .workspaces import open_workspace

app = typer.Typer(no_args_is_help=True)
app.command("pair")(pair)


@app.command("throughput")
def throughput(
    share: Annotated[float, typer.Option("--share", help="The site's part of all modules.")] = 0.16,
    years: Annotated[float, typer.Option("--years", help="How long the production lasts.")] = 2.0,
    days: Annotated[float, typer.Option("--days", help="Working days a year.")] = 220.0,
    hours: Annotated[float, typer.Option("--hours", help="Working hours a day.")] = 8.0,
    availability: Annotated[float, typer.Option("--availability", help="Part of that time in which a bench works.")] = 0.8,
    handling: Annotated[str, typer.Option("--handling", help="To load, contact and unload, for each run.")] = "5 min",
    repeated: Annotated[float, typer.Option("--repeated", help="Part of the runs that are done twice.")] = 0.05,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Tell how long benches are busy for a module, and how many of them a site needs.

    Times are the procedures' own plans with their usual settings; the median of the runs that are kept stands beside.
    """
    from qcstation.model.units import parse_quantity
    from qcstation.station.throughput import Assumptions
    from qcstation.station.throughput import throughput as answer

    from .output import print_json

    assumed = Assumptions(
        share=share,
        years=years,
        days=days,
        hours=hours,
        availability=availability,
        handling=parse_quantity(handling, "s"),
        repeated=repeated,
    )
    with open_workspace(data_dir) as workspace:
        found = answer(workspace, assumed)
    if as_json:
        print_json(found)
        return
    from .throughput_table import print_throughput

    print_throughput(found)
