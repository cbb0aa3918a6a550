"""Runs written as the collaborations' databases take them."""

from pathlib import Path

from qcstation.exchange.hgtd_records import HgtdExport, RunType, hgtd_records, write_hgtd_records
from qcstation.model.verdicts import Outcome

from .stored import stored_run
from .workspace import Workspace


def export_hgtd(
    workspace: Workspace,
    run: str,
    output: Path | None = None,
    *,
    run_number: int | None = None,
    run_type: RunType | None = None,
    pad: int | None = None,
    simulated: bool = False,
) -> tuple[Path, HgtdExport]:
    """Write a run's curves as records of the HGTD's production database; return the file and what is in it.

    Args:
        workspace: where the run is kept.
        run: its UUID or enough of its beginning.
        output: the JSON file; None: beside the run file.
        run_number: of the database; None: the how many-th completed run of this procedure it is for its component.
        run_type: of the probe card; None: as the procedure says.
        pad: of a single curve, 1 to 225.
        simulated: whether a simulated run may be written at all.

    Raises:
        InputError: there is no such run, or the database could not take it.
        StorageError: a file cannot be read or written.
    """
    record = stored_run(workspace, run)
    number = run_number if run_number is not None else _number_of(workspace, record.header.run)
    export = hgtd_records(record, run_number=number, run_type=run_type, pad=pad, simulated=simulated)
    path = output or record.path.with_suffix(".hgtd.json")
    write_hgtd_records(path, export)
    return path, export


def _number_of(workspace: Workspace, run: str) -> int:
    this = workspace.database.run(run).summary
    runs = workspace.database.runs(component=this.component, procedure=this.procedure)
    return sum(each.outcome is Outcome.COMPLETED and each.started < this.started for each in runs) + 1
