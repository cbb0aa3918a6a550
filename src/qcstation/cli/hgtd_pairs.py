"""`qcstation hgtd pair`: which two hybrids go into a module."""

from typing import TYPE_CHECKING, Annotated

import typer

from .options import AsJson, DataDir
from .workspaces import open_workspace

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qcstation.station.pairing import PairRow


def pair(
    batch: Annotated[str, typer.Option("--batch", help="Only hybrids of this batch, lot or wafer (a part of its name).")] = "",
    stage: Annotated[str, typer.Option("--stage", help="Only hybrids at this stage.")] = "",
    procedure: Annotated[str, typer.Option("--procedure", help="Whose runs count.")] = "hgtd.hybrid-iv",
    measurement: Annotated[str, typer.Option("--by", help="By which of their results, a voltage.")] = "breakdown_voltage",
    largest: Annotated[str, typer.Option("--max-difference", help="No pair is further apart: --max-difference '2 V'.")] = "",
    same_grade: Annotated[bool, typer.Option("--same-grade", help="Only sensors of the same grade together.")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV on stdout and nothing else.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Pair hybrids for modules by breakdown voltage: both share one high-voltage line.

    As many pairs as possible, with the least sum of differences. Hybrids that are in a module are left out; so are those of which
    only a bound is known.
    """
    import sys

    from qcstation.model.units import parse_quantity
    from qcstation.station.pairing import PairRow, pair_hybrids, pair_rows

    from .output import print_json

    with open_workspace(data_dir) as workspace:
        found = pair_hybrids(
            workspace,
            procedure=procedure,
            measurement=measurement,
            batch=batch,
            stage=stage,
            largest_difference=parse_quantity(largest, "V") if largest else None,
            same_grade=same_grade,
        )
    rows = pair_rows(found)
    if as_csv:
        from qcstation.exchange import write_csv

        write_csv(sys.stdout, PairRow, rows)
    elif as_json:
        print_json({"pairs": rows[: len(found.pairs)], "leftover": rows[len(found.pairs) :], "total_difference": found.total})
    else:
        _print(rows, found.total)


def _print(rows: "Sequence[PairRow]", total: float) -> None:
    from qcstation.model.units import format_quantity

    from .output import print_table

    def volts(value: float | None, uncertainty: float | None = None) -> str:
        return "" if value is None else format_quantity(value, "V", uncertainty)

    lines = [
        (
            row.first, row.second, volts(row.first_voltage), volts(row.second_voltage),
            volts(row.difference, row.uncertainty), row.group, row.reason,
        )
        for row in rows
    ]  # fmt: skip
    heading = ("hybrid", "with", "V_bd", "V_bd", "difference", "grade", "")
    print_table("Pairs", heading, lines, empty="No hybrid has a value to pair by.")
    if rows:
        print(f"sum of differences {format_quantity(total, 'V')}")
