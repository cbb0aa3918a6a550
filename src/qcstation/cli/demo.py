"""`qcstation demo`: the product's story on three simulated sensors, in well under two minutes."""

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .exit_codes import ExitCode
from .options import DataDir
from .workspaces import open_workspace

if TYPE_CHECKING:
    from rich.console import Console

    from qcstation.station.recording import FinishedRun
    from qcstation.station.workspace import Workspace

PROCEDURES = ("hgtd.sensor-iv", "hgtd.sensor-cv")
SENSORS = (
    ("20WS1000100101", "good", (), "a good sensor"),
    ("20WS1000100102", "early-breakdown", (), "a sensor that breaks down early"),
    (
        "20WS1000100103",
        "good",
        ("dropped-link:bias,seconds=1,when_voltage=30",),
        "a good sensor, but the cable of its supply is pulled at 30 V",
    ),
)
"""Serial number, device, faults and what it is: valid HGTD serial numbers of demonstration sensors."""


def demo(
    data_dir: DataDir = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the simulated devices and their noise.")] = 1,
) -> int:
    """Take three simulated sensors through IV and CV.

    One is good, one breaks down early, and one loses the cable of its supply in the middle of a run and is made safe.
    """
    from rich.console import Console

    from qcstation.records import default_data_folder

    console = Console(highlight=False)
    folder = data_dir or default_data_folder() / "demo"
    with open_workspace(folder) as workspace:
        finished = [
            _run(workspace, console, procedure, serial, device, faults, story, seed + index)
            for index, (serial, device, faults, story) in enumerate(SENSORS)
            for procedure in PROCEDURES
        ]
    _summarise(console, finished, folder)
    return ExitCode.PASS if _as_told(finished) else ExitCode.INTERNAL


def _run(
    workspace: "Workspace",
    console: "Console",
    procedure: str,
    serial: str,
    device: str,
    faults: tuple[str, ...],
    story: str,
    seed: int,
) -> "FinishedRun":
    from qcstation.procedures.registry import procedure as find_procedure
    from qcstation.station.running import RunRequest
    from qcstation.station.serving import parse_faults
    from qcstation.station.shipped import bench_for
    from qcstation.station.simulated import Simulation

    from .attended import run_attended
    from .showing import print_judgements

    kind = find_procedure(procedure)
    console.rule(f"[bold]{serial}[/]  {story}  ·  {procedure}", align="left")
    request = RunRequest(
        procedure=procedure,
        station=bench_for(kind),
        serial_number=serial,
        operator="demonstration",
        simulation=Simulation(variant=device, seed=seed, faults=parse_faults(faults)),
    )
    finished = run_attended(workspace, request, unattended=True)
    if finished.judgements:
        print_judgements(finished.judgements)
    else:
        console.print(f"{finished.outcome.value}: {finished.reason}", style="yellow", markup=False)
    console.print()
    return finished


def _summarise(console: "Console", finished: "list[FinishedRun]", folder: Path) -> None:
    from .output import print_table

    rows = [
        (
            run.header.component.serial_number if run.header.component else "",
            run.header.procedure,
            run.outcome.value,
            run.verdict.value if run.verdict else "",
            run.header.run[:8],
        )
        for run in finished
    ]
    console.rule("[bold]Summary", align="left")
    print_table("", ("component", "procedure", "outcome", "verdict", "run"), rows, empty="")
    last, first = finished[-1], finished[0]
    console.print(f"\nRun files, site log and database are in {folder}", markup=False)
    console.print("\nWhat to try next:", style="bold")
    component = first.header.component.serial_number if first.header.component else ""
    for words, what in (
        ("--help", "everything that there is"),
        (f"show {first.header.run[:8]} --data-dir {folder}", "a run again"),
        (f"report {first.header.run[:8]} --data-dir {folder}", "the same as a page with plots"),
        (f"history {component} --data-dir {folder}", "all runs of a component"),
        (f"show {last.header.run[:8]} --data-dir {folder}", "the run that was made safe"),
        ("simulate lgad", "a bench for your own programs"),
    ):
        console.print(f"  {_command()} {words}    [dim]{what}[/]", soft_wrap=True)


def _command() -> str:
    """The command as it can be typed here: by its path where it is not on the search path."""
    return "qcstation" if shutil.which("qcstation") else os.path.relpath(sys.argv[0])


def _as_told(finished: "list[FinishedRun]") -> bool:
    """Whether the good sensor passed, the bad one failed and the third one's runs were stopped with everything safe."""
    from qcstation.model.verdicts import Outcome, Verdict

    good, bad, stopped = finished[0:2], finished[2:4], finished[4:6]
    return (
        all(run.verdict is Verdict.PASS for run in good)
        and any(run.verdict is Verdict.FAIL for run in bad)
        and all(run.outcome is not Outcome.COMPLETED and not run.unsafe for run in stopped)
    )
