"""A held bench's time where a client on the same computer can see it without asking: eight bytes of a mapped file.

An instrument's answer moves the time on, so whoever steps a clock has to look at it after each exchange; a question over the
control connection each time would take longer than all the rest of a simulated run.
"""

import contextlib
import mmap
import os
import struct
import tempfile
from pathlib import Path
from typing import Self

_TIME = struct.Struct("=d")
"""Written and read in one piece: an aligned double."""


class SharedTime:
    """A time in s in a mapped file: the bench's process makes it, clients `open` it."""

    def __init__(self, path: Path, descriptor: int, *, own: bool) -> None:
        self.path = path
        self._own = own
        try:
            self._map = mmap.mmap(descriptor, _TIME.size, access=mmap.ACCESS_WRITE if own else mmap.ACCESS_READ)
        finally:
            os.close(descriptor)

    @classmethod
    def make(cls) -> Self:
        """Make a new one, at 0 s."""
        descriptor, name = tempfile.mkstemp(prefix="qcstation-bench-", suffix=".time")
        os.write(descriptor, _TIME.pack(0.0))
        return cls(Path(name), descriptor, own=True)

    @classmethod
    def open(cls, path: str) -> Self | None:
        """Open that of a bench; None if it is not on this computer."""
        try:
            return cls(Path(path), os.open(path, os.O_RDONLY), own=False)
        except (OSError, ValueError):
            return None

    def write(self, seconds: float) -> None:
        """Show a time."""
        _TIME.pack_into(self._map, 0, seconds)

    def read(self) -> float:
        """Return the time that was shown last."""
        return float(_TIME.unpack_from(self._map, 0)[0])

    def close(self) -> None:
        """Let go of the file; its maker removes it."""
        self._map.close()
        if self._own:
            # Where a client still has it open, some systems keep it.
            with contextlib.suppress(OSError):
                self.path.unlink()
