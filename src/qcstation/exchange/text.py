"""Text files as instruments' programs leave them: bounded, decoded, cut into lines, with errors that name the line."""

import hashlib
import math
import re
from pathlib import Path

from msgspec import Struct

from qcstation.model.errors import ImportFormatError

MAX_BYTES = 16 * 2**20
"""Larger files are refused: the curves that we import are a few kilobytes long."""
MAX_LINES = 200_000
MAX_LINE_LENGTH = 20_000
_WRONG_FILE = "no curve is as large, check that it is the right file"

_BINARY_KINDS = {
    b"\x89HDF": "an HDF5 file; qcstation's own run files are opened with `qcstation show`",
    b"PK\x03\x04": "a workbook or archive; save the sheet as CSV first",
    b"\xd0\xcf\x11\xe0": "an old workbook; save the sheet as CSV first",
    b"\x1f\x8b": "a compressed file; unpack it first",
    b"\x89PNG": "a picture",
    b"%PDF": "a PDF document",
}
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_NOT_TAKEN = re.compile(r"[+-]?nan", re.IGNORECASE)
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)


class TextFile(Struct, frozen=True, kw_only=True):
    """A text file's lines without their ends. `closed` says that the last line has its end, so that it cannot have been cut."""

    path: Path
    lines: tuple[str, ...]
    closed: bool
    sha256: str
    modified: float

    def error(self, problem: str, line: int | None = None) -> ImportFormatError:
        """Return an error that names the file and, counted from 1, the line."""
        place = f"{self.path}, line {line}" if line else str(self.path)
        return ImportFormatError(f"{place}: {problem}")

    def require_closed(self) -> None:
        """Refuse a file whose last line has no line end, for formats whose programs end every line.

        Raises:
            ImportFormatError: the last line may have been cut.
        """
        if not self.closed:
            raise self.error("the last line has no line end, so the file may be cut in it; copy it again", len(self.lines))

    def numbered(self, start: int) -> list[tuple[int, str]]:
        """Return the lines from index `start` with their numbers counted from 1, without blank ones at the end."""
        stop = len(self.lines)
        while stop > start and not self.lines[stop - 1].strip():
            stop -= 1
        return [(index + 1, self.lines[index]) for index in range(start, stop)]


def read_text(path: Path) -> TextFile:
    """Read a text file: UTF-8, UTF-16 with its mark, else Latin-1; any line ends.

    Raises:
        ImportFormatError: the file is missing, unreadable, no regular file, empty, too large or not text.
    """
    if path.is_dir():
        raise ImportFormatError(f"{path}: is a folder, expected a file")
    try:
        if path.exists() and not path.is_file():
            raise ImportFormatError(f"{path}: is not a regular file")
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        modified = path.stat().st_mtime
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise ImportFormatError(f"{path}: cannot be read: {reason}; check the name and the rights") from error
    if len(content) > MAX_BYTES:
        raise ImportFormatError(f"{path}: is larger than {MAX_BYTES // 2**20} MiB; {_WRONG_FILE}")
    text = _decoded(path, content)
    if not text.strip():
        raise ImportFormatError(f"{path}: is empty; copy it again from where it was measured")
    if text.count("\n") > MAX_LINES:
        raise ImportFormatError(f"{path}: has more than {MAX_LINES} lines; {_WRONG_FILE}")
    lines = text.split("\n")
    closed = not lines[-1]
    if closed:
        lines.pop()
    longest = max(range(len(lines)), key=lambda index: len(lines[index]))
    if len(lines[longest]) > MAX_LINE_LENGTH:
        raise ImportFormatError(f"{path}, line {longest + 1}: is longer than {MAX_LINE_LENGTH} characters; {_WRONG_FILE}")
    digest = hashlib.sha256(content).hexdigest()
    return TextFile(path=path, lines=tuple(lines), closed=closed, sha256=digest, modified=modified)


def parse_number(text: str, *, decimal: str = ".") -> float | None:
    """Return the number that a cell holds, not-a-number for `nan`, infinity for `inf`, None where it is no number."""
    text = text.strip()
    if decimal != ".":
        if "." in text:
            return None
        text = text.replace(decimal, ".")
    if _NUMBER.fullmatch(text):
        return float(text)
    if _NOT_TAKEN.fullmatch(text):
        return math.nan
    if _INFINITE.fullmatch(text):
        return -math.inf if text.startswith("-") else math.inf
    return None


def shown(text: str, *, length: int = 40) -> str:
    """Return a piece of a file as a message shows it: quoted, on one line, not too long."""
    return repr(text if len(text) <= length else text[: length - 3] + "...")


def _decoded(path: Path, content: bytes) -> str:
    for magic, kind in _BINARY_KINDS.items():
        if content.startswith(magic):
            raise ImportFormatError(f"{path}: is {kind}; expected a text file")
    try:
        text = _decode(content)
    except UnicodeDecodeError as error:
        raise ImportFormatError(f"{path}: is not a text file: {error.reason} at byte {error.start}") from error
    control = re.search(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]", text)
    if control:
        code = ord(control.group())
        raise ImportFormatError(f"{path}: is not a text file: control character {code} at character {control.start()}")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")
