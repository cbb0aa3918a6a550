"""Plain clients for the tests of simulated benches: bytes out, bytes in, nothing in between."""

import socket
import struct
from types import TracebackType
from typing import Any, Self

from qcstation.simulation import BenchControl, BenchSpec, DeviceSpec, InstrumentSpec, SimulatedBench, SteppedClock, Wiring


class LineClient:
    """A TCP client of one instrument."""

    def __init__(self, resource: str, *, timeout: float = 5.0) -> None:
        _, host, port, _ = resource.split("::")
        self.socket = socket.create_connection((host, int(port)), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = b""

    def write(self, command: str, end: str = "\n") -> None:
        self.socket.sendall((command + end).encode("latin-1"))

    def read(self, end: bytes = b"\n") -> str:
        while end not in self.received:
            data = self.socket.recv(65536)
            if not data:
                raise ConnectionResetError("closed")
            self.received += data
        line, _, self.received = self.received.partition(end)
        return line.decode("latin-1")

    def query(self, command: str) -> str:
        self.write(command)
        return self.read()

    def stays_silent(self, command: str, seconds: float = 0.03) -> bool:
        """Whether nothing comes back within `seconds`."""
        self.write(command)
        self.socket.settimeout(seconds)
        try:
            return not self.socket.recv(1)
        except TimeoutError:
            return True
        finally:
            self.socket.settimeout(5.0)

    def is_closed(self) -> bool:
        """Whether the other end has hung up."""
        try:
            return not self.socket.recv(1)
        except TimeoutError:
            return False
        except OSError:
            return True

    def die(self) -> None:
        """Vanish as a killed process does that had unread input: with a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.close()


class Rig:
    """A bench in this process with a control connection and a client for each instrument that is asked for."""

    def __init__(self, spec: BenchSpec, *, stepped: bool = True) -> None:
        self.bench = SimulatedBench(spec).start()
        self.control = BenchControl(self.bench.control_address)
        self.clock = SteppedClock(self.control) if stepped else None
        self._clients: dict[str, LineClient] = {}

    def __getitem__(self, name: str) -> LineClient:
        if name not in self._clients:
            self._clients[name] = LineClient(self.bench.tcp_addresses[name])
        return self._clients[name]

    def state(self, name: str) -> dict[str, Any]:
        return dict(self.control.state()["instruments"][name])

    def close(self) -> None:
        for client in self._clients.values():
            client.close()
        self.control.close()
        self.bench.stop()


def one_instrument(model: str, *, wired: bool = True, variant: str = "good", **options: Any) -> BenchSpec:
    """A bench with one instrument named `it`, wired in every role."""
    wiring = Wiring(bias="it", electrometer="it", lcr="it") if wired else Wiring()
    return BenchSpec(
        instruments={"it": InstrumentSpec(model=model, options=options)},
        wiring=wiring,
        device=DeviceSpec(variant=variant, seed=4),
    )


def lgad_bench(bias: str = "keithley.2410", variant: str = "good", **more: Any) -> BenchSpec:
    """Source, electrometer, LCR meter, chamber and climate sensor round an LGAD pad."""
    return BenchSpec(
        instruments={
            "bias": InstrumentSpec(model=bias),
            "pad": InstrumentSpec(model="keithley.6487"),
            "lcr": InstrumentSpec(model="keysight.e4980a"),
            "chamber": InstrumentSpec(model="cts.chamber"),
            "climate": InstrumentSpec(model="generic.climate", front="serial"),
        },
        wiring=Wiring(bias="bias", electrometer="pad", lcr="lcr"),
        device=DeviceSpec(variant=variant, seed=4),
        **more,
    )
