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

from .entries import AnyEntry, BenchConfirmedSafe, BenchUnsafe, Entry, decode_entry, encode_entry
from .storage import last_line, storing, sync_folder, torn_tail

LOCK_TIMEOUT = 10.0
"""Seconds of wall time to wait for another process's append, which takes milliseconds."""

_START = "0" * 64
_logger = logging.getLogger(__name__)


class LoggedEntry(Struct, frozen=True, kw_only=True):
    """An entry with its place in the log: `number` counts from 1, `sha256` stands for the log up to and with this entry."""

    number: int
    sha256: str
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

    def append(self, *entries: Entry) -> tuple[LoggedEntry, ...]:
        """Add entries, all or none; they are on the disk when this returns."""
        with self._locked():
            self._repair()
            last = self._last_line()
            number, sha256 = (last.number, last.sha256) if last else (0, _START)
            text = bytearray()
            logged = []
            for entry in entries:
                body = encode_entry(entry)
                line = _Line(number=number + 1, previous=sha256, sha256=_chained(sha256, body), entry=msgspec.Raw(body))
                number, sha256 = line.number, line.sha256
                text += msgspec.json.encode(line) + b"\n"
                logged.append(LoggedEntry(number=number, sha256=sha256, entry=decode_entry(body)))
            self._write(bytes(text))
        return tuple(logged)

    def entries(self, *, after: int = 0) -> Iterator[LoggedEntry]:
        """Yield the entries with a number above `after`; an unfinished last line is not one yet."""
        for number, line in self._lines():
            if number > after:
                yield LoggedEntry(number=line.number, sha256=line.sha256, entry=self._entry(number, line))

    def verify(self) -> int:
        """Return the number of entries after checking the whole chain.

        Raises:
            StorageError: names the first line that is broken.
        """
        previous, count = _START, 0
        for number, line in self._lines():
            if (line.number, line.previous, line.sha256) != (number, previous, _chained(previous, bytes(line.entry))):
                raise StorageError(
                    f"{self.path}, line {number}: the chain of hashes is broken, this line or the one before was changed; "
                    "restore the file from a backup"
                )
            previous, count = line.sha256, number
        return count

    def unconfirmed(self, station: str) -> tuple[BenchUnsafe, ...]:
        """Return the station's outputs that could not be made safe and that no person has confirmed since."""
        unsafe: dict[tuple[str, str], BenchUnsafe] = {}
        for number, line in self._lines():
            # Most entries are others: they need no decoding here.
            if b'"Bench' not in bytes(line.entry):
                continue
            entry = self._entry(number, line)
            if isinstance(entry, BenchUnsafe) and entry.station == station:
                unsafe[entry.instrument, entry.resource] = entry
            elif isinstance(entry, BenchConfirmedSafe) and entry.station == station:
                unsafe.pop((entry.instrument, entry.resource), None)
        return tuple(unsafe.values())

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

    def _lines(self) -> Iterator[tuple[int, _Line]]:
        if not self.path.exists():
            return
        decoder = msgspec.json.Decoder(_Line)
        with storing(self.path, doing="read the site log"), self.path.open("rb") as file:
            for number, text in enumerate(file, start=1):
                if not text.endswith(b"\n"):
                    return
                try:
                    yield number, decoder.decode(text)
                except (msgspec.DecodeError, UnicodeDecodeError) as error:
                    raise StorageError(
                        f"{self.path}, line {number}: damaged ({error}); restore the file from a backup"
                    ) from error

    def _entry(self, number: int, line: _Line) -> AnyEntry:
        try:
            return decode_entry(bytes(line.entry))
        except (msgspec.DecodeError, ValueError) as error:
            raise StorageError(
                f"{self.path}, line {number}: not an entry that this version knows ({error}); update qcstation"
            ) from error

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

    def _last_line(self) -> _Line | None:
        if not self.path.exists():
            return None
        with storing(self.path, doing="read the site log"):
            text = last_line(self.path)
        if not text:
            return None
        try:
            line = msgspec.json.decode(text, type=_Line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise StorageError(f"{self.path}: the last line is damaged ({error}); restore the file from a backup") from error
        if line.sha256 != _chained(line.previous, bytes(line.entry)):
            raise StorageError(f"{self.path}: the last line was changed; restore the file from a backup")
        return line

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
