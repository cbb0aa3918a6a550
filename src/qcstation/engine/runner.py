"""The life of a run: prepare, acquire, make safe, analyse, judge. In that order, on every path."""

import threading
import traceback
import uuid
from collections.abc import Callable, Mapping, Sequence

from msgspec import Struct

from qcstation.instruments.instrument import Instrument
from qcstation.model.clock import Clock
from qcstation.model.errors import IdentityError, InstrumentError, QcStationError, RunStopped, WatchdogLost
from qcstation.model.events import (
    Event,
    InstrumentIdentified,
    InterlockChanged,
    MessageLogged,
    ResultsFound,
    RunFinished,
    RunStarted,
    Severity,
    VerdictReached,
)
from qcstation.model.grading import grade_of
from qcstation.model.limits import Specification
from qcstation.model.raw import RawArray, RawData
from qcstation.model.runs import RunHeader
from qcstation.model.verdicts import Judgement, Outcome, Verdict, judge, overall
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.settings import ProcedureSettings
from qcstation.safety.interlocks import Interlock
from qcstation.safety.stack import SafeStack

from .bus import EventBus
from .continuing import Earlier
from .guard import InterlockGuard
from .prompts import Prompter, Unattended
from .session import Session
from .vigil import Heart

Connect = Callable[[], Mapping[str, Instrument]]
"""Opens the links of the instruments that a run needs: inside the run, so that a missing instrument is part of its record."""


StoredArrays = Callable[[], Mapping[str, RawArray]]
"""Gives back the arrays of the run from its record: there the analysis reads them, so that memory is not the limit."""


class Judged(Struct, frozen=True, kw_only=True):
    """What a run's data say under one specification."""

    specification: Specification
    judgements: tuple[Judgement, ...]
    verdict: Verdict


class RunReport(Struct, frozen=True, kw_only=True):
    """How a run went. `judged` is None unless it was completed; `unsafe` names outputs that could not be made safe."""

    header: RunHeader
    outcome: Outcome
    reason: str = ""
    judged: Judged | None = None
    unsafe: tuple[str, ...] = ()


def new_run_id() -> str:
    """Return a new run's UUID."""
    return str(uuid.uuid4())


def analyse_and_judge(
    procedure: type[Procedure], raw: RawData, specification: Specification, publish: Callable[[Event], None], now: float
) -> Judged:
    """Analyse raw data and judge the results; the one way for live runs, imports and re-analyses.

    Raises:
        InputError: the specification's parameters do not fit the procedure.
    """
    from qcstation import __version__

    parameters = procedure.Parameters.parsed(dict(specification.parameters), what="analysis parameter")
    results = tuple(procedure.analyse(raw, parameters))
    if (grade := grade_of(results, specification)) is not None:
        results = (grade, *results)
    publish(ResultsFound(time=now, results=results, software=__version__))
    judgements = judge(results, specification)
    verdict = overall(judgements)
    publish(
        VerdictReached(time=now, specification=specification, digest=specification.digest, judgements=judgements, verdict=verdict)
    )
    return Judged(specification=specification, judgements=judgements, verdict=verdict)


