"""Settings of procedures kept under a name, a bench's own: what a site always measures with, without typing it again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec
from filelock import FileLock
from msgspec import Struct

from qcstation.model.errors import InputError, StorageError
from qcstation.procedures.procedure import Procedure
from qcstation.safety.unsafe import write_atomically

from .workspace import Workspace

_LONGEST_NAME = 80
_PATIENCE = 5.0
"""Seconds of wall time: nobody keeps the file for longer than a moment."""

_Kept = dict[str, dict[str, dict[str, str | bool]]]


class Preset(Struct, frozen=True, kw_only=True):
    """The settings of a procedure as typed, under a name."""

    procedure: str
    name: str
    settings: Mapping[str, str | bool]

    def problem(self, procedure: type[Procedure]) -> str:
        """Return why the settings do not fit the procedure (any more); empty: they do."""
        try:
            procedure.Settings.parsed(dict(self.settings))
        except InputError as error:
            return str(error)
        return ""


class Presets:
    """The presets of one bench: a JSON file in the data folder, by procedure and name, written whole or not at all.

    Raises:
        StorageError: (from every method) the file cannot be read or written, or is damaged.
    """

    def __init__(self, workspace: Workspace, bench: str) -> None:
        readable = "".join(letter if letter.isalnum() else "-" for letter in bench)
        self.path: Path = workspace.folder.path / "benches" / f"{readable}.presets.json"

    def listed(self, procedure: str = "") -> tuple[Preset, ...]:
        """Return all presets, or those of a procedure, by name."""
        kept = self._read()
        return tuple(
            Preset(procedure=of, name=name, settings=settings)
            for of in sorted(kept)
            if procedure in {"", of}
            for name, settings in sorted(kept[of].items(), key=lambda item: item[0].casefold())
        )

    def named(self, procedure: str, name: str) -> Preset:
        """Return a preset.

        Raises:
            InputError: the procedure has none of this name.
        """
        found = {preset.name: preset for preset in self.listed(procedure)}
        if name not in found:
            known = ", ".join(found) or "none yet"
            raise InputError(f"{procedure} has no preset {name!r} on this bench; it has: {known}")
        return found[name]

    def save(self, procedure: str, name: str, settings: Mapping[str, object]) -> Preset:
        """Keep settings as typed under a name; a preset that has it is replaced.

        Raises:
            InputError: the name is empty or too long.
        """
        name = " ".join(name.split())
        if not 0 < len(name) <= _LONGEST_NAME:
            raise InputError(f"a preset needs a name of at most {_LONGEST_NAME} characters")
        plain = {key: value if isinstance(value, bool) else str(value) for key, value in settings.items()}
        with self._changing() as kept:
            kept.setdefault(procedure, {})[name] = plain
        return Preset(procedure=procedure, name=name, settings=plain)

    def remove(self, procedure: str, name: str) -> None:
        """Forget a preset.

        Raises:
            InputError: the procedure has none of this name.
        """
        self.named(procedure, name)
        with self._changing() as kept:
            kept.get(procedure, {}).pop(name, None)

    def _read(self) -> _Kept:
        try:
            return msgspec.json.decode(self.path.read_bytes(), type=_Kept)
        except FileNotFoundError:
            return {}
        except (OSError, msgspec.DecodeError) as error:
            raise StorageError(f"the presets in {self.path} cannot be read: {error}; mend the file or move it away") from error

    @contextmanager
    def _changing(self) -> Iterator[_Kept]:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(self.path.with_suffix(".lock"), timeout=_PATIENCE):
                kept = self._read()
                yield kept
                write_atomically(self.path, msgspec.json.format(msgspec.json.encode(kept)))
        except OSError as error:
            raise StorageError(f"the presets cannot be kept in {self.path}: {error.strerror or error}") from error
