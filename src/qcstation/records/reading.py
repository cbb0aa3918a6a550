"""Reads run files back: finished ones, growing ones, and those that a crash left."""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import h5py
import msgspec
import numpy as np

from qcstation.model.errors import StorageError
from qcstation.model.events import AnyEvent, PromptAnswered, RunStarted, TableDeclared, decode_event
from qcstation.model.raw import RawArray, RawData, RawTable, TableLayout
from qcstation.model.runs import RunHeader

from . import layout
from .attachments import attachments_of
from .bulk import Inventory, attachment_file, bulk_folder
from .live_view import LiveView
from .packing import PackedArray
from .record import RunRecord
from .seal_mark import check_seal
from .storage import storing

_DAMAGE = (OSError, RuntimeError, LookupError, ArithmeticError, TypeError, ValueError, MemoryError)
"""What HDF5, numpy and msgspec raise on reading what cannot be."""
_PAUSE = 0.01
_QUIET = 3
"""Pauses (seconds) in which nobody has written to a file, after which it counts as damaged rather than as being written."""
_PATIENCE = 1.0
"""Seconds after which it counts so even if somebody writes."""


class _UnfinishedError(StorageError):
    """A file that is open for writing could not be read: damaged, or its writer is just at that place."""


def read_run(path: Path) -> RunRecord:
    """Read a run file; one that is still written gives what has been flushed. The items of arrays are read as they are asked for.

    Raises:
        StorageError: there is no such file, it is not a run file, damaged, truncated or of a newer format.
    """
    quiet, patience = 0, time.monotonic() + _PATIENCE
    while True:
        with storing(path, doing="read"):
            before = path.stat()
        found: RunRecord | _UnfinishedError
        try:
            found = _read(path)
        except _UnfinishedError as error:
            found = error
            time.sleep(_PAUSE)
        with storing(path, doing="read"):
            after = path.stat()
        # A file that was sealed meanwhile has taken its arrays with it.
        if isinstance(found, RunRecord) and (found.sealed or after.st_ino == before.st_ino):
            return found
        same = (before.st_ino, before.st_size, before.st_mtime_ns) == (after.st_ino, after.st_size, after.st_mtime_ns)
        quiet = quiet + 1 if same else 0
        if isinstance(found, _UnfinishedError) and (quiet == _QUIET or time.monotonic() > patience):
            raise found


@contextmanager
def open_run_file(path: Path) -> Iterator[Any]:
    """Open a run file for reading, whether its run has finished or not.

    Raises:
        StorageError: HDF5 cannot open it, or what is done inside finds it damaged.
    """
    with storing(path, doing="read"):
        view = LiveView(path)
    with view:
        try:
            with h5py.File(view, "r") as file:
                yield file
        except StorageError:
            raise
        except _DAMAGE as error:
            raise (_UnfinishedError if view.open else StorageError)(_damaged(path, error)) from error


def _read(path: Path) -> RunRecord:
    sha256 = check_seal(path)
    with open_run_file(path) as file:
        _check_format(file, path)
        sealed = bool(file.attrs.get("sealed", False))
        if sealed and not sha256:
            # Or it was sealed just now.
            raise _UnfinishedError(_damaged(path, ValueError("its seal is missing")))
        header = msgspec.json.decode(bytes(file[layout.HEADER][()]), type=RunHeader)
        events = read_events(file, sealed=sealed)
        if events and isinstance(events[0], RunStarted) and events[0].header != header:
            raise ValueError("header and first event differ")
        raw = RawData(_tables(file, events), _answers(events))
        inventory = _inventory(events)
    if sealed:
        raw.arrays = {name: RawArray(array, PackedArray(path, array)) for name, array in inventory.layouts.items()}
        fetching: Callable[[str], bytes] = partial(_packed_attachment, path)
    else:
        raw.arrays = inventory.arrays(bulk_folder(path))
        fetching = partial(_open_attachment, path)
    attachments = attachments_of(inventory.attachments, lambda name: partial(fetching, name))
    return RunRecord(
        header=header, raw=raw, events=tuple(events), path=path, sealed=sealed, sha256=sha256, attachments=attachments
    )


def _inventory(events: list[AnyEvent]) -> Inventory:
    try:
        return Inventory(events)
    except StorageError as error:
        raise ValueError(str(error)) from error


def _packed_attachment(path: Path, name: str) -> bytes:
    with open_run_file(path) as file:
        return bytes(file[layout.ATTACHMENTS][name][()].tobytes())


def _open_attachment(path: Path, name: str) -> bytes:
    file = attachment_file(bulk_folder(path), name)
    with storing(file, doing="read"):
        return file.read_bytes()


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal.

    Raises:
        StorageError: it cannot be read.
    """
    with storing(path, doing="read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _answers(events: list[AnyEvent]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for event in events:
        if isinstance(event, PromptAnswered):
            answers.update(event.answer.entries())
    return answers


def _check_format(file: Any, path: Path) -> None:
    # Numbers only: HDF5 keeps texts of variable length in a heap without a checksum, and may never come back from a damaged one.
    if "format_version" not in file.attrs or layout.HEADER not in file:
        raise StorageError(f"{path} is an HDF5 file, but not a run file of qcstation; import it instead")
    version = int(file.attrs["format_version"])
    if version > layout.FORMAT_VERSION:
        raise StorageError(
            f"{path} has format version {version}, this program reads up to {layout.FORMAT_VERSION}; update qcstation"
        )


def read_events(file: Any, *, sealed: bool = False) -> list[AnyEvent]:
    """Return the log of events of an opened run file."""
    lines = file[layout.EVENTS][()].tobytes().split(b"\n")
    # What follows the last newline is the beginning of a line that is being written.
    complete = lines if sealed else lines[:-1]
    return [decode_event(line) for line in complete if line]


def _tables(file: Any, events: list[AnyEvent]) -> dict[str, RawTable]:
    tables: dict[str, RawTable] = {}
    for event in events:
        if isinstance(event, TableDeclared) and event.layout.name in file[layout.TABLES]:
            tables[event.layout.name] = _table(file[layout.TABLES][event.layout.name], event.layout)
    return tables


def _table(group: Any, table: TableLayout) -> RawTable:
    columns = {name: np.asarray(group[name][()], dtype=np.float64) for name in table.columns}
    # The columns of a file that grows may differ by the rows just written.
    rows = min((len(values) for values in columns.values()), default=0)
    return RawTable(table, {name: values[:rows] for name, values in columns.items()})


def _damaged(path: Path, error: BaseException) -> str:
    detail = " ".join(str(error).split())
    return (
        f"{path} is damaged, truncated or not a run file ({detail}); restore it from a backup, "
        "or if its journal is still there, from that"
    )
