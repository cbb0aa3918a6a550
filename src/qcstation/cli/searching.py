"""`qcstation runs`, `components`, `yield`, `distribution` and `curves`: the production, searched and counted."""

import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import AsJson, DataDir
from .output import print_json, print_table
from .workspaces import open_workspace

if TYPE_CHECKING:
    from enum import StrEnum

    from msgspec import Struct

    from qcstation.production import Distribution, RunFilter, Yield

AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV on stdout and nothing else.")]
Limit = Annotated[int, typer.Option("--limit", min=0, help="At most so many; 0: all of them.")]
Text = Annotated[
    str, typer.Option("--text", help="Only where this is a part of the serial number, or the run's UUID begins with it.")
]
OfComponent = Annotated[str, typer.Option("--component", "-c", help="Only runs of this component (serial number).")]
OfType = Annotated[str, typer.Option("--type", help="Only components of this type, such as hgtd.sensor.")]
AtStage = Annotated[str, typer.Option("--stage", help="Only at this stage.")]
OfProcedure = Annotated[str, typer.Option("--procedure", help="Only runs of this procedure.")]
WithVerdict = Annotated[str, typer.Option("--verdict", help="Only PASS, FAIL or INCONCLUSIVE.")]
WithOutcome = Annotated[str, typer.Option("--outcome", help="Only COMPLETED, ABORTED, ERROR or INTERRUPTED.")]
OfKind = Annotated[str, typer.Option("--kind", help="Only measured, simulated or imported runs.")]
OnStation = Annotated[str, typer.Option("--station", help="Only runs of this bench, by its name.")]
ByOperator = Annotated[str, typer.Option("--by", help="Only runs of this operator.")]
Since = Annotated[str, typer.Option("--since", help="Only runs from this day (UTC) on, such as 2026-11-01.")]
Until = Annotated[str, typer.Option("--until", help="Only runs up to this day (UTC), which is included.")]
AllRuns = Annotated[bool, typer.Option("--all-runs", help="Take all completed, valid runs, not only those that count.")]


