"""Bulk data of an open run: arrays and attachments, in files of their own beside the run file until it is sealed.

A journal line a number would be too slow for them, and a live HDF5 file would have to be copied whenever something is declared
(docs/decisions/0015). Here a block is one write at the end of a file: what has been written survives whatever kills the process.
"""

import hashlib
import math
import os
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qcstation.model.errors import StorageError
from qcstation.model.events import ArrayDeclared, ArrayTaken, AttachmentAdded, Event
from qcstation.model.raw import ARRAY_TYPES, ArrayLayout, RawArray

from .layout import usable_name
from .storage import explain, storing

if TYPE_CHECKING:
    from numpy.typing import NDArray


def bulk_folder(run_file: Path) -> Path:
    """Return the folder of an open run's bulk data."""
    return run_file.with_name(run_file.name + ".bulk")


def remove_bulk(run_file: Path) -> None:
    """Remove a run's bulk data: they are in the sealed file, or the run is taken back."""
    with storing(bulk_folder(run_file), doing="remove"):
        shutil.rmtree(bulk_folder(run_file), ignore_errors=not bulk_folder(run_file).exists())


def array_file(folder: Path, name: str) -> Path:
    """Return the file of an array; by a hash, since not every name of an array can be one of a file."""
    return folder / f"array-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def attachment_file(folder: Path, name: str) -> Path:
    """Return the file of an attachment."""
    return folder / f"attachment-{hashlib.sha256(name.encode()).hexdigest()[:16]}"


class Inventory:
    """What bulk data a run's events tell of: layouts and numbers of items by array, and attachments by name, in order."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.layouts: dict[str, ArrayLayout] = {}
        self.counts: dict[str, int] = {}
        self.attachments: dict[str, AttachmentAdded] = {}
        for event in events:
            self.note(event)

    def note(self, event: Event) -> None:
        """Take note of an event.

        Raises:
            StorageError: it does not fit those before.
        """
        if isinstance(event, ArrayDeclared):
            known = self.layouts.setdefault(event.layout.name, event.layout)
            if known != event.layout:
                raise StorageError(f"array {known.name!r} is declared twice with different layouts")
            if not usable_name(known.name) or known.dtype not in ARRAY_TYPES or min(known.shape, default=1) < 1:
                raise StorageError(f"array {known.name!r}: {known.dtype} of shape {known.shape} cannot be kept under this name")
            self.counts.setdefault(known.name, 0)
        elif isinstance(event, ArrayTaken):
            if event.array not in self.counts or min(event.first, event.count) < 0:
                raise StorageError(f"array {event.array!r}: items {event.first} and {event.count} more, but it was not declared")
            self.counts[event.array] = max(self.counts[event.array], event.first + event.count)
        elif isinstance(event, AttachmentAdded):
            if event.name in self.attachments or not usable_name(event.name):
                raise StorageError(f"attachment {event.name!r}: added twice, or not a usable name")
            self.attachments[event.name] = event

    def arrays(self, folder: Path) -> dict[str, RawArray]:
        """Return the arrays, as many whole items as events and files agree on."""
        return {
            name: RawArray(layout, BlockFile(array_file(folder, name), layout, at_most=self.counts[name]))
            for name, layout in self.layouts.items()
        }


class BlockFile:
    """The items of an array in its file, read as they are asked for; one that is not there has none.

    Raises:
        StorageError: (from every access) the file cannot be read, or is gone.
    """

    def __init__(self, path: Path, layout: ArrayLayout, *, at_most: int) -> None:
        self.path = path
        self.dtype = np.dtype(layout.dtype)
        self._item = math.prod(layout.shape)
        with storing(path, doing="read"):
            size = path.stat().st_size if path.exists() else 0
        self.shape = (min(at_most, size // (self._item * self.dtype.itemsize)), *layout.shape)

    def __getitem__(self, items: slice) -> "NDArray[Any]":
        count = items.stop - items.start
        if count == 0:
            return np.empty((0, *self.shape[1:]), dtype=self.dtype)
        with storing(self.path, doing="read"):
            offset = items.start * self._item * self.dtype.itemsize
            values = np.fromfile(self.path, dtype=self.dtype, count=count * self._item, offset=offset)
        if len(values) != count * self._item:
            raise StorageError(f"{self.path} is shorter than it was; read the run again")
        return values.reshape(count, *self.shape[1:])


class BulkWriter:
    """Writes a run's bulk data. An event without its data (one that was read from a journal) writes nothing.

    Raises:
        StorageError: (from every method) something cannot be written; what was written before is whole.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.inventory = Inventory()
        self._files: dict[str, int] = {}

    def write(self, event: Event) -> None:
        """Write what an event brings."""
        before = dict(self.inventory.counts)
        self.inventory.note(event)
        if isinstance(event, ArrayTaken) and event.data is not None:
            layout = self.inventory.layouts[event.array]
            block = np.ascontiguousarray(event.data, dtype=layout.dtype)
            if (event.first, block.shape) != (before[event.array], (event.count, *layout.shape)):
                raise StorageError(
                    f"array {event.array!r}: a block of shape {block.shape} at {event.first}; "
                    f"expected items of shape {layout.shape}, at {before[event.array]}"
                )
            self._append(event.array, block)
        elif isinstance(event, AttachmentAdded) and event.data is not None:
            path = attachment_file(self.folder, event.name)
            with storing(path):
                self.folder.mkdir(exist_ok=True)
                path.write_bytes(event.data)

    def close(self) -> None:
        """Close the files; a second call does nothing."""
        while self._files:
            os.close(self._files.popitem()[1])

    def _append(self, array: str, block: "NDArray[Any]") -> None:
        path = array_file(self.folder, array)
        with storing(path):
            if array not in self._files:
                self.folder.mkdir(exist_ok=True)
                flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | getattr(os, "O_BINARY", 0)
                self._files[array] = os.open(path, flags, 0o644)
        descriptor = self._files[array]
        size = os.fstat(descriptor).st_size
        rest = block.data.cast("B")
        try:
            while rest:
                rest = rest[os.write(descriptor, rest) :]
        except OSError as error:
            os.ftruncate(descriptor, size)
            raise StorageError(explain(error, path)) from error
