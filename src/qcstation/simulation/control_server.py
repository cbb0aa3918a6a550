"""The server side of the control connections."""

import contextlib
import os
import socket
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from . import protocol
from .protocol import Answer

if TYPE_CHECKING:
    from .bench import SimulatedBench


class ControlServer:
    """Answers control requests; any number of clients, one of which may own the clock."""

    def __init__(self, bench: "SimulatedBench") -> None:
        self._bench = bench
        self._loop = bench.loop
        self._owner: socket.socket | None = None
        self._clients: dict[socket.socket, bytes] = {}
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.setblocking(False)
        self._loop.watch(self._listener, self._accept)
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def clients(self) -> int:
        """How many clients are connected."""
        return len(self._clients)

    def close(self) -> None:
        """Close all."""
        for client in list(self._clients):
            self._disconnect(client)
        self._loop.unwatch(self._listener)
        self._listener.close()

    def _accept(self) -> None:
        try:
            client, _ = self._listener.accept()
        except OSError:
            return
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._clients[client] = b""
        # What a program wrote to an instrument before it asked for time to pass has to be carried out before time passes.
        self._loop.watch(client, partial(self._readable, client), last=True)

    def _readable(self, client: socket.socket) -> None:
        try:
            data = client.recv(1 << 16)
        except OSError:
            data = b""
        if not data:
            self._disconnect(client)
            return
        *lines, self._clients[client] = (self._clients[client] + data).split(b"\n")
        for line in lines:
            try:
                request = protocol.decode_request(line)
                result = self._carry_out(client, request)
                answer = Answer(time=self._loop.timeline.now(), ok=True, result=result)
            except (ValueError, msgspec.MsgspecError) as error:
                answer = Answer(time=self._loop.timeline.now(), ok=False, error=str(error))
            with contextlib.suppress(OSError):
                client.sendall(protocol.encode(answer) + b"\n")

    def _disconnect(self, client: socket.socket) -> None:
        self._loop.unwatch(client)
        client.close()
        del self._clients[client]
        if client is self._owner:
            self._owner = None
            self._bench.let_clock_run(1.0, "its owner is gone")

    def _carry_out(self, client: socket.socket, request: protocol.Request) -> Any:
        bench = self._bench
        match request:
            case protocol.Now():
                return None
            case protocol.Advance() | protocol.TakeClock() | protocol.ReleaseClock():
                return self._keep_time(client, request)
            case protocol.Hello():
                return bench.describe() | {"protocol": protocol.VERSION, "pid": os.getpid(), "control": self.address}
            case protocol.State():
                return bench.state()
            case protocol.GetHistory(since):
                return bench.history.since(since)
            case protocol.Truth(instrument):
                return bench.truth(instrument)
            case _:
                return self._change(request)

    def _keep_time(self, client: socket.socket, request: protocol.Request) -> None:
        if isinstance(request, protocol.TakeClock):
            if self._owner not in {None, client}:
                raise ValueError("another connection owns the clock")
            self._owner = client
            self._bench.hold_clock()
            return
        if client is not self._owner:
            raise ValueError("this connection does not own the clock: take it first")
        if isinstance(request, protocol.Advance):
            if not 0 <= request.seconds < 1e9:
                raise ValueError(f"time advances by 0 s or more, not by {request.seconds}")
            self._loop.timeline.step(request.seconds)
        elif isinstance(request, protocol.ReleaseClock):
            self._bench.let_clock_run(request.pace, "released")
            self._owner = None

    def _change(self, request: protocol.Request) -> Any:
        bench = self._bench
        match request:
            case protocol.SetEnvironment(temperature, humidity):
                bench.set_environment(temperature, humidity)
            case protocol.Inject(fault):
                return bench.inject(fault)
            case protocol.ClearFault(number):
                bench.clear(number)
            case protocol.SwapDevice(variant, seed):
                bench.swap(variant, seed)
            case protocol.Stop():
                self._loop.stop()
        return None
