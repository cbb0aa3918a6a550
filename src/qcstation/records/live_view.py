"""Shows HDF5 a run file that is open for writing as one that is not.

HDF5's own reader for such files (SWMR) is not used: where a checksum does not fit, it tries again a hundred times with doubled
pauses, holding its global lock, so that it never comes back from a damaged file. What a run has flushed is consistent, and the
plain reader tells at once what is not. It refuses files that say that they are open, and trusts what they say of their length,
which is corrected with each flush only. So those two fields are shown as they would be if the file had been closed
(HDF5 File Format Specification 3.0, II.A, superblock version 3).
"""

import io
import os
import struct
from pathlib import Path

_SUPERBLOCK = struct.Struct("<8sBBBBQQQQI")
_SIGNATURE = b"\x89HDF\r\n\x1a\n"
_OPEN = 0x05
"""Flags: open for writing, and for single-writer access."""
_MASK = 0xFFFFFFFF


class LiveView(io.RawIOBase):
    """The bytes of the file at `path`, read-only. `open` says whether the file says that it is open for writing."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self._position = 0
        head = os.read(self._descriptor, _SUPERBLOCK.size)
        self.open = _is_open(head)
        self._head = _closed_superblock(head, os.fstat(self._descriptor).st_size) if self.open else head

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def seekable(self) -> bool:
        """Return that it has places."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position}.get(whence)
        self._position = (os.fstat(self._descriptor).st_size if start is None else start) + offset
        return self._position

    def readinto(self, buffer: "memoryview | bytearray") -> int:  # type: ignore[override]
        """Fill a buffer from here on; returns how many bytes there were."""
        view = memoryview(buffer).cast("B")
        os.lseek(self._descriptor, self._position, os.SEEK_SET)
        content = os.read(self._descriptor, len(view))
        count = len(content)
        view[:count] = content
        if self._position < len(self._head):
            shown = self._head[self._position : self._position + count]
            view[: len(shown)] = shown
        self._position += count
        return count

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if not self.closed:
            os.close(self._descriptor)
        super().close()


def _is_open(head: bytes) -> bool:
    return len(head) == _SUPERBLOCK.size and head[:9] == _SIGNATURE + b"\x03" and bool(head[11] & _OPEN)


def _closed_superblock(head: bytes, size: int) -> bytes:
    """Return the superblock of the file when closed; a damaged one as it is, so that HDF5 refuses it."""
    *fields, checksum = _SUPERBLOCK.unpack(head)
    if checksum != lookup3(head[:-4]):
        return head
    fields[4], fields[7] = 0, size
    closed = _SUPERBLOCK.pack(*fields, 0)[:-4]
    return closed + struct.pack("<I", lookup3(closed))


def lookup3(data: bytes) -> int:
    """Return Bob Jenkins' hash of `data`, HDF5's checksum (burtleburtle.net/bob/c/lookup3.c, `hashlittle`, public domain)."""
    a = b = c = (0xDEADBEEF + len(data)) & _MASK
    rest = data
    while len(rest) > 12:
        x, y, z = struct.unpack_from("<III", rest)
        a, b, c = _mix((a + x) & _MASK, (b + y) & _MASK, (c + z) & _MASK)
        rest = rest[12:]
    if not rest:
        return c
    x, y, z = struct.unpack("<III", rest.ljust(12, b"\0"))
    return _final((a + x) & _MASK, (b + y) & _MASK, (c + z) & _MASK)


def _turned(value: int, bits: int) -> int:
    return ((value << bits) | (value >> (32 - bits))) & _MASK


def _mix(a: int, b: int, c: int) -> tuple[int, int, int]:
    for bits in (4, 6, 8, 16, 19, 4):
        a = ((a - c) & _MASK) ^ _turned(c, bits)
        c = (c + b) & _MASK
        a, b, c = b, c, a
    return a, b, c


def _final(a: int, b: int, c: int) -> int:
    for bits in (14, 11, 25, 16, 4, 14, 24):
        c = ((c ^ b) - _turned(b, bits)) & _MASK
        a, b, c = b, c, a
    return b
