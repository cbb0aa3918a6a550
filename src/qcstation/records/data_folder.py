"""Where everything is: the layout of a data folder, and who owns which run in it."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from qcstation.model.errors import StorageError

from .storage import storing

ENVIRONMENT = "QCSTATION_DATA"


def default_data_folder(explicit: Path | str | None = None) -> Path:
    """Return the data folder to use: `explicit`, else what the environment variable QCSTATION_DATA says, else the platform's."""
    if explicit:
        return Path(explicit).expanduser()
    if from_environment := os.environ.get(ENVIRONMENT):
        return Path(from_environment).expanduser()
    from platformdirs import user_data_path

    return user_data_path("qcstation", appauthor=False)


class RunLock:
    """Held as long as a process owns an open run; the operating system lets go of it when the process dies.

    Raises:
        StorageError: another process owns the run, or the folder is not writable.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path, timeout=0, thread_local=False, fallback_to_soft=False)
        with storing(path):
            try:
                self._lock.acquire()
            except Timeout:
                raise StorageError(f"run {path.stem} is owned by another process that is still running") from None

    def release(self, *, finished: bool = False) -> None:
        """Let go; `finished` also removes the lock's file."""
        if finished and os.name == "posix":
            self.path.unlink(missing_ok=True)
        self._lock.release()


class DataFolder:
    """The folder `path` with its fixed layout; made when it is not there.

    Raises:
        StorageError: it cannot be made or written to.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path).absolute()
        with storing(self.path, doing="create the data folder"):
            for folder in (self.runs, self.journals):
                folder.mkdir(parents=True, exist_ok=True)
        if not all(os.access(folder, os.W_OK | os.X_OK) for folder in (self.path, self.runs, self.journals)):
            raise StorageError(
                f"the data folder {self.path} is read-only; make it writable, or choose another with --data-dir or {ENVIRONMENT}"
            )

    @property
    def runs(self) -> Path:
        """The folder of run files."""
        return self.path / "runs"

    @property
    def journals(self) -> Path:
        """The folder of the journals of open runs."""
        return self.path / "journals"

    @property
    def site_log(self) -> Path:
        """The site log's file."""
        return self.path / "site-log.jsonl"

    @property
    def database(self) -> Path:
        """The SQLite database's file."""
        return self.path / "qcstation.db"

    def run_file(self, run: str, started: float) -> Path:
        """Return the path of a run's file; its folder, of the month (UTC) it started in, is made."""
        month = datetime.fromtimestamp(started, UTC)
        path = self.runs / f"{month:%Y}" / f"{month:%m}" / f"{run}.h5"
        with storing(path.parent, doing="create the folder"):
            path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def journal(self, run: str) -> Path:
        """Return the path of an open run's journal."""
        return self.journals / f"{run}.jsonl"

    def lock(self, run: str) -> RunLock:
        """Own a run until the lock is released or this process ends.

        Raises:
            StorageError: another process owns it.
        """
        return RunLock(self.journals / f"{run}.lock")

    def relative(self, path: Path) -> str:
        """Return a path inside the folder as records name it: relative, with forward slashes."""
        return path.absolute().relative_to(self.path).as_posix()

    def run_files(self) -> Iterator[Path]:
        """Iterate over all run files, oldest month first."""
        return iter(sorted(self.runs.glob("*/*/*.h5")))
