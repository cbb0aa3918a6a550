"""Photos and files of a run, as its record gives them back."""

import hashlib
from collections.abc import Callable, Mapping

from msgspec import Struct

from qcstation.model.errors import StorageError
from qcstation.model.events import AttachmentAdded


class Attachment(Struct, frozen=True, kw_only=True):
    """A photo or a file: `media_type` as `image/jpeg`, `size` in bytes, `sha256` hexadecimal."""

    name: str
    media_type: str
    caption: str
    size: int
    sha256: str
    fetch: Callable[[], bytes]

    def read(self) -> bytes:
        """Return the content.

        Raises:
            StorageError: the run file has moved or is damaged, or the content was lost in a crash.
        """
        content = self.fetch()
        if hashlib.sha256(content).hexdigest() != self.sha256:
            raise StorageError(f"attachment {self.name!r} is not what was attached ({len(content)} of {self.size} bytes)")
        return content


def attachments_of(
    events: Mapping[str, AttachmentAdded], fetching: Callable[[str], Callable[[], bytes]]
) -> dict[str, Attachment]:
    """Return attachments by name; `fetching` makes of a name what reads its content."""
    return {
        name: Attachment(
            name=name,
            media_type=event.media_type,
            caption=event.caption,
            size=event.size,
            sha256=event.sha256,
            fetch=fetching(name),
        )
        for name, event in events.items()
    }
