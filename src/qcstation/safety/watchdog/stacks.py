"""Stacks of all threads for the watchdog: when it asks for them because the process hangs, and when the process crashes."""

import faulthandler
import signal
from pathlib import Path
from typing import IO

_SIGNAL = getattr(signal, "SIGUSR1", None)
_open: list[IO[bytes]] = []


class StackDump:
    """Keeps a file open into which the interpreter writes all stacks when SIGUSR1 comes; nothing where there is no such signal.

    The newest one counts: the signal belongs to the process. Stacks of a crash go there too, unless somebody has asked for them
    elsewhere (``python -X faulthandler``).
    """

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self._file: IO[bytes] | None = None
        self._for_crashes = False
        if _SIGNAL is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("wb", buffering=0)
            _open.append(self._file)
            faulthandler.register(_SIGNAL, self._file, all_threads=True)
            self._for_crashes = not faulthandler.is_enabled()
            if self._for_crashes:
                faulthandler.enable(self._file, all_threads=True)

    def close(self) -> None:
        """Give the signal back; remove the file if nothing was written."""
        if self._file is None or _SIGNAL is None:
            return
        _open.remove(self._file)
        if self._for_crashes:
            faulthandler.disable()
        faulthandler.unregister(_SIGNAL)
        if _open:
            faulthandler.register(_SIGNAL, _open[-1], all_threads=True)
        self._file.close()
        if not self.path.stat().st_size:
            self.path.unlink()
        self._file = None
