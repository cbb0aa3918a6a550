"""The seal of a finished run file: the SHA-256 of all that is before it, in a line at the file's end.

HDF5 does not look at what follows its content. We look at it first: HDF5 is never given a finished file that is damaged, for it
may crash on one, or never come back.
"""

import hashlib
import re
from pathlib import Path

from qcstation.model.errors import StorageError

from .storage import storing

_SEAL = re.compile(rb"\nqcstation seal sha256 ([0-9a-f]{64})\n")
_LENGTH = 88
_BLOCK = 1 << 20


def add_seal(path: Path) -> str:
    """Write the seal at the end of a file and return the SHA-256 of the whole, hexadecimal."""
    with storing(path, doing="seal"), path.open("r+b") as file:
        digest = hashlib.file_digest(file, "sha256")
        seal = b"\nqcstation seal sha256 " + digest.hexdigest().encode() + b"\n"
        file.write(seal)
        digest.update(seal)
    return digest.hexdigest()


def check_seal(path: Path) -> str:
    """Return the SHA-256 of a sealed file, empty if it has no seal.

    Raises:
        StorageError: the file cannot be read, or is not as it was when it was sealed.
    """
    with storing(path, doing="read"), path.open("rb") as file:
        length = path.stat().st_size - _LENGTH
        file.seek(max(length, 0))
        seal = file.read(_LENGTH)
        found = _SEAL.fullmatch(seal)
        if found is None:
            return ""
        file.seek(0)
        digest = hashlib.sha256()
        while length > 0 and (block := file.read(min(length, _BLOCK))):
            digest.update(block)
            length -= len(block)
    if digest.hexdigest().encode() != found[1]:
        raise StorageError(f"{path} is damaged: it is not as it was when it was sealed; restore it from a backup")
    digest.update(seal)
    return digest.hexdigest()
