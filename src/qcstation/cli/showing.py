"""Printing runs: results against limits for people, the documented document for scripts."""

import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from .exit_codes import ExitCode
from .output import print_json, print_table, print_unsafe, print_verdict

if TYPE_CHECKING:
    from qcstation.exchange.documents import RunDocument
    from qcstation.model.errors import ImportFormatError
    from qcstation.model.limits import Limit
    from qcstation.model.raw import RawData
    from qcstation.model.verdicts import Judgement, Outcome, Verdict
    from qcstation.production import ComponentHistory, Remark, RunDetail, RunSummary, Signature
    from qcstation.records import RunRecord
    from qcstation.station.reanalysis import Reanalysis
    from qcstation.station.recording import FinishedRun

_WORST_LAST = (ExitCode.PASS, ExitCode.INCONCLUSIVE, ExitCode.FAIL, ExitCode.RUN_NOT_COMPLETED, ExitCode.USAGE)


def exit_code(outcome: "Outcome", verdict: "Verdict | None") -> ExitCode:
    """Return the documented exit code: the outcome of a run comes before its verdict."""
    from qcstation.model.verdicts import Outcome, Verdict

    if outcome is not Outcome.COMPLETED:
        return ExitCode.RUN_NOT_COMPLETED
    return {Verdict.PASS: ExitCode.PASS, Verdict.FAIL: ExitCode.FAIL}.get(verdict, ExitCode.INCONCLUSIVE)  # type: ignore[arg-type]


def print_finished(finished: "FinishedRun", *, as_json: bool) -> None:
    """Print a run that has just ended."""
    if as_json:
        print_json(_finished_document(finished))
        return
    if finished.judgements:
        print_judgements(finished.judgements)
    print_verdict(finished.outcome.value, finished.verdict.value if finished.verdict else "", finished.reason)
    if finished.unsafe:
        print_unsafe(finished.unsafe, finished.header.station)
    for warning in finished.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(f"run {finished.header.run}\nkept in {finished.run_file}")


def print_record(record: "RunRecord", detail: "RunDetail", *, as_json: bool) -> None:
    """Print a run as its file tells it, with what people have said of it since."""
    if as_json:
        import msgspec

        document: dict[str, object] = msgspec.to_builtins(_record_document(record))
        print_json({**document, "comments": detail.comments, "signatures": detail.signatures})
        return
    header = record.header
    component = header.component.serial_number if header.component else "unassigned"
    settings = ", ".join(
        f"{name} = {_setting_text(value, header.setting_units.get(name))}" for name, value in header.settings.items()
    )
    rows = [
        ("run", header.run),
        ("procedure", f"{header.procedure}, version {header.procedure_version}"),
        ("component", component),
        ("started", utc_text(header.started)),
        ("station", " ".join(filter(None, [header.station, header.site and f"({header.site})", header.kind.value]))),
        ("operator", header.operator or "not given"),
        ("settings", settings or "none"),
        ("data", ", ".join(_data(record.raw)) or "none"),
        *(
            ("attached", f"{item.name}, {item.size} bytes, {item.caption or item.media_type}")
            for item in record.attachments.values()
        ),
        ("file", str(record.path)),
        *_remarks(detail.comments, detail.signatures),
    ]
    print_table("", ("", ""), rows, empty="")
    if record.judgements:
        print_judgements(record.judgements)
    print_verdict(
        record.outcome.value if record.outcome else "open", record.verdict.value if record.verdict else "", record.reason
    )


def print_imports(found: "Sequence[FinishedRun | ImportFormatError]", *, single: bool, as_json: bool) -> ExitCode:
    """Print what came of importing files and return the worst exit code; a lone file prints like a run."""
    from qcstation.model.errors import ImportFormatError

    done = [item for item in found if not isinstance(item, ImportFormatError)]
    refused = [str(item) for item in found if isinstance(item, ImportFormatError)]
    codes = [exit_code(run.outcome, run.verdict) for run in done] + [ExitCode.USAGE] * bool(refused)
    if as_json:
        documents = [_finished_document(run) for run in done]
        print_json(documents[0] if single else {"runs": documents, "refused": refused})
    else:
        for run in done:
            print(f"{run.header.source}: {run.header.procedure}")
            print_finished(run, as_json=False)
            print()
        for message in refused:
            print(f"qcstation: {message}", file=sys.stderr)
        if not single:
            print(f"{len(done)} imported, {len(refused)} refused")
    return max(codes, key=_WORST_LAST.index, default=ExitCode.USAGE)


def print_reanalyses(done: "Sequence[Reanalysis]", *, as_json: bool) -> ExitCode:
    """Print runs judged again, with what changed and why, and return the worst exit code."""
    import msgspec

    from qcstation.model.verdicts import Outcome

    if as_json:
        documents: list[dict[str, object]] = [
            {
                **msgspec.to_builtins(_record_document(item.record, item.judged.judgements, item.judged.verdict)),
                "previous_verdict": item.record.verdict,
                "changes": list(item.changes),
            }
            for item in done
        ]
        print_json(documents[0] if len(documents) == 1 else {"runs": documents})
    else:
        for item in done:
            print(f"run {item.record.header.run}  {item.record.header.procedure}")
            print_judgements(item.judged.judgements)
            rows = [
                (
                    f"{c.name} {c.channel}".strip(),
                    c.before.value if c.before else "none",
                    c.after.value if c.after else "none",
                    c.reason,
                )
                for c in item.changes
            ]
            print_table("What changes", ("result", "before", "now", "why"), rows, empty="No verdict changes.")
            print_verdict(
                "COMPLETED", item.judged.verdict.value, f"was {item.record.verdict.value}" if item.record.verdict else ""
            )
    return max((exit_code(Outcome.COMPLETED, item.judged.verdict) for item in done), key=_WORST_LAST.index)


