"""A VXI-11 core server, just enough for one client: create_link, device_write, device_read, device_clear, destroy_link.

TCP/IP Instrument Protocol VXI-11 rev. 1.0; ONC RPC after RFC 5531, record marking section 11.
"""

import socket
import struct
import time

from tests.transports.wires import Handler, TcpServer

_CORE = (0x0607AF, 1)
_CREATE_LINK, _WRITE, _READ, _CLEAR, _DESTROY = 10, 11, 12, 15, 23
_IO_TIMEOUT = 15
_END = 4
_LONGEST = 4096


class Vxi11Server(TcpServer):
    """Gathers what is written and answers reads with what its handler says."""

    def __init__(self, handler: Handler) -> None:
        super().__init__()
        self._handler = handler
        self._pending = b""
        self.clears = 0

    def serve(self, connection: socket.socket) -> None:
        """Serve one connection until it is closed."""
        stream = connection.makefile("rb")
        while True:
            record = b""
            last = False
            while not last:
                head = stream.read(4)
                if len(head) < 4:
                    return
                (mark,) = struct.unpack(">I", head)
                last = bool(mark >> 31)
                record += stream.read(mark & 0x7FFFFFFF)
            result = self._call(record)
            xid = record[:4]
            reply = xid + struct.pack(">IIIII", 1, 0, 0, 0, 0) + result
            connection.sendall(struct.pack(">I", 0x80000000 | len(reply)) + reply)

    def _call(self, record: bytes) -> bytes:
        _, _, program, version, procedure = struct.unpack(">IIIII", record[4:24])
        assert (program, version) == _CORE
        # Credentials and verifier: flavour and length, both empty.
        arguments = record[40:]
        if procedure == _CREATE_LINK:
            self._pending = b""
            return struct.pack(">IIII", 0, 1, 0, _LONGEST)
        if procedure == _WRITE:
            (length,) = struct.unpack(">I", arguments[16:20])
            self._pending = self._handler(arguments[20 : 20 + length]) or b""
            return struct.pack(">II", 0, length)
        if procedure == _READ:
            return self._read(*struct.unpack(">III", arguments[:12]))
        if procedure == _CLEAR:
            self.clears += 1
            self._pending = b""
        return struct.pack(">I", 0)

    def _read(self, _link: int, size: int, io_timeout: int) -> bytes:
        if not self._pending:
            time.sleep(io_timeout / 1000)
            return struct.pack(">III", _IO_TIMEOUT, 0, 0)
        part, self._pending = self._pending[: min(size, _LONGEST)], self._pending[min(size, _LONGEST) :]
        reason = 0 if self._pending else _END
        return struct.pack(">III", 0, reason, len(part)) + part + b"\0" * (-len(part) % 4)
