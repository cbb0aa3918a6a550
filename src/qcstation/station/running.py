"""One run from a scanned serial number to a sealed file and an entry in the database: where all rooms meet."""

import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from msgspec import Struct

from qcstation import __version__, records
from qcstation.engine.bus import EventBus, Subscriber
from qcstation.engine.prompts import Prompter
from qcstation.engine.runner import Runner, RunReport, new_run_id
from qcstation.model.clock import Clock
from qcstation.model.components import Component
from qcstation.model.errors import InputError
from qcstation.model.limits import Specification
from qcstation.model.runs import RunHeader, RunKind
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.registry import procedure as find_procedure
from qcstation.procedures.settings import ProcedureSettings
from qcstation.procedures.specifications import specification_of
from qcstation.procedures.station.commands import CommandChannel
from qcstation.transports import WireLog

from .bench import instruments_for, open_instruments
from .config import StationFile
from .continuing import Continuation
from .guarding import RETRY_FOR, Guardian
from .interlocks import interlocks_of
from .manual import manual_control_of
from .operators import operator_called
from .recording import FinishedRun, MeasuredRun
from .simulated import Simulation, simulated_bench
from .workspace import Workspace

_RETRY_FOR_SIMULATED = 20.0


class RunRequest(Struct, frozen=True, kw_only=True):
    """What a person or a script asks for. `settings` are as typed; `simulation` None: the real bench of `station`.

    `resume` is an interrupted run (its UUID or enough of its beginning) to continue: its component and settings are then the
    usual ones, and others are refused. `commands` is where manual control hears what to do; `instruments` those that it opens,
    none named: all of the bench.
    """

    procedure: str
    station: StationFile
    serial_number: str = ""
    settings: Mapping[str, object] = {}
    stage: str = ""
    operator: str = ""
    note: str = ""
    specification: Path | None = None
    simulation: Simulation | None = None
    wire_log: WireLog | None = None
    commands: CommandChannel | None = None
    instruments: tuple[str, ...] = ()
    resume: str = ""