def print_runs(runs: "Sequence[RunSummary]", *, as_json: bool, title: str = "") -> None:
    """Print runs, one a line."""
    if as_json:
        print_json(runs)
        return
    rows = [
        (
            run.run[:8],
            utc_text(run.started),
            run.procedure,
            run.component or "unassigned",
            run.outcome.value,
            run.verdict.value if run.verdict else "",
            "invalid" if run.invalidated else "counts" if run.counts else "",
        )
        for run in runs
    ]
    print_table(title, ("run", "started", "procedure", "component", "outcome", "verdict", ""), rows, empty="No runs.")


def print_history(history: "ComponentHistory", *, grade: str = "", as_json: bool) -> None:
    """Print a component: where it stands, its parts, its runs."""
    if as_json:
        import msgspec

        document: dict[str, object] = msgspec.to_builtins(history)
        print_json({**document, "grade": grade})
        return
    component = history.component
    rows = [("component", component.serial_number), ("type", component.type), ("stage", component.stage)]
    rows += [("grade", grade)] * bool(grade)
    rows += [(kind, value) for kind, value in component.identifiers.items()]
    rows += [("part of", f"{link.parent} {link.position}".strip()) for link in history.parents if link.disassembled is None]
    rows += [("part", f"{link.child} {link.position}".strip()) for link in history.children if link.disassembled is None]
    print_table("", ("", ""), rows, empty="")
    print()
    print_runs(history.runs, as_json=False)
    remarks = _remarks(history.comments, history.signatures)
    if remarks:
        print()
        print_table("", ("", ""), remarks, empty="")


def _remarks(comments: "Sequence[Remark]", signatures: "Sequence[Signature]") -> list[tuple[str, str]]:
    """Return what people have said of runs and who has signed them, as names and texts."""
    rows = [("note", f"{comment.text} ({comment.by or 'nobody named'}, {utc_text(comment.time)})") for comment in comments]
    for signed in signatures:
        text = f"run {signed.run[:8]} by {signed.by}, {utc_text(signed.time)}"
        rows.append(("signed off", f"{text}: {signed.note}" if signed.note else text))
    return rows


def utc_text(seconds: float) -> str:
    """Return a time as people read it, UTC to the second."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _finished_document(finished: "FinishedRun") -> "RunDocument":
    from qcstation.exchange import run_document

    return run_document(
        finished.header,
        outcome=finished.outcome,
        verdict=finished.verdict,
        judgements=finished.judgements,
        run_file=finished.run_file,
        reason=finished.reason,
        sha256=finished.sha256,
        warnings=finished.warnings,
    )


def _record_document(
    record: "RunRecord", judgements: "Sequence[Judgement] | None" = None, verdict: "Verdict | None" = None
) -> "RunDocument":
    from qcstation.exchange import run_document

    return run_document(
        record.header,
        outcome=record.outcome,
        verdict=verdict or record.verdict,
        judgements=record.judgements if judgements is None else judgements,
        run_file=str(record.path),
        reason=record.reason,
        sha256=record.sha256,
    )


def print_judgements(judgements: "Iterable[Judgement]") -> None:
    """Print each result beside its limit; of many channels those that are not as they should be."""
    from qcstation.reports.channels import without_channels

    read, aside = without_channels(judgements)
    rows = [
        (
            j.result.name + (f" [{j.result.channel}]" if j.result.channel else ""),
            str(j.result.finding),
            _limit_text(j.limit),
            (j.verdict.value if j.verdict else "") if j.counts else "information",
            j.reason or getattr(j.result.finding, "note", ""),
        )
        for j in read
    ]
    print_table("", ("result", "value", "limit", "verdict", "why"), rows, empty="No results.")
    for channels in aside:
        print(f"{channels.name}: {len(channels.judgements)} more channels, none of them failed (--json has them all)")


def _data(raw: "RawData") -> list[str]:
    tables = [f"{name}: {len(table)} rows" for name, table in raw.tables.items()]
    return tables + [f"{name}: {len(array)} items" for name, array in raw.arrays.items()]


def _setting_text(value: object, unit: str | None) -> str:
    from qcstation.model.units import format_quantity

    if isinstance(value, bool):
        return "yes" if value else "no"
    return format_quantity(float(value), unit) if isinstance(value, (int, float)) and unit else str(value)


def _limit_text(limit: "Limit | None") -> str:
    from qcstation.model.units import format_quantity

    if limit is None or (limit.min is None and limit.max is None):
        return "set by the site" if limit is not None and limit.set_by_site else ""
    mark = " (unverified)" if limit.unverified else ""
    low = None if limit.min is None else format_quantity(limit.min, limit.unit)
    high = None if limit.max is None else format_quantity(limit.max, limit.unit)
    if low is None:
        return f"at most {high}{mark}"
    return (f"at least {low}" if high is None else f"{low} to {high}") + mark
