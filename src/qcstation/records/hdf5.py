"""How run files are written so that HDF5 never meets a full disk.

HDF5 does not survive a write that fails: the process crashes when the file is closed or the program ends. So space is set aside
before HDF5 writes (docs/decisions/0011).
"""

import errno
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import h5py

_UNSUPPORTED = {errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL}


def reserve(file: Any, path: Path, size: int) -> None:
    """Have the disk set aside `size` bytes beyond what an open HDF5 file occupies: writing there cannot fail for want of space.

    Raises:
        OSError: there is no such space.
    """
    if hasattr(os, "posix_fallocate"):
        try:
            os.posix_fallocate(file.id.get_vfd_handle(), file.id.get_filesize(), size)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
        else:
            return
    if shutil.disk_usage(path.parent).free < 2 * size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def write_small_file(path: Path, fill: Callable[[Any], None], *, libver: tuple[str, str]) -> None:
    """Write a new HDF5 file that `fill` fills; it is made in memory and written by us, so that a full disk is an OSError."""
    with h5py.File(str(path), "w", driver="core", backing_store=False, libver=libver) as file:
        fill(file)
        file.flush()
        image = file.id.get_file_image()
    path.write_bytes(image)


def open_swmr(path: Path) -> Any:
    """Open for writing in SWMR mode at once: opened first and switched later, a kill between leaves a file that does not open."""
    access = h5py.h5p.create(h5py.h5p.FILE_ACCESS)
    access.set_libver_bounds(h5py.h5f.LIBVER_V110, h5py.h5f.LIBVER_V110)
    return h5py.File(h5py.h5f.open(os.fsencode(path), h5py.h5f.ACC_RDWR | h5py.h5f.ACC_SWMR_WRITE, access))


def release_reserve(path: Path) -> None:
    """Cut what was reserved and not used from the end of a closed HDF5 file."""
    # HDF5 does it by itself when it closes a file that it has opened longer than it needs to be.
    h5py.File(path, "r+").close()


def extended_size(datasets: Sequence[Any], items: int) -> int:
    """Return how many bytes appending `items` to each of these chunked datasets needs at most, its indices included."""
    raw: int = sum((items // dataset.chunks[0] + 2) * dataset.chunks[0] * dataset.dtype.itemsize for dataset in datasets)
    return raw + raw // 16 + 16384 * (len(datasets) + 4)
