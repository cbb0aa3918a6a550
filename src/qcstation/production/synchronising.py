"""Brings a database up to its data folder: what the site log and the run files have, and it has not, is entered in order."""

from collections.abc import Iterable, Iterator
from itertools import islice

from msgspec import Struct
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from qcstation.model.errors import StorageError
from qcstation.records import DataFolder, LoggedEntry, LogPosition, RunRecord, RunSealed, SiteLog, read_run
from qcstation.records.entries import AnyEntry, decode_entry, encode_entry
from qcstation.records.site_log import START

from .connection import DatabaseConnection
from .entering import RunMissing, enter_entry
from .runs import enter_run
from .schema import Base, SiteLogState, WaitingEntry

BATCH = 100
"""Entries in one transaction."""


class SyncReport(Struct, frozen=True, kw_only=True):
    """What was entered: numbers of entries, and of runs among them.

    `problems` are sentences; what they name is tried again next time. `adopted` are run files that the site log did not know.
    """

    entries: int = 0
    runs: int = 0
    problems: tuple[str, ...] = ()
    adopted: tuple[str, ...] = ()


class _Prepared(Struct, frozen=True):
    """An entry with what has to be read before the transaction begins."""

    number: int
    entry: AnyEntry
    record: RunRecord | None = None
    problem: str = ""


class _Tally:
    def __init__(self) -> None:
        self.entries = 0
        self.runs = 0
        self.problems: list[str] = []

    def report(self, adopted: Iterable[str] = ()) -> SyncReport:
        return SyncReport(entries=self.entries, runs=self.runs, problems=tuple(self.problems), adopted=tuple(adopted))


def sync(database: DatabaseConnection, folder: DataFolder) -> SyncReport:
    """Enter what is missing. Several processes may do so at once.

    Raises:
        StorageError: the database cannot be reached, or the site log is damaged or is not the one that was entered before.
    """
    tally = _Tally()
    with database.reading() as session:
        position = _position(session)
        waiting = [(row.entry, row.body) for row in session.scalars(select(WaitingEntry).order_by(WaitingEntry.entry))]
    for number, body in waiting:
        prepared = _prepare(number, decode_entry(body.encode()), folder)
        with database.writing() as connection, Session(connection) as session:
            _enter_one(session, prepared, tally)
            session.commit()
    entries = SiteLog(folder.site_log).entries(after=position)
    for batch in _batches(entries):
        prepared_batch = [_prepare(logged.position.number, logged.entry, folder) for logged in batch]
        with database.writing() as connection, Session(connection) as session:
            # Another process may have entered some of these since the position was read.
            entered = _position(session).number
            for prepared in prepared_batch:
                if prepared.number > entered:
                    _enter_one(session, prepared, tally)
            if batch[-1].position.number > entered:
                _set_position(session, batch[-1].position)
            session.commit()
    return tally.report()


def rebuild(database: DatabaseConnection, folder: DataFolder) -> SyncReport:
    """Forget everything and enter it again from the run files and the site log; readers see the old state until all is there.

    A sealed run file that the site log does not name is first entered there.

    Raises:
        StorageError: the database cannot be reached, or the site log is damaged.
    """
    log = SiteLog(folder.site_log)
    tally = _Tally()
    adopted = _adopt(log, folder, tally)
    with database.writing() as connection, Session(connection) as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(delete(table))
        for batch in _batches(log.entries()):
            for logged in batch:
                _enter_one(session, _prepare(logged.position.number, logged.entry, folder), tally)
            _set_position(session, batch[-1].position)
            session.flush()
            session.expunge_all()
        session.commit()
    return tally.report(adopted)


def _batches(entries: Iterator[LoggedEntry]) -> Iterator[list[LoggedEntry]]:
    while batch := list(islice(entries, BATCH)):
        yield batch


def _position(session: Session) -> LogPosition:
    state = session.get(SiteLogState, 1)
    return LogPosition(number=state.number, sha256=state.sha256, offset=state.offset) if state else START


def _set_position(session: Session, position: LogPosition) -> None:
    session.merge(SiteLogState(id=1, number=position.number, sha256=position.sha256, offset=position.offset))


def _prepare(number: int, entry: AnyEntry, folder: DataFolder) -> _Prepared:
    if not isinstance(entry, RunSealed):
        return _Prepared(number, entry)
    path = folder.path / entry.path
    try:
        record = read_run(path)
    except StorageError as error:
        return _Prepared(number, entry, problem=str(error))
    if record.sha256 != entry.sha256:
        problem = f"{path} is not the file that was sealed: it was changed or replaced; restore it from a backup"
        return _Prepared(number, entry, problem=problem)
    return _Prepared(number, entry, record)


def _enter_one(session: Session, prepared: _Prepared, tally: _Tally) -> None:
    entry, problem = prepared.entry, prepared.problem
    try:
        if not isinstance(entry, RunSealed):
            enter_entry(session, prepared.number, entry)
        elif prepared.record is not None:
            enter_run(session, prepared.record, entry.path, entry.sha256)
            tally.runs += 1
    except RunMissing as error:
        problem = str(error)
    waiting = session.get(WaitingEntry, prepared.number)
    if problem:
        tally.problems.append(problem)
        if waiting is None:
            run = getattr(entry, "run", "")
            session.add(WaitingEntry(entry=prepared.number, run=run, problem=problem, body=encode_entry(entry).decode()))
    else:
        tally.entries += 1
        if waiting is not None:
            session.delete(waiting)
    session.flush()


def _adopt(log: SiteLog, folder: DataFolder, tally: _Tally) -> list[str]:
    logged = {entry.entry.run for entry in log.entries() if isinstance(entry.entry, RunSealed)}
    adopted = []
    for path in folder.run_files():
        if path.stem in logged:
            continue
        try:
            record = read_run(path)
        except StorageError as error:
            tally.problems.append(str(error))
            continue
        if record.sealed and record.ended is not None:
            name = folder.relative(path)
            log.append(RunSealed(time=record.ended, run=record.header.run, path=name, sha256=record.sha256))
            adopted.append(name)
    return adopted
