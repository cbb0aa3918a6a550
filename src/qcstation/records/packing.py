"""Arrays of a sealed run file: chunks packed with gzip and shuffle as every HDF5 program reads them, several at a time.

HDF5's own filters pack 60 MB/s of noisy waveforms, one chunk after the other and with its lock held, so that a run that goes on
beside could not write. ISA-L's deflate gives the same size at 500 MB/s a core, without the lock.
"""

import math
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import h5py
import numpy as np
from isal import isal_zlib
from isal.igzip_lib import IsalError

from qcstation.model.errors import StorageError
from qcstation.model.raw import ArrayLayout, RawArray

from .hdf5 import reserve
from .layout import ARRAYS, set_attributes
from .storage import storing

if TYPE_CHECKING:
    from numpy.typing import NDArray

_CHUNK_BYTES = 1 << 18
_CHUNKS_AT_ONCE = 32
_THREADS = 2
_LEVEL = 1


def write_array(file: Any, path: Path, name: str, array: RawArray) -> None:
    """Write an array as dataset `name` of an open HDF5 file, whose path is `path`; its unit and attributes are the dataset's."""
    layout = array.layout
    items = _chunk_items(array)
    # What has no items has no chunks either.
    filters = {"chunks": (items, *layout.shape), "compression": "gzip", "compression_opts": _LEVEL, "shuffle": True}
    packing = filters if len(array) else {}
    dataset = file.create_dataset(name, shape=(len(array), *layout.shape), dtype=layout.dtype, **packing)
    set_attributes(dataset, {"units": layout.unit, **layout.attributes})
    with ThreadPoolExecutor(_THREADS) as threads:
        first = 0
        for shuffled in _batches(array):
            packed = list(threads.map(_pack, shuffled))
            reserve(file.file, path, sum(map(len, packed)) + 65536)
            for chunk in packed:
                dataset.id.write_direct_chunk((first, *(0 for _ in layout.shape)), chunk)
                first += items


class PackedArray:
    """The items of an array in a sealed run file, read as they are asked for.

    Raises:
        StorageError: (from every access) the file cannot be read, or is damaged.
    """

    def __init__(self, path: Path, layout: ArrayLayout) -> None:
        self._path = path
        self._name = f"{ARRAYS}/{layout.name}"
        self.dtype = np.dtype(layout.dtype)
        with storing(path, doing="read"), h5py.File(path, "r") as file:
            dataset = file[self._name]
            self.shape: tuple[int, ...] = dataset.shape
            self._items: int = dataset.chunks[0] if dataset.chunks else 1

    def __getitem__(self, items: slice) -> "NDArray[Any]":
        values = np.empty((items.stop - items.start, *self.shape[1:]), dtype=self.dtype)
        with storing(self._path, doing="read"), h5py.File(self._path, "r") as file, ThreadPoolExecutor(_THREADS) as threads:
            dataset = file[self._name]

            def fill(first: int) -> None:
                place = (first, *(0 for _ in self.shape[1:]))
                chunk = self._unpack(dataset.id.read_direct_chunk(place)[1])
                start, stop = max(first, items.start), min(first + self._items, items.stop)
                values[start - items.start : stop - items.start] = chunk[start - first : stop - first]

            for _ in threads.map(fill, range(items.start - items.start % self._items, items.stop, self._items)):
                pass
        return values

    def _unpack(self, packed: bytes) -> "NDArray[Any]":
        try:
            shuffled = np.frombuffer(isal_zlib.decompress(packed), dtype=np.uint8)
        except IsalError as error:  # type: ignore[misc]  # declared as a variable
            raise StorageError(f"{self._path} is damaged ({error}); restore it from a backup") from error
        numbers = np.ascontiguousarray(shuffled.reshape(self.dtype.itemsize, -1).T).view(self.dtype)
        return numbers.reshape(self._items, *self.shape[1:])


def check_array(file: Any, path: Path, name: str, array: RawArray) -> None:
    """Compare dataset `name` of an open HDF5 file with the array that was written to it.

    Raises:
        StorageError: they differ.
    """
    dataset = file[name]
    items = _chunk_items(array)
    same = dataset.shape == (len(array), *array.layout.shape) and str(dataset.dtype) == array.layout.dtype
    with ThreadPoolExecutor(_THREADS) as threads:
        first = 0
        for shuffled in _batches(array):
            places = [(first + k * items, *(0 for _ in array.layout.shape)) for k in range(len(shuffled))]
            packed = [dataset.id.read_direct_chunk(place)[1] for place in places]
            same = same and all(threads.map(_is_packed, packed, shuffled))
            first += items * len(shuffled)
    if not same:
        raise StorageError(f"cannot seal {path}: {dataset.name} reads back differently; check the disk and the memory")


def _chunk_items(array: RawArray) -> int:
    item = np.dtype(array.layout.dtype).itemsize * math.prod(array.layout.shape)
    return max(1, min(_CHUNK_BYTES // item, len(array)))


def _batches(array: RawArray) -> Iterator[list[Any]]:
    """The chunks of an array, the last one filled up with zeros, a few megabytes at a time."""
    items = _chunk_items(array)
    for block in array.blocks(items * _CHUNKS_AT_ONCE):
        chunks = [block[start : start + items] for start in range(0, len(block), items)]
        missing = items - len(chunks[-1])
        if missing:
            chunks[-1] = np.concatenate([chunks[-1], np.zeros((missing, *block.shape[1:]), dtype=block.dtype)])
        yield chunks


def _shuffled(chunk: Any) -> Any:
    """The first byte of every number, then the second of every number... (HDF5's shuffle filter)."""
    return np.ascontiguousarray(chunk.reshape(-1, 1).view(np.uint8).T)


def _pack(chunk: Any) -> bytes:
    return bytes(isal_zlib.compress(_shuffled(chunk), _LEVEL))


def _is_packed(packed: bytes, chunk: Any) -> bool:
    return bool(isal_zlib.decompress(packed) == _shuffled(chunk).tobytes())
