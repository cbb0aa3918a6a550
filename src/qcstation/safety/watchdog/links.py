"""The watchdog's own links: opened when they are first needed, one a resource, for links are exclusive."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from qcstation.model.errors import LinkError, LinkTimeoutError
from qcstation.transports.link import Link, LinkSettings

Opener = Callable[[LinkSettings], Link]


class LateLink:
    """A link that `reconnect` makes for the first time; until then everything else raises LinkError."""

    def __init__(self, settings: LinkSettings, opener: Opener) -> None:
        self._settings = settings
        self._opener = opener
        self._link: Link | None = None
        self._lock = threading.RLock()

    @property
    def settings(self) -> LinkSettings:
        """How the link is opened."""
        return self._settings

    def write(self, command: str) -> None:
        """Send a command."""
        self._opened().write(command)

    def query(self, command: str, *, timeout: float | None = None) -> str:
        """Send a command and return its one-line answer."""
        return self._opened().query(command, timeout=timeout)

    def query_block(self, command: str, *, timeout: float | None = None, length: int = 0) -> bytearray:
        """Send a command and return the payload of the block that answers it."""
        return self._opened().query_block(command, timeout=timeout, length=length)

    def newest_line(self, *, oldest: float = 0.0, timeout: float | None = None) -> str:
        """Return the newest line of an instrument that sends unasked."""
        return self._opened().newest_line(oldest=oldest, timeout=timeout)

    @contextmanager
    def transaction(self, *, timeout: float | None = None) -> Iterator[None]:
        """Hold the lock over several calls; LinkTimeoutError if another thread keeps it."""
        if not self._lock.acquire(timeout=self._settings.timeout if timeout is None else timeout):
            raise LinkTimeoutError("another output keeps the link busy", instrument=self._settings.instrument)
        try:
            yield
        finally:
            self._lock.release()

    def clear(self) -> None:
        """Abort what is pending and drop unread answers."""
        self._opened().clear()

    def reconnect(self) -> None:
        """Make the connection, or make it again."""
        with self._lock:
            if self._link is None:
                self._link = self._opener(self._settings)
            else:
                self._link.reconnect()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            if self._link is not None:
                self._link.close()

    def _opened(self) -> Link:
        with self._lock:
            if self._link is None:
                raise LinkError("not connected yet", instrument=self._settings.instrument)
            return self._link


class LateLinks:
    """One late link a resource."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._links: dict[str, LateLink] = {}

    def to(self, settings: LinkSettings) -> LateLink:
        """Return the link to the instrument that `settings` name."""
        key = settings.resource.casefold()
        if key not in self._links:
            self._links[key] = LateLink(settings, self._opener)
        return self._links[key]

    def close(self) -> None:
        """Close them all."""
        for link in self._links.values():
            link.close()
