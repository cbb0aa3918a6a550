"""An open run's place in a data folder: its lock, journal and file, and how it gets from open to sealed."""

from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from msgspec import Struct

from qcstation.model.errors import StorageError
from qcstation.model.runs import RunHeader

from .bulk import remove_bulk
from .data_folder import DataFolder
from .entries import RunSealed
from .journal import Journal
from .recorder import RunRecorder
from .site_log import SiteLog
from .storage import storing


class SealedRun(Struct, frozen=True, kw_only=True):
    """A finished run file: `path` relative to the data folder as records name it, `file` where it is, its SHA-256."""

    run: str
    path: str
    file: Path
    sha256: str


class OpenRun:
    """Own a new run: `journal` and `recorder` are to be given every event, then `finish` seals it.

    As a context manager it closes a run that was not finished; its journal stays, and the run is recovered at the next start.

    Raises:
        StorageError: (from every method) the run is owned by another process, or its records cannot be written.
    """

    def __init__(self, folder: DataFolder, header: RunHeader) -> None:
        self.folder = folder
        self.header = header
        self.file = folder.run_file(header.run, header.started)
        self._lock = folder.lock(header.run)
        try:
            self.journal = Journal(folder.journal(header.run))
        except BaseException:
            self._lock.release()
            raise
        self.recorder = RunRecorder(self.file)
        self._open = True

    def finish(self, *, time: float) -> SealedRun:
        """Seal the file, enter that into the site log with `time` (UTC in seconds since 1970), and remove the journal."""
        self.journal.close()
        sha256 = self.recorder.seal()
        sealed = SealedRun(run=self.header.run, path=self.folder.relative(self.file), file=self.file, sha256=sha256)
        log_sealed(SiteLog(self.folder.site_log), sealed, time=time, by=self.header.operator)
        # Only now: until here a crash is mended from the journal.
        self.journal.path.unlink()
        self._lock.release(finished=True)
        self._open = False
        return sealed

    def discard(self) -> None:
        """Take back a run that nothing has been measured in, such as an import that was refused: no trace of it stays."""
        self._open = False
        with suppress(StorageError):
            self.journal.close()
        with suppress(StorageError):
            self.recorder.close()
        with storing(self.file, doing="remove"):
            self.file.unlink(missing_ok=True)
            remove_bulk(self.file)
            self.journal.path.unlink(missing_ok=True)
        self._lock.release(finished=True)

    def close(self) -> None:
        """Let go of a run that is not finished; does nothing for one that is."""
        if not self._open:
            return
        self._open = False
        try:
            self.journal.close()
        finally:
            try:
                self.recorder.close()
            finally:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self.close()
        except StorageError:
            # What went wrong first is what the operator has to hear.
            if error is None:
                raise


def log_sealed(log: SiteLog, sealed: SealedRun, *, time: float, by: str = "") -> None:
    """Enter a sealed run into the site log."""
    log.append(RunSealed(time=time, by=by, run=sealed.run, path=sealed.path, sha256=sealed.sha256))
