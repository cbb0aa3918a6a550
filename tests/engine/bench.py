"""A small bench in memory for the engine: a clock that jumps, a procedure that does as it is told, one output that can refuse."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from qcstation.engine.bus import EventBus
from qcstation.engine.runner import Runner, RunReport
from qcstation.instruments.instrument import Instrument
from qcstation.model.errors import LinkTimeoutError
from qcstation.model.estimates import Estimate, Result
from qcstation.model.events import Event
from qcstation.model.limits import Limit, Specification
from qcstation.model.raw import RawData
from qcstation.model.runs import Run, RunHeader, RunKind
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.settings import ProcedureSettings
from qcstation.safety.interlocks import Interlock
from qcstation.safety.recipes import Expect, SafingRecipe, Send
from qcstation.safety.stack import SafeStack
from qcstation.transports.link import LinkSettings

SPECIFICATION = Specification(
    id="test", version="1", limits=(Limit(name="mean", unit="V", min=1.0, max=3.0, required=True, source="this test"),)
)


class JumpingClock:
    """Time passes by sleeping in it, and not otherwise."""

    def __init__(self) -> None:
        self.time = 0.0

    def now(self) -> float:
        return 1.7e9 + self.time

    def monotonic(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


class Heart:
    def __init__(self) -> None:
        self.beats = 0

    def beat(self, next_within: float = 5.0) -> None:
        self.beats += 1

    @contextmanager
    def busy(self, seconds: float) -> Iterator[None]:
        yield


class Switch:
    """The link of an instrument with one output, and the instrument behind it."""

    def __init__(self, *, silent: bool = False) -> None:
        self.settings = LinkSettings(instrument="source", resource="TEST", timeout=0.05)
        self.on = False
        self.silent = silent

    def write(self, command: str) -> None:
        if self.silent:
            raise LinkTimeoutError("no answer in time", instrument="source", command=command)
        self.on = command == "ON"

    def query(self, command: str, *, timeout: float | None = None) -> str:
        if self.silent:
            raise LinkTimeoutError("no answer in time", instrument="source", command=command)
        return "1" if self.on else "0"

    def query_block(self, command: str, *, timeout: float | None = None, length: int = 0) -> bytearray:
        raise NotImplementedError

    def newest_line(self, *, oldest: float = 0.0, timeout: float | None = None) -> str:
        raise NotImplementedError

    @contextmanager
    def transaction(self, *, timeout: float | None = None) -> Iterator[None]:
        yield

    def clear(self) -> None:
        pass

    def reconnect(self) -> None:
        pass

    def close(self) -> None:
        pass


class Source(Instrument):
    """An instrument with one output."""

    driver = "test.source"
    title = "test source"
    link: Switch

    def identify(self) -> str:
        return "TEST,SOURCE,42,1"

    def switch_on(self) -> None:
        """Put the output on the safe stack, then switch it on."""
        assert self.supervisor is not None
        recipe = SafingRecipe(
            instrument=self.name,
            link=self.link.settings,
            steps=(Send(command="OFF"), Expect(query="?", answer="0")),
            deadline=0.2,
        )
        self.supervisor.arm(recipe, self.link)
        self.link.write("ON")


class Scripted(Procedure):
    """Does what `script` says; its result is the mean of what it took."""

    id = "test.scripted"
    title = "scripted"
    source: Source
    script: Callable[["Scripted", Run], None]
    fault_of_analysis: Exception | None = None

    def acquire(self, run: Run) -> None:
        type(self).script(self, run)

    @staticmethod
    def analyse(raw: RawData, parameters: Any) -> Sequence[Result]:  # noqa: ARG004
        if Scripted.fault_of_analysis is not None:
            raise Scripted.fault_of_analysis
        return [Result("mean", Estimate(value=float(raw["data"]["voltage"].mean()), unit="V", uncertainty=0.1))]


class Bench:
    """Runs a script; keeps every event."""

    def __init__(self, *, silent: bool = False, serial_number: str = "", interlocks: Sequence[Interlock] = ()) -> None:
        self.clock = JumpingClock()
        self.heart = Heart()
        self.events: list[Event] = []
        self.link = Switch()
        self.source = Source("source", self.link)
        if serial_number:
            self.source.options = type(self.source.options)(serial_number=serial_number)
        self.silent_later = silent
        self.interlocks = interlocks
        self.runner: Runner | None = None

    def run(self, script: Callable[[Scripted, Run], None], **options: Any) -> RunReport:
        procedure = type("Script", (Scripted,), {"script": staticmethod(script), "__module__": __name__})
        header = RunHeader(
            run="r", procedure="test.scripted", procedure_version="1", started=self.clock.now(), kind=RunKind.SIMULATED
        )
        bus = EventBus(keepers=(self.events.append,))
        self.runner = Runner(
            procedure,
            header,
            ProcedureSettings(),
            SPECIFICATION,
            connect=self._connect,
            bus=bus,
            clock=self.clock,
            heart=self.heart,
            stack=SafeStack(self.clock, emit=bus.publish, retry_for=0.2),
            interlocks=self.interlocks,
            **options,
        )
        return self.runner.run()

    def _connect(self) -> Mapping[str, Instrument]:
        return {"source": self.source}

    def all(self, kind: type[Event]) -> list[Any]:
        """Return the events of one kind."""
        return [event for event in self.events if isinstance(event, kind)]
