"""Which run a curve is looked at beside: the one before on the same component, else a good one of the same type."""

from msgspec.structs import replace

from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome, Verdict
from qcstation.production import RunFilter, RunSummary

from .workspace import Workspace

_FEW = 20
"""Runs that are looked through for one that serves: beyond them nothing is like today any more."""


def run_before(
    workspace: Workspace, procedure: str, *, component: str, component_type: str, started: float, kind: RunKind
) -> RunSummary | None:
    """Return the newest valid, completed run of a procedure on a component that began before a time (UTC, seconds since 1970).

    What was simulated is compared with what was simulated alone, `kind`. A component that has none is compared with the newest
    one of its type that passed; None: there is no such run either.

    Raises:
        StorageError: the database cannot be read.
    """
    before = RunFilter(procedure=procedure, until=started, outcome=Outcome.COMPLETED, kind=kind)
    questions = (
        replace(before, component=component),
        replace(before, component_type=component_type, verdict=Verdict.PASS),
    )
    for question in questions if component else ():
        found = workspace.database.search_runs(question, limit=_FEW)
        if valid := [run for run in found if run.invalidated is None]:
            return valid[0]
    return None