class Runner:
    """Runs one procedure once. `abort`, `pause` and `resume` may be called from any thread while `run` is at work.

    `paused` is the flag that the latter two set and clear.
    """

    def __init__(
        self,
        procedure: type[Procedure],
        header: RunHeader,
        settings: ProcedureSettings,
        specification: Specification,
        *,
        connect: Connect,
        bus: EventBus,
        clock: Clock,
        heart: Heart,
        stack: SafeStack,
        interlocks: Sequence[Interlock] = (),
        prompter: Prompter | None = None,
        stored_arrays: StoredArrays | None = None,
        paused: threading.Event | None = None,
        earlier: Earlier | None = None,
    ) -> None:
        self._earlier = earlier
        self._procedure = procedure
        self._header = header
        self._settings = settings
        self._specification = specification
        self._connect = connect
        self._bus = bus
        self._clock = clock
        self._heart = heart
        self._stack = stack
        self._interlocks = interlocks
        self._prompter = prompter or Unattended()
        self._stored_arrays = stored_arrays
        self._session: Session | None = None
        self._early_abort: str | None = None
        self._paused = paused or threading.Event()

    def abort(self, reason: str) -> None:
        """Ask the run to stop at its next wait; outputs are then made safe."""
        self._early_abort = reason
        if self._session is not None:
            self._session.vigil.request_abort(reason)

    def pause(self) -> None:
        """Have the procedure stand still at its next wait, sweep point, row or checkpoint; outputs stay as they are."""
        self._paused.set()

    def resume(self) -> None:
        """Have the procedure go on."""
        self._paused.clear()

    def run(self) -> RunReport:
        """Run the procedure to its end, whatever that is. Outputs are safe, or named as UNSAFE, when this returns or raises.

        Raises:
            StorageError: the records cannot be written; the bench has been made safe before.
        """
        outcome, reason, raw, unsafe = self._acquire_safely()
        judged = None
        if outcome is Outcome.COMPLETED:
            try:
                if self._stored_arrays is not None:
                    raw = RawData(raw.tables, raw.answers, self._stored_arrays())
                judged = analyse_and_judge(self._procedure, raw, self._specification, self._bus.publish, self._clock.now())
            except Exception as error:  # noqa: BLE001 - whatever an analysis raises, the data are kept
                outcome, reason = Outcome.ERROR, f"the analysis failed, the data are kept: {self._describe(error)}"
        self._bus.publish(RunFinished(time=self._clock.now(), outcome=outcome, reason=reason))
        return RunReport(header=self._header, outcome=outcome, reason=reason, judged=judged, unsafe=unsafe)

    def _acquire_safely(self) -> tuple[Outcome, str, RawData, tuple[str, ...]]:
        self._bus.publish(RunStarted(time=self._clock.now(), header=self._header))
        instruments: Mapping[str, Instrument] = {}
        outcome, reason = Outcome.COMPLETED, ""
        unsafe: tuple[str, ...] = ()
        session: Session | None = None
        try:
            instruments = self._connect()
            session = self._open_session(instruments)
            self._prepare(instruments, session)
            session.vigil.guard.activate()
            self._procedure(self._settings, instruments).acquire(session)
            session.checkpoint()
        except WatchdogLost as error:
            outcome, reason = Outcome.ERROR, str(error)
        except RunStopped as error:
            outcome, reason = Outcome.ABORTED, str(error)
        except KeyboardInterrupt:
            outcome, reason = Outcome.ABORTED, "interrupted from the keyboard"
        except Exception as error:  # noqa: BLE001 - every error ends in safing and in the record
            outcome, reason = Outcome.ERROR, self._describe(error)
        finally:
            if session is not None:
                unsafe = session.unwind(reason or "end of run")
            for instrument in instruments.values():
                instrument.supervisor = None
                instrument.close()
        if unsafe:
            outcome = Outcome.ERROR
            reason = "; ".join(filter(None, [reason, f"UNSAFE, could not be made safe: {', '.join(unsafe)}"]))
        return outcome, reason, session.raw() if session else RawData({}), unsafe

    def _open_session(self, instruments: Mapping[str, Instrument]) -> Session:
        guard = InterlockGuard(self._interlocks, instruments, self._clock, self._interlock_changed)
        session = Session(
            bus=self._bus,
            clock=self._clock,
            stack=self._stack,
            guard=guard,
            heart=self._heart,
            prompter=self._prompter,
            component=self._header.component,
            specification=self._specification,
            longest_exchange=max((i.link.settings.timeout for i in instruments.values()), default=0.0),
            keep_arrays=self._stored_arrays is None,
            paused=self._paused,
            earlier=self._earlier,
        )
        self._session = session
        if self._early_abort is not None:
            session.vigil.request_abort(self._early_abort)
        return session

    def _prepare(self, instruments: Mapping[str, Instrument], session: Session) -> None:
        for instrument in instruments.values():
            instrument.supervisor = session.supervision
            identity = instrument.identify()
            serial = instrument.options.serial_number
            if serial and serial not in identity:
                raise IdentityError(
                    f"the station file expects serial number {serial}; check the cabling or the station file",
                    instrument=instrument.name,
                    answer=identity,
                )
            self._bus.publish(
                InstrumentIdentified(
                    time=self._clock.now(),
                    instrument=instrument.name,
                    driver=instrument.driver,
                    identity=identity,
                    resource=instrument.link.settings.resource,
                )
            )
            if self._earlier is not None:
                self._earlier.check_instrument(instrument.name, identity)
            instrument.initialise()
            session.checkpoint()

    def _interlock_changed(self, interlock: str, ok: bool, detail: str) -> None:
        self._bus.publish(InterlockChanged(time=self._clock.now(), interlock=interlock, ok=ok, detail=detail))

    def _describe(self, error: Exception) -> str:
        """One line for the reason; what a programmer needs goes to the record."""
        if isinstance(error, (QcStationError, InstrumentError)):
            return str(error)
        trace = "".join(traceback.format_exception(error))
        self._bus.publish(MessageLogged(time=self._clock.now(), text=trace, severity=Severity.WARNING))
        return f"{type(error).__name__} in {self._procedure.id}: {error}"
