"""Plain TCP sockets (``TCPIP::host::port::SOCKET``), without pyvisa: quick for blocks, and a closed peer is noticed at once."""

import select
import socket
import time
from collections.abc import Callable

from .channel import StreamChannel

_RECEIVE_SIZE = 1 << 16
_SILENCE = 0.1
"""Seconds without a byte after which a network's serial server is taken to have passed all on that was late."""
_HUNG_UP = "the instrument closed the connection"
_SILENT = "no answer in time"
_CLOSED = "the connection is closed"


class SocketChannel(StreamChannel):
    """A TCP connection. The socket never blocks: waiting is done with a deadline."""

    def __init__(self, host: str, port: int, read_termination: str) -> None:
        super().__init__(read_termination)
        self._address = (host, port)
        self._socket: socket.socket | None = None
        self._readable: Callable[[float], object] = _closed

    def open(self, deadline: float) -> None:
        """Connect."""
        self._forget()
        connected = socket.create_connection(self._address, timeout=max(deadline - time.monotonic(), 0.001))
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.setblocking(False)
        self._readable = _readiness(connected)
        self._socket = connected

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            self._readable = _closed

    def send(self, data: bytes, deadline: float) -> None:
        """Send all of `data`."""
        connected = self._connected()
        while True:
            try:
                sent = connected.send(data)
            except BlockingIOError:
                if not _readiness(connected, writing=True)(_milliseconds(deadline)):
                    raise TimeoutError("the instrument took no more bytes") from None
                continue
            if sent == len(data):
                return
            data = data[sent:]

    def discard(self) -> int:
        """Drop what came unasked, without waiting; return how many bytes."""
        return super().discard() if self._unread or self._readable(0) else 0

    def clear(self, deadline: float) -> None:  # noqa: ARG002 (nothing to wait for)
        """Drop unread answers; a plain socket has no device clear."""
        self.discard()

    def resynchronise(self, deadline: float) -> str:
        """Connect anew: a late answer then has nowhere to go, unless a serial line lies behind the socket: wait for it."""
        self.close()
        self.open(deadline)
        return f"connected anew, {self._drain_until_silent(_SILENCE, deadline)} late bytes dropped"

    def _receive(self, deadline: float) -> bytes:
        connected = self._connected()
        # An answer is never there yet: waiting first saves an attempt that fails.
        if not self._readable(_milliseconds(deadline)):
            raise TimeoutError(_SILENT)
        try:
            data = connected.recv(_RECEIVE_SIZE)
        except BlockingIOError:
            return self._receive(deadline)
        if not data:
            raise ConnectionAbortedError(_HUNG_UP)
        return data

    def _receive_into(self, view: memoryview, deadline: float) -> int:
        connected = self._connected()
        while True:
            try:
                count = connected.recv_into(view)
            except BlockingIOError:
                if not self._readable(_milliseconds(deadline)):
                    raise TimeoutError(_SILENT) from None
                continue
            if not count:
                raise ConnectionAbortedError(_HUNG_UP)
            return count

    def _receive_available(self) -> None:
        while self._readable(0):
            data = self._connected().recv(_RECEIVE_SIZE)
            if not data:
                raise ConnectionAbortedError(_HUNG_UP)
            self._unread += data

    def _connected(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionAbortedError(_CLOSED)
        return self._socket


def _closed(_wait: float) -> object:
    raise ConnectionAbortedError(_CLOSED)


def _milliseconds(deadline: float) -> float:
    return max(1000 * (deadline - time.monotonic()), 0.0)


def _readiness(connected: socket.socket, *, writing: bool = False) -> Callable[[float], object]:
    """Return a function that waits at most so many ms for a socket and says whether it is ready; Windows has no poll."""
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(connected, select.POLLOUT if writing else select.POLLIN)
        return poll.poll
    wanted = [connected]
    return lambda wait: any(select.select([] if writing else wanted, wanted if writing else [], wanted, wait / 1000))
