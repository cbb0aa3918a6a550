"""What a connection to an instrument can do, whatever carries its bytes."""

from contextlib import AbstractContextManager
from typing import Protocol

from msgspec import Struct


class LinkSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is needed to reach an instrument: plain data, so that another process can do it too.

    `resource` is a VISA resource string; `timeout` is in seconds of wall time, `command_interval` the least time in seconds
    between two commands, for instruments that need a rest. The serial fields apply to ASRL resources alone.
    """

    instrument: str
    resource: str
    read_termination: str = "\n"
    write_termination: str = "\n"
    timeout: float = 3.0
    command_interval: float = 0.0
    baud_rate: int = 9600
    data_bits: int = 8
    parity: str = "none"
    stop_bits: float = 1
    flow_control: str = "none"
    serial_clear: str = ""
    """What a serial instrument takes as a device clear, such as ``\\x03``; empty: it has none."""
    echo: bool = False
    """Whether the instrument sends each command back before it answers, as some do on serial lines."""
    greeting: bool = False
    """Whether a WebSocket instrument says something of its own accord on each new connection."""
    visa_library: str = ""
    """`@py`, `@ivi` or a path; empty: NI-VISA where present, else pyvisa-py."""


class Link(Protocol):
    """An exclusive connection. Every method holds the link's lock for its whole exchange.

    Errors are `LinkError` (gone), `LinkTimeoutError` (silent); both carry instrument, command and answer.
    """

    @property
    def settings(self) -> LinkSettings:
        """How the link was opened."""
        ...

    def write(self, command: str) -> None:
        """Send a command."""
        ...

    def query(self, command: str, *, timeout: float | None = None) -> str:
        """Send a command and return its one-line answer, stripped of its termination."""
        ...

    def query_block(self, command: str, *, timeout: float | None = None, length: int = 0) -> bytearray:
        """Send a command and return the payload of the IEEE 488.2 block that answers it.

        If that is shorter than `length`, the payloads of the blocks that follow it in the answer are appended up to that length.
        """
        ...

    def newest_line(self, *, oldest: float = 0.0, timeout: float | None = None) -> str:
        """Return the newest full line of an instrument that sends unasked, at most `oldest` s old; wait for one if need be."""
        ...

    def transaction(self, *, timeout: float | None = None) -> AbstractContextManager[None]:
        """Hold the lock over several calls. Raises LinkTimeoutError if another thread keeps it for longer than `timeout`."""
        ...

    def clear(self) -> None:
        """Abort what is pending in the instrument and drop unread answers."""
        ...

    def reconnect(self) -> None:
        """Close what is left of the connection and make it again."""
        ...

    def close(self) -> None:
        """Close the connection; a closed link may be closed again."""
        ...
