"""The one implementation of `Link`: a lock round each whole exchange, time-outs, the wire log, and order after disorder."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from qcstation.model.errors import LinkError, LinkTimeoutError

from .blocks import BlockFormatError
from .channel import Channel
from .link import LinkSettings
from .wire_log import Direction, WireLog

T = TypeVar("T")

_RETRY_INTERVAL = 0.05
_LONGEST_RETRY = 1.0
"""Seconds for which a refused reconnection is tried again: an exclusive instrument must notice that the old link is gone."""
_TIME_TO_FALL_SILENT = 1.0
"""Seconds that an instrument gets at least before it is said not to stop sending, however short its time-out."""
_LONGEST_ANSWER_SHOWN = 200


class EchoError(ValueError):
    """What came back is not what was sent; `received` is what came."""

    def __init__(self, problem: str, received: bytes) -> None:
        super().__init__(problem)
        self.received = received


class LockedLink:
    """A connection to an instrument over any channel.

    Every exchange leaves the link stale until its answer is complete: after a time-out, a garbled block or an interrupt, the next
    exchange first makes sure that a late answer cannot be taken for its own, and notes so in the wire log.
    """

    def __init__(self, settings: LinkSettings, channel: Channel, wire_log: WireLog | None = None) -> None:
        self._settings = settings
        self._timeout = settings.timeout
        self._interval = settings.command_interval
        self._channel = channel
        self._log = wire_log or WireLog()
        self._lock = threading.RLock()
        self._write_termination = settings.write_termination.encode("latin-1")
        self._stale = False
        self._sent_at = float("-inf")

    @property
    def settings(self) -> LinkSettings:
        """How the link was opened."""
        return self._settings

    def open(self) -> None:
        """Make the connection.

        Raises:
            LinkError: it cannot be made.
        """
        self._exchange(self._open, "", None)

    def write(self, command: str) -> None:
        """Send a command."""
        self._exchange(self._write, command, None)

    def query(self, command: str, *, timeout: float | None = None) -> str:
        """Send a command and return its one-line answer, stripped of its termination and of blanks round it.

        `timeout` (s) bounds the whole answer.
        """
        return self._exchange(self._query, command, timeout)

    def query_block(self, command: str, *, timeout: float | None = None, length: int = 0) -> bytearray:
        """Send a command and return the payload of the IEEE 488.2 block that answers it.

        If that is shorter than `length`, the payloads of the blocks that follow it in the answer are appended up to that length.
        `timeout` (s) bounds each silence, not the whole: a long block may take its time as long as bytes come.
        """
        return self._exchange(lambda sent, seconds: self._query_block(sent, seconds, length), command, timeout)

    def newest_line(self, *, oldest: float = 0.0, timeout: float | None = None) -> str:
        """Return the newest full line of an instrument that sends unasked, at most `oldest` s old; wait for one if need be."""
        return self._exchange(lambda _, seconds: self._newest_line(oldest, seconds), "", timeout)

    @contextmanager
    def transaction(self, *, timeout: float | None = None) -> Iterator[None]:
        """Hold the lock over several calls.

        Raises:
            LinkTimeoutError: another thread keeps it for longer than `timeout` (s).
        """
        self._acquire("", self._timeout if timeout is None else timeout)
        try:
            yield
        finally:
            self._lock.release()

    def clear(self) -> None:
        """Abort what is pending in the instrument and drop unread answers, as far as the kind of connection can."""
        self._exchange(self._clear, "", None)

    def reconnect(self) -> None:
        """Close what is left of the connection and make it again; a refusal is tried again for up to a second."""
        self._exchange(self._reconnect, "", None)

    def close(self) -> None:
        """Close the connection; a closed link may be closed again, and opened by `reconnect`."""
        self._exchange(self._close, "", None)

    def _exchange(self, action: Callable[[str, float], T], command: str, timeout: float | None) -> T:
        """Hold the lock for one exchange; turn the channel's errors into ones that say what was asked and what came."""
        seconds = self._timeout if timeout is None else timeout
        if not self._lock.acquire(blocking=False):
            self._acquire(command, seconds)
        try:
            return action(command, seconds)
        except (BlockFormatError, EchoError) as error:
            raise self._error(LinkError, str(error), command, error.received) from error
        except TimeoutError as error:
            problem = f"{error} (waited {seconds:g} s); check power, cable and address"
            raise self._error(LinkTimeoutError, problem, command, self._channel.partial_answer()) from error
        except OSError as error:
            # An instrument that comes back may have been switched off and on in between: only `reconnect` connects again.
            self._channel.close()
            self._stale = False
            problem = f"connection to {self._settings.resource} failed: {error}; check power, cable and address, then reconnect"
            raise self._error(LinkError, problem, command, self._channel.partial_answer()) from error
        finally:
            self._lock.release()

    def _open(self, _: str, seconds: float) -> None:
        self._channel.open(time.monotonic() + seconds)
        self._note("connected")

    def _write(self, command: str, seconds: float) -> None:
        self._swallow_echo(command, self._send(command, seconds))
        self._stale = False

    def _query(self, command: str, seconds: float) -> str:
        deadline = self._send(command, seconds)
        self._swallow_echo(command, deadline)
        line = self._channel.read_line(deadline)
        self._stale = False
        if self._log.enabled:
            self._log.record(self._settings.instrument, Direction.RECEIVED, line)
        return line.decode("latin-1").strip()

    def _query_block(self, command: str, seconds: float, length: int) -> bytearray:
        self._swallow_echo(command, self._send(command, seconds))
        block = self._channel.read_block(seconds)
        while len(block) < length:
            block += self._channel.read_block(seconds)
        self._stale = False
        if self._log.enabled:
            self._log.record(self._settings.instrument, Direction.RECEIVED, block)
        return block

    def _newest_line(self, oldest: float, seconds: float) -> str:
        line = self._channel.newest_line(oldest, time.monotonic() + seconds)
        if self._log.enabled:
            self._log.record(self._settings.instrument, Direction.RECEIVED, line)
        return line.decode("latin-1").strip()

    def _clear(self, _: str, seconds: float) -> None:
        if self._stale:
            self._resynchronise(seconds)
        self._channel.clear(time.monotonic() + max(seconds, _TIME_TO_FALL_SILENT))
        self._note("cleared")

    def _reconnect(self, _: str, seconds: float) -> None:
        self._reopen(time.monotonic() + seconds)
        self._stale = False
        self._note("connected anew")

    def _close(self, _command: str, _seconds: float) -> None:
        self._channel.close()
        self._stale = False

    def _send(self, command: str, seconds: float) -> float:
        """Send a command on a link in order; return the deadline of its answer."""
        if self._stale:
            self._resynchronise(seconds)
        if self._interval:
            time.sleep(max(self._sent_at + self._interval - time.monotonic(), 0.0))
        if dropped := self._channel.discard():
            self._note(f"{dropped} bytes dropped that came unasked")
        self._stale = True
        data = command.encode("latin-1") + self._write_termination
        if self._log.enabled:
            self._log.record(self._settings.instrument, Direction.SENT, data)
        self._sent_at = time.monotonic()
        deadline = self._sent_at + seconds
        self._channel.send(data, deadline)
        return deadline

    def _swallow_echo(self, command: str, deadline: float) -> None:
        if not self._settings.echo:
            return
        line = self._channel.read_line(deadline)
        if line.decode("latin-1").strip() != command.strip():
            raise EchoError("expected the command's echo; check baud rate and cable, or set echo = false", line)

    def _resynchronise(self, seconds: float) -> None:
        how = self._channel.resynchronise(time.monotonic() + max(seconds, _TIME_TO_FALL_SILENT))
        self._stale = False
        self._note(f"resynchronised after an unfinished exchange: {how}")

    def _reopen(self, deadline: float) -> None:
        self._channel.close()
        give_up = min(deadline, time.monotonic() + _LONGEST_RETRY)
        while True:
            try:
                self._channel.open(deadline)
                return
            except OSError:
                if time.monotonic() + _RETRY_INTERVAL > give_up:
                    raise
            time.sleep(_RETRY_INTERVAL)

    def _acquire(self, command: str, seconds: float) -> None:
        if not self._lock.acquire(timeout=seconds):
            problem = f"another task kept the link busy for more than {seconds:g} s"
            raise LinkTimeoutError(problem, instrument=self._settings.instrument, command=command)

    def _error(self, kind: type[LinkError], problem: str, command: str, answer: bytes) -> LinkError:
        self._note(problem)
        shown = answer[:_LONGEST_ANSWER_SHOWN].decode("latin-1")
        return kind(problem, instrument=self._settings.instrument, command=command, answer=shown)

    def _note(self, text: str) -> None:
        self._log.record(self._settings.instrument, Direction.NOTE, text)
