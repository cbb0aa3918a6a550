"""Writes a run's file as the run goes: a subscriber of the event stream with one writer thread."""

import threading
from collections.abc import Callable, Sequence
from pathlib import Path

from qcstation.model.errors import StorageError
from qcstation.model.events import (
    ArrayDeclared,
    DataEvent,
    Event,
    Progressed,
    RowsTaken,
    RunStarted,
    TableDeclared,
    encode_event,
)
from qcstation.model.raw import RawArray

from .bulk import BulkWriter, bulk_folder, remove_bulk
from .live_file import LiveFile
from .sealing import seal_file

FLUSH_INTERVAL = 0.25
"""Seconds between flushes: what a reader sees, and what a killed process leaves, is at most about this old."""
PENDING_LIMIT = 50_000
"""Events and rows that may wait for the writer; whoever brings more waits for it."""
PENDING_BYTES = 32 << 20
"""Bytes of blocks that may wait likewise: so at most twice as many are in memory, waiting and being written.

A disk that takes 10 MB/s keeps a procedure waiting for 3 s: less than what the watchdog takes for a hang.
"""
STALL_LIMIT = 10.0
"""Seconds of wall time after which a writer that does not get on counts as failed."""


class RunRecorder:
    """Write the run file at `path`; call it with each event. The first has to be RunStarted: it creates the file.

    Arrays and attachments go to a folder beside the file until it is sealed; `bulk` is another one, which has them already.

    A call only queues the event. What goes wrong in the writer is raised by the next call, once, and by `flush`, `close` and
    `seal`.

    Raises:
        StorageError: (from every method) the file cannot be written.
    """

    def __init__(self, path: Path, *, bulk: Path | None = None) -> None:
        self.path = path
        self._bulk = BulkWriter(bulk or bulk_folder(path))
        self._file: LiveFile | None = None
        self._pending: list[Event] = []
        self._pending_size = 0
        self._accepted = 0
        self._written = 0
        self._urgent = False
        self._closing = False
        self._error: StorageError | None = None
        self._reported = False
        self._changed = threading.Condition()
        self._writer = threading.Thread(target=self._write_loop, name=f"recorder {path.stem}", daemon=True)

    def __call__(self, event: Event) -> None:
        """Take one event."""
        if self._file is None and self._error is None:
            self._start(event)
        size = _size(event)
        with self._changed:
            if self._error is not None:
                if self._reported:
                    return
                self._reported = True
                raise self._error
            if self._closing:
                raise StorageError(f"{self.path}: the run file is closed")
            self._pending.append(event)
            self._accepted += 1
            self._pending_size += size
            if self._pending_size >= PENDING_LIMIT // 4 and not self._urgent:
                self._urgent = True
                self._changed.notify_all()
            if self._pending_size >= PENDING_LIMIT:
                self._await_writer(lambda: self._pending_size < PENDING_LIMIT)

    def flush(self) -> None:
        """Return when everything that was handed over so far can be read from the file."""
        with self._changed:
            wanted = self._accepted
            self._await_writer(lambda: self._written >= wanted)
            self._raise_error()

    def arrays(self) -> dict[str, RawArray]:
        """Return the arrays as they are in the record so far; their items are read as they are asked for, until `seal`."""
        self.flush()
        return self._bulk.inventory.arrays(self._bulk.folder)

    def close(self) -> None:
        """Write what is left and close the file, unsealed; a second call does nothing."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._writer.ident is not None:
            self._writer.join(STALL_LIMIT)
            if self._writer.is_alive():
                raise StorageError(f"{self.path}: the disk does not take the run file; check the disk")
        self._raise_error()

    def seal(self, destination: Path | None = None) -> str:
        """Close the file, replace it with its compact, checked, read-only form and return that one's SHA-256.

        With `destination` the sealed file gets that path, and the open form is left for the caller to remove.
        """
        self.close()
        sha256 = seal_file(self.path, destination or self.path, self._bulk.folder)
        if destination is None:
            remove_bulk(self.path)
        return sha256

    def _start(self, event: Event) -> None:
        if not isinstance(event, RunStarted):
            raise StorageError(f"{self.path}: a run's first event is RunStarted, not {type(event).__name__}")
        try:
            self._file = LiveFile(self.path, event.header)
        except StorageError as error:
            self._error, self._reported = error, True
            raise
        self._writer.start()

    def _raise_error(self) -> None:
        if self._error is not None:
            raise self._error

    def _await_writer(self, done: Callable[[], bool]) -> None:
        """Have the writer go on at once and wait for it; holds the lock."""
        self._urgent = True
        self._changed.notify_all()
        if not self._changed.wait_for(lambda: done() or self._error is not None, STALL_LIMIT):
            raise StorageError(f"{self.path}: the disk has not taken the run file for {STALL_LIMIT:g} s; check the disk")

    def _write_loop(self) -> None:
        closing = False
        while not closing:
            with self._changed:
                self._changed.wait_for(lambda: self._urgent or self._closing, FLUSH_INTERVAL)
                batch, self._pending = self._pending, []
                self._pending_size = 0
                self._urgent = False
                closing = self._closing
                # Whoever waits for room has it now, not only when this batch is written.
                self._changed.notify_all()
            try:
                self._write(batch, closing=closing)
            except StorageError as error:
                self._error = error
            except Exception as error:  # noqa: BLE001 - whatever it is, the run has to hear of it
                self._error = StorageError(f"cannot write {self.path}: {type(error).__name__}: {error}")
            with self._changed:
                self._written += len(batch)
                self._changed.notify_all()

    def _write(self, batch: list[Event], *, closing: bool) -> None:
        file = self._file
        if file is None:
            return
        if batch and self._error is None:
            write_events(file, self._bulk, batch)
            file.flush()
        if closing:
            self._bulk.close()
            file.close()


def _size(event: Event) -> int:
    """How much of the queue an event takes up, in rows."""
    if isinstance(event, RowsTaken):
        return 1 + len(event.rows)
    if isinstance(event, DataEvent) and event.data is not None:
        return 1 + memoryview(event.data).nbytes * PENDING_LIMIT // PENDING_BYTES
    return 1


def write_events(file: LiveFile, bulk: BulkWriter, batch: Sequence[Event]) -> None:
    """Write events to an open run file: tables and bulk data first, then rows by table, then all others as lines of JSON.

    So what an event in the file tells of is there before it.
    """
    file.declare(event.layout for event in batch if isinstance(event, TableDeclared))
    rows: dict[str, list[tuple[float | None, ...]]] = {}
    lines = bytearray()
    for event in batch:
        if isinstance(event, DataEvent | ArrayDeclared):
            bulk.write(event)
        if isinstance(event, RowsTaken):
            rows.setdefault(event.table, []).extend(event.rows)
        elif not isinstance(event, Progressed):
            lines += encode_event(event) + b"\n"
    for table, taken in rows.items():
        file.append_rows(table, taken)
    if lines:
        file.append_events(bytes(lines))
