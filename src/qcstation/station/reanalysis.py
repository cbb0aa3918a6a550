"""Analysing and judging runs again: a new entry beside the old one, with what changed and why."""

from pathlib import Path

from msgspec import Struct

from qcstation import __version__
from qcstation.engine.runner import Judged, analyse_and_judge
from qcstation.model.errors import InputError
from qcstation.model.estimates import Finding
from qcstation.model.events import PromptAsked
from qcstation.model.verdicts import Judgement, Verdict
from qcstation.procedures.forms import recorded_form
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.registry import procedure as find_procedure
from qcstation.procedures.specifications import specification_of
from qcstation.records import RunReanalysed, RunRecord

from .workspace import Workspace


class Change(Struct, frozen=True, kw_only=True):
    """One result whose verdict is another than before. None: there was, or is, no such result."""

    name: str
    channel: str
    before: Verdict | None
    after: Verdict | None
    reason: str


class Reanalysis(Struct, frozen=True, kw_only=True, eq=False):
    """A run judged again: its record, the new judgement and what differs from the run's own."""

    record: RunRecord
    judged: Judged
    changes: tuple[Change, ...]


def reanalyse(
    workspace: Workspace, record: RunRecord, *, specification: Path | None = None, by: str = "", log: bool = True
) -> Reanalysis:
    """Analyse a run's raw data with this software and judge it by the shipped specification, or the one in a file.

    With `log` the re-analysis is entered into the site log and the database; the run file stays as it is.

    Raises:
        InputError: the procedure or the specification is unknown or wrong.
    """
    procedure = _procedure_of(record)
    judged_by = specification_of(procedure, specification)
    judged = analyse_and_judge(procedure, record.raw, judged_by, lambda _event: None, workspace.clock.now())
    if log:
        workspace.log_specification(judged_by)
        workspace.log(
            RunReanalysed(
                time=workspace.clock.now(),
                by=by,
                run=record.header.run,
                software=__version__,
                digest=judged_by.digest,
                results=tuple(judgement.result for judgement in judged.judgements),
                judgements=judged.judgements,
                verdict=judged.verdict,
            )
        )
    return Reanalysis(record=record, judged=judged, changes=_changes(record.judgements, judged.judgements))


def _procedure_of(record: RunRecord) -> type[Procedure]:
    """Return the procedure of a run; a site's own form is in the record itself."""
    try:
        return find_procedure(record.header.procedure)
    except InputError:
        recorded = recorded_form(record.header, (asked.prompt for asked in record.all(PromptAsked)))
        if recorded is None:
            raise
        return recorded


def _changes(previous: tuple[Judgement, ...], present: tuple[Judgement, ...]) -> tuple[Change, ...]:
    old = {(j.result.name, j.result.channel): j for j in previous}
    new = {(j.result.name, j.result.channel): j for j in present}
    changes = []
    for key in dict.fromkeys([*old, *new]):
        was, now = old.get(key), new.get(key)
        if (was.verdict if was else None) != (now.verdict if now else None):
            changes.append(
                Change(
                    name=key[0],
                    channel=key[1],
                    before=was.verdict if was else None,
                    after=now.verdict if now else None,
                    reason=_why(was, now),
                )
            )
    return tuple(changes)


def _why(was: Judgement | None, now: Judgement | None) -> str:
    if now is None:
        return "not a result any more"
    if was is None:
        return f"new: {_text(now.result.finding)}{_because(now)}"
    parts = []
    if _text(was.result.finding) != _text(now.result.finding):
        parts.append(f"{_text(was.result.finding)} became {_text(now.result.finding)}")
    if was.limit != now.limit:
        parts.append(f"the limit was {_range(was)} and is {_range(now)}")
    return "; ".join(parts) + _because(now)


def _text(finding: Finding) -> str:
    return str(finding)


def _range(judgement: Judgement) -> str:
    limit = judgement.limit
    if limit is None:
        return "none"
    return f"{limit.min if limit.min is not None else '-'} to {limit.max if limit.max is not None else '-'} {limit.unit}".strip()


def _because(judgement: Judgement) -> str:
    return f" ({judgement.reason})" if judgement.reason else ""
