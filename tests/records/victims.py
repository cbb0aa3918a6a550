"""What the processes do that are killed; in a module of its own, so that a server of processes has it imported beforehand."""

import os
import random
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np

from qcstation.model.errors import StorageError
from qcstation.model.events import (
    ArrayDeclared,
    ArrayTaken,
    Event,
    MessageLogged,
    RowsTaken,
    RunFinished,
    RunStarted,
    TableDeclared,
)
from qcstation.model.raw import ArrayLayout, TableLayout
from qcstation.model.runs import RunHeader
from qcstation.model.verdicts import Outcome
from qcstation.records import Comment, DataFolder, Journal, OpenRun, RunRecorder, SiteLog
from qcstation.records.bulk import BulkWriter
from qcstation.records.live_file import LiveFile
from qcstation.records.recorder import write_events

from .streams import STARTED, header


def layout(number: int) -> TableLayout:
    return TableLayout(name=f"sweep{number}", columns={"point": "", "twice": ""})


def row(point: int) -> tuple[float, ...]:
    return (float(point), 2.0 * point)


def take_data_for_ever(folder: Path, told: Connection) -> None:
    """Write events as fast as possible, now and then a new table; tell how many rows the journal has, and which are flushed."""
    with OpenRun(DataFolder(folder), header()) as run:
        run.journal(started := RunStarted(time=STARTED, header=run.header))
        run.recorder(started)
        point, table = 0, -1
        while True:
            if point % 40 == 0:
                table += 1
                run.journal(declared := TableDeclared(time=STARTED, layout=layout(table)))
                run.recorder(declared)
            run.journal(taken := RowsTaken(time=STARTED, table=f"sweep{table}", rows=(row(point), row(point + 1))))
            run.recorder(taken)
            point += 2
            told.send(("journalled", point))
            if point % 14 == 0:
                run.recorder.flush()
                told.send(("flushed", point))


class KillAtLine:
    """Kills this process with SIGKILL when the line number `fatal` of those executed in `files` is about to be executed."""

    def __init__(self, fatal: int, files: Sequence[str]) -> None:
        self.fatal = fatal
        self.files = tuple(files)
        self.lines: list[tuple[str, int]] = []

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> Any:
        if not frame.f_code.co_filename.endswith(self.files):
            return None
        if event == "line":
            self.lines.append((frame.f_code.co_filename, frame.f_lineno))
            if len(self.lines) == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)
        return self


def traced(work: Callable[[Path, Connection], None], files: Sequence[str], folder: Path, tell: Connection, fatal: int) -> None:
    """Do the work, and be killed at a line; tell, if it came to its end, when each line was executed for the last time."""
    killer = KillAtLine(fatal, files)
    # Threads too: the recorder's writer is one.
    threading.settrace(killer)
    sys.settrace(killer)
    work(folder, tell)
    sys.settrace(None)
    tell.send(("lines", sorted({line: number for number, line in enumerate(killer.lines, start=1)}.values())))


def write_a_file(folder: Path, tell: Connection) -> None:
    file = LiveFile(folder / "run.h5", header())
    bulk = BulkWriter(folder / "run.h5.bulk")
    for number in range(2):
        declared = TableDeclared(time=STARTED, layout=layout(number))
        write_events(file, bulk, [declared, RowsTaken(time=STARTED, table=f"sweep{number}", rows=(row(number),))])
        file.flush()
        tell.send(("flushed", number + 1))
    file.close()


def do_a_run(folder: Path, tell: Connection) -> None:
    with OpenRun(DataFolder(folder), header()) as run:
        for event in (
            RunStarted(time=STARTED, header=run.header),
            TableDeclared(time=STARTED, layout=layout(0)),
            ArrayDeclared(time=STARTED, layout=ArrayLayout(name="bytes", dtype="uint8")),
            ArrayTaken(time=STARTED, array="bytes", first=0, count=3, data=np.arange(3, dtype=np.uint8)),
            RowsTaken(time=STARTED, table="sweep0", rows=(row(0), row(1))),
            RunFinished(time=STARTED, outcome=Outcome.COMPLETED),
        ):
            run.journal(event)
            tell.send(("journalled", 2 if isinstance(event, (RowsTaken, RunFinished)) else 0))
            run.recorder(event)
        run.finish(time=STARTED)


_SMALL = MessageLogged(time=STARTED, text="small")


def hold_a_run(folder: Path, told: Connection) -> None:
    """Own a run until the other end hangs up."""
    with OpenRun(DataFolder(folder), header()) as run:
        run.journal(RunStarted(time=STARTED, header=run.header))
        told.send(("open", 0))
        with suppress(EOFError):
            told.recv()


def without_privileges(folder: Path, tell: Connection) -> None:
    """Use a folder as a user who may not write there."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    tell.send(_error_of(lambda: DataFolder(folder)))
    tell.send(_error_of(lambda: SiteLog(folder / "site-log.jsonl").append(Comment(time=0.0, text="x"))))
    tell.send(_error_of(lambda: Journal(folder / "run.jsonl")))
    tell.send(_error_of(lambda: RunRecorder(folder / "run.h5")(RunStarted(time=STARTED, header=header()))))


def live_on_a_full_disk(folder: Path, limit: int | None, tell: Connection) -> None:
    """Do a whole run where no file may exceed `limit` bytes, or (None) on a disk that is full already; tell every error."""
    import resource

    errors: list[str] = []
    finished = False

    def attempt(what: Callable[[], object]) -> None:
        if error := _error_of(what):
            errors.append(error)

    def life() -> None:
        nonlocal finished
        with OpenRun(data, header()) as run:
            for event in _full_life(run.header):
                attempt(partial(run.journal, event))
                attempt(partial(run.recorder, event))
                if isinstance(event, RowsTaken | ArrayTaken):
                    attempt(run.recorder.flush)
            run.finish(time=STARTED)
            finished = True

    data = DataFolder(folder)
    if limit is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
    attempt(life)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    tell.send((errors, finished))


def journal_on_a_full_disk(path: Path, tell: Connection) -> None:
    """Journal an event that does not fit any more, and then one that does."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
    journal = Journal(path)
    big = MessageLogged(time=STARTED, text="x" * 2000)
    tell.send([_error_of(partial(journal, event)) for event in (_SMALL, big, _SMALL, big, _SMALL)])
    journal.close()


def _full_life(run_header: RunHeader) -> Iterator[Event]:
    yield RunStarted(time=STARTED, header=run_header)
    for table in range(3):
        yield TableDeclared(time=STARTED, layout=layout(table))
        for first in range(0, 4000, 1000):
            yield MessageLogged(time=STARTED, text="x" * 500)
            taken = tuple((random.random(), float(first)) for _ in range(1000))
            yield RowsTaken(time=STARTED, table=f"sweep{table}", rows=taken)
    yield ArrayDeclared(time=STARTED, layout=ArrayLayout(name="noise", dtype="uint8"))
    for first in range(0, 150_000, 50_000):
        block = np.frombuffer(random.randbytes(50_000), dtype=np.uint8)
        yield ArrayTaken(time=STARTED, array="noise", first=first, count=50_000, data=block)
    yield RunFinished(time=STARTED, outcome=Outcome.COMPLETED)


def _error_of(what: Callable[[], object]) -> str:
    try:
        what()
    except StorageError as error:
        return str(error)
    return ""
