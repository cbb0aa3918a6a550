"""Several instruments on one connection: the channels of a supply, the boards of a daisy chain."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from msgspec.structs import replace

from qcstation.model.errors import LinkError, StationError

from .link import Link, LinkSettings

Opener = Callable[[LinkSettings], Link]


class SharedLinks:
    """Opens one connection a resource, whoever asks for it; the last of its users closes it.

    A user sees a link of its own, whose errors carry its name. The connection's lock keeps exchanges apart.
    """

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self._open: dict[str, tuple[Link, list[SharedLink]]] = {}
        self._lock = Lock()

    def open(self, settings: LinkSettings) -> Link:
        """Return the link to the resource that `settings` name, connected.

        Raises:
            LinkError: the connection cannot be made.
            StationError: another instrument has the resource open with other settings.
        """
        key = settings.resource.casefold()
        with self._lock:
            if key not in self._open:
                self._open[key] = (self._opener(settings), [])
            link, users = self._open[key]
            _check_agreement(settings, link.settings)
            user = SharedLink(settings, link, self._returned, self._left)
            users.append(user)
            return user

    def _returned(self, user: "SharedLink", own: Link) -> Link:
        """Count a user that had left again; return the connection, which is its `own` old one unless others have a newer one."""
        key = user.settings.resource.casefold()
        with self._lock:
            link, users = self._open.setdefault(key, (own, []))
            _check_agreement(user.settings, link.settings)
            users.append(user)
            return link

    def _left(self, user: "SharedLink") -> None:
        key = user.settings.resource.casefold()
        with self._lock:
            link, users = self._open.get(key, (None, []))
            if link is None or user not in users:
                return
            users.remove(user)
            if not users:
                del self._open[key]
                link.close()


def _check_agreement(settings: LinkSettings, others: LinkSettings) -> None:
    if replace(others, instrument="", timeout=1.0) != replace(settings, instrument="", timeout=1.0):
        both = f"{settings.instrument} and {others.instrument}"
        raise StationError(f"{both} share {settings.resource}, but not how the link is set up")


class SharedLink:
    """One user's view of a connection that others use too; see `Link`."""

    def __init__(
        self,
        settings: LinkSettings,
        link: Link,
        returned: Callable[["SharedLink", Link], Link],
        left: Callable[["SharedLink"], None],
    ) -> None:
        self._settings = settings
        self._link = link
        self._returned = returned
        self._left = left
        self._closed = False

    @property
    def settings(self) -> LinkSettings:
        """How the link was opened."""
        return self._settings

    def write(self, command: str) -> None:
        """Send a command."""
        with self._own_errors():
            self._link.write(command)

    def query(self, command: str, *, timeout: float | None = None) -> str:
        """Send a command and return its one-line answer."""
        with self._own_errors():
            return self._link.query(command, timeout=timeout)

    def query_block(self, command: str, *, timeout: float | None = None, length: int = 0) -> bytearray:
        """Send a command and return the payload of the block that answers it, or of several up to `length` bytes."""
        with self._own_errors():
            return self._link.query_block(command, timeout=timeout, length=length)

    def newest_line(self, *, oldest: float = 0.0, timeout: float | None = None) -> str:
        """Return the newest line of an instrument that sends unasked."""
        with self._own_errors():
            return self._link.newest_line(oldest=oldest, timeout=timeout)

    @contextmanager
    def transaction(self, *, timeout: float | None = None) -> Iterator[None]:
        """Hold the connection's lock over several calls."""
        with self._own_errors(), self._link.transaction(timeout=timeout):
            yield

    def clear(self) -> None:
        """Abort what is pending and drop unread answers; nobody else's exchange is under way while this has the lock."""
        with self._own_errors():
            self._link.clear()

    def reconnect(self) -> None:
        """Make the connection again, for all of its users; one that has left it is a user again.

        Raises:
            LinkError: it cannot be made.
            StationError: another instrument has the resource open with other settings meanwhile.
        """
        if self._closed:
            self._link = self._returned(self, self._link)
            self._closed = False
        with self._own_errors():
            self._link.reconnect()

    def close(self) -> None:
        """Leave the connection; the last user closes it."""
        self._closed = True
        self._left(self)

    @contextmanager
    def _own_errors(self) -> Iterator[None]:
        try:
            yield
        except LinkError as error:
            if error.instrument == self._settings.instrument:
                raise
            name = self._settings.instrument
            raise type(error)(error.problem, instrument=name, command=error.command, answer=error.answer) from error
