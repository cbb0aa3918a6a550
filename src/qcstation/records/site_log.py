"""The site log: an append-only file of entries, each chained to the one before by its hash, shared by several processes.

A line is ``{"number": 1, "previous": ..., "sha256": ..., "entry": {...}}``, where `sha256` is that of the previous hash,
a newline and the entry as it stands in the line. Changing, removing or inserting a line breaks the chain at that place.
"""

import errno
import hashlib
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from filelock import FileLock, Timeout
from msgspec import Struct

from qcstation.model.errors import StorageError

from .entries import AnyEntry, Entry, decode_entry, encode_entry
from .storage import last_line, storing, sync_folder, torn_tail

LOCK_TIMEOUT = 10.0
"""Seconds of wall time to wait for another process's append, which takes milliseconds."""

_logger = logging.getLogger(__name__)


class LogPosition(Struct, frozen=True, kw_only=True):
    """A place in the log, after entry `number`: its hash, which stands for the log so far, and the offset in bytes of its end."""

    number: int
    sha256: str
    offset: int


START = LogPosition(number=0, sha256="0" * 64, offset=0)
"""The place before the first entry."""


class LoggedEntry(Struct, frozen=True, kw_only=True):
    """An entry and the place in the log where it ends; entries count from 1."""

    position: LogPosition
    entry: AnyEntry


class _Line(Struct, frozen=True, kw_only=True):
    number: int
    previous: str
    sha256: str
    entry: msgspec.Raw


class SiteLog:
    """The site log at `path`; made with the first entry. `report` is told of a torn line that had to be moved aside.

    Raises:
        StorageError: (from every method) the log cannot be read or written, or is damaged.
    """

    def __init__(self, path: Path, *, report: Callable[[str], None] = _logger.warning) -> None:
        self.path = path
        self._report = report

    def append(self, *entries: Entry) -> LogPosition:
        """Add entries, all or none, and return the end of the log; they are on the disk by then."""
        with self._locked():
            self._repair()
            position = self._end()
            text = bytearray()
            for entry in entries:
                body = encode_entry(entry)
                sha256 = _chained(position.sha256, body)
                line = _Line(number=position.number + 1, previous=position.sha256, sha256=sha256, entry=msgspec.Raw(body))
                encoded = msgspec.json.encode(line) + b"\n"
                position = LogPosition(number=line.number, sha256=sha256, offset=position.offset + len(encoded))
                text += encoded
            self._write(bytes(text))
        return position

    def entries(self, *, after: LogPosition = START) -> Iterator[LoggedEntry]:
        """Yield the entries after a position, checking the chain of hashes; an unfinished last line is not an entry yet."""
        for position, line in self._lines(after):
            try:
                entry = decode_entry(bytes(line.entry))
            except (msgspec.DecodeError, ValueError) as error:
                raise StorageError(
                    f"{self.path}, line {position.number}: not an entry that this version knows ({error}); update qcstation"
                ) from error
            yield LoggedEntry(position=position, entry=entry)

    def verify(self) -> int:
        """Return the number of entries after checking the whole chain.

        Raises:
            StorageError: names the first line that is broken.
        """
        return sum(1 for _ in self._lines(START))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        lock = FileLock(self.path.with_suffix(".lock"), timeout=LOCK_TIMEOUT, fallback_to_soft=False)
        with storing(self.path, doing="lock the site log"):
            try:
                lock.acquire()
            except Timeout:
                raise StorageError(f"{self.path} is locked by another process; look for one that hangs") from None
        try:
            yield
        finally:
            lock.release()

    def _lines(self, after: LogPosition) -> Iterator[tuple[LogPosition, _Line]]:
        decoder = msgspec.json.Decoder(_Line)
        with storing(self.path, doing="read the site log"):
            size = self.path.stat().st_size if self.path.exists() else 0
            if size < after.offset:
                raise StorageError(f"{self.path} is shorter than it was: it was cut or replaced; restore it from a backup")
            if not size:
                return
            with self.path.open("rb") as file:
                file.seek(after.offset)
                position = after
                for text in file:
                    if not text.endswith(b"\n"):
                        return
                    number = position.number + 1
                    try:
                        line = decoder.decode(text)
                    except (msgspec.DecodeError, ValueError) as error:
                        raise self._broken(number, str(error)) from error
                    sha256 = _chained(position.sha256, bytes(line.entry))
                    if (line.number, line.previous, line.sha256) != (number, position.sha256, sha256):
                        raise self._broken(number, "this line or the one before was changed, or lines are missing")
                    position = LogPosition(number=number, sha256=sha256, offset=position.offset + len(text))
                    yield position, line

    def _broken(self, number: int, detail: str) -> StorageError:
        return StorageError(f"{self.path}, line {number}: the log is damaged ({detail}); restore it from a backup")

    def _repair(self) -> None:
        """Move a line that a crash left unfinished aside; the lock is held, so that nobody is still writing it."""
        if not self.path.exists():
            return
        with storing(self.path):
            torn = torn_tail(self.path)
            if not torn:
                return
            aside = self.path.with_suffix(".torn")
            with aside.open("ab") as file:
                file.write(torn + b"\n")
                file.flush()
                os.fsync(file.fileno())
            os.truncate(self.path, self.path.stat().st_size - len(torn))
        self._report(f"{self.path}: the last line was unfinished, {len(torn)} bytes were moved to {aside}")

    def _end(self) -> LogPosition:
        """The place after the last entry, from the last line alone, so that an append costs the same in a long log."""
        if not self.path.exists() or not (size := self.path.stat().st_size):
            return START
        with storing(self.path, doing="read the site log"):
            text = last_line(self.path)
        try:
            line = msgspec.json.decode(text, type=_Line)
        except (msgspec.DecodeError, ValueError) as error:
            raise StorageError(f"{self.path}: the last line is damaged ({error}); restore the log from a backup") from error
        if line.sha256 != _chained(line.previous, bytes(line.entry)):
            raise StorageError(f"{self.path}, line {line.number}: the last line was changed; restore the log from a backup")
        return LogPosition(number=line.number, sha256=line.sha256, offset=size)

    def _write(self, text: bytes) -> None:
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        with storing(self.path):
            new = not self.path.exists()
            descriptor = os.open(self.path, flags, 0o644)
            try:
                size = os.fstat(descriptor).st_size
                try:
                    if os.write(descriptor, text) != len(text):
                        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                    os.fsync(descriptor)
                except OSError:
                    with suppress(OSError):
                        os.ftruncate(descriptor, size)
                    raise
            finally:
                os.close(descriptor)
            if new:
                sync_folder(self.path.parent)


def _chained(previous: str, entry: bytes) -> str:
    return hashlib.sha256(previous.encode() + b"\n" + entry).hexdigest()
