"""Waveforms as LeCroy oscilloscopes store them (`.trc`): decoded as if the instrument had sent them."""

import hashlib
from pathlib import Path

from qcstation.instruments.teledyne.wavedesc import WaveformFormatError, decode, describe, find_descriptor
from qcstation.model.errors import ImportFormatError
from qcstation.model.frames import frames_to_raw
from qcstation.model.raw import RawData

from .imported import ImportedData

NAME = "lecroy-trc"
TITLE = "LeCroy oscilloscope waveforms (.trc)"
_PROCEDURE = "hgtd.waveforms"
_ARRAY = "waveforms"
_HEAD = 64
_LARGEST = 1 << 30
"""Bytes; larger files are refused: a sequence of 100,000 segments has a fifth of it."""


def recognises_trc(path: Path) -> bool:
    """Whether a file begins as such a waveform does, even if it is damaged further on."""
    try:
        if not path.is_file():
            return False
        with path.open("rb") as stream:
            return b"WAVEDESC" in stream.read(_HEAD)
    except (OSError, ValueError):
        return False


def read_trc(path: Path) -> ImportedData:
    """Return the file's segments as an array of codes with its table of triggers.

    Raises:
        ImportFormatError: the file is unreadable, too large, damaged, or holds no plain samples.
    """
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise ImportFormatError(f"{path}: is larger than {_LARGEST >> 20} MiB; store fewer segments in a file")
        content = path.read_bytes()
        modified = path.stat().st_mtime
    except OSError as error:
        raise ImportFormatError(f"{path}: cannot be read: {error.strerror}; check the name and the rights") from error
    try:
        description = describe(memoryview(content)[find_descriptor(content) :])
        frames = decode(content, _channel(description.wave_source))
    except WaveformFormatError as error:
        raise ImportFormatError(f"{path}: {error}; store it again from the oscilloscope") from error
    array, table = frames_to_raw(_ARRAY, frames)
    return ImportedData(
        procedure=_PROCEDURE,
        raw=RawData({table.layout.name: table}, arrays={array.layout.name: array}),
        metadata={
            "instrument": f"{description.instrument_name} {description.instrument_number}",
            "vertical unit": description.vertical_unit,
            "horizontal unit": description.horizontal_unit,
            "probe attenuation": f"{description.probe_attenuation:g}",
        },
        started=frames.started,
        notes=("the start is the oscilloscope's own clock without a zone, taken as UTC",) if frames.started else (),
        format=NAME,
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        modified=modified,
    )


def _channel(source: int) -> str:
    """Return the channel of the template's WAVE_SOURCE: 0 is the first."""
    return f"C{source + 1}" if source < 8 else ""
