"""What carries the bytes of a bench: TCP connections and pseudo-terminals."""

import contextlib
import os
import socket
from typing import Protocol

_QUICK_ACKNOWLEDGE = getattr(socket, "TCP_QUICKACK", None)
"""Clients that leave Nagle's algorithm on would hold back the second of two commands until the first is acknowledged."""


class Carrier(Protocol):
    """A descriptor that carries bytes both ways."""

    def fileno(self) -> int:
        """Return the descriptor."""
        ...

    def receive(self) -> bytes:
        """Return what has arrived; empty: the other end is gone. Raises BlockingIOError: nothing yet."""
        ...

    def send(self, data: bytes) -> None:
        """Send `data`; drop it if the other end does not read."""
        ...

    def close(self) -> None:
        """Give the descriptor back."""
        ...


class SocketCarrier:
    """A TCP connection."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connection
        self.fileno = connection.fileno
        self.close = connection.close

    def receive(self) -> bytes:
        """Return what has arrived; empty: the other end is gone."""
        try:
            data = self._socket.recv(65_536)
            self._acknowledge_quickly()
        except BlockingIOError:
            raise
        except OSError:
            return b""
        return data

    def send(self, data: bytes) -> None:
        """Send `data`."""
        with contextlib.suppress(OSError):
            self._socket.send(data)
            self._acknowledge_quickly()

    def _acknowledge_quickly(self) -> None:
        if _QUICK_ACKNOWLEDGE is not None:
            self._socket.setsockopt(socket.IPPROTO_TCP, _QUICK_ACKNOWLEDGE, 1)


class TerminalCarrier:
    """Our end of a pseudo-terminal; the other end is an ordinary serial device file."""

    def __init__(self) -> None:
        import tty

        self._ours, self._theirs = os.openpty()
        tty.setraw(self._theirs)
        os.set_blocking(self._ours, False)
        self.path = os.ttyname(self._theirs)

    def fileno(self) -> int:
        """Return the descriptor."""
        return self._ours

    def receive(self) -> bytes:
        """Return what has arrived."""
        return os.read(self._ours, 65_536)

    def send(self, data: bytes) -> None:
        """Send `data`; what nobody reads is lost, as on a serial line."""
        with contextlib.suppress(OSError):
            os.write(self._ours, data)

    def close(self) -> None:
        """Close both ends."""
        os.close(self._ours)
        os.close(self._theirs)
