"""A link that is not trusted: every exchange has a deadline, is watched from outside, and mends what went wrong before it."""

import math
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from qcstation.model.errors import LinkError, LinkTimeoutError
from qcstation.transports.link import Link

_AGAIN = 1.0
"""Seconds for which an instrument that did not answer in its own time is asked again."""
_CALLS = 4
_CALL_MARGIN = 5.0
"""An exchange is lock, connection, clear and command, each with the link's time-out. If it takes so much more, it hangs."""


class Progress:
    """What another thread may know of an execution under way.

    Between exchanges and waits it only computes and reads the run's clock. That can hang too, and is given the same margin.
    """

    def __init__(self) -> None:
        self.contact = threading.Event()
        """Set when the first exchange is over, whatever came of it."""
        self.trouble = ""
        self.failed_attempts = 0
        self._began = math.inf
        self._must_end = math.inf

    def stalled(self, patience: float) -> bool:
        """Whether something has failed, or the present exchange has taken longer than `patience` seconds."""
        return bool(self.trouble or self.failed_attempts) or time.monotonic() - self._began > patience

    def stuck(self) -> bool:
        """Whether an exchange, a wait or what lies between two of them has not ended long after it should have."""
        return time.monotonic() > self._must_end

    def begin(self) -> None:
        """Mark the beginning: the first exchange or wait must follow."""
        self._must_end = time.monotonic() + _CALL_MARGIN

    @contextmanager
    def exchange(self, seconds: float) -> Iterator[None]:
        """Mark an exchange that must end within `seconds` of wall time; note what becomes of it."""
        self._began = time.monotonic()
        self._must_end = self._began + seconds + _CALL_MARGIN
        try:
            yield
            self.trouble = ""
        except Exception as error:
            self.trouble = str(error) or type(error).__name__
            raise
        finally:
            self._began = math.inf
            self._must_end = time.monotonic() + _CALL_MARGIN
            self.contact.set()

    @contextmanager
    def wait(self, seconds: float) -> Iterator[None]:
        """Mark a wait of `seconds`."""
        self._must_end = time.monotonic() + max(seconds, 0.0) + _CALL_MARGIN
        try:
            yield
        finally:
            self._must_end = time.monotonic() + _CALL_MARGIN


class UnreachableError(Exception):
    """There is no connection that the instrument has answered on: nothing that is sent would be known to arrive."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


class Talk:
    """A link under suspicion: each exchange takes the lock with a deadline, and trouble is mended before the next one."""

    def __init__(self, link: Link, progress: Progress, *, may_reconnect: bool) -> None:
        self._link = link
        self._progress = progress
        self._may_reconnect = may_reconnect
        self._timeout = link.settings.timeout
        self._gone = False
        self._dirty = True
        self._silences = 0
        self._unheard = False
        self._patient = True

    @property
    def silent(self) -> bool:
        """Whether nothing has been heard for two questions in a row."""
        return self._silences > 1

    def ask(self, command: str) -> str:
        """Send a command and return its answer."""
        with self._exchange():
            # What did not answer in its own time gets one more, shorter chance: a single answer can be lost.
            answer = self._link.query(command, timeout=min(self._timeout, _AGAIN) if self._silences else None)
        self._silences, self._unheard = 0, False
        return answer

    def send(self, command: str) -> None:
        """Send a command."""
        with self._exchange():
            self._link.write(command)

    def distrust(self) -> None:
        """Drop what is unread before the next exchange: the last answer made no sense."""
        self._dirty = True

    def start_afresh(self) -> None:
        """Forget what happened; connect anew before the next exchange, where that is allowed."""
        self._gone, self._dirty, self._silences, self._patient = self._may_reconnect, True, 0, False

    @contextmanager
    def _exchange(self) -> Iterator[None]:
        with self._progress.exchange(_CALLS * self._timeout), self._link.transaction(timeout=self._timeout):
            self._mend()
            try:
                yield
            except LinkTimeoutError as error:
                self._dirty = True
                self._silences += 1
                if self.silent and self._patient and self._unheard:
                    raise UnreachableError(error) from error
                raise
            except Exception as error:
                # A link that raises something of its own making is as good as gone.
                self._dirty, self._gone = True, self._may_reconnect
                if isinstance(error, LinkError) and self._unheard:
                    raise UnreachableError(error) from error
                raise

    def _mend(self) -> None:
        if self._dirty and not self._gone:
            self._clear()
        if self._gone:
            try:
                self._link.reconnect()
            except Exception as error:
                raise UnreachableError(error) from error
            self._gone, self._unheard = False, True
            self._clear()

    def _clear(self) -> None:
        try:
            self._link.clear()
        except LinkTimeoutError:
            self._silences += 1
        except Exception:
            self._gone = self._may_reconnect
            if not self._gone:
                raise
        self._dirty = False
