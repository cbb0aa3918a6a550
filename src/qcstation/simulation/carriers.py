"""What carries the bytes of a bench: TCP connections and pseudo-terminals."""

import contextlib
import os
import socket
from collections import deque
from typing import Protocol

from .loop import Loop

_QUICK_ACKNOWLEDGE = getattr(socket, "TCP_QUICKACK", None)
"""Clients that leave Nagle's algorithm on would hold back the second of two commands until the first is acknowledged."""
_MOST_UNSENT = 1 << 28
"""Bytes kept for a client that does not read; what is beyond is lost."""


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
    """A TCP connection. What the other end does not take at once is kept and sent as soon as it does."""

    def __init__(self, connection: socket.socket, loop: Loop) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connection
        self._loop = loop
        self._unsent: deque[memoryview] = deque()
        self._writable: socket.socket | None = None
        """A second descriptor of the connection: the loop watches each descriptor for one thing."""
        self.fileno = connection.fileno

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
        if sum(map(len, self._unsent)) + len(data) <= _MOST_UNSENT:
            self._unsent.append(memoryview(data))
        if self._writable is None:
            self._flush()

    def close(self) -> None:
        """Close the connection."""
        self._unsent.clear()
        self._stop_waiting()
        self._socket.close()

    def _flush(self) -> None:
        """Send what the other end takes now, and wait for the rest."""
        try:
            while self._unsent:
                sent = self._socket.send(self._unsent[0])
                if sent < len(self._unsent[0]):
                    self._unsent[0] = self._unsent[0][sent:]
                else:
                    self._unsent.popleft()
            self._acknowledge_quickly()
        except BlockingIOError:
            if self._writable is None:
                self._writable = self._socket.dup()
                self._loop.watch(self._writable, self._flush, writing=True)
            return
        except OSError:
            self._unsent.clear()
        self._stop_waiting()

    def _stop_waiting(self) -> None:
        if self._writable is not None:
            self._loop.unwatch(self._writable)
            self._writable.close()
            self._writable = None

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
