"""What all twins have in common: where they stand on the bench, and what the wire asks of them."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np

from qcstation.simulation.circuit import Circuit
from qcstation.simulation.environment import Environment
from qcstation.simulation.faults import Fault, FaultKind
from qcstation.simulation.fixture import Fixture
from qcstation.simulation.history import History
from qcstation.simulation.timeline import Timeline


class ActiveFaults:
    """The faults that have struck one instrument."""

    def __init__(self) -> None:
        self.struck: list[Fault] = []

    def __contains__(self, kind: FaultKind) -> bool:
        return any(fault.kind is kind for fault in self.struck)


@dataclass(kw_only=True)
class Surroundings:
    """Where an instrument stands: its name on the bench, what it is wired to, and what its environment is.

    `circuit` is the device's where the instrument is wired to it, else one with open leads. `terminals` are those that the device
    is wired to. `say` sends a line unasked. `options` are the instrument's own, from the bench's specification. `front` is what
    it is reached through, `fixture` what holds the device. An instrument of several channels has the `names` of those that the
    bench uses; `drives_channel` is the one that biases the device.
    """

    name: str
    timeline: Timeline
    environment: Environment
    history: History
    circuit: Circuit
    open_circuit: Circuit
    rng: np.random.Generator
    terminals: str = "front"
    drives: bool = False
    front: str = "tcp"
    fixture: Fixture | None = None
    names: dict[int, str] = field(default_factory=dict)
    drives_channel: int | None = None
    faults: ActiveFaults = field(default_factory=ActiveFaults)
    options: dict[str, Any] = field(default_factory=dict)
    say: Callable[[str], None] = lambda _line: None


class Twin(ABC):
    """An instrument behind its wire: a line comes in, at most one line goes out."""

    model: ClassVar[str]
    """The name of the model in a bench's specification: that of the driver that serves the real one."""
    title: ClassVar[str]
    termination: ClassVar[str] = "\n"
    serial_termination: ClassVar[str] = "\n"
    clear_character: ClassVar[bytes] = b""
    """What clears the interface on RS-232; empty: nothing does."""
    web_socket: ClassVar[bool] = False
    """Whether it is reached through a WebSocket; `greeting` is what it says on each new connection, if anything."""
    greeting: ClassVar[str] = ""
    whole_packets: ClassVar[bool] = False
    """Whether what arrives at once is a line even without its termination."""

    def __init__(self, place: Surroundings) -> None:
        self.place = place
        self._waited = 0.0

    def now(self) -> float:
        """Return bench time (s), what the present message has taken included."""
        return self.place.timeline.now() + self._waited

    def take(self, seconds: float) -> None:
        """Let the present message take `seconds` of bench time."""
        timeline = self.place.timeline
        if timeline.held:
            timeline.step(seconds)
        else:
            self._waited += seconds

    def receive(self, line: str) -> tuple[str | None, float]:
        """Carry out a line; return the answer, if there is one, and for how many bench seconds it is not ready yet."""
        self._waited = 0.0
        answer = self.handle(line)
        waited, self._waited = self._waited, 0.0
        return answer, waited

    def device_clear(self) -> None:  # noqa: B027
        """Drop what is pending, as on a device clear of the bus."""

    @abstractmethod
    def handle(self, line: str) -> str | None:
        """Carry out a line without its termination and return the answer, if there is one."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Return what the instrument is doing, for tests and for the window: plain data."""

    def truth(self) -> dict[str, Any]:
        """Return what is true of what it has recorded, for tests: plain data; nothing where that is the device's own truth."""
        return {}

    def struck(self, fault: Fault) -> None:  # noqa: B027 - most faults need nothing done at once
        """Take note that `fault` has just struck: faults that act at once, such as an interlock that opens."""

    def cleared(self, fault: Fault) -> None:  # noqa: B027
        """Take note that `fault` is gone."""
