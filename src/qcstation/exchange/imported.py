"""What an imported file gives: raw data in qcstation's own tables and units, and all that the file says beside them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from qcstation.model.raw import RawData
from qcstation.model.runs import SettingValue

from .text import TextFile


class Content(Struct, frozen=True, kw_only=True, eq=False):
    """What a format's reader makes of a file.

    `procedure` is the id of the procedure whose tables `raw` holds. `settings` are in canonical units, named by
    `setting_units`; `metadata` are the file's other words as they stand. `started` is UTC in seconds since 1970, None where the
    file does not say. `notes` are sentences on whatever was converted, assumed or odd.
    """

    procedure: str
    raw: RawData
    settings: Mapping[str, SettingValue] = {}
    setting_units: Mapping[str, str] = {}
    metadata: Mapping[str, str] = {}
    started: float | None = None
    notes: tuple[str, ...] = ()


class ImportedData(Content, frozen=True, kw_only=True, eq=False):
    """A file's content with where it came from; `modified` is the file's own time (UTC in seconds since 1970)."""

    format: str
    path: Path
    sha256: str
    modified: float


class ImportFormat(Protocol):
    """A file format that can be imported."""

    name: str
    title: str

    def recognises(self, file: TextFile) -> bool:
        """Whether the file looks like this format, even if it is damaged further on."""
        ...

    def read(self, file: TextFile) -> Content:
        """Return the file's content.

        Raises:
            ImportFormatError: the file is damaged or incomplete; the message says where.
        """
        ...
