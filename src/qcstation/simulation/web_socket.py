"""The server's side of a WebSocket on a bench's wire: text messages look like lines to the port behind it."""

import socket

from websockets.frames import Frame, Opcode
from websockets.http11 import Request
from websockets.server import ServerProtocol

from .carriers import SocketCarrier
from .loop import Loop


class WebSocketCarrier(SocketCarrier):
    """A TCP connection that speaks WebSocket; `greeting` is sent when the connection is made."""

    def __init__(self, connection: socket.socket, loop: Loop, greeting: str = "") -> None:
        super().__init__(connection, loop)
        self._protocol = ServerProtocol()
        self._greeting = greeting

    def receive(self) -> bytes:
        """Return the messages that have arrived, a line each; empty: the other end is gone. BlockingIOError: none yet."""
        data = super().receive()
        if not data:
            return b""
        self._protocol.receive_data(data)
        lines = bytearray()
        closing = False
        for event in self._protocol.events_received():
            if isinstance(event, Request):
                self._protocol.send_response(self._protocol.accept(event))
                if self._greeting:
                    self._protocol.send_text(self._greeting.encode())
            elif isinstance(event, Frame) and event.opcode is Opcode.TEXT:
                lines += bytes(event.data) + b"\n"
            elif isinstance(event, Frame) and event.opcode is Opcode.CLOSE:
                closing = True
        self._pass_on()
        if closing:
            return b""
        if not lines:
            raise BlockingIOError
        return bytes(lines)

    def send(self, data: bytes) -> None:
        """Send a line as one text message."""
        self._protocol.send_text(data.rstrip(b"\r\n").decode("latin-1").encode())
        self._pass_on()

    def _pass_on(self) -> None:
        for data in self._protocol.data_to_send():
            super().send(data)
