"""Reading a file, or a whole folder of them, of whatever format."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from qcstation.model.errors import ImportFormatError

from .delimited import read_delimited
from .formats import DELIMITED, usable_formats
from .imported import ImportedData, ImportFormat
from .lecroy_trc import NAME as TRC
from .lecroy_trc import read_trc, recognises_trc
from .text import TextFile, read_text

_NEVER_DATA = {".h5", ".hdf5", ".html", ".jpeg", ".jpg", ".pdf", ".png", ".py", ".svg"}
"""Files that lie beside data and are passed over in a folder: pictures, reports, programs, our own run files."""


def read_file(path: str | Path, *, column_map: Mapping[str, str] | None = None, procedure: str | None = None) -> ImportedData:
    """Return what a file holds, in qcstation's tables and units.

    `column_map` says which column is what, from our name to ``heading[:unit]`` or to the column's number counted from 1; with it,
    the file is read as delimited text whatever it looks like. `procedure` is the id of the procedure that the curve is of.

    Raises:
        ImportFormatError: the file is unreadable, damaged, incomplete, of no known format, or of another procedure; one line says
            where, what was expected, what came and what to do.
    """
    path = Path(path)
    if recognises_trc(path):
        return _waveforms(path, procedure)
    file = read_text(path)
    reader = None if column_map else _recognised(file)
    content = reader.read(file) if reader else read_delimited(file, column_map or {}, procedure or "")
    if procedure and content.procedure != procedure:
        raise file.error(f"expected data of {procedure}, found data of {content.procedure}; choose another procedure or file")
    fields = {name: getattr(content, name) for name in content.__struct_fields__}
    return ImportedData(
        **fields, format=reader.name if reader else DELIMITED, path=path, sha256=file.sha256, modified=file.modified
    )


def recognise(path: str | Path) -> str | None:
    """Return the name of the format that a file looks like, None if it needs a column map.

    Raises:
        ImportFormatError: the file cannot be read as text at all.
    """
    if recognises_trc(Path(path)):
        return TRC
    found = _recognised(read_text(Path(path)))
    return found.name if found else None


def read_folder(
    path: str | Path, *, column_map: Mapping[str, str] | None = None, procedure: str | None = None
) -> Iterator[tuple[Path, ImportedData | ImportFormatError]]:
    """Yield each file below a folder, in the order of their names, with its content or with what is wrong with it.

    Hidden files, pictures, reports, programs and run files are passed over.

    Raises:
        ImportFormatError: the folder itself cannot be read.
    """
    top = Path(path)
    try:
        with os.scandir(top):
            pass
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFormatError(f"{top}: the folder cannot be read: {reason}; check the name and the rights") from error
    for folder, inner, names in os.walk(top):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(names):
            file = Path(folder, name)
            if name.startswith(".") or file.suffix.lower() in _NEVER_DATA:
                continue
            try:
                yield file, read_file(file, column_map=column_map, procedure=procedure)
            except ImportFormatError as error:
                yield file, error


def _waveforms(path: Path, procedure: str | None) -> ImportedData:
    data = read_trc(path)
    if procedure and data.procedure != procedure:
        raise ImportFormatError(f"{path}: expected data of {procedure}, found waveforms; choose another procedure or file")
    return data


def _recognised(file: TextFile) -> ImportFormat | None:
    return next((one for one in usable_formats() if one.recognises(file)), None)
