"""WebSocket connections (``ws://host:port/path``): one text message is one line. The websockets library does the protocol."""

import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

_CLOSE = 0.2
"""Seconds for which the other end may take leave; what is gone does not keep safing waiting."""


class WebSocketChannel:
    """A WebSocket client. With `greeting`, a connection counts as made when the instrument's first message has come."""

    def __init__(self, uri: str, *, greeting: bool) -> None:
        self._uri = uri
        self._greeting = greeting
        self._connection: ClientConnection | None = None
        self._opened = ExitStack()

    def prepare(self) -> None:
        """Load the library."""
        import websockets.sync.client  # noqa: F401

    def open(self, deadline: float) -> None:
        """Connect, and take the greeting where there is one."""
        from websockets.exceptions import WebSocketException
        from websockets.sync.client import connect

        try:
            connecting = connect(
                self._uri,
                open_timeout=max(deadline - time.monotonic(), 0.001),
                close_timeout=_CLOSE,
                ping_interval=None,
                compression=None,
                proxy=None,
            )
            self._connection = self._opened.enter_context(connecting)
        except WebSocketException as error:
            raise ConnectionError(f"no WebSocket there: {error}") from error
        if self._greeting:
            try:
                self.read_line(deadline)
            except OSError:
                # Half a connection would keep the next one out of an instrument that serves one client at a time.
                self.close()
                raise

    def close(self) -> None:
        """Close the connection."""
        self._connection = None
        with suppress(Exception):
            self._opened.close()

    def send(self, data: bytes, deadline: float) -> None:  # noqa: ARG002 (commands are short)
        """Send `data` as one text message."""
        from websockets.exceptions import ConnectionClosed

        try:
            self._connected().send(data.decode("latin-1"))
        except ConnectionClosed as error:
            raise ConnectionAbortedError(f"the instrument closed the connection ({error})") from error

    def read_line(self, deadline: float) -> bytes:
        """Return the next message."""
        from websockets.exceptions import ConnectionClosed

        try:
            message = self._connected().recv(timeout=max(deadline - time.monotonic(), 0.0))
        except TimeoutError:
            raise TimeoutError("no answer in time") from None
        except ConnectionClosed as error:
            raise ConnectionAbortedError(f"the instrument closed the connection ({error})") from error
        return message if isinstance(message, bytes) else message.encode("latin-1", errors="replace")

    def read_block(self, timeout: float) -> bytearray:  # noqa: ARG002 (refused)
        """Messages carry text here, no blocks."""
        _refuse("blocks")

    def newest_line(self, oldest: float, deadline: float) -> bytes:  # noqa: ARG002 (refused)
        """Instruments with this connection answer; none of them streams."""
        _refuse("lines sent unasked")

    def discard(self) -> int:
        """Drop what came unasked, without waiting; return how many bytes."""
        dropped = 0
        while True:
            try:
                dropped += len(self.read_line(0.0))
            except TimeoutError:
                return dropped

    def clear(self, deadline: float) -> None:  # noqa: ARG002 (nothing to wait for)
        """Drop unread answers; there is no device clear."""
        self.discard()

    def resynchronise(self, deadline: float) -> str:
        """Connect anew: a late answer then has nowhere to go."""
        self.close()
        self.open(deadline)
        return "connected anew"

    def partial_answer(self) -> bytes:
        """Messages come whole."""
        return b""

    def _connected(self) -> "ClientConnection":
        if self._connection is None:
            raise ConnectionAbortedError("the connection is closed")
        return self._connection


def _refuse(what: str) -> NoReturn:
    raise ConnectionError(f"a WebSocket link does not read {what}")
