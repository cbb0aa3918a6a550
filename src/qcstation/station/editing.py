"""Editing a station file: comments and order stay, what is wrong is named with its line, and the old file is kept beside."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qcstation.instruments.registry import driver
from qcstation.model.errors import InputError, QcStationError, StationError, StorageError
from qcstation.safety.interlocks import Interlock
from qcstation.safety.unsafe import write_atomically

from .config import InstrumentSection, StationFile, StationProblem, line_of, parse_station_file, station_problems

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

NEW_FILE = """# What this bench has, and what guards it. All keys: docs/station-file.md

[station]
name = "bench 1"
site = ""
"""
BACKUP_SUFFIX = ".bak"
INSTRUMENT_KEYS = (
    "driver",
    "resource",
    "serial_number",
    "terminals",
    "ramp",
    "ramp_step",
    "highest_voltage",
    "highest_compliance",
    "timeout",
    "baud_rate",
)
"""The keys that a form offers, the most important first; the others are for who writes the text."""


class StationDocument:
    """A station file while it is edited. Its text is the truth: forms change it key by key, a person as they like.

    Raises:
        StationError: the file cannot be read. What is wrong in it is no reason: that is what it is edited for.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path
        self.text = self._read(path) if path is not None else NEW_FILE
        self._saved = self.text if path is not None else ""

    @property
    def changed(self) -> bool:
        """Whether the text is another than the file's."""
        return self.text != self._saved

    @property
    def readable(self) -> bool:
        """Whether the text is TOML, so that forms can show and change it."""
        return not any(problem.text.startswith("not valid TOML") for problem in station_problems(self.text))

    def problems(self) -> tuple[StationProblem, ...]:
        """Return all that is wrong: keys, quantities, drivers that do not load, interlocks that cannot be evaluated, files."""
        found = station_problems(self.text)
        return found or tuple(self._name_problems(self._parsed()))

    def station(self) -> StationFile:
        """Return the station as the text has it.

        Raises:
            StationError: something is wrong.
        """
        problems = self.problems()
        if problems:
            raise StationError("; ".join(f"line {problem.line}: {problem.text}" for problem in problems))
        return self._parsed()

    def table(self, *place: str) -> dict[str, Any]:
        """Return a table's keys and values, such as those of ``instruments``, ``bias``; empty where there is none."""
        found: Any = self._document().unwrap()
        for step in place:
            found = found.get(step, {}) if isinstance(found, dict) else {}
        return found if isinstance(found, dict) else {}

    def names(self, group: str) -> tuple[str, ...]:
        """Return the names in a group of tables (`instruments`, `interlocks`), in the file's order."""
        return tuple(self.table(group))

    def set(self, place: tuple[str, ...], key: str, value: str | list[str]) -> None:
        """Set a key of a table, which is made if need be; an empty value takes the key away."""
        import tomlkit

        document = self._document()
        table: Any = document
        for step in place:
            if step not in table:
                if not value:
                    return
                table.append(step, tomlkit.table(is_super_table=step != place[-1]))
            table = table[step]
        if not value:
            table.pop(key, None)
        else:
            table[key] = _as_toml(place, key, value)
        self.text = tomlkit.dumps(document)

    def add_instrument(self, name: str, keys: Mapping[str, str]) -> None:
        """Add an instrument.

        Raises:
            InputError: the name is empty, taken, or no name for a role.
        """
        self._check_new("instruments", name)
        for key, value in keys.items():
            self.set(("instruments", name), key, value)

    def add_interlock(self, name: str, require: str) -> None:
        """Add an interlock. Raises as `add_instrument`."""
        self._check_new("interlocks", name)
        self.set(("interlocks", name), "require", require)

    def remove(self, group: str, name: str) -> None:
        """Take an instrument or an interlock out."""
        import tomlkit

        document = self._document()
        table: Any = document.get(group, {})
        if name in table:
            table.remove(name)
            self.text = tomlkit.dumps(document)

    def rename(self, group: str, old: str, new: str) -> None:
        """Give an instrument or an interlock another name; it stays where it is. Raises as `add_instrument`."""
        self._check_new(group, new)
        lines = self.text.splitlines(keepends=True)
        for number, line in enumerate(lines):
            if line.strip().replace(" ", "").replace('"', "").startswith(f"[{group}.{old}]"):
                lines[number] = f"[{group}.{new}]{line[line.index(']') + 1 :]}"
        self.text = "".join(lines)

    def revert(self) -> None:
        """Take what the file has now.

        Raises:
            StationError: it cannot be read.
        """
        self.text = self._saved = self._read(self.path) if self.path is not None else NEW_FILE

    def save(self, path: Path | None = None) -> StationFile:
        """Write the file whole or not at all, the old one beside it with `.bak`; return the station. `path` None: where it was.

        Raises:
            StationError: something in it is wrong, it has no path, or another program changed the file meanwhile.
            StorageError: it cannot be written.
        """
        target = path or self.path
        if target is None:
            raise StationError("the station file has no name yet: say where to save it")
        self.station()
        there = target.read_text(encoding="utf-8") if target.exists() else None
        if path is None and there is not None and there != self._saved:
            raise StationError(f"{target} was changed by another program; save under another name, or revert to what it has now")
        try:
            if there is not None:
                write_atomically(target.with_name(target.name + BACKUP_SUFFIX), there.encode())
            write_atomically(target, self.text.encode())
        except OSError as error:
            raise StorageError(f"cannot save {target}: {error.strerror or error}; choose another folder") from error
        self.path, self._saved = target, self.text
        return self._parsed()

    def _parsed(self) -> StationFile:
        return parse_station_file(self.text, self.path or Path("new station file"))

    def _document(self) -> "TOMLDocument":
        import tomlkit

        try:
            return tomlkit.parse(self.text)
        except tomlkit.exceptions.TOMLKitError as error:
            raise StationError(f"not valid TOML: {error}; mend the text first") from error

    def _name_problems(self, station: StationFile) -> list[StationProblem]:
        found = []
        for name, section in station.instruments.items():
            try:
                driver(section.driver)
            except StationError as error:
                found.append(self._problem(("instruments", name, "driver"), f"instrument {name}: {error}"))
        for name, guard in station.interlocks.items():
            try:
                watched = Interlock(name, guard.require, on_violation=guard.on_violation, max_age=guard.max_age).instruments
            except QcStationError as error:
                found.append(self._problem(("interlocks", name, "require"), f"interlock {name}: {error}"))
                continue
            missing = [instrument for instrument in watched if instrument not in station.instruments]
            if missing:
                text = f"interlock {name} names {missing[0]!r}, which is no instrument of the station"
                found.append(self._problem(("interlocks", name, "require"), text))
        found += [
            self._problem(("procedures", "files"), f"procedure file {file} is not beside the station file")
            for file in station.procedures.files
            if self.path is not None and not station.beside(file).is_file()
        ]
        return found

    def _problem(self, place: tuple[str, ...], text: str) -> StationProblem:
        return StationProblem(line=line_of(place, self.text), text=text)

    def _check_new(self, group: str, name: str) -> None:
        if not name.isidentifier():
            raise InputError(f"{name!r} is no name here: letters, digits and _, such as bias or dew_point")
        if name in self.names(group):
            raise InputError(f"there is {name!r} already")

    @staticmethod
    def _read(path: Path) -> str:
        try:
            return path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise StationError(f"cannot read station file {path}: {getattr(error, 'strerror', None) or error}") from error


def _as_toml(place: tuple[str, ...], key: str, value: str | list[str]) -> str | int | float | bool | list[str]:
    """Return what a person typed as the kind of value that the key takes; what does not fit stays text, and is then refused."""
    if isinstance(value, list) or place[:1] != ("instruments",) or key not in InstrumentSection.model_fields:
        return value
    kinds = getattr(InstrumentSection.model_fields[key].annotation, "__args__", ())
    if bool in kinds and value in {"true", "false"}:
        return value == "true"
    for kind in (int, float):
        if kind in kinds and _is_plain_number(value):
            return int(value) if value.lstrip("+-").isdigit() else float(value)
    return value


def _is_plain_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
