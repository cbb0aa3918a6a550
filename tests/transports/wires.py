"""Servers for tests of links and drivers: small, strict, on loopback, each in a thread of its own."""

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from qcstation.transports import LinkSettings

Handler = Callable[[bytes], bytes | None]
"""What a server answers to a command, termination included in both; None: nothing."""


class Drop(Exception):
    """Raised by a handler: close the connection, after sending `last`."""

    def __init__(self, last: bytes = b"") -> None:
        super().__init__()
        self.last = last


class TcpServer:
    """Accepts connections one after the other, as instruments do, and serves each until it is closed."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.connections = 0
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._last: object = None

    def __enter__(self) -> Self:
        self._acceptor.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop_listening()
        self.drop_all()

    def stop_listening(self) -> None:
        """Refuse connections from now on."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def drop_all(self) -> None:
        """Close all connections."""
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def finish(self) -> None:
        """Accept no more; wait until all that clients sent before they closed has been served."""
        with socket.socket() as last:
            last.bind(("127.0.0.1", 0))
            self._last = last.getsockname()
            last.connect(("127.0.0.1", self.port))
            self._acceptor.join(10)
        for thread in self._threads:
            thread.join(10)

    def serve(self, connection: socket.socket) -> None:
        """Serve one connection until it is closed."""
        raise NotImplementedError

    def _accept(self) -> None:
        while True:
            try:
                connection, address = self._listener.accept()
            except OSError:
                return
            if address == self._last:
                connection.close()
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.connections += 1
            self._open.append(connection)
            thread = threading.Thread(target=self._serve_one, args=(connection,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def _serve_one(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            self.serve(connection)


class LineServer(TcpServer):
    """Answers each line as its handler says."""

    def __init__(self, handler: Handler) -> None:
        super().__init__()
        self._handler = handler
        self.received: list[bytes] = []

    def serve(self, connection: socket.socket) -> None:
        """Serve one connection until it is closed."""
        for line in connection.makefile("rb"):
            self.received.append(line)
            try:
                answer = self._handler(line)
            except Drop as drop:
                connection.sendall(drop.last)
                return
            if answer is not None:
                connection.sendall(answer)

    def settings(self, **given: object) -> LinkSettings:
        """How to reach it."""
        resource = f"TCPIP::127.0.0.1::{self.port}::SOCKET"
        return LinkSettings(**{"instrument": "probe", "resource": resource, "timeout": 2.0, **given})  # type: ignore[arg-type]


class ScriptedWire(LineServer):
    """Plays a script: ``> line`` is what must come next, ``< line`` what is answered, ``! drop`` closes the connection.

    A line that the script does not expect is a failure and is answered by hanging up. `verify` says whether all was as written.
    """

    def __init__(self, script: str) -> None:
        super().__init__(self._answer)
        self._steps = [line.strip() for line in script.strip().splitlines() if line.strip()]
        self._failure = ""

    def verify(self) -> None:
        """Assert that the whole script was played and nothing else came; the client has closed its link."""
        self.finish()
        assert not self._failure, self._failure
        assert not self._steps, f"not sent: {self._steps}"

    def _answer(self, line: bytes) -> bytes | None:
        expected = self._steps.pop(0) if self._steps else "nothing more"
        if f"> {line.decode()}" != f"{expected}\n":
            self._failure = self._failure or f"expected {expected!r}, got {line!r}"
            raise Drop
        answer = b""
        while self._steps and not self._steps[0].startswith(">"):
            step = self._steps.pop(0)
            if step == "! drop":
                raise Drop(answer)
            answer += step.removeprefix("<").strip().encode() + b"\n"
        return answer or None
