"""Runs that are kept: found by the beginning of their UUID, shown, reported on, taken out of the count, assigned, signed off."""

from pathlib import Path

from qcstation import records
from qcstation.model.errors import InputError
from qcstation.procedures.registry import procedure as find_procedure
from qcstation.records import Comment, RunAssigned, RunInvalidated, RunSignedOff

from .workspace import Workspace


def stored_run(workspace: Workspace, run: str) -> "records.RunRecord":
    """Return a run's record; `run` is its UUID or enough of its beginning.

    Raises:
        InputError: there is no such run, or there are several.
        StorageError: its file is missing or damaged.
    """
    return records.read_run(workspace.folder.path / workspace.database.run(run).summary.run_file)


def report_run(workspace: Workspace, run: str, output: Path | None = None) -> Path:
    """Write a run's HTML report, beside its file unless `output` says where, and return its path. Raises as `stored_run`."""
    from qcstation.reports import write_report

    record = stored_run(workspace, run)
    path = output or record.path.with_suffix(".html")
    write_report(record, path)
    return path


def invalidate_run(workspace: Workspace, run: str, *, reason: str, by: str) -> str:
    """Take a run out of the count, with a reason that the site log keeps; return its UUID.

    Raises:
        InputError: there is no such run, or no reason or person is given.
    """
    if not reason.strip() or not by.strip():
        raise InputError("a run is invalidated by a person and for a reason: give both")
    found = workspace.database.run(run).summary
    workspace.log(RunInvalidated(time=workspace.clock.now(), by=by, run=found.run, reason=reason))
    return found.run


def assign_run(workspace: Workspace, run: str, serial_number: str, *, by: str = "") -> str:
    """Give an unassigned run to the component that it measured; return its UUID.

    Raises:
        InputError: there is no such run, it belongs to a component already, or its procedure does not measure such components.
    """
    found = workspace.database.run(run).summary
    if found.component:
        raise InputError(f"run {found.run} belongs to {found.component} already; invalidate it if that is wrong")
    component = workspace.component_for(serial_number, find_procedure(found.procedure))
    workspace.log(RunAssigned(time=workspace.clock.now(), by=by, run=found.run, component=component))
    return found.run


def sign_run(workspace: Workspace, run: str, *, by: str, note: str = "") -> str:
    """Keep that a person has looked at a run and answers for it; return its UUID.

    Raises:
        InputError: there is no such run, or nobody signs.
    """
    if not by.strip():
        raise InputError("a run is signed off by a person: give a name")
    found = workspace.database.run(run).summary
    workspace.log(RunSignedOff(time=workspace.clock.now(), by=by.strip(), note=note.strip(), run=found.run))
    return found.run


def note_run(workspace: Workspace, run: str, text: str, *, by: str = "") -> str:
    """Keep a remark on a run; return its UUID.

    Raises:
        InputError: there is no such run, or the remark is empty.
    """
    if not text.strip():
        raise InputError("the note is empty: write what should be kept")
    found = workspace.database.run(run).summary
    workspace.log(Comment(time=workspace.clock.now(), by=by.strip(), run=found.run, text=text.strip()))
    return found.run
