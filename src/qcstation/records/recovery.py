"""What is done about runs that a crash interrupted: their files are built again from the journals."""

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from qcstation.model.errors import StorageError
from qcstation.model.events import MessageLogged, RowsTaken, RunFinished, RunStarted, Severity
from qcstation.model.runs import RunHeader
from qcstation.model.verdicts import Outcome

from .bulk import Inventory, attachment_file, bulk_folder, remove_bulk
from .data_folder import DataFolder
from .entries import RunSealed
from .journal import read_journal
from .open_run import SealedRun, log_sealed
from .reading import read_run
from .recorder import RunRecorder
from .site_log import SiteLog
from .storage import discard, storing, torn_tail

INTERRUPTED = "the program ended during the run; closed afterwards from its journal"


class RecoveredRun(Struct, frozen=True, kw_only=True):
    """What was found in a journal: `sealed` is None if it held not even the run's header (it was then moved aside to `journal`).

    `rows` are numbers of rows by table, `arrays` of the items that were found by array; `torn` is the number of bytes of a last
    line that was not complete.
    """

    run: str
    journal: Path
    sealed: SealedRun | None = None
    header: RunHeader | None = None
    outcome: Outcome | None = None
    events: int = 0
    rows: dict[str, int] = {}
    arrays: dict[str, int] = {}
    torn: int = 0


def open_journals(folder: DataFolder) -> tuple[Path, ...]:
    """Return the journals of runs that were interrupted: those that no living process owns."""
    found = []
    for journal in sorted(folder.journals.glob("*.jsonl")):
        try:
            folder.lock(journal.stem).release()
        except StorageError:
            continue
        found.append(journal)
    return tuple(found)


def recover(journal: Path, folder: DataFolder, *, reason: str = INTERRUPTED) -> RecoveredRun:
    """Close an interrupted run: every event of its journal goes into a sealed run file, which the site log then names.

    A run that had not finished becomes INTERRUPTED because of `reason`. Repeating it after a crash in between is harmless.

    Raises:
        StorageError: another process owns the run, the journal is damaged before its end, or the file cannot be written.
    """
    lock = folder.lock(journal.stem)
    try:
        recovered = _recover(journal, folder, reason)
    except BaseException:
        lock.release()
        raise
    lock.release(finished=True)
    return recovered


def _recover(journal: Path, folder: DataFolder, reason: str) -> RecoveredRun:
    run = journal.stem
    with storing(journal, doing="read the journal"):
        torn = len(torn_tail(journal))
    events = read_journal(journal)
    first = next(events, None)
    if not isinstance(first, RunStarted):
        aside = journal.with_suffix(".empty")
        with storing(journal, doing="move"):
            journal.replace(aside)
        return RecoveredRun(run=run, journal=aside, torn=torn)
    header = first.header
    final = folder.run_file(run, header.started)
    beside = final.with_name(final.name + ".recovered")
    recorder = RunRecorder(beside, bulk=bulk_folder(final))
    inventory = Inventory()
    rows: Counter[str] = Counter()
    count, last, outcome = 1, first.time, None
    try:
        recorder(first)
        for event in events:
            try:
                inventory.note(event)
            except StorageError as error:
                # A full disk took the line that would explain this one.
                recorder(MessageLogged(time=event.time, text=f"left out: {error}", severity=Severity.WARNING))
                continue
            recorder(event)
            count, last = count + 1, event.time
            if isinstance(event, RowsTaken):
                rows[event.table] += len(event.rows)
            elif isinstance(event, RunFinished):
                outcome = event.outcome
        for lost in _lost(inventory, bulk_folder(final)):
            recorder(MessageLogged(time=last, text=lost, severity=Severity.WARNING))
        if outcome is None:
            outcome = Outcome.INTERRUPTED
            recorder(RunFinished(time=last, outcome=outcome, reason=reason))
        sha256 = _sha256_if_sealed(final) or recorder.seal(final)
    finally:
        with suppress(StorageError):
            recorder.close()
        for leftover in (beside, *(final.with_name(final.name + end) for end in (".new", ".sealing"))):
            discard(leftover)
    sealed = SealedRun(run=run, path=folder.relative(final), file=final, sha256=sha256)
    log = SiteLog(folder.site_log)
    if not _is_logged(log, sealed):
        log_sealed(log, sealed, time=last)
    found = {name: len(array) for name, array in read_run(final).raw.arrays.items()}
    remove_bulk(final)
    with storing(journal, doing="remove"):
        journal.unlink()
    return RecoveredRun(
        run=run,
        journal=journal,
        sealed=sealed,
        header=header,
        outcome=outcome,
        events=count,
        rows=dict(rows),
        arrays=found,
        torn=torn,
    )


def _lost(inventory: Inventory, folder: Path) -> Iterator[str]:
    """Say what the journal tells of and the folder of bulk data has not, because the program ended before it was written."""
    for name, array in inventory.arrays(folder).items():
        if missing := inventory.counts[name] - len(array):
            yield f"array {name}: the last {missing} of {inventory.counts[name]} items were lost when the program ended"
    for name in inventory.attachments:
        if not attachment_file(folder, name).exists():
            yield f"attachment {name}: lost when the program ended"


def _sha256_if_sealed(path: Path) -> str:
    """The SHA-256 of a run file that was sealed before the crash: the site log may name it already, so it has to stay."""
    try:
        return read_run(path).sha256
    except StorageError:
        return ""


def _is_logged(log: SiteLog, sealed: SealedRun) -> bool:
    return any(
        isinstance(logged.entry, RunSealed) and (logged.entry.run, logged.entry.sha256) == (sealed.run, sealed.sha256)
        for logged in log.entries()
    )
