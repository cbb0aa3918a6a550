"""Reads run files back: finished ones, growing ones, and those that a crash left."""

import errno
import hashlib
import time
from pathlib import Path
from typing import Any

import h5py
import msgspec
import numpy as np

from qcstation.model.errors import StorageError
from qcstation.model.events import AnyEvent, PromptAnswered, TableDeclared, decode_event
from qcstation.model.raw import RawData, RawTable, TableLayout
from qcstation.model.runs import RunHeader

from . import layout
from .record import RunRecord
from .storage import storing


def read_run(path: Path) -> RunRecord:
    """Read a run file; one that is still written gives what has been flushed.

    Raises:
        StorageError: there is no such file, it is not a run file, damaged, truncated or of a newer format.
    """
    with storing(path, doing="read"):
        path.stat()
    with open_run_file(path) as file:
        _check_format(file, path)
        sealed = bool(file.attrs.get("sealed", False))
        try:
            header = msgspec.json.decode(bytes(file[layout.HEADER][()]), type=RunHeader)
            events = read_events(file, sealed=sealed)
            tables = _tables(file, events)
        except (OSError, RuntimeError, KeyError, ValueError, msgspec.DecodeError) as error:
            raise _damaged(path, error) from error
    sha256 = file_sha256(path) if sealed else ""
    raw = RawData(tables, _answers(events))
    return RunRecord(header=header, raw=raw, events=tuple(events), path=path, sealed=sealed, sha256=sha256)


def open_run_file(path: Path) -> Any:
    """Open a run file for reading, finished or not.

    Raises:
        StorageError: HDF5 cannot open it.
    """
    attempts = 20
    for attempt in range(attempts):
        try:
            return h5py.File(path, "r")
        except OSError as plain:
            try:
                # A file that a run has open, or that a killed one left, opens in this mode alone.
                return h5py.File(path, "r", libver="latest", swmr=True)
            except OSError as error:
                # The writer holds HDF5's lock for the moment in which it opens a file.
                if f"errno = {errno.EAGAIN}" not in f"{plain} {error}" or attempt == attempts - 1:
                    raise _damaged(path, plain) from error
        time.sleep(0.01)
    raise AssertionError("unreachable")


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal.

    Raises:
        StorageError: it cannot be read.
    """
    with storing(path, doing="read"), path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _answers(events: list[AnyEvent]) -> dict[str, str]:
    return {event.answer.prompt: event.answer.text for event in events if isinstance(event, PromptAnswered)}


def _check_format(file: Any, path: Path) -> None:
    if file.attrs.get("format") != layout.FORMAT:
        raise StorageError(f"{path} is an HDF5 file, but not a run file of qcstation; import it instead")
    version = int(file.attrs.get("format_version", 0))
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


def _damaged(path: Path, error: BaseException) -> StorageError:
    detail = " ".join(str(error).split())
    return StorageError(
        f"{path} is damaged, truncated or not a run file ({detail}); restore it from a backup, "
        "or if its journal is still there, from that"
    )
