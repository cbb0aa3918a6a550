"""The layout of a run file, in one place (described for readers in docs/run-file.md)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import h5py
import msgspec
import numpy as np

from qcstation.model.errors import StorageError
from qcstation.model.raw import TableLayout
from qcstation.model.runs import RunHeader

FORMAT = "qcstation run"
FORMAT_VERSION = 1

HEADER = "header"
SETTINGS = "settings"
TABLES = "tables"
EVENTS = "events"
ARRAYS = "arrays"
ATTACHMENTS = "attachments"

CHUNK_ROWS = 1024
"""Rows a chunk while a run is open: 8 kB a column, so that a short table costs little."""
CHUNK_BYTES = 16384

# Superblock 3, which SWMR needs; every HDF5 since 1.10 (2016) reads it.
LIBVER = ("v110", "v110")

_ATTRIBUTE_LIMIT = 4000


def write_header(file: Any, header: RunHeader) -> None:
    """Write what is known when a run starts: root attributes, `/header` (JSON), one dataset a setting, an empty `/events`."""
    component = header.component
    described = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "run": header.run,
        "procedure": header.procedure,
        "procedure_version": header.procedure_version,
        "started": iso_time(header.started),
        "kind": header.kind.value,
        "component": component.serial_number if component else "",
        "component_type": component.type if component else "",
        "stage": component.stage if component else "",
        "operator": header.operator,
        "site": header.site,
        "station": header.station,
        "software": header.software,
    }
    set_attributes(file, described)
    file.create_dataset(HEADER, data=text_scalar(msgspec.json.encode(header)))
    settings = file.create_group(SETTINGS, track_order=True)
    for name, value in header.settings.items():
        if usable_name(name):
            data = text_scalar(value.encode()) if isinstance(value, str) else bounded(value)
            set_attributes(settings.create_dataset(name, data=data), {"units": header.setting_units.get(name, "")})
    file.create_group(TABLES, track_order=True)
    # Bytes, since SWMR cannot hold strings of variable length; bytes never written read as empty lines.
    file.create_dataset(EVENTS, (0,), "u1", maxshape=(None,), chunks=(CHUNK_BYTES,), fillvalue=ord("\n"))


def declare_table(file: Any, layout: TableLayout) -> None:
    """Add an empty table: a group with one dataset a column.

    Raises:
        StorageError: a name cannot be one of HDF5's.
    """
    for name in (layout.name, *layout.columns):
        if not usable_name(name):
            raise StorageError(f"table {layout.name!r}: {name!r} cannot be a name in a run file; use letters, digits and _")
    group = file[TABLES].create_group(layout.name, track_order=True)
    set_attributes(group, layout.attributes)
    for column, unit in layout.columns.items():
        dataset = group.create_dataset(column, (0,), "f8", maxshape=(None,), chunks=(CHUNK_ROWS,), fillvalue=np.nan)
        set_attributes(dataset, {"units": unit})


def usable_name(name: str) -> bool:
    """Whether HDF5 can hold something under this name directly."""
    return bool(name) and name not in (".", "..") and "/" not in name and "\0" not in name and name.isprintable()


def set_attributes(target: Any, values: Mapping[str, Any]) -> None:
    """Set attributes for readers; the JSON in `/header` and `/events` keeps what an attribute cannot hold (NUL, great length)."""
    for name, value in values.items():
        if usable_name(name):
            target.attrs[name] = plain_text(value)[:_ATTRIBUTE_LIMIT] if isinstance(value, str) else bounded(value)


def plain_text(text: str) -> str:
    """Return text without NUL, which HDF5 strings end at."""
    return text.replace("\0", "\ufffd")


def bounded(value: float | bool) -> float | bool:
    """Return a number that HDF5 can hold: whole numbers beyond 64 bits become floats."""
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        return float(value)
    return value


def text_scalar(text: bytes) -> Any:
    """Return a scalar of UTF-8 text with a fixed length."""
    return np.array(text, dtype=h5py.string_dtype("utf-8", max(len(text), 1)))


def iso_time(seconds: float) -> str:
    """Return UTC as people and other programs read it."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
