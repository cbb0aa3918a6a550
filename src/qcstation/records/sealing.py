"""Seals a run file: repacked with filters that plain HDF5 reads, compared with what was written, renamed, read-only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from qcstation.model.errors import StorageError

from .bulk import Inventory, attachment_file, bulk_folder
from .hdf5 import release_reserve, reserve, write_small_file
from .layout import ARRAYS, ATTACHMENTS, set_attributes
from .packing import check_array, write_array
from .reading import open_run_file, read_events
from .seal_mark import add_seal
from .storage import discard, publish, storing
from .views import write_views

# Every HDF5 since 1.8 (2008) reads it.
_LIBVER = ("earliest", "v110")
_BLOCK_BYTES = 1 << 22
_CHUNK_BYTES = 1 << 16


def seal_file(source: Path, destination: Path, bulk: Path | None = None) -> str:
    """Write the sealed form of the run file `source` to `destination` (which may be `source`) and return its SHA-256.

    `bulk` is the folder of its arrays and attachments, else the one beside it.

    Raises:
        StorageError: it cannot be written, or what was written reads back differently; `source` is then still there.
    """
    folder = bulk or bulk_folder(source)
    beside = destination.with_name(destination.name + ".sealing")
    try:
        with open_run_file(source) as old:
            inventory = Inventory(read_events(old))
            with storing(destination, doing="seal"):
                write_small_file(beside, lambda new: _write_head(old, new), libver=_LIBVER)
                with h5py.File(beside, "r+", libver=_LIBVER) as new:
                    _copy_group(old, new, beside)
                    _write_bulk(new, beside, inventory, folder)
                release_reserve(beside)
            with storing(destination, doing="seal"), h5py.File(beside, "r") as new:
                _compare(old, new, destination)
                _compare_bulk(new, destination, inventory, folder)
        sha256 = add_seal(beside)
        with storing(destination, doing="seal"):
            publish(beside, destination, mode=0o444)
    except BaseException:
        discard(beside)
        raise
    return sha256


def _write_head(old: Any, new: Any) -> None:
    """All but the datasets that grow."""
    _copy_attributes(old, new)
    new.attrs["sealed"] = True
    write_views(new, read_events(old))


def _copy_group(old: Any, new: Any, path: Path) -> None:
    for name, item in old.items():
        if isinstance(item, h5py.Group):
            made: Any = new.create_group(name, track_order=True)
            _copy_group(item, made, path)
        else:
            reserve(new.file, path, item.nbytes + item.nbytes // 8 + 65536)
            made = _copy_dataset(item, new, name)
        _copy_attributes(item, made)


def _write_bulk(new: Any, path: Path, inventory: Inventory, folder: Path) -> None:
    """Write `/arrays` and `/attachments`, from the folder that holds them while a run is open."""
    if inventory.layouts:
        group = new.create_group(ARRAYS, track_order=True)
        for name, array in inventory.arrays(folder).items():
            write_array(group, path, name, array)
    if inventory.attachments:
        group = new.create_group(ATTACHMENTS, track_order=True)
        for name, event in inventory.attachments.items():
            content = _attached(folder, name)
            reserve(new, path, len(content) + 65536)
            dataset = group.create_dataset(name, data=content)
            told = {"media_type": event.media_type, "caption": event.caption, "sha256": event.sha256}
            set_attributes(dataset, told)


def _compare_bulk(new: Any, path: Path, inventory: Inventory, folder: Path) -> None:
    for name, array in inventory.arrays(folder).items():
        check_array(new[ARRAYS], path, name, array)
    for name in inventory.attachments:
        if not np.array_equal(new[ATTACHMENTS][name][()], _attached(folder, name)):
            raise StorageError(f"cannot seal {path}: attachment {name!r} reads back differently; check the disk and the memory")


def _attached(folder: Path, name: str) -> Any:
    """The bytes of an attachment; none if a crash lost them."""
    file = attachment_file(folder, name)
    return np.fromfile(file, dtype=np.uint8) if file.exists() else np.empty(0, dtype=np.uint8)


def _copy_attributes(old: Any, new: Any) -> None:
    for name, value in old.attrs.items():
        new.attrs[name] = value


def _copy_dataset(old: Any, new: Any, name: str) -> Any:
    if old.ndim == 0:
        return new.create_dataset(name, data=old[()], dtype=old.dtype)
    if old.shape[0] == 0:
        return new.create_dataset(name, shape=old.shape, dtype=old.dtype)
    made = new.create_dataset(
        name,
        shape=old.shape,
        dtype=old.dtype,
        chunks=(_rows(old, _CHUNK_BYTES), *old.shape[1:]),
        # Level 1: on noisy waveforms level 4 takes half as long again and gains 3 %.
        compression="gzip",
        compression_opts=1,
        shuffle=True,
        fletcher32=True,
    )
    for part in _blocks(old):
        made[part] = old[part]
    return made


def _compare(old: Any, new: Any, path: Path) -> None:
    for name, item in old.items():
        if isinstance(item, h5py.Group):
            _compare(item, new[name], path)
        elif not _equal(item, new[name]):
            raise StorageError(f"cannot seal {path}: {item.name} reads back differently; check the disk and the memory")


def _equal(old: Any, new: Any) -> bool:
    if old.shape != new.shape or old.dtype != new.dtype:
        return False
    if old.ndim == 0:
        return bool(old[()] == new[()])
    return all(np.array_equal(old[part], new[part], equal_nan=old.dtype.kind == "f") for part in _blocks(old))


def _rows(dataset: Any, size: int) -> int:
    row = dataset.dtype.itemsize * int(np.prod(dataset.shape[1:], dtype=np.int64))
    return int(min(max(size // max(row, 1), 1), dataset.shape[0]))


def _blocks(dataset: Any) -> Iterator[slice]:
    """Slices of whole chunks, a few megabytes each."""
    step = max(_rows(dataset, _CHUNK_BYTES) * max(_BLOCK_BYTES // _CHUNK_BYTES, 1), 1)
    return (slice(start, start + step) for start in range(0, dataset.shape[0], step))