def runs(
    text: Text = "",
    component: OfComponent = "",
    component_type: OfType = "",
    stage: AtStage = "",
    procedure: OfProcedure = "",
    verdict: WithVerdict = "",
    outcome: WithOutcome = "",
    kind: OfKind = "",
    station: OnStation = "",
    operator: ByOperator = "",
    since: Since = "",
    until: Until = "",
    counting: Annotated[bool, typer.Option("--counting", help="Only runs that count.")] = False,
    unassigned: Annotated[bool, typer.Option("--unassigned", help="Only runs that belong to no component yet.")] = False,
    limit: Limit = 20,
    data_dir: DataDir = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List runs, newest first."""
    from qcstation.production import RunSummary

    from .showing import print_runs

    wanted = _run_filter(
        text=text,
        component=component,
        component_type=component_type,
        stage=stage,
        procedure=procedure,
        verdict=verdict,
        outcome=outcome,
        kind=kind,
        station=station,
        operator=operator,
        since=since,
        until=until,
        counting=counting,
        unassigned=unassigned,
    )
    with open_workspace(data_dir) as workspace:
        found = tuple(islice(workspace.database.every_run(wanted), limit or None))
    if as_csv:
        _print_csv(RunSummary, found)
    else:
        print_runs(found, as_json=as_json)


def components(
    text: Annotated[str, typer.Argument(help="A part of the serial number or of another name; nothing: all.")] = "",
    component_type: OfType = "",
    stage: AtStage = "",
    batch: Annotated[
        str, typer.Option("--batch", help="Only of this batch, lot or wafer, or parts of this component.", show_default=False)
    ] = "",
    verdict: Annotated[str, typer.Option("--verdict", help="Only where the newest run that counts has this verdict.")] = "",
    unmeasured: Annotated[bool, typer.Option("--unmeasured", help="Only components of which no run counts.")] = False,
    limit: Limit = 20,
    data_dir: DataDir = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List components, by serial number."""
    from qcstation.model.verdicts import Verdict
    from qcstation.production import ComponentFilter, ComponentSummary

    from .showing import utc_text

    wanted = ComponentFilter(
        text=text,
        type=component_type,
        stage=stage,
        batch=batch,
        verdict=_member(Verdict, verdict.upper(), "--verdict"),
        unmeasured=unmeasured,
    )
    with open_workspace(data_dir) as workspace:
        found = tuple(islice(workspace.database.every_component(wanted), limit or None))
    if _printed(ComponentSummary, found, as_json=as_json, as_csv=as_csv):
        return
    rows = [
        (
            each.serial_number,
            each.type,
            each.stage,
            each.last_verdict.value if each.last_verdict else "",
            utc_text(each.last_run) if each.last_run else "",
            ", ".join(f"{kind} {name}" for kind, name in each.identifiers.items()),
        )
        for each in found
    ]
    headings = ("component", "type", "stage", "verdict", "last run", "also called")
    print_table("", headings, rows, empty="No components.")


def yield_(
    by: Annotated[str, typer.Option("--of", help="Of each procedure, or of the components at each stage or of each type.")] = (
        "procedure"
    ),
    period: Annotated[str, typer.Option("--per", help="Day, week or month; without: over all time.")] = "",
    component_type: OfType = "",
    stage: AtStage = "",
    procedure: OfProcedure = "",
    kind: OfKind = "",
    station: OnStation = "",
    since: Since = "",
    until: Until = "",
    all_runs: AllRuns = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show which share passes, with exact (Clopper-Pearson) intervals at 95 %, and which did at the first attempt."""
    from qcstation.production import Period, Yield, YieldBy

    wanted = _run_filter(
        component_type=component_type,
        stage=stage,
        procedure=procedure,
        kind=kind,
        station=station,
        since=since,
        until=until,
        counting=not all_runs,
    )
    chosen = _member(YieldBy, by, "--of") or YieldBy.PROCEDURE
    with open_workspace(data_dir) as workspace:
        found = workspace.database.yields(wanted, by=chosen, period=_member(Period, period, "--per"))
    if not _printed(Yield, found, as_json=as_json, as_csv=as_csv):
        _print_yields(found, chosen.value)


def distribution(
    measurement: Annotated[str, typer.Argument(help="Name of a result, such as breakdown_voltage.")],
    component_type: OfType = "",
    stage: AtStage = "",
    procedure: OfProcedure = "",
    kind: OfKind = "",
    station: OnStation = "",
    since: Since = "",
    until: Until = "",
    all_runs: AllRuns = False,
    data_dir: DataDir = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Show how a result is distributed, beside its limits. With --csv: every value."""
    from qcstation.model.errors import InputError
    from qcstation.production import DistributedValue

    wanted = _run_filter(
        component_type=component_type,
        stage=stage,
        procedure=procedure,
        kind=kind,
        station=station,
        since=since,
        until=until,
        counting=not all_runs,
    )
    with open_workspace(data_dir) as workspace:
        found = workspace.database.distributions(measurement, wanted)
        known = () if found else workspace.database.choices().measurements
    if not found and measurement not in known:
        raise InputError(f"nothing is called {measurement!r}; there is: {', '.join(known) or 'nothing yet'}")
    if as_csv:
        _print_csv(DistributedValue, (value for each in found for value in each.values))
    elif as_json:
        print_json(found)
    else:
        _print_distributions(found)


def curves(
    runs: Annotated[list[str], typer.Argument(help="Runs, each by its UUID or enough of its beginning.")],
    x: Annotated[str, typer.Option("--x", help="Column along x, such as voltage.")],
    y: Annotated[str, typer.Option("--y", help="Column along y, such as current.")],
    table: Annotated[str, typer.Option("--table", help="Table of the runs; default: the one that most of them have.")] = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> None:
    """Print the curves of several runs as one CSV table (or JSON): component, run, x and y."""
    from qcstation.exchange import write_csv, write_json
    from qcstation.station.curves import CurvePoint, common_columns, overlay, points_of, read_tables

    with open_workspace(data_dir) as workspace:
        read = read_tables(workspace, runs)
    points = points_of(overlay(read, table or next(iter(common_columns(read)), ""), x, y))
    if as_json:
        write_json(sys.stdout, points)
    else:
        write_csv(sys.stdout, CurvePoint, points)


def _run_filter(
    *, verdict: str = "", outcome: str = "", kind: str = "", since: str = "", until: str = "", **given: Any
) -> "RunFilter":
    from qcstation.model.runs import RunKind
    from qcstation.model.verdicts import Outcome, Verdict
    from qcstation.production import RunFilter, day_began, day_ended

    return RunFilter(
        verdict=_member(Verdict, verdict.upper(), "--verdict"),
        outcome=_member(Outcome, outcome.upper(), "--outcome"),
        kind=_member(RunKind, kind.lower(), "--kind"),
        since=day_began(since) if since else None,
        until=day_ended(until) if until else None,
        **given,
    )


def _member(kind: "type[StrEnum]", text: str, option: str) -> Any:
    from qcstation.model.errors import InputError

    if not text:
        return None
    try:
        return kind(text)
    except ValueError:
        raise InputError(f"{option} {text}: expected one of {', '.join(kind)}") from None


def _printed(kind: "type[Struct]", rows: "Sequence[Struct]", *, as_json: bool, as_csv: bool) -> bool:
    """Print rows for scripts, if they are wanted so; returns whether they were."""
    if as_csv:
        _print_csv(kind, rows)
    elif as_json:
        print_json(rows)
    return as_csv or as_json


def _print_csv(kind: "type[Struct]", rows: "Iterable[Struct]") -> None:
    from qcstation.exchange import write_csv

    write_csv(sys.stdout, kind, rows)


def _print_yields(found: "Sequence[Yield]", by: str) -> None:
    from qcstation.reports.wording import share_text

    rows = [
        (
            each.group or "(none)",
            each.period,
            str(each.share.passed),
            str(each.share.failed),
            str(each.share.inconclusive),
            share_text(each.share.fraction, each.share.low, each.share.high),
            share_text(each.first_pass.fraction, each.first_pass.low, each.first_pass.high),
        )
        for each in found
    ]
    headings = (by, "period", "passed", "failed", "inconclusive", "yield (95 %)", "first pass (95 %)")
    print_table("", headings, rows, empty="Nothing has been judged yet.")


def _print_distributions(found: "Sequence[Distribution]") -> None:
    from qcstation.model.units import format_quantity

    for each in found:

        def quantity(value: float | None, unit: str = each.unit) -> str:
            return "" if value is None else format_quantity(value, unit)

        limits = [
            (f"limits of {used.values}", f"{quantity(used.min) or 'none'} to {quantity(used.max) or 'none'}")
            for used in each.limits
        ]
        rows = [
            ("values", str(each.n)),
            ("not reached", f"{each.above} above a bound, {each.below} below one"),
            ("refused", str(each.refused)),
            ("mean", quantity(each.mean)),
            ("standard deviation", quantity(each.sd)),
            ("median", quantity(each.median)),
            ("5 %, 25 %, 75 %, 95 %", ", ".join(map(quantity, each.quantiles))),
            ("lowest, highest", f"{quantity(each.lowest)}, {quantity(each.highest)}" if each.n else ""),
            *limits,
        ]
        print_table(f"{each.name} ({each.unit})" if each.unit else each.name, ("", ""), rows, empty="")
    if not found:
        print("No values.")
