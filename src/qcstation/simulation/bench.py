"""A simulated bench: instruments on loopback, all wired to one device under test in one environment."""

import os
import threading
import time
import zlib
from types import TracebackType
from typing import Any, Self

import msgspec
import numpy as np

from .circuit import Circuit
from .control_server import ControlServer
from .devices import LgadArray, LgadModule, LgadSensor
from .environment import Environment
from .faults import Fault
from .fixture import Fixture
from .history import History
from .instruments.registry import all_models
from .instruments.twin import Surroundings, Twin
from .loop import Loop
from .shared_time import SharedTime
from .spec import BenchSpec, DeviceSpec, InstrumentSpec
from .timeline import Timeline
from .trouble import Troubles
from .wire import Port

DEVICE_KINDS: dict[str, type[LgadSensor]] = {
    "hgtd.lgad": LgadSensor,
    "hgtd.lgad-array": LgadArray,
    "hgtd.lgad-module": LgadModule,
}


class SimulatedBench:
    """Serves the instruments of a specification. In-process: a context manager with a thread of its own; else `serve`.

    Raises:
        ValueError: a model, variant, kind, front or name that is not known.
    """

    def __init__(self, spec: BenchSpec) -> None:
        _check(spec)
        self.spec = spec
        self.history = History()
        self.environment = Environment(spec.temperature, spec.humidity)
        self._device_spec = spec.device
        self.circuit = Circuit(self.environment)
        self.fixture = Fixture(
            self.circuit,
            _make_device(spec.device),
            prober=spec.wiring.prober is not None,
            matrix=spec.wiring.matrix is not None,
        )
        self._shared_time = SharedTime.make()
        self.timeline = Timeline(spec.pace, show=self._shared_time.write)
        self.loop = Loop(self.timeline)
        self.twins: dict[str, Twin] = {}
        self._troubles: dict[str, Troubles] = {}
        self._ports: dict[str, Port] = {}
        self._addresses: dict[str, str] = {}
        self._tcp_addresses: dict[str, str] = {}
        self._thread: threading.Thread | None = None
        self._epoch = time.time()
        for name, instrument in spec.instruments.items():
            if not instrument.shares:
                self._build(name, instrument)
        for name, instrument in spec.instruments.items():
            if instrument.shares:
                self._share(name, instrument.shares)
        self._control = ControlServer(self)
        for fault in spec.faults:
            self.inject(fault)

    @property
    def addresses(self) -> dict[str, str]:
        """VISA resource strings by instrument; of serial ones, their terminals where there are any."""
        return dict(self._addresses)

    @property
    def tcp_addresses(self) -> dict[str, str]:
        """VISA resource strings by instrument, TCP for all."""
        return dict(self._tcp_addresses)

    @property
    def control_address(self) -> str:
        """Where `BenchControl` connects: ``host:port``."""
        return self._control.address

    @property
    def device(self) -> LgadSensor:
        """The device under test."""
        return self.fixture.device

    def start(self) -> Self:
        """Serve in a thread until `stop`."""
        self._thread = threading.Thread(target=self.serve, name="simulated bench", daemon=True)
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop serving and close everything."""
        if self._thread is not None:
            self.loop.stop()
            self._thread.join()
            self._thread = None

    def serve(self, linger: float | None = None) -> None:
        """Serve in this thread until a `stop` request or `loop.stop()`, or until no client was there for `linger` seconds."""
        if linger is not None:
            self._watch_for_clients(linger, self.loop.time())
        try:
            self.loop.run()
        finally:
            self._close()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self.stop()

    def hold_clock(self) -> None:
        """Stop the running clock: it moves by steps from now on."""
        self.timeline.hold()
        self.history.add(self.timeline.now(), "clock", text="held")

    def let_clock_run(self, pace: float, why: str) -> None:
        """Let the clock run at `pace` bench seconds a wall second."""
        if not 0 < pace <= 1e6:
            raise ValueError(f"a pace is greater than 0 and at most 1e6, not {pace}")
        self.timeline.run(pace)
        self.history.add(self.timeline.now(), "clock", text=f"running: {why}")

    def describe(self) -> dict[str, Any]:
        """Return epoch (UTC at bench time 0), clock, addresses, and the file that shows a held clock's time."""
        return {
            "epoch": self._epoch,
            "clock": "held" if self.timeline.held else "running",
            "pace": self.timeline.pace,
            "held_time": str(self._shared_time.path),
            "addresses": self._addresses,
            "tcp_addresses": self._tcp_addresses,
        }

    def ready(self) -> dict[str, Any]:
        """Return what a process that serves a bench prints: addresses, control address and process id."""
        return {
            "addresses": self._addresses,
            "tcp_addresses": self._tcp_addresses,
            "control": self.control_address,
            "pid": os.getpid(),
        }

    def state(self) -> dict[str, Any]:
        """Return what everything is doing: plain data."""
        now = self.timeline.now()
        instruments = {
            name: {
                "model": twin.model,
                "clients": self._ports[self.spec.instruments[name].shares or name].clients,
                "faults": {number: [fault, struck] for number, (fault, struck) in self._troubles[name].listed().items()},
                **twin.state(),
            }
            for name, twin in self.twins.items()
        }
        return {
            "time": now,
            "wall": self.loop.time(),
            "clock": "held" if self.timeline.held else "running",
            "pace": self.timeline.pace,
            "environment": {"temperature": self.environment.temperature(now), "humidity": self.environment.humidity},
            "device": {
                **msgspec.to_builtins(self._device_spec),
                "voltage": self.circuit.voltage(now),
                "current": self.circuit.pad_current(now),
            },
            "instruments": instruments,
        }

    def truth(self, instrument: str = "") -> dict[str, Any]:
        """Return the device's true parameters, or those of what an instrument has recorded."""
        if instrument:
            if instrument not in self.twins:
                raise ValueError(f"no instrument {instrument!r} on this bench: it has {', '.join(self.twins)}")
            return self.twins[instrument].truth()
        return {**msgspec.to_builtins(self._device_spec), **self.device.truth()}

    def set_environment(self, temperature: float | None, humidity: float | None) -> None:
        """Jump to a temperature (degC) and a humidity (%); None: as it is."""
        if temperature is not None:
            self.environment.set_temperature(temperature, self.timeline.now())
        if humidity is not None:
            if not 0 < humidity <= 100:
                raise ValueError(f"a relative humidity is greater than 0 and at most 100 %, not {humidity}")
            self.environment.humidity = humidity

    def inject(self, fault: Fault) -> int:
        """Give an instrument a fault; return its number."""
        if fault.instrument not in self._troubles:
            raise ValueError(f"no instrument {fault.instrument!r} on this bench: it has {', '.join(self._troubles)}")
        return self._troubles[fault.instrument].inject(fault)

    def clear(self, number: int | None) -> None:
        """Clear a fault, or all."""
        for troubles in self._troubles.values():
            troubles.clear(number)

    def swap(self, variant: str, seed: int) -> None:
        """Put another device of the same kind in."""
        spec = msgspec.structs.replace(self._device_spec, variant=variant, seed=seed)
        self.fixture.load(_make_device(spec))
        self._device_spec = spec
        self.history.add(self.timeline.now(), "device", text=f"{variant} {seed}")

    def _build(self, name: str, spec: InstrumentSpec) -> None:
        wiring = self.spec.wiring
        open_circuit = Circuit(self.environment)
        channels = {other: each.channel for other, each in self.spec.instruments.items() if name in (other, each.shares)}
        wired = any(each in channels for each in (wiring.bias, wiring.electrometer, wiring.lcr, wiring.scope))
        place = Surroundings(
            name=name,
            timeline=self.timeline,
            environment=self.environment,
            history=self.history,
            circuit=self.circuit if wired else open_circuit,
            open_circuit=open_circuit,
            rng=np.random.default_rng([self.spec.seed, zlib.crc32(name.encode())]),
            terminals=wiring.terminals,
            drives=wiring.bias in channels,
            front=spec.front,
            fixture=self.fixture,
            names={channel: other for other, channel in channels.items()},
            drives_channel=channels.get(wiring.bias or ""),
            options=spec.options,
        )
        twin = self.twins[name] = all_models()[spec.model](place)
        troubles = self._troubles[name] = Troubles(twin)
        port = self._ports[name] = Port(self.loop, twin, troubles)
        usual = twin.serial_termination if spec.front == "serial" else twin.termination
        termination = spec.termination if spec.termination is not None else usual
        number = port.listen(termination, vicp=spec.front == "vicp")
        tcp = f"VICP::127.0.0.1,{number}::INSTR" if spec.front == "vicp" else f"TCPIP::127.0.0.1::{number}::SOCKET"
        self._tcp_addresses[name] = f"ws://127.0.0.1:{number}/control" if twin.web_socket else tcp
        terminal = port.open_terminal(termination) if spec.front == "serial" else None
        self._addresses[name] = f"ASRL{terminal}::INSTR" if terminal else self._tcp_addresses[name]

    def _share(self, name: str, owner: str) -> None:
        """Let a channel be reached through the connector of the instrument that it belongs to."""
        self.twins[name], self._troubles[name] = self.twins[owner], self._troubles[owner]
        self._addresses[name], self._tcp_addresses[name] = self._addresses[owner], self._tcp_addresses[owner]

    def _watch_for_clients(self, linger: float, last_seen: float) -> None:
        now = self.loop.time()
        if self._control.clients or any(port.clients for port in self._ports.values()):
            last_seen = now
        last_seen = max([last_seen, *(port.last_heard for port in self._ports.values())])
        if now - last_seen >= linger:
            self.loop.stop()
        else:
            self.loop.after(min(0.2, linger), lambda: self._watch_for_clients(linger, last_seen))

    def _close(self) -> None:
        for port in self._ports.values():
            port.close()
        self._control.close()
        self.loop.close()
        self._shared_time.close()