class PreparedRun:
    """A run whose request has been checked to the last key, and that has touched nothing yet.

    Raises:
        InputError: anything in the request is wrong; the message says what.
        BenchUnsafeError: the bench has an output that nobody has confirmed to be safe.
    """

    def __init__(
        self,
        workspace: Workspace,
        request: RunRequest,
        *,
        onlookers: Sequence[Subscriber] = (),
        prompter: Prompter | None = None,
    ) -> None:
        self._workspace = workspace
        self._request = request
        self._onlookers = tuple(onlookers)
        self._prompter = prompter
        station = request.station
        self.procedure: type[Procedure] = self._find_procedure()
        self._continued = Continuation(workspace, request.resume, self.procedure) if request.resume else None
        usual = self._continued.settings() if self._continued else {}
        self.settings: ProcedureSettings = self.procedure.Settings.parsed({**usual, **request.settings})
        self.specification: Specification = specification_of(self.procedure, self._overlay())
        self.component: Component | None = self._component()
        if self._continued:
            kind = self._kind
            self._continued.check(settings=self.settings, component=self.component, station=station.station.name, kind=kind)
        self._interlocks = interlocks_of(station) if self.procedure.guarded else ()
        watched = [name for interlock in self._interlocks for name in interlock.instruments]
        self._names = tuple(dict.fromkeys([*instruments_for(station, self.procedure), *watched]))
        self.run_id = new_run_id()
        self._runner: Runner | None = None
        self._abort_reason: str | None = None
        self._paused = threading.Event()
        workspace.unsafe.check(station.station.name, (section.resource for section in station.instruments.values()))

    def abort(self, reason: str) -> None:
        """Ask the run to stop; from any thread or signal handler, at any time."""
        self._abort_reason = reason
        if self._runner is not None:
            self._runner.abort(reason)

    def pause(self) -> None:
        """Have the procedure stand still at its next wait, sweep point, row or checkpoint, outputs as they are; from any thread.

        Interlocks, the watchdog, abort and signals go on working, and so does the run's clock.
        """
        self._paused.set()

    def resume(self) -> None:
        """Have a paused procedure go on; from any thread."""
        self._paused.clear()

    def run(self) -> FinishedRun:
        """Run, keep and enter the run. The bench is safe, or named UNSAFE, when this returns or raises.

        Raises:
            StationError: the bench is in use by another program, or cannot be set up.
            StorageError: the records cannot be written.
        """
        return self.measure().keep()

    def measure(self) -> MeasuredRun:
        """Run and give the bench back: the next run need not wait until this one's file is sealed, which `keep` does.

        Raises as `run`.
        """
        with ExitStack() as kept:
            open_run, report = self._run(kept)
            kept.pop_all()
        return MeasuredRun(self._workspace, open_run, report)

    def _run(self, kept: ExitStack) -> "tuple[records.OpenRun, RunReport]":
        """Run on the bench and give it back; the run's records stay open, in `kept`."""
        with ExitStack() as opened:
            opened.enter_context(self._workspace.bench_lock(self._request.station.station.name))
            station, clock = opened.enter_context(
                simulated_bench(self._request.station, self._request.simulation, by_the_wall=self.procedure.by_hand)
            )
            header = self._header(clock)
            open_run = kept.enter_context(records.OpenRun(self._workspace.folder, header))
            bus = EventBus(keepers=(open_run.journal, open_run.recorder), onlookers=self._onlookers)
            guardian = opened.enter_context(
                Guardian(
                    self._workspace,
                    station.station.name,
                    self.run_id,
                    clock=clock,
                    publish=bus.publish,
                    retry_for=self._retry_for,
                )
            )
            self._runner = Runner(
                self.procedure,
                header,
                self.settings,
                self.specification,
                connect=lambda: open_instruments(station, self._names, wire_log=self._request.wire_log),
                bus=bus,
                clock=clock,
                heart=guardian.watchdog,
                stack=guardian.stack,
                interlocks=self._interlocks,
                prompter=self._prompter,
                stored_arrays=open_run.recorder.arrays,
                paused=self._paused,
                earlier=self._continued.earlier() if self._continued else None,
            )
            if self._abort_reason is not None:
                self._runner.abort(self._abort_reason)
            return open_run, self._runner.run()

    def _header(self, clock: Clock) -> RunHeader:
        request = self._request
        return RunHeader(
            run=self.run_id,
            procedure=self.procedure.id,
            procedure_version=self.procedure.version,
            started=clock.now(),
            kind=self._kind,
            component=self.component,
            operator=operator_called(self._workspace, request.operator) if request.operator.strip() else "",
            site=request.station.station.site,
            station=request.station.station.name,
            settings=self.settings.model_dump(),
            setting_units=self.settings.units(),
            software=__version__,
            bench_configuration=request.station.text,
            note=request.note,
            continues=self._continued.header.run if self._continued else "",
        )

    def _find_procedure(self) -> type[Procedure]:
        request, station = self._request, self._request.station
        if request.commands is not None:
            return manual_control_of(station, request.commands, request.instruments)
        return find_procedure(request.procedure, files=tuple(station.beside(name) for name in station.procedures.files))

    @property
    def _retry_for(self) -> float:
        # A simulated bench that was started for this run goes away by itself when nobody is connected any more.
        return RETRY_FOR if self._request.simulation is None else _RETRY_FOR_SIMULATED

    @property
    def _kind(self) -> RunKind:
        section = self._request.station.simulation
        simulated = self._request.simulation is not None or bool(section and section.control)
        return RunKind.SIMULATED if simulated else RunKind.MEASURED

    def _component(self) -> Component | None:
        serial_number, stage = self._request.serial_number, self._request.stage
        before = self._continued.header.component if self._continued else None
        if before is not None:
            serial_number, stage = serial_number or before.serial_number, stage or before.stage
        if not serial_number:
            if self.procedure.accepts:
                raise InputError(f"{self.procedure.id} needs a component: give --component with its serial number")
            return None
        return self._workspace.component_for(serial_number, self.procedure, stage=stage)

    def _overlay(self) -> Path | None:
        if self._request.specification is not None:
            return self._request.specification
        name = self._request.station.specifications.get(self.procedure.id)
        return None if name is None else self._request.station.beside(name)
