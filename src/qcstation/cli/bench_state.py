"""`qcstation station instruments`, `interlocks` and `fault`, and `qcstation calibrate`: a bench looked at, not run."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from .exit_codes import ExitCode
from .options import AsJson, DataDir
from .output import print_json, print_table
from .stations import StationFileArgument
from .workspaces import open_workspace


def instruments(file: StationFileArgument, data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Connect to each instrument: who it is, what it reads, when its calibration is due. Nothing is switched on."""
    from qcstation.station.calibration import calibrations, instrument_key
    from qcstation.station.config import load_station_file
    from qcstation.station.looking import look_at_instruments

    with open_workspace(data_dir) as workspace:
        found = look_at_instruments(workspace, load_station_file(file))
        known = calibrations(workspace)
    due = {one.name: known.get(instrument_key(one.identity)) for one in found if one.identity}
    if as_json:
        print_json([{"instrument": one, "calibration": due.get(one.name)} for one in found])
    else:
        rows = []
        for one in found:
            state = due.get(one.name)
            day = _day(state.due) + (" OVERDUE" if state.overdue else "") if state and state.due else ""
            rows.append((one.name, one.driver, ", ".join(one.readings.values()), day, one.identity or one.problem))
        columns = ("instrument", "driver", "reads", "calibration due", "identity or problem")
        print_table("Instruments", columns, rows, empty="No instruments.")
    return ExitCode.USAGE if any(one.problem for one in found) else ExitCode.PASS


def interlocks(file: StationFileArgument, data_dir: DataDir = None, as_json: AsJson = False) -> int:
    """Read once what the interlocks watch, and say whether each holds. Nothing is switched on."""
    from qcstation.station.config import load_station_file
    from qcstation.station.looking import look_at_interlocks

    with open_workspace(data_dir) as workspace:
        found = look_at_interlocks(workspace, load_station_file(file))
    if as_json:
        print_json(found)
    else:
        rows = [(one.name, "holds" if one.ok else "VIOLATED", one.require, one.detail or one.values) for one in found]
        print_table("Interlocks", ("interlock", "state", "rule", "values"), rows, empty="The station file has no interlocks.")
    return ExitCode.PASS if all(one.ok for one in found) else ExitCode.RUN_NOT_COMPLETED


def fault(
    file: StationFileArgument,
    faults: Annotated[list[str] | None, typer.Argument(help="KIND:INSTRUMENT[,NAME=VALUE]...; see docs/simulation.md.")] = None,
    clear: Annotated[bool, typer.Option("--clear", help="Take all faults away first.")] = False,
    as_json: AsJson = False,
) -> None:
    """Give a simulated bench that is being served a fault, and show what is true of it. A real bench has no such thing."""
    from qcstation.station.config import load_station_file
    from qcstation.station.serving import parse_faults
    from qcstation.station.training import TrainingBench

    wanted = parse_faults(tuple(faults or ()))
    bench = TrainingBench.connected(load_station_file(file))
    if clear:
        bench.clear()
    for one in wanted:
        bench.inject(one)
    truth = bench.truth()
    bench.close()
    if as_json:
        print_json(truth)
        return
    rows = [(str(one.number), one.kind, one.instrument, "has struck" if one.struck else "waits") for one in truth.faults]
    print(f"device {truth.variant!r}, seed {truth.seed}, {truth.voltage:.4g} V, on: {', '.join(truth.outputs_on) or 'nothing'}")
    print_table("Faults", ("number", "kind", "instrument", "state"), rows, empty="No faults.")


def calibrate(
    instrument: Annotated[str, typer.Argument(help="The instrument's name in the station file.")],
    station: Annotated[Path, typer.Option("--station", help="Station file of the bench.")],
    due: Annotated[str, typer.Option("--due", help="When it has to be calibrated again: 2027-03-31, or '12 months'.")],
    by: Annotated[str, typer.Option("--by", help="Who enters this; kept in the site log.")],
    certificate: Annotated[str, typer.Option("--certificate", help="Number of the certificate.")] = "",
    identity: Annotated[str, typer.Option("--identity", help="The instrument's identity; left out: it is asked.")] = "",
    data_dir: DataDir = None,
) -> None:
    """Enter that an instrument was calibrated. The entry goes with its identity, to whatever bench it is moved."""
    from qcstation.model.errors import InputError, InstrumentError
    from qcstation.station.calibration import enter_calibration
    from qcstation.station.config import load_station_file
    from qcstation.station.looking import look_at_instruments

    loaded = load_station_file(station)
    if instrument not in loaded.instruments:
        raise InputError(f"no instrument {instrument!r} in {station}; it has: {', '.join(loaded.instruments) or 'none'}")
    with open_workspace(data_dir) as workspace:
        if not identity:
            (looked,) = look_at_instruments(workspace, loaded, (instrument,))
            if looked.problem:
                raise InstrumentError(looked.problem)
            identity = looked.identity
        state = enter_calibration(workspace, instrument=instrument, identity=identity, due=due, by=by, certificate=certificate)
    print(f"{instrument} ({state.identity}): calibration due {_day(state.due or 0.0)}")


def _day(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).date().isoformat()
