"""`qcstation run`, `import` and `reanalyse`: commands that end in a verdict."""

from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from .options import (
    AsJson,
    BenchOption,
    DataDir,
    DeviceOption,
    OperatorOption,
    SeedOption,
    SpecificationOption,
    StationOption,
)
from .workspaces import open_workspace


def run(
    procedure: Annotated[str, typer.Argument(help="Which procedure, as listed by `qcstation procedures`.")],
    component: Annotated[str, typer.Option("--component", "-c", help="Serial number of what is on the bench.")] = "",
    station: StationOption = None,
    bench: BenchOption = None,
    simulate: Annotated[bool, typer.Option("--simulate", help="Simulated instruments in place of the bench's own.")] = False,
    device: DeviceOption = None,
    setting: Annotated[
        list[str] | None, typer.Option("--set", help="NAME=VALUE, quantities with their unit: --set stop='150 V'.")
    ] = None,
    preset: Annotated[
        str, typer.Option("--preset", help="Settings that this bench keeps under a name; --set goes before them.")
    ] = "",
    seed: SeedOption = None,
    fault: Annotated[
        list[str] | None, typer.Option("--fault", help="A fault of the simulated bench: KIND:INSTRUMENT[,NAME=VALUE]...")
    ] = None,
    operator: OperatorOption = "",
    stage: Annotated[str, typer.Option("--stage", help="Production stage; default: the component's present one.")] = "",
    note: Annotated[str, typer.Option("--note", help="A remark, kept with the run.")] = "",
    specification: SpecificationOption = None,
    answer: Annotated[
        list[str] | None, typer.Option("--answer", help="NAME=VALUE: answers a prompt or a form's field: --answer mass='12.3 g'.")
    ] = None,
    attach: Annotated[
        list[str] | None, typer.Option("--attach", help="NAME=FILE: a photo for a form's field, or the file with its values.")
    ] = None,
    answers: Annotated[
        Path | None, typer.Option("--answers", help="A TOML file with [answers] and [attach].", show_default=False)
    ] = None,
    unattended: Annotated[bool, typer.Option("--yes", help="Nobody is there: answer prompts with their defaults.")] = False,
    resume: Annotated[
        str, typer.Option("--resume", help="Continue an interrupted run (UUID, or enough of it): what it measured is taken over.")
    ] = "",
    wire_log: Annotated[
        Path | None, typer.Option("--wire-log", help="Write all that goes over the wires to this file.", show_default=False)
    ] = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Run a procedure: measure, make safe, analyse, judge, keep.

    Without --station or --bench, --simulate picks the shipped bench that has what the procedure needs.
    """
    from msgspec import structs

    from qcstation.station.presets import Presets
    from qcstation.station.running import RunRequest
    from qcstation.transports import WireLog

    from .answers import given_answers
    from .attended import run_attended
    from .choosing import chosen_simulation, chosen_station
    from .showing import exit_code, print_finished

    given = given_answers(answer or [], attach or [], answers)
    chosen = chosen_station(station, bench, simulate=simulate, procedure=procedure)
    request = RunRequest(
        procedure=procedure,
        station=chosen,
        serial_number=component,
        settings=settings_of(setting or []),
        stage=stage,
        operator=operator,
        note=note,
        specification=specification,
        simulation=chosen_simulation(device, seed, tuple(fault or ()), simulate=simulate),
        wire_log=WireLog(wire_log, enabled=True) if wire_log is not None else None,
        resume=resume,
    )
    with ExitStack() as opened:
        workspace = opened.enter_context(open_workspace(data_dir, database=chosen.station.database))
        if request.wire_log is not None:
            opened.callback(request.wire_log.close)
        if preset:
            kept = Presets(workspace, chosen.station.name).named(procedure, preset).settings
            request = structs.replace(request, settings={**kept, **request.settings})
        finished = run_attended(workspace, request, given=given, quiet=as_json, unattended=unattended)
    print_finished(finished, as_json=as_json)
    return exit_code(finished.outcome, finished.verdict)


def import_files(
    files: Annotated[list[Path], typer.Argument(help="Files, or folders of files.")],
    component: Annotated[str, typer.Option("--component", "-c", help="Serial number; without it the run is unassigned.")] = "",
    column: Annotated[
        list[str] | None, typer.Option("--map", help="Which column is what: --map voltage='Bias [V]' --map current='I (nA)'.")
    ] = None,
    procedure: Annotated[str, typer.Option("--procedure", help="What the data are of, where the file does not tell.")] = "",
    operator: OperatorOption = "",
    stage: Annotated[str, typer.Option("--stage", help="Production stage; default: the component's present one.")] = "",
    specification: SpecificationOption = None,
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Import measurements that were taken elsewhere.

    They get the same records, the same analysis and the same limits as a run on the bench.
    """
    from qcstation.exchange import parse_column_map
    from qcstation.model.errors import ImportFormatError
    from qcstation.station.importing import import_path
    from qcstation.station.recording import FinishedRun

    from .showing import print_imports

    single = len(files) == 1 and not files[0].is_dir()
    column_map = parse_column_map(column) if column else None
    with open_workspace(data_dir) as workspace:
        found: list[FinishedRun | ImportFormatError] = []
        for path in files:
            try:
                found += import_path(
                    workspace,
                    path,
                    serial_number=component,
                    column_map=column_map,
                    procedure=procedure or None,
                    operator=operator,
                    stage=stage,
                    specification=specification,
                )
            except ImportFormatError as error:
                if single:
                    raise
                found.append(error)
    return print_imports(found, single=single, as_json=as_json)


def reanalyse(
    runs: Annotated[list[str], typer.Argument(help="Runs, by UUID or enough of its beginning.")],
    specification: SpecificationOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would change; keep nothing.")] = False,
    operator: OperatorOption = "",
    data_dir: DataDir = None,
    as_json: AsJson = False,
) -> int:
    """Analyse and judge runs again; say what changes, and why.

    With this software and the shipped limits, or those of --specification. The run files stay as they are.
    """
    from qcstation.station.reanalysis import reanalyse as again
    from qcstation.station.stored import stored_run

    from .showing import print_reanalyses

    with open_workspace(data_dir) as workspace:
        records = [stored_run(workspace, run) for run in runs]
        done = [again(workspace, record, specification=specification, by=operator, log=not dry_run) for record in records]
    return print_reanalyses(done, as_json=as_json)


def settings_of(texts: list[str]) -> dict[str, object]:
    """Return what `--set` options say.

    Raises:
        InputError: one is not of the form NAME=VALUE.
    """
    from qcstation.model.errors import InputError

    settings: dict[str, object] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise InputError(f"--set {text!r}: expected NAME=VALUE, such as --set stop='150 V'")
        settings[name.strip()] = value.strip()
    return settings
