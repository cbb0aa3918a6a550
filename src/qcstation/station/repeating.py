"""Measuring again as an earlier run did: the same component, procedure and settings."""

from collections.abc import Mapping

from msgspec import Struct

from qcstation.model.errors import InputError
from qcstation.model.runs import RunHeader

from .stored import stored_run
from .workspace import Workspace


class Repeat(Struct, frozen=True, kw_only=True):
    """What to ask for; `serial_number` is empty where the procedure needs no component. `settings` are as typed."""

    procedure: str
    serial_number: str
    settings: Mapping[str, object]


def repeat_of(workspace: Workspace, run: str) -> Repeat:
    """Return what an earlier run, named by its UUID or the beginning of it, was asked to do.

    Raises:
        InputError: there is no such run, or it was imported.
        StorageError: its file is missing or damaged.
    """
    header = stored_run(workspace, run).header
    if header.source:
        raise InputError(f"run {header.run[:8]} was imported from a file: choose a procedure and its settings yourself")
    serial_number = header.component.serial_number if header.component else ""
    return Repeat(procedure=header.procedure, serial_number=serial_number, settings=typed_settings(header))


def typed_settings(header: RunHeader) -> dict[str, object]:
    """Return a run's settings as they are typed, quantities with their units and all their digits."""
    units = header.setting_units
    return {name: f"{value!r} {units[name]}" if units.get(name) else value for name, value in header.settings.items()}
