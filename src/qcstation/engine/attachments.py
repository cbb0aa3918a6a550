"""Photos and files that belong to a run."""

import hashlib
from collections.abc import Container

from qcstation.model.errors import InputError
from qcstation.model.events import AttachmentAdded

LIMIT = 64_000_000
"""Bytes of one attachment: a photo has a tenth of it. What is larger is data, and belongs in an array."""


def attachment(name: str, data: bytes, *, media_type: str, caption: str, known: Container[str], time: float) -> AttachmentAdded:
    """Return the event that adds an attachment; `known` are the names that the run has.

    Raises:
        InputError: it is too large, or the name is empty, too long, has a character of paths in it, or is known.
    """
    if len(data) > LIMIT:
        raise InputError(
            f"attachment {name!r}: {len(data) / 1e6:.1f} MB, at most {LIMIT / 1e6:.0f} MB can be attached; make it smaller"
        )
    if not 0 < len(name) <= 200 or name in (".", "..") or not name.isprintable() or set(name) & set("/\\"):
        raise InputError(f"attachment {name[:200]!r}: not a usable name; give it one like 'pad 7.jpg'")
    if name in known:
        raise InputError(f"the run has an attachment {name!r} already; choose another name")
    content = bytes(data)
    return AttachmentAdded(
        time=time,
        name=name,
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        caption=caption,
        data=content,
    )
