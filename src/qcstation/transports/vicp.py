"""VICP, the protocol of LeCroy oscilloscopes on TCP port 1861: blocks with a header of 8 bytes (``VICP::host[,port]::INSTR``).

Header: operation, version (1), sequence number (1 to 255; 0 from instruments before June 2003), an unused byte, length of the
data (4 bytes, big-endian). A message ends with the block whose operation has the EOI bit. Replies carry the sequence number of
their command, so that a late one is told from the one that is waited for. Source: the maker's published client LeCroyVICP.
"""

import re
import struct
import time

from .blocks import BlockFormatError, block_head, block_length
from .sockets import SocketChannel

PORT = 1861
_HEADER = struct.Struct(">BBBBI")
_VERSION = 1
_DATA, _REMOTE, _CLEAR, _SERVICE_REQUEST, _END = 0x80, 0x40, 0x10, 0x08, 0x01
_RESOURCE = re.compile(r"VICP\d*::(?P<host>[^:,\[\]]+|\[[^\]]+\])(?:,(?P<port>\d{1,5}))?(?:::INSTR)?", re.IGNORECASE)
_STEP = 1 << 26
"""A garbled length must not take all memory: what has not come yet is allocated in steps of so many bytes."""
_LONGEST_LINE = 1 << 24


def vicp_address(resource: str) -> tuple[str, int] | None:
    """Return host and port of a VICP resource, None if it is none."""
    match = _RESOURCE.fullmatch(resource)
    return (match["host"].strip("[]"), int(match["port"] or PORT)) if match else None


class VicpChannel(SocketChannel):
    """A VICP connection. Messages end with EOI, so that bytes of a block are never taken for a termination."""

    def __init__(self, host: str, port: int, read_termination: str) -> None:
        super().__init__(host, port, read_termination)
        self._sequence = 0
        self._unwanted = 0
        self._left = 0
        self._last = True
        self._text = bytearray()

    def open(self, deadline: float) -> None:
        """Connect."""
        super().open(deadline)
        self._sequence = 0
        self._unwanted, self._left, self._last = 0, 0, True
        self._text.clear()

    def send(self, data: bytes, deadline: float) -> None:
        """Send all of `data` as one message."""
        self._sequence = self._sequence % 255 + 1
        self._unwanted, self._left = self._unwanted + self._left, 0
        self._text.clear()
        super().send(_HEADER.pack(_DATA | _REMOTE | _END, _VERSION, self._sequence, 0, len(data)) + data, deadline)

    def read_line(self, deadline: float) -> bytes:
        """Return the next message without its termination."""
        text = self._text
        text.clear()
        self._next_block(deadline)
        while True:
            if len(text) + self._left > _LONGEST_LINE:
                raise ConnectionError(f"{len(text) + self._left} bytes came where one line was expected")
            text += self._some(self._left, deadline)
            if self._last:
                return bytes(text).removesuffix(self._termination)
            self._next_block(deadline)

    def read_block(self, timeout: float) -> bytearray:
        """Return the payload of the block that the next message holds; `timeout` is the longest silence, in s, within it.

        Call it again for a further block of the same message.
        """
        if not self._left:
            self._next_block(time.monotonic() + timeout)
        start = self._text
        start.clear()
        while (digits := block_head(bytes(start[: _head_end(start)]), self._termination)) is None:
            start += self._piece(1, timeout)
        begin = _head_end(start) + digits
        while len(start) < begin:
            start += self._piece(begin - len(start), timeout)
        if digits == 0:
            return self._to_end(timeout)
        length = block_length(bytes(start[:begin]), digits)
        payload = self._payload(length, timeout)
        if self._last and self._left <= len(self._termination):
            self._some(self._left, time.monotonic() + timeout)
        return payload

    def newest_line(self, oldest: float, deadline: float) -> bytes:  # noqa: ARG002 (refused)
        """Oscilloscopes answer; none of them streams."""
        raise ConnectionError("only a serial or socket link can follow an instrument that sends unasked")

    def discard(self) -> int:
        """Late answers are told by their sequence number and passed over when they come: nothing to do here."""
        return 0

    def clear(self, deadline: float) -> None:
        """Send a device clear: the instrument forgets commands and answers that are pending."""
        super().send(_HEADER.pack(_DATA | _REMOTE | _CLEAR, _VERSION, self._sequence % 255 + 1, 0, 0), deadline)

    def resynchronise(self, deadline: float) -> str:
        """Connect anew and clear: a late answer then has nowhere to go, and the instrument waits for nothing any more."""
        self.close()
        self.open(deadline)
        self.clear(deadline)
        return "connected anew, device clear sent"

    def partial_answer(self) -> bytes:
        """Return what has come of an answer that is not complete."""
        return bytes(self._text)

    def _next_block(self, deadline: float) -> None:
        """Read headers until one belongs to the answer that is waited for; older answers and service requests are dropped."""
        while self._unwanted:
            self._unwanted -= len(self._exactly(min(self._unwanted, _STEP), deadline))
        while True:
            header = self._exactly(_HEADER.size, deadline)
            operation, version, sequence, _, self._left = _HEADER.unpack(header)
            if version != _VERSION or not operation & _DATA:
                self._left = 0
                raise ConnectionError(f"expected a VICP header, got {header.hex(' ')}; is something else listening on this port?")
            self._last = bool(operation & _END)
            if not operation & _SERVICE_REQUEST and sequence in {0, self._sequence}:
                return
            while self._left:
                self._some(_STEP, deadline)

    def _exactly(self, count: int, deadline: float) -> bytes:
        data = bytearray(count)
        with memoryview(data) as view:
            filled = 0
            while filled < count:
                filled += self._receive_into(view[filled:], deadline)
        return bytes(data)

    def _some(self, count: int, deadline: float) -> bytes:
        data = self._exactly(min(count, self._left), deadline)
        self._left -= len(data)
        return data

    def _piece(self, count: int, timeout: float) -> bytes:
        """Return at least one and at most `count` bytes of the message.

        Raises:
            BlockFormatError: the message is over.
        """
        deadline = time.monotonic() + timeout
        while not self._left:
            if self._last:
                raise BlockFormatError("the message ended where a block was expected", bytes(self._text))
            self._next_block(deadline)
        return self._some(count, deadline)

    def _payload(self, length: int, timeout: float) -> bytearray:
        payload = bytearray(min(length, _STEP))
        filled = 0
        while filled < length:
            if filled == len(payload):
                payload.extend(bytes(min(length - filled, _STEP)))
            if not self._left:
                if self._last:
                    raise BlockFormatError(f"block truncated: {filled} of {length} bytes came", bytes(self._text))
                self._next_block(time.monotonic() + timeout)
            with memoryview(payload) as view:
                try:
                    count = self._receive_into(view[filled : filled + self._left], time.monotonic() + timeout)
                except OSError as error:
                    raise type(error)(f"block truncated: {filled} of {length} bytes came ({error})") from error
            filled += count
            self._left -= count
        return payload

    def _to_end(self, timeout: float) -> bytearray:
        payload = bytearray()
        while self._left or not self._last:
            payload += self._piece(_STEP, timeout)
        return payload.removesuffix(self._termination)


def _head_end(start: bytearray) -> int:
    """Return the index behind the digit that follows the block's '#', or the length where there is none yet."""
    mark = start.find(b"#")
    return min(mark + 2, len(start)) if mark >= 0 else len(start)
