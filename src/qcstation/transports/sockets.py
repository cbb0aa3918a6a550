"""Plain TCP sockets (``TCPIP::host::port::SOCKET``), without pyvisa: quick for blocks, and a closed peer is noticed at once."""

import select
import socket
import time

from .channel import StreamChannel

_RECEIVE_SIZE = 1 << 16


class SocketChannel(StreamChannel):
    """A TCP connection. The socket never blocks: waiting is done with a deadline."""

    def __init__(self, host: str, port: int, read_termination: str) -> None:
        super().__init__(read_termination)
        self._address = (host, port)
        self._socket: socket.socket | None = None

    def open(self, deadline: float) -> None:
        """Connect."""
        self._forget()
        connected = socket.create_connection(self._address, timeout=max(deadline - time.monotonic(), 0.001))
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connected.setblocking(False)
        self._socket = connected

    def close(self) -> None:
        """Close the connection."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def send(self, data: bytes, deadline: float) -> None:
        """Send all of `data`."""
        connected = self._connected()
        rest = memoryview(data)
        while True:
            try:
                rest = rest[connected.send(rest) :]
            except BlockingIOError:
                _wait(connected, deadline, writing=True)
            if not rest:
                return

    def clear(self, deadline: float) -> None:  # noqa: ARG002 (nothing to wait for)
        """Drop unread answers; a plain socket has no device clear."""
        self.discard()

    def resynchronise(self, deadline: float) -> str:
        """Connect anew: a late answer to an earlier command has then nowhere to go."""
        self.close()
        self.open(deadline)
        return "connected anew"

    def _receive(self, deadline: float) -> bytes:
        connected = self._connected()
        while True:
            try:
                data = connected.recv(_RECEIVE_SIZE)
            except BlockingIOError:
                _wait(connected, deadline)
                continue
            if not data:
                raise ConnectionAbortedError("the instrument closed the connection")
            return data

    def _receive_into(self, view: memoryview, deadline: float) -> int:
        connected = self._connected()
        while True:
            try:
                count = connected.recv_into(view)
            except BlockingIOError:
                _wait(connected, deadline)
                continue
            if not count:
                raise ConnectionAbortedError("the instrument closed the connection")
            return count

    def _receive_available(self) -> None:
        connected = self._connected()
        try:
            while data := connected.recv(_RECEIVE_SIZE):
                self._unread += data
        except BlockingIOError:
            return
        raise ConnectionAbortedError("the instrument closed the connection")

    def _connected(self) -> socket.socket:
        if self._socket is None:
            raise ConnectionAbortedError("the connection is closed")
        return self._socket


def _wait(connected: socket.socket, deadline: float, *, writing: bool = False) -> None:
    seconds = max(deadline - time.monotonic(), 0.0)
    if hasattr(select, "poll"):
        poll = select.poll()
        poll.register(connected, select.POLLOUT if writing else select.POLLIN)
        ready: object = poll.poll(seconds * 1000)
    else:
        wanted = [connected]
        ready = any(select.select([] if writing else wanted, wanted if writing else [], wanted, seconds))
    if not ready:
        raise TimeoutError("no answer in time")
