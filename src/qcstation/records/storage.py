"""What every writer of records shares: one-line errors, durable renames, torn ends of line-by-line files."""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from qcstation.model.errors import StorageError

_FULL = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def storing(path: Path, *, doing: str = "write") -> Iterator[None]:
    """Turn what the operating system or HDF5 raises inside into a StorageError that names `path`."""
    try:
        yield
    except (OSError, RuntimeError) as error:
        raise StorageError(explain(error, path, doing=doing)) from error


def explain(error: BaseException, path: Path, *, doing: str = "write") -> str:
    """Return one line: what could not be done with `path`, why, and what to do."""
    number = _error_number(error)
    if number in _FULL:
        return f"cannot {doing} {path}: the disk is full; free some space and try again"
    if number in _REFUSED:
        return f"cannot {doing} {path}: permission denied; make the folder writable, or choose another with --data-dir"
    if number == errno.ENOENT:
        return f"cannot {doing} {path}: no such file or folder"
    return f"cannot {doing} {path}: {' '.join(str(error).split()) or type(error).__name__}; check the disk"


def _error_number(error: BaseException) -> int | None:
    if isinstance(error, OSError) and error.errno:
        return error.errno
    # HDF5 tells the operating system's error number in its text only.
    found = re.search(r"errno = (\d+)", str(error))
    return int(found.group(1)) if found else None


def sync_file(path: Path) -> None:
    """Have the file's content on the disk before going on."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sync_folder(folder: Path) -> None:
    """Have the folder's list of names on the disk before going on; Windows does so by itself."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def publish(written: Path, path: Path, *, mode: int | None = None) -> None:
    """Give a complete file its name: whoever opens `path` finds the old content or the new one, also after a crash."""
    sync_file(written)
    if mode is not None:
        written.chmod(mode)
    written.replace(path)
    sync_folder(path.parent)


def discard(path: Path) -> None:
    """Remove a file that was written beside and is not needed, if it is there."""
    with suppress(OSError):
        path.unlink()


def torn_tail(path: Path) -> bytes:
    """Return what follows the last newline of a file: the part of a line that a crash left."""
    return _end(path, newlines=1).rpartition(b"\n")[2]


def last_line(path: Path) -> bytes:
    """Return the last whole line of a file, without its newline; empty if there is none."""
    return _end(path, newlines=2).rpartition(b"\n")[0].rpartition(b"\n")[2]


def _end(path: Path, *, newlines: int) -> bytes:
    """Return the end of a file, from so far back that it holds `newlines`, or all of it."""
    with path.open("rb") as file:
        position = file.seek(0, os.SEEK_END)
        end = b""
        while position > 0 and end.count(b"\n") < newlines:
            step = min(position, 65536)
            position -= step
            file.seek(position)
            end = file.read(step) + end
        return end
