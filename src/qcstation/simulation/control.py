"""The client side of a bench's control connection, and the clock that steps a bench."""

import socket
import threading
from types import TracebackType
from typing import Any, Self

import msgspec

from qcstation.model.errors import InputError, LinkError

from . import protocol
from .faults import Fault
from .history import Entry
from .shared_time import SharedTime


class BenchControl:
    """A control connection to a simulated bench. Threads may share it.

    Every method raises `LinkError` if the bench is gone and `InputError` if it refuses.
    """

    def __init__(self, address: str, *, timeout: float = 10.0) -> None:
        self.address = address
        host, _, port = address.rpartition(":")
        try:
            self._socket = socket.create_connection((host, int(port)), timeout=timeout)
        except (OSError, ValueError) as error:
            raise LinkError(f"no simulated bench answers at {address!r} ({error}): start one, or check the address") from error
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._lock = threading.Lock()

    def hello(self) -> dict[str, Any]:
        """Return protocol, pid, epoch (UTC at bench time 0), clock, pace and addresses."""
        return dict(self._ask(protocol.Hello()).result)

    def time(self) -> float:
        """Return the bench time in s."""
        return self._ask(protocol.Now()).time

    def take_clock(self) -> None:
        """Hold the bench's clock: it moves by `advance` alone until this connection releases it or ends."""
        self._ask(protocol.TakeClock())

    def release_clock(self, pace: float = 1.0) -> None:
        """Let the clock run at `pace` bench seconds a wall second."""
        self._ask(protocol.ReleaseClock(pace))

    def advance(self, seconds: float) -> float:
        """Move the held clock on by `seconds`; return the bench time."""
        return self._ask(protocol.Advance(seconds)).time

    def state(self) -> dict[str, Any]:
        """Return what the bench is doing: time, clock, environment, device, and `instruments` by name."""
        return dict(self._ask(protocol.State()).result)

    def history(self, since: int = 0) -> list[Entry]:
        """Return what happened from entry number `since` on."""
        return msgspec.convert(self._ask(protocol.GetHistory(since)).result, list[Entry])

    def truth(self, instrument: str = "") -> dict[str, Any]:
        """Return the true parameters of the device under test, or of what an instrument (an oscilloscope) has recorded."""
        return dict(self._ask(protocol.Truth(instrument)).result)

    def set_environment(self, *, temperature: float | None = None, humidity: float | None = None) -> None:
        """Jump to a temperature (degC) and a humidity (%); None: as it is."""
        self._ask(protocol.SetEnvironment(temperature, humidity))

    def inject(self, fault: Fault) -> int:
        """Give an instrument a fault; return the number that `clear` takes."""
        return int(self._ask(protocol.Inject(fault)).result)

    def clear(self, number: int | None = None) -> None:
        """Clear a fault, or all."""
        self._ask(protocol.ClearFault(number))

    def swap(self, variant: str, seed: int = 0) -> None:
        """Put another device under test in."""
        self._ask(protocol.SwapDevice(variant, seed))

    def stop(self) -> None:
        """Switch the bench off."""
        self._ask(protocol.Stop())

    def close(self) -> None:
        """Close the connection; a clock that it owned runs free."""
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()

    def _ask(self, request: protocol.Request) -> protocol.Answer:
        with self._lock:
            try:
                self._socket.sendall(protocol.encode(request) + b"\n")
                line = b""
                while not line.endswith(b"\n"):
                    data = self._socket.recv(1 << 20)
                    if not data:
                        raise ConnectionResetError("it closed the connection")
                    line += data
            except OSError as error:
                self._socket.close()  # a late answer would be taken for that to the next question
                raise LinkError(f"the simulated bench at {self.address} is gone ({error}): start it again") from error
        answer = protocol.decode_answer(line)
        if not answer.ok:
            raise InputError(f"the simulated bench refuses: {answer.error}")
        return answer


class SteppedClock:
    """A `model.clock.Clock` that drives a bench: nothing waits, the bench's time is moved on instead.

    Instruments' integration times move it too. The bench runs free at wall rate when the connection ends, however it ends.
    """

    def __init__(self, control: BenchControl) -> None:
        self._control = control
        told = control.hello()
        self._epoch = float(told["epoch"])
        control.take_clock()
        shown = SharedTime.open(str(told.get("held_time", "")))
        # A bench on another computer is asked each time.
        self._read = shown.read if shown is not None else control.time

    def now(self) -> float:
        """Return UTC in seconds since 1970-01-01, as bench time has it."""
        return self._epoch + self._read()

    def monotonic(self) -> float:
        """Return the bench time in s."""
        return self._read()

    def sleep(self, seconds: float) -> None:
        """Move the bench's time on by `seconds`."""
        if seconds > 0:
            self._control.advance(seconds)
