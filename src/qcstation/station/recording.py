"""From a run's last event to its entry in the database."""

from typing import TYPE_CHECKING

from msgspec import Struct

from qcstation.model.limits import Specification
from qcstation.model.runs import RunHeader
from qcstation.model.verdicts import Judgement, Outcome, Verdict

from .workspace import Workspace

if TYPE_CHECKING:
    from qcstation.engine.runner import RunReport
    from qcstation.records import OpenRun, RunRecord


class FinishedRun(Struct, frozen=True, kw_only=True):
    """A run that has ended and is kept. `verdict` is None unless it was completed; `warnings` are sentences for the operator."""

    header: RunHeader
    outcome: Outcome
    reason: str
    judgements: tuple[Judgement, ...]
    verdict: Verdict | None
    run_file: str
    sha256: str
    unsafe: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    specification: Specification | None = None


def finished_of(record: "RunRecord") -> FinishedRun:
    """Return a kept run as it ended; one that has no end was interrupted."""
    return FinishedRun(
        header=record.header,
        outcome=record.outcome or Outcome.INTERRUPTED,
        reason=record.reason,
        judgements=record.judgements,
        verdict=record.verdict,
        run_file=str(record.path),
        sha256=record.sha256,
        specification=record.specification,
    )


def keep(workspace: Workspace, open_run: "OpenRun", report: "RunReport") -> FinishedRun:
    """Seal a run, log the seal and enter the run in the database; a database that is down only warns.

    Raises:
        StorageError: the run file cannot be sealed; its journal is kept and the next start recovers it.
    """
    sealed = open_run.finish(time=workspace.clock.now())
    warnings = workspace.sync()
    return FinishedRun(
        header=report.header,
        outcome=report.outcome,
        reason=report.reason,
        judgements=report.judged.judgements if report.judged else (),
        verdict=report.judged.verdict if report.judged else None,
        run_file=str(sealed.file),
        sha256=sealed.sha256,
        unsafe=report.unsafe,
        warnings=warnings,
        specification=report.judged.specification if report.judged else None,
    )
