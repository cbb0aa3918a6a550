"""A HiSLIP server, just enough for one client: both channels, data, message size, device clear (IVI-6.1)."""

import contextlib
import socket
import struct

from tests.transports.wires import Handler, TcpServer

_HEADER = struct.Struct("!2sBBIQ")
_INITIALIZE, _INITIALIZE_RESPONSE = 0, 1
_DATA, _DATA_END = 6, 7
_CLEAR_COMPLETE, _CLEAR_ACKNOWLEDGE = 8, 9
_MAX_SIZE, _MAX_SIZE_RESPONSE = 15, 16
_ASYNC_INITIALIZE, _ASYNC_INITIALIZE_RESPONSE = 17, 18
_ASYNC_CLEAR, _ASYNC_CLEAR_ACKNOWLEDGE = 19, 23


class HislipServer(TcpServer):
    """Answers each message as its handler says."""

    def __init__(self, handler: Handler) -> None:
        super().__init__()
        self._handler = handler
        self.clears = 0

    def serve(self, connection: socket.socket) -> None:
        """Serve one channel until it is closed."""
        stream = connection.makefile("rb")
        message = b""
        while len(head := stream.read(_HEADER.size)) == _HEADER.size:
            _, kind, _, parameter, length = _HEADER.unpack(head)
            payload = stream.read(length)
            if kind == _INITIALIZE:
                _send(connection, _INITIALIZE_RESPONSE, parameter=(1 << 24) | 1)
            elif kind == _ASYNC_INITIALIZE:
                _send(connection, _ASYNC_INITIALIZE_RESPONSE)
            elif kind == _MAX_SIZE:
                _send(connection, _MAX_SIZE_RESPONSE, payload=struct.pack("!Q", 1 << 20))
            elif kind == _ASYNC_CLEAR:
                self.clears += 1
                _send(connection, _ASYNC_CLEAR_ACKNOWLEDGE)
            elif kind == _CLEAR_COMPLETE:
                message = b""
                _send(connection, _CLEAR_ACKNOWLEDGE)
            elif kind in {_DATA, _DATA_END}:
                message += payload
                if kind == _DATA_END:
                    answer = self._handler(message)
                    message = b""
                    if answer is not None:
                        _send(connection, _DATA_END, parameter=parameter, payload=answer)


def _send(connection: socket.socket, kind: int, *, parameter: int = 0, payload: bytes = b"") -> None:
    with contextlib.suppress(BrokenPipeError):
        connection.sendall(_HEADER.pack(b"HS", kind, 0, parameter, len(payload)) + payload)
