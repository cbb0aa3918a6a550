"""Photos and files of a run in its report: small pictures inside the page, the originals stay in the run file."""

import base64
import io
import warnings

from msgspec import Struct

from qcstation.model.errors import StorageError
from qcstation.records import RunRecord
from qcstation.records.attachments import Attachment

_LARGEST = 640
"""Pixels of a picture's longer side: sharp on paper at 8 cm, some 60 kB each."""
_QUALITY = 80


class Photo(Struct, frozen=True, kw_only=True):
    """An attachment. `source` is the picture as a data address, empty for other files and where `problem` says why."""

    name: str
    caption: str
    size: str
    sha256: str
    source: str = ""
    problem: str = ""


def photos_of(record: RunRecord) -> tuple[Photo, ...]:
    """Return a run's attachments in the order in which they were added."""
    return tuple(_photo(attachment) for attachment in record.attachments.values())


def _photo(attachment: Attachment) -> Photo:
    source = problem = ""
    try:
        if attachment.media_type.startswith("image/"):
            source, problem = _picture(attachment.read())
    except StorageError as error:
        problem = str(error)
    return Photo(
        name=attachment.name,
        caption=attachment.caption,
        size=_size_text(attachment.size),
        sha256=attachment.sha256,
        source=source,
        problem=problem,
    )


def _picture(content: bytes) -> tuple[str, str]:
    """Return a small JPEG as a data address, or why there is none: no picture, damaged, or too large for the memory."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    bombs = (Image.DecompressionBombError, Image.DecompressionBombWarning)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                image.draft("RGB", (2 * _LARGEST, 2 * _LARGEST))
                upright = ImageOps.exif_transpose(image).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, *bombs) as error:
        reason = "its format is unknown" if isinstance(error, UnidentifiedImageError) else " ".join(str(error).split())
        return "", f"cannot be shown as a picture: {reason}"
    upright.thumbnail((_LARGEST, _LARGEST))
    small = io.BytesIO()
    upright.save(small, "JPEG", quality=_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(small.getvalue()).decode()}", ""


def _size_text(size: int) -> str:
    if size < 1000:
        return f"{size} B"
    return f"{size / 1e3:.3g} kB" if size < 1_000_000 else f"{size / 1e6:.3g} MB"
