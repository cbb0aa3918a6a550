"""`qcstation manual`: a bench driven by hand, one command a line."""

import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from .exit_codes import ExitCode
from .options import BenchOption, DataDir, DeviceOption, OperatorOption, SeedOption, StationOption
from .workspaces import open_workspace

if TYPE_CHECKING:
    from qcstation.station.config import StationFile
    from qcstation.station.manual import CommandChannel


def manual(
    station: StationOption = None,
    bench: BenchOption = None,
    simulate: Annotated[bool, typer.Option("--simulate", help="Simulated instruments in place of the bench's own.")] = False,
    device: DeviceOption = None,
    seed: SeedOption = None,
    instrument: Annotated[
        list[str] | None, typer.Option("--instrument", help="Only this instrument of the bench; may be repeated.")
    ] = None,
    idle: Annotated[str, typer.Option("--idle", help="Without a command for so long, everything is made safe.")] = "10 min",
    operator: OperatorOption = "",
    data_dir: DataDir = None,
) -> int:
    """Drive the bench's instruments by hand.

    Commands are read line by line: `bias on up_to=20V compliance=10uA`, `bias ramp -20 V`, `pad read`, `wait 2 s`, `bias off`,
    `end`. Outputs move by ramps alone; at the end of the input, or on Ctrl-C, everything is ramped down and switched off.
    """
    from rich.console import Console

    from qcstation.model.verdicts import Outcome
    from qcstation.procedures.station.manual_control import ManualControl
    from qcstation.safety.signals import RunSignals
    from qcstation.station.manual import CommandChannel
    from qcstation.station.running import PreparedRun, RunRequest

    from .choosing import chosen_simulation, chosen_station
    from .console import LiveConsole
    from .output import print_unsafe

    chosen = chosen_station(station, bench, simulate=simulate)
    channel = CommandChannel()
    request = RunRequest(
        procedure=ManualControl.id,
        station=chosen,
        settings={"idle": idle},
        operator=operator,
        simulation=chosen_simulation(device, seed, (), simulate=simulate),
        commands=channel,
        instruments=tuple(instrument or ()),
    )
    console = Console(highlight=False)
    with (
        open_workspace(data_dir, database=chosen.station.database) as workspace,
        LiveConsole(console, title="manual control") as live,
    ):
        prepared = PreparedRun(workspace, request, onlookers=(live,))
        reader = threading.Thread(target=_read, args=(chosen, channel, operator, console.print), daemon=True, name="commands")
        reader.start()
        with RunSignals(prepared.abort):
            finished = prepared.run()
    if finished.unsafe:
        print_unsafe(finished.unsafe, chosen.station.name)
    print(" ".join(filter(None, [finished.outcome.value, finished.reason])))
    return ExitCode.PASS if finished.outcome is Outcome.COMPLETED else ExitCode.RUN_NOT_COMPLETED


def _read(station: "StationFile", channel: "CommandChannel", operator: str, say: Callable[..., None]) -> None:
    """Send on what is typed until the input ends; a line that is no command is refused at once, in place."""
    from qcstation.model.errors import InputError
    from qcstation.station.manual import END, WAIT, ManualCommand, typed_command

    for line in sys.stdin:
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            channel.send(typed_command(station, line.strip(), by=operator))
        except InputError as error:
            say(f"  {error}", style="yellow", markup=False)
    channel.send(ManualCommand(action=WAIT, by=operator))
    channel.send(ManualCommand(action=END, by=operator))
