"""The instrument's side of VICP, LeCroy's framing on TCP port 1861: an 8-byte header before each block.

Written after the description in the maker's published client LeCroyVICP: operation (bit 7 data, 6 remote, 4 clear, 3 service
request, 0 end), version 1, sequence number, unused, length (big-endian). An answer has the sequence number of its command.
"""

import struct

_HEADER = struct.Struct(">BBBBI")
_DATA, _CLEAR, _END = 0x80, 0x10, 0x01
_LARGEST_BLOCK = 1 << 20
"""Bytes of answer in one block (`unverified`: clients have to accept any)."""


class VicpFraming:
    """Unpacks what one client sends into lines and packs answers into blocks."""

    def __init__(self) -> None:
        self._received = b""
        self._sequence = 0

    def unpack(self, data: bytes) -> tuple[bytes, bool]:
        """Return the lines in what has come, and whether a device clear came; lines before it are dropped."""
        received = self._received + data
        lines, cleared = b"", False
        while len(received) >= _HEADER.size:
            operation, version, sequence, _, length = _HEADER.unpack_from(received)
            if version != 1 or not operation & _DATA:
                received = b""
                break
            if len(received) < _HEADER.size + length:
                break
            if operation & _CLEAR:
                lines, cleared = b"", True
            block = received[_HEADER.size : _HEADER.size + length]
            received = received[_HEADER.size + length :]
            lines += block
            if operation & _END:
                self._sequence = sequence
                if lines and not lines.endswith((b"\n", b"\r")):
                    lines += b"\n"
        self._received = received
        return lines, cleared

    def pack(self, answer: bytes) -> bytes:
        """Return an answer as blocks, the last of which ends the message."""
        parts = []
        for begin in range(0, len(answer), _LARGEST_BLOCK):
            block = answer[begin : begin + _LARGEST_BLOCK]
            operation = _DATA | (_END if begin + len(block) == len(answer) else 0)
            parts += [_HEADER.pack(operation, 1, self._sequence, 0, len(block)), block]
        return b"".join(parts)
