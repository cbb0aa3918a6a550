"""The qcstation command: what it is called with, and nothing of what it does. Commands import what they need when they run."""

from typing import Annotated

import typer

from . import (
    bench_state,
    components,
    database,
    exporting,
    hgtd,
    labels,
    listing,
    manual,
    operators,
    presets,
    running,
    searching,
    stations,
    stored,
    window,
)
from .demo import demo

app = typer.Typer(
    name="qcstation",
    help="Test and quality-control station for particle-detector components.",
    no_args_is_help=True,
    add_completion=False,
    # Plain help: rich takes as long to load as all the rest.
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(value: bool) -> None:
    if value:
        from qcstation import __version__

        typer.echo(f"qcstation {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Exit codes: 0 PASS, 1 FAIL, 2 wrong usage or input, 3 run not completed, 4 INCONCLUSIVE, 70 internal error."""


app.command("demo")(demo)
app.command("run")(running.run)
app.command("gui")(window.gui)
app.command("import")(running.import_files)
app.command("reanalyse")(running.reanalyse)
app.command("show")(stored.show)
app.command("history")(stored.history)
app.command("runs")(searching.runs)
app.command("components")(searching.components)
app.command("yield")(searching.yield_)
app.command("distribution")(searching.distribution)
app.command("curves")(searching.curves)
app.command("report")(stored.report)
app.command("label")(labels.label)
app.command("invalidate")(stored.invalidate)
app.command("assign")(stored.assign)
app.command("sign")(stored.sign)
app.command("note")(stored.note)
app.command("procedures")(listing.procedures)
app.command("drivers")(listing.drivers)
app.command("benches")(listing.benches)
app.command("manual")(manual.manual)
app.command("calibrate")(bench_state.calibrate)
for command in (bench_state.instruments, bench_state.interlocks, bench_state.fault):
    stations.app.command()(command)
app.command("simulate")(stations.simulate)
app.add_typer(components.app, name="component", help="Enter and assemble components; pass them from stage to stage.")
app.add_typer(exporting.app, name="export", help="Write runs as the collaborations' databases take them.")
app.add_typer(hgtd.app, name="hgtd", help="What belongs to the HGTD alone: pairs of hybrids, throughput of a site.")
app.add_typer(operators.app, name="operator", help="Enter and list the people who work here, and their badges.")
app.add_typer(presets.app, name="presets", help="Settings that a bench keeps under a name.")
app.add_typer(stations.app, name="station", help="Check a station file; confirm a bench after an alarm.")
app.add_typer(database.app, name="db", help="Create, upgrade or rebuild the QC database.")
