"""Everything that VISA carries: GPIB, USB, VXI-11 and HiSLIP. pyvisa is imported when the first such link is opened."""

import time
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING, Any

from .blocks import split_block
from .link import LinkSettings

if TYPE_CHECKING:
    import pyvisa

_CHUNK = 1 << 20


class VisaChannel:
    """A VISA session. Messages end with the bus's own end signal, so that bytes of a block are never taken for a termination."""

    def __init__(self, settings: LinkSettings) -> None:
        self._settings = settings
        self._termination = settings.read_termination.encode("latin-1")
        self._session: Any = None
        self._timeout = 0.0
        self._rest = b""

    def prepare(self) -> None:
        """Load the VISA library."""
        _manager(self._settings.visa_library)

    def open(self, deadline: float) -> None:
        """Open the session."""
        manager = _manager(self._settings.visa_library)
        try:
            self._session = manager.open_resource(
                self._settings.resource, open_timeout=_milliseconds(deadline), read_termination=None, write_termination=None
            )
        except Exception as error:
            # Backends raise whatever they meet: VisaIOError, ValueError for a missing interface library, RuntimeError, OSError.
            raise ConnectionError(f"VISA cannot open it: {error}") from error
        self._timeout = 0.0

    def close(self) -> None:
        """Close the session."""
        session, self._session = self._session, None
        if session is not None:
            with suppress(Exception):
                session.close()

    def send(self, data: bytes, deadline: float) -> None:
        """Send all of `data` as one message."""
        self._rest = b""
        self._call("write_raw", data, deadline=deadline)

    def read_line(self, deadline: float) -> bytes:
        """Return the next message without its termination."""
        message: bytes = self._call("read_raw", _CHUNK, deadline=deadline)
        return message.removesuffix(self._termination)

    def read_block(self, timeout: float) -> bytearray:
        """Return the payload of the block that the next message holds; call it again for a further block of the same message."""
        message: bytes = self._rest or self._call("read_raw", _CHUNK, deadline=time.monotonic() + timeout)
        payload, self._rest = split_block(message, self._termination)
        return bytearray(payload)

    def newest_line(self, oldest: float, deadline: float) -> bytes:  # noqa: ARG002 (refused)
        """VISA instruments answer; none of them streams."""
        raise ConnectionError("only a serial or socket link can follow an instrument that sends unasked")

    def discard(self) -> int:
        """VISA instruments send nothing unasked."""
        return 0

    def clear(self, deadline: float) -> None:
        """Send the bus's device clear."""
        self._call("clear", deadline=deadline)

    def resynchronise(self, deadline: float) -> str:
        """Clear the instrument on a bus; open a new session over a network, where a late answer then has nowhere to go."""
        if not self._settings.resource.upper().startswith("TCPIP"):
            with suppress(OSError):
                self.clear(deadline)
                return "device clear sent"
        self.close()
        self.open(deadline)
        return "session opened anew"

    def partial_answer(self) -> bytes:
        """VISA keeps what is incomplete to itself."""
        return b""

    def _call(self, method: str, *arguments: Any, deadline: float) -> Any:
        if self._session is None:
            raise ConnectionAbortedError("the session is closed")
        timeout = _milliseconds(deadline)
        # Setting a session's time-out costs a call into the backend: small differences are not worth it.
        if not 0.9 * self._timeout <= timeout <= self._timeout:
            self._session.timeout = timeout
            self._timeout = timeout
        try:
            return getattr(self._session, method)(*arguments)
        except Exception as error:
            raise _as_os_error(error) from error


def _as_os_error(error: Exception) -> Exception:
    import pyvisa

    if isinstance(error, TimeoutError) or (
        isinstance(error, pyvisa.VisaIOError) and error.error_code == pyvisa.constants.StatusCode.error_timeout
    ):
        return TimeoutError("no answer in time")
    # pyvisa-py lets errors of the socket and of the protocol through, each of its own type.
    return ConnectionError(f"{type(error).__name__}: {error}")


def _milliseconds(deadline: float) -> int:
    return max(int(1000 * (deadline - time.monotonic())), 1)


@cache
def _manager(library: str) -> "pyvisa.ResourceManager":
    """Return the process's one resource manager: pyvisa itself takes NI-VISA where present, else pyvisa-py, for an empty name."""
    import pyvisa

    return pyvisa.ResourceManager(library)
