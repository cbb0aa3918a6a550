"""From a run's last event to its entry in the database."""

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

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


class MeasuredRun:
    """A run that has ended: its bench is free, its record is complete, but not sealed yet.

    `keep` seals it, in any thread, while the next run goes on. A program that dies before that leaves it to the next start, which
    seals it from its journal.
    """

    def __init__(self, workspace: Workspace, open_run: "OpenRun", report: "RunReport") -> None:
        self._workspace = workspace
        self._open_run = open_run
        self._report = report

    @property
    def finished(self) -> FinishedRun:
        """The run as it ended, without what is known only when it has been kept: the digest of its file, warnings."""
        report = self._report
        return FinishedRun(
            header=report.header,
            outcome=report.outcome,
            reason=report.reason,
            judgements=report.judged.judgements if report.judged else (),
            verdict=report.judged.verdict if report.judged else None,
            run_file=str(self._open_run.file),
            sha256="",
            unsafe=report.unsafe,
            specification=report.judged.specification if report.judged else None,
        )

    def keep(self) -> FinishedRun:
        """Seal the run, log the seal and enter the run in the database; a database that is down only warns.

        Raises:
            StorageError: the run file cannot be sealed; its journal is kept and the next start recovers it.
        """
        with self._open_run as open_run:
            sealed = open_run.finish(time=self._workspace.clock.now())
            warnings = self._workspace.sync()
        return replace(self.finished, sha256=sealed.sha256, warnings=warnings)


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
