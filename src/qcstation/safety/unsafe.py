"""What could not be made safe, kept on disk until a person has confirmed it: one small file an output."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import msgspec
from msgspec import Struct, structs

from qcstation.model.errors import BenchUnsafeError, InputError, StorageError

_SUFFIX = ".unsafe.json"


class UnsafeOutput(Struct, frozen=True, kw_only=True):
    """An output that could not be made safe; `time` is UTC in seconds since 1970. Once confirmed, by whom and what was seen."""

    station: str
    instrument: str
    output: str = ""
    resource: str = ""
    time: float
    why: str
    confirmed_by: str = ""
    confirmed_note: str = ""

    @property
    def label(self) -> str:
        """The output as people call it: ``bias`` or ``bias/2``."""
        return f"{self.instrument}/{self.output}" if self.output else self.instrument


class UnsafeRegister:
    """The markers in `folder`, written by main process and watchdog. A file that cannot be read counts for every station."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def folder(self) -> Path:
        """Where the markers are."""
        return self._folder

    def mark(self, output: UnsafeOutput) -> None:
        """Keep that an output is unsafe; what was kept of the same output is replaced.

        Raises:
            StorageError: the marker cannot be written.
        """
        path = self._path(output.station, output.instrument, output.output)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_atomically(path, msgspec.json.encode(output))
        except OSError as error:
            raise StorageError(
                f"cannot keep that {output.label} of {output.station} is UNSAFE in {path}: {error.strerror or error}; "
                "do not use the bench before its output has been checked by hand"
            ) from error

    def withdraw(self, station: str, instrument: str, output: str = "") -> None:
        """Remove the marker of an output that has been made safe after all; there may be none."""
        self._path(station, instrument, output).unlink(missing_ok=True)

    def has(self, station: str, instrument: str, output: str = "") -> bool:
        """Return whether an output is marked."""
        return self._path(station, instrument, output).exists()

    def listed(self, station: str | None = None) -> tuple[UnsafeOutput, ...]:
        """Return what is marked, oldest first; of one station, or of all."""
        found = [output for _, output in self._read() if station in {None, output.station} or not output.station]
        return tuple(sorted(found, key=lambda output: output.time))

    def check(self, station: str, resources: Iterable[str] = ()) -> None:
        """Refuse a bench with an unsafe output, or with an instrument at one of `resources` that another bench left unsafe.

        Raises:
            BenchUnsafeError: says which outputs, why, and what to do.
        """
        shared = {resource.casefold() for resource in resources}
        unsafe = [
            output
            for _, output in self._read()
            if output.station in {station, ""} or (output.resource and output.resource.casefold() in shared)
        ]
        if not unsafe:
            return
        what = "; ".join(f"{o.label}{_elsewhere(o, station)} since {_utc(o.time)}: {o.why}" for o in unsafe)
        raise BenchUnsafeError(
            f"bench {station!r} is UNSAFE ({what}). Check by hand that the output is off, then confirm it: "
            f'qcstation station confirm "{unsafe[0].station or station}" --by NAME'
        )

    def confirm(self, station: str, by: str, note: str = "") -> tuple[UnsafeOutput, ...]:
        """Remove the markers of a station because a person has seen that its outputs are safe, and return them for the site log.

        `note` is what was seen.

        Raises:
            InputError: nobody is named, or there is nothing to confirm.
            StorageError: a marker cannot be removed.
        """
        if not by.strip():
            raise InputError("who confirms that the bench is safe? Give a name")
        marked = [(path, output) for path, output in self._read() if output.station in {station, ""}]
        if not marked:
            raise InputError(f"bench {station!r} has no unsafe output to confirm{_others(self.listed())}")
        try:
            for path, _ in marked:
                path.unlink(missing_ok=True)
        except OSError as error:
            raise StorageError(f"cannot remove {error.filename}: {error.strerror or error}") from error
        return tuple(structs.replace(output, confirmed_by=by.strip(), confirmed_note=note) for _, output in marked)

    def _read(self) -> list[tuple[Path, UnsafeOutput]]:
        found = []
        for path in sorted(self._folder.glob(f"*{_SUFFIX}")) if self._folder.is_dir() else ():
            try:
                found.append((path, msgspec.json.decode(path.read_bytes(), type=UnsafeOutput)))
            except FileNotFoundError:
                continue
            except (OSError, msgspec.DecodeError) as error:
                time = path.stat().st_mtime if path.exists() else 0.0
                found.append(
                    (path, UnsafeOutput(station="", instrument="unknown", time=time, why=f"{path} cannot be read: {error}"))
                )
        return found

    def _path(self, station: str, instrument: str, output: str) -> Path:
        key = "\0".join((station, instrument, output))
        readable = re.sub(r"[^A-Za-z0-9]+", "-", f"{station}-{instrument}-{output}").strip("-")[:60]
        return self._folder / f"{readable}-{hashlib.sha256(key.encode()).hexdigest()[:8]}{_SUFFIX}"


def write_atomically(path: Path, content: bytes) -> None:
    """Write a file so that it is there whole or not at all, also after a crash. Raises OSError."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _utc(time: float) -> str:
    return datetime.fromtimestamp(time, tz=UTC).strftime("%Y-%m-%d %H:%M UTC")


def _elsewhere(output: UnsafeOutput, station: str) -> str:
    return f" of {output.station!r}" if output.station not in {station, ""} else ""


def _others(outputs: tuple[UnsafeOutput, ...]) -> str:
    stations = sorted({output.station for output in outputs})
    return f"; these have: {', '.join(map(repr, stations))}" if stations else ""
