"""Running a procedure with a person at the terminal: progress, prompts, and Ctrl-C that makes the bench safe first."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qcstation.engine.prompts import GivenAnswers
    from qcstation.station.recording import FinishedRun
    from qcstation.station.running import RunRequest
    from qcstation.station.workspace import Workspace


def run_attended(
    workspace: "Workspace",
    request: "RunRequest",
    *,
    given: "GivenAnswers | None" = None,
    quiet: bool = False,
    unattended: bool = False,
) -> "FinishedRun":
    """Run `request` with live progress on the terminal (on stderr where `quiet`, and only its alarms).

    What is `given` answers prompts and forms before anybody is asked.
    """
    from rich.console import Console

    from qcstation.engine.prompts import AnsweredBefore, GivenAnswers, Prompter, Unattended
    from qcstation.model.verdicts import Outcome
    from qcstation.safety.signals import RunSignals
    from qcstation.station.running import PreparedRun

    from .answers import check_answers
    from .console import ConsolePrompter, LiveConsole

    console = Console(stderr=True, quiet=quiet and not sys.stderr.isatty(), highlight=False)
    label = " ".join(filter(None, [request.procedure, request.serial_number]))
    nobody = unattended or not sys.stdin.isatty()
    somebody: Prompter = Unattended() if nobody else ConsolePrompter(console, operator=request.operator)
    given = given or GivenAnswers()
    prompter = AnsweredBefore(given, somebody, by=request.operator)
    with LiveConsole(console, title=label) as live:
        prepared = PreparedRun(workspace, request, onlookers=(live,), prompter=prompter)
        check_answers(given, prepared.procedure, nobody=nobody)
        with RunSignals(prepared.abort):
            finished = prepared.run()
    if prompter.unused and finished.outcome is Outcome.COMPLETED:
        console.print(f"nothing asked for the answer(s) {', '.join(prompter.unused)}", style="yellow", markup=False)
    return finished
