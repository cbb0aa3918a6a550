"""What carries a link's bytes: the part that differs from one kind of connection to the next."""

import time
from abc import ABC, abstractmethod
from typing import Protocol

from .blocks import BlockFormatError, block_head, block_length

_LONGEST_LINE = 1 << 24
_BLOCK_STEP = 1 << 26
_QUIET = 0.1
"""Seconds without a byte after which an indefinite block, or what may follow a definite one, is taken to be over."""


class Channel(Protocol):
    """Moves bytes, for one thread at a time. Deadlines are points on `time.monotonic`.

    All methods raise TimeoutError when the deadline passes and another OSError when the connection is gone.
    """

    def prepare(self) -> None:
        """Load what `open` needs, without touching the instrument."""
        ...

    def open(self, deadline: float) -> None:
        """Make the connection."""
        ...

    def close(self) -> None:
        """Close the connection, whatever state it is in; never raises."""
        ...

    def send(self, data: bytes, deadline: float) -> None:
        """Send all of `data`."""
        ...

    def read_line(self, deadline: float) -> bytes:
        """Return the next line without its termination."""
        ...

    def read_block(self, timeout: float) -> bytearray:
        """Return the payload of the next IEEE 488.2 block; `timeout` is the longest silence, in s, within it."""
        ...

    def newest_line(self, oldest: float, deadline: float) -> bytes:
        """Return the newest full line that came at most `oldest` seconds ago."""
        ...

    def discard(self) -> int:
        """Drop what came unasked, without waiting; return how many bytes."""
        ...

    def clear(self, deadline: float) -> None:
        """Send what this kind of connection has as a device clear."""
        ...

    def resynchronise(self, deadline: float) -> str:
        """Make sure that no answer to an earlier command can come any more; return how, in a few words."""
        ...

    def partial_answer(self) -> bytes:
        """Return what has come of an answer that is not complete."""
        ...


