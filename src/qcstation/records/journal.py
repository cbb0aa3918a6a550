"""The journal: every event of a run as one line of JSON, handed to the operating system before the run goes on.

It is the truth that an interrupted run is recovered from. Each line leaves the process with one unbuffered write, so that a
killed process loses nothing; a thread of its own brings the lines to the disk once a second, and at once at the start, at
prompts, when safing begins and at the end, so that no event ever waits for a slow disk.
"""

import errno
import os
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import msgspec

from qcstation.model.errors import StorageError
from qcstation.model.events import (
    AnyEvent,
    Event,
    OutputUnsafe,
    PromptAsked,
    RunFinished,
    RunStarted,
    SafingStarted,
    VerdictReached,
    decode_event,
    encode_event,
)

from .storage import explain, storing, sync_folder

SYNC_INTERVAL = 1.0
"""Seconds that lines may wait for the disk."""

_AT_ONCE = frozenset({RunStarted, PromptAsked, SafingStarted, OutputUnsafe, VerdictReached, RunFinished})


class Journal:
    """Write a new journal at `path`; call it with each event.

    Raises:
        StorageError: the file exists already, or cannot be created.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
        try:
            with storing(path, doing="create the journal"):
                self._descriptor = os.open(path, flags, 0o644)
                sync_folder(path.parent)
        except StorageError as error:
            if isinstance(error.__cause__, FileExistsError):
                raise StorageError(f"{path} exists already: another run has this journal; recover that one first") from None
            raise
        self._size = 0
        self._closed = False
        self._error: OSError | None = None
        self._lock = threading.RLock()
        self._unsynced = threading.Event()
        self._at_once = threading.Event()
        self._syncer = threading.Thread(target=self._sync_loop, name=f"journal {path.stem}", daemon=True)
        self._syncer.start()

    def __call__(self, event: Event) -> None:
        """Write one event.

        Raises:
            StorageError: it could not be written; the journal still ends with a whole line, and later events are tried again.
        """
        line = encode_event(event) + b"\n"
        with self._lock:
            if self._error is not None:
                error, self._error = self._error, None
                raise StorageError(explain(error, self.path)) from error
            self._write(line)
        if not self._unsynced.is_set():
            self._unsynced.set()
        if type(event) in _AT_ONCE:
            self._at_once.set()

    def _write(self, line: bytes) -> None:
        if self._closed:
            raise StorageError(f"{self.path}: the journal is closed")
        try:
            # A regular file takes a part of a line only if the disk is full.
            if os.write(self._descriptor, line) != len(line):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        except OSError as error:
            with suppress(OSError):
                os.ftruncate(self._descriptor, self._size)
            raise StorageError(explain(error, self.path)) from error
        self._size += len(line)

    def _sync_loop(self) -> None:
        while not self._closed:
            self._unsynced.wait()
            self._at_once.wait(SYNC_INTERVAL)
            self._unsynced.clear()
            self._at_once.clear()
            try:
                os.fsync(self._descriptor)
            except OSError as error:
                self._error = error

    def close(self) -> None:
        """Bring the last lines to the disk and close the file; a second call does nothing.

        Raises:
            StorageError: the disk refused.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
        self._unsynced.set()
        self._at_once.set()
        self._syncer.join()
        with storing(self.path):
            try:
                os.fsync(self._descriptor)
            finally:
                os.close(self._descriptor)
            if self._error is not None:
                raise self._error


def read_journal(path: Path) -> Iterator[AnyEvent]:
    """Yield the events of a journal, also of one that is still written; a torn last line is left out.

    Raises:
        StorageError: the file cannot be read, or a line before the last is damaged; the message names file and line.
    """
    with storing(path, doing="read the journal"), path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                yield decode_event(line)
            except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
                if not line.endswith(b"\n"):
                    return
                raise StorageError(
                    f"{path}, line {number}: damaged ({error}); keep the file and restore it from a backup"
                ) from error
