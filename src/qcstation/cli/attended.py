"""Running a procedure with a person at the terminal: progress, prompts, and Ctrl-C that makes the bench safe first."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qcstation.station.recording import FinishedRun
    from qcstation.station.running import RunRequest
    from qcstation.station.workspace import Workspace


def run_attended(
    workspace: "Workspace", request: "RunRequest", *, quiet: bool = False, unattended: bool = False
) -> "FinishedRun":
    """Run `request` with live progress on the terminal (on stderr where `quiet`, and only its alarms)."""
    from rich.console import Console

    from qcstation.engine.prompts import Unattended
    from qcstation.safety.signals import RunSignals
    from qcstation.station.running import PreparedRun

    from .console import ConsolePrompter, LiveConsole

    console = Console(stderr=True, quiet=quiet and not sys.stderr.isatty(), highlight=False)
    label = " ".join(filter(None, [request.procedure, request.serial_number]))
    nobody = unattended or not sys.stdin.isatty()
    prompter = Unattended() if nobody else ConsolePrompter(console, operator=request.operator)
    with LiveConsole(console, title=label) as live:
        prepared = PreparedRun(workspace, request, onlookers=(live,), prompter=prompter)
        with RunSignals(prepared.abort):
            return prepared.run()