class StreamChannel(ABC):
    """A channel without message boundaries (socket, serial line): keeps what came too early and cuts it into lines and blocks."""

    def __init__(self, read_termination: str) -> None:
        self._termination = read_termination.encode("latin-1")
        self._unread = bytearray()
        self._mid_line = True
        self._drained_at = float("-inf")

    def prepare(self) -> None:  # noqa: B027 (most channels need nothing)
        """Load what `open` needs, without touching the instrument."""

    @abstractmethod
    def _receive(self, deadline: float) -> bytes:
        """Return at least one byte."""

    @abstractmethod
    def _receive_into(self, view: memoryview, deadline: float) -> int:
        """Fill the start of `view` with at least one byte; return how many."""

    @abstractmethod
    def _receive_available(self) -> None:
        """Move what has already come to `_unread`, without waiting."""

    def read_line(self, deadline: float) -> bytes:
        """Return the next line without its termination."""
        unread, termination = self._unread, self._termination
        if not unread:
            data = self._receive(deadline)
            if data.endswith(termination) and data.count(termination) == 1:
                return data[: -len(termination)]
            unread += data
        searched = 0
        while (end := unread.find(termination, searched)) < 0:
            searched = max(0, len(unread) - len(termination) + 1)
            if len(unread) > _LONGEST_LINE:
                raise ConnectionError(f"{len(unread)} bytes came without the termination {termination!r}")
            unread += self._receive(deadline)
        line = bytes(unread[:end])
        del unread[: end + len(termination)]
        return line

    def read_block(self, timeout: float) -> bytearray:
        """Return the payload of the next IEEE 488.2 block; `timeout` is the longest silence, in s, within it."""
        head = b""
        while (kind := block_head(head, self._termination)) is None:
            head += self._take(1, timeout)
        if kind == 0:
            return self._indefinite_payload(timeout)
        payload = self._payload(block_length(head + self._take(kind, timeout), kind), timeout)
        self._swallow_termination()
        return payload

    def newest_line(self, oldest: float, deadline: float) -> bytes:
        """Return the newest full line that came at most `oldest` seconds ago.

        What is unread has come since the last call or the opening. Unless that was recent, it can be older than `oldest`, and the
        operating system may have dropped what came after it.
        """
        called = time.monotonic()
        self._receive_available()
        recent, self._drained_at = called - self._drained_at <= oldest, called
        if recent and (line := self._newest_unread()) is not None:
            return line
        if not recent and self._unread:
            self._mid_line = not self._unread.endswith(self._termination)
            self._unread.clear()
        if self._mid_line:
            self.read_line(deadline)
            self._mid_line = False
        return self.read_line(deadline)

    def _newest_unread(self) -> bytes | None:
        lines = self._unread.split(self._termination)
        if len(lines) < 2 + self._mid_line:
            return None
        self._unread[:] = lines[-1]
        self._mid_line = False
        return bytes(lines[-2])

    def discard(self) -> int:
        """Drop what came unasked, without waiting; return how many bytes."""
        self._receive_available()
        dropped = len(self._unread)
        if dropped:
            self._unread.clear()
        return dropped

    def partial_answer(self) -> bytes:
        """Return what has come of an answer that is not complete."""
        return bytes(self._unread)

    def _drain_until_silent(self, silence: float, deadline: float) -> int:
        """Drop what comes until nothing has come for `silence` seconds; return how many bytes."""
        dropped, quiet_since = 0, time.monotonic()
        while (now := time.monotonic()) - quiet_since < silence:
            if now > deadline:
                raise TimeoutError("the instrument does not stop sending")
            if count := self.discard():
                dropped += count
                quiet_since = now
            time.sleep(silence / 10)
        return dropped

    def _forget(self) -> None:
        """Start afresh before a new connection: whatever comes on it comes after now."""
        self._unread.clear()
        self._mid_line = True
        self._drained_at = time.monotonic()

    def _take(self, count: int, timeout: float) -> bytes:
        while len(self._unread) < count:
            self._unread += self._receive(time.monotonic() + timeout)
        taken = bytes(self._unread[:count])
        del self._unread[:count]
        return taken

    def _payload(self, length: int, timeout: float) -> bytearray:
        # A garbled length must not take all memory: what has not come yet is allocated in steps.
        payload = bytearray(min(length, _BLOCK_STEP))
        filled = min(len(self._unread), len(payload))
        payload[:filled] = self._unread[:filled]
        del self._unread[:filled]
        while filled < length:
            if filled == len(payload):
                payload.extend(bytes(min(length - filled, _BLOCK_STEP)))
            with memoryview(payload) as view:
                try:
                    filled += self._receive_into(view[filled:], time.monotonic() + timeout)
                except OSError as error:
                    raise type(error)(f"block truncated: {filled} of {length} bytes came ({error})") from error
        return payload

    def _indefinite_payload(self, timeout: float) -> bytearray:
        # On a stream the termination may also occur in the data: it ends the block only where nothing follows it.
        payload = bytearray(self._unread)
        self._unread.clear()
        while True:
            ended = payload.endswith(self._termination)
            try:
                payload += self._receive(time.monotonic() + (_QUIET if ended else timeout))
            except TimeoutError as error:
                if ended:
                    return payload[: -len(self._termination)]
                raise TimeoutError(f"block of indefinite length truncated: {len(payload)} bytes came, no termination") from error

    def _swallow_termination(self) -> None:
        # Some instruments end a block with the termination and some do not.
        deadline = time.monotonic() + _QUIET
        try:
            while len(self._unread) < len(self._termination) and self._termination.startswith(self._unread):
                self._unread += self._receive(deadline)
        except TimeoutError:
            return
        if self._unread.startswith(self._termination):
            del self._unread[: len(self._termination)]


__all__ = ["BlockFormatError", "Channel", "StreamChannel"]
