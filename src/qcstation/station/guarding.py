"""The guard of one run: safe stack, watchdog process and the register of what could not be made safe, wired together."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from qcstation.model.clock import Clock
from qcstation.model.events import Event
from qcstation.records import BenchUnsafe
from qcstation.safety.stack import SafeStack, unsafe_output
from qcstation.safety.watchdog import Watchdog
from qcstation.safety.workers import OutputOutcome

from .workspace import Workspace

RETRY_FOR = 600.0
"""Seconds of wall time for which the watchdog goes on with an output that could not be made safe."""


class Guardian:
    """Starts the watchdog; at the end of its block lets it go, or hands it the outputs that are still not safe.

    Raises:
        WatchdogLost: the watchdog cannot be started; nothing may be switched on.
    """

    def __init__(
        self,
        workspace: Workspace,
        station: str,
        run: str,
        *,
        clock: Clock,
        publish: Callable[[Event], None],
        retry_for: float = RETRY_FOR,
    ) -> None:
        self._workspace = workspace
        self._station = station
        self._run = run
        reports = workspace.folder.path / "watchdog"
        reports.mkdir(exist_ok=True)
        self.watchdog = Watchdog.start(
            station=station,
            report=reports / f"{run}.json",
            register=workspace.unsafe.folder,
            lock=workspace.watchdog_lock(station),
            retry_for=retry_for,
        )
        self.stack = SafeStack(clock, guard=self.watchdog, emit=publish, unsafe=self._keep_unsafe)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.watchdog.finish()

    def _keep_unsafe(self, outcome: OutputOutcome) -> None:
        self._workspace.unsafe.mark(unsafe_output(outcome, self._station))
        self._workspace.log(
            BenchUnsafe(
                time=outcome.time,
                station=self._station,
                instrument=outcome.label,
                resource=outcome.resource,
                detail=outcome.detail,
                run=self._run,
            )
        )