def _make_device(spec: DeviceSpec) -> LgadSensor:
    if spec.kind not in DEVICE_KINDS:
        raise ValueError(f"no kind of device {spec.kind!r}: choose one of {', '.join(DEVICE_KINDS)}")
    return DEVICE_KINDS[spec.kind].make(spec.variant, spec.seed)


def _check(spec: BenchSpec) -> None:
    """Raise ValueError if names, models or fronts are not known: before anything is opened."""
    models = all_models()
    for name, instrument in spec.instruments.items():
        if instrument.model not in models:
            raise ValueError(f"instrument {name!r}: no simulated model {instrument.model!r}: choose one of {', '.join(models)}")
        if instrument.front not in {"tcp", "serial", "vicp"}:
            raise ValueError(f"instrument {name!r}: its front is 'tcp', 'serial' or 'vicp', not {instrument.front!r}")
    known = ", ".join(spec.instruments)
    for name, instrument in spec.instruments.items():
        owner = spec.instruments.get(instrument.shares)
        if instrument.shares and (owner is None or owner.shares):
            raise ValueError(f"instrument {name!r} shares the connector of {instrument.shares!r}, which has none: it has {known}")
    wiring = spec.wiring
    for name in filter(None, (wiring.bias, wiring.electrometer, wiring.lcr, wiring.scope, wiring.matrix, wiring.prober)):
        if name not in spec.instruments:
            raise ValueError(f"the wiring names {name!r}, which is no instrument of the bench: it has {known}")
    if wiring.terminals not in {"front", "rear"}:
        raise ValueError(f"terminals are 'front' or 'rear', not {wiring.terminals!r}")
    for fault in spec.faults:
        if fault.instrument not in spec.instruments:
            raise ValueError(f"a fault of {fault.instrument!r}, which is no instrument of the bench: it has {known}")
