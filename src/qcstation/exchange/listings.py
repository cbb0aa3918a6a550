"""Lists of answers (runs, components, yields, values) as CSV for spreadsheets and as JSON for scripts."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import IO, Any, get_args, get_type_hints

import msgspec
from msgspec import Struct
from msgspec.structs import fields

from qcstation.model.errors import InputError, StorageError

_TIMES = {"started", "ended", "began", "last_run", "time"}
"""Fields that hold seconds since 1970: in CSV they are ISO 8601, which spreadsheets read as times."""

FORMATS = (".csv", ".json")
"""The file names' endings that `write_listing` knows."""


def columns_of(kind: type[Struct]) -> tuple[str, ...]:
    """Return the columns that answers of this kind have in CSV; those of an answer inside it carry its name before theirs."""
    hints = get_type_hints(kind)
    columns: list[str] = []
    for field in fields(kind):
        inner = _struct_in(hints[field.name])
        columns += [f"{field.name}_{column}" for column in columns_of(inner)] if inner else [field.name]
    return tuple(columns)


def write_csv(stream: IO[str], kind: type[Struct], rows: Iterable[Struct]) -> int:
    """Write a heading and one line an answer; return how many answers there were."""
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns_of(kind))
    count = 0
    for row in rows:
        writer.writerow(_cells(row))
        count += 1
    return count


def write_json(stream: IO[str], rows: Iterable[Struct]) -> int:
    """Write one JSON array, an answer a line; return how many answers there were."""
    count = 0
    for row in rows:
        stream.write(f"{',' if count else '['}\n{msgspec.json.encode(row).decode()}")
        count += 1
    stream.write("\n]\n" if count else "[]\n")
    return count


def write_listing(path: Path, kind: type[Struct], rows: Iterable[Struct]) -> int:
    """Write answers to a file, CSV or JSON as its name ends; one that is there is replaced when all is written, or not at all.

    Raises:
        InputError: the name ends otherwise.
        StorageError: the file cannot be written.
    """
    if path.suffix.lower() not in FORMATS:
        raise InputError(f"{path.name}: expected a name that ends in {' or '.join(FORMATS)}")
    json = path.suffix.lower() == ".json"
    try:
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", newline="", dir=path.parent, suffix=f"{path.suffix}~", delete=False
        ) as stream:
            unfinished = Path(stream.name)
            try:
                count = write_json(stream, rows) if json else write_csv(stream, kind, rows)
            except BaseException:
                unfinished.unlink()
                raise
        # Temporary files are private; an export is as open as any other new file.
        unfinished.chmod(0o644)
        unfinished.replace(path)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}; check the folder's space and rights") from error
    return count


def _struct_in(hint: Any) -> type[Struct] | None:
    return next((kind for kind in (hint, *get_args(hint)) if isinstance(kind, type) and issubclass(kind, Struct)), None)


def _cells(row: Struct) -> Iterator[str]:
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, Struct):
            yield from _cells(value)
        else:
            yield _cell(field.name, value)


def _cell(name: str, value: object) -> str:
    if value is None:
        return ""
    if name in _TIMES and isinstance(value, float):
        return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}={each}" for key, each in value.items())
    return str(value)
