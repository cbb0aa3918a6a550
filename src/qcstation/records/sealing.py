"""Seals a run file: repacked with filters that plain HDF5 reads, compared with what was written, renamed, read-only."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from qcstation.model.errors import StorageError

from .hdf5 import release_reserve, reserve, write_small_file
from .reading import file_sha256, open_run_file, read_events
from .storage import discard, publish, storing
from .views import write_views

# Every HDF5 since 1.8 (2008) reads it.
_LIBVER = ("earliest", "v110")
_BLOCK_BYTES = 1 << 22
_CHUNK_BYTES = 1 << 16


def seal_file(source: Path, destination: Path) -> str:
    """Write the sealed form of the run file `source` to `destination` (which may be `source`) and return its SHA-256.

    Raises:
        StorageError: it cannot be written, or what was written reads back differently; `source` is then still there.
    """
    beside = destination.with_name(destination.name + ".sealing")
    try:
        with open_run_file(source) as old:
            with storing(destination, doing="seal"):
                write_small_file(beside, lambda new: _write_head(old, new), libver=_LIBVER)
                with h5py.File(beside, "r+", libver=_LIBVER) as new:
                    _copy_group(old, new, beside)
                release_reserve(beside)
            with storing(destination, doing="seal"), h5py.File(beside, "r") as new:
                _compare(old, new, destination)
        sha256 = file_sha256(beside)
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
