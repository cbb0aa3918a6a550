"""The run that is going on: in the engine's thread, its events brought to the window's."""

import threading
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace
from PyQt6.QtCore import QObject, pyqtSignal

from qcstation.engine.prompts import Prompter
from qcstation.station.failures import sentence_of
from qcstation.transports import WireLog

from .bench_choice import BenchChoice
from .mailbox import Mailbox
from .relay import EventRelay

if TYPE_CHECKING:
    from qcstation.station.recording import FinishedRun
    from qcstation.station.running import PreparedRun, RunRequest


class _Run(Struct):
    """One run from its start until its record is kept. `measuring` until its bench is free."""

    thread: threading.Thread | None = None
    prepared: "PreparedRun | None" = None
    abort_reason: str | None = None
    measuring: bool = True


class BenchRun(QObject):
    """Runs one request at a time. All signals are emitted in the window's thread, each of a run's in order.

    `started` comes at once, `happened` with each event, `measured` when the bench is free (a `FinishedRun` without the digest of
    its file, which is being sealed: another run may start), then `finished` (a `FinishedRun`) or `refused` (a sentence: nothing
    was run, or the records failed; the bench is safe or named UNSAFE), and `ended` last. Where another run was started before the
    record was kept, `kept` (a `FinishedRun`) or `lost` (a sentence) comes instead of these three.
    """

    started = pyqtSignal()
    happened = pyqtSignal(object)
    measured = pyqtSignal(object)
    finished = pyqtSignal(object)
    refused = pyqtSignal(str)
    ended = pyqtSignal()
    kept = pyqtSignal(object)
    lost = pyqtSignal(str)

    def __init__(self, choice: BenchChoice, mailbox: Mailbox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._mailbox = mailbox
        self.wire_log = WireLog()
        """What goes over the wires of every run that has no log of its own, while it is switched on."""
        self.by_hand = False
        """Whether the run that goes on, or was the last, is manual control."""
        self._latest: _Run | None = None
        self._open: list[_Run] = []
        self.relay = EventRelay(mailbox, self.happened.emit)

    @property
    def active(self) -> bool:
        """Whether a run is going on: until its bench is safe and its record kept."""
        return bool(self._open)

    @property
    def free(self) -> bool:
        """Whether a run can be started: none is on the bench, though the record of the last may still be on its way."""
        return not any(run.measuring for run in self._open)

    def start(self, request: "RunRequest", prompter: Prompter) -> None:
        """Start a run; one that is on the bench already makes this do nothing."""
        if not self.free:
            return
        self.by_hand = request.commands is not None
        if request.wire_log is None:
            request = replace(request, wire_log=self.wire_log)
        run = self._latest = _Run()
        self._open.append(run)
        # Not a daemon: the program does not end before the bench is safe.
        run.thread = threading.Thread(target=self._run, args=(run, request, prompter), name="engine", daemon=False)
        run.thread.start()
        self.started.emit()

    def abort(self, reason: str) -> None:
        """Ask the run to stop; outputs are then made safe."""
        for run in self._open:
            if run.measuring:
                run.abort_reason = reason
                if run.prepared is not None:
                    run.prepared.abort(reason)

    def pause(self) -> None:
        """Have the procedure stand still where it is safe to, outputs as they are; a RunPaused tells when it does."""
        for run in self._open:
            if run.measuring and run.prepared is not None:
                run.prepared.pause()

    def resume(self) -> None:
        """Have a paused procedure go on."""
        for run in self._open:
            if run.measuring and run.prepared is not None:
                run.prepared.resume()

    def _run(self, run: _Run, request: "RunRequest", prompter: Prompter) -> None:
        from qcstation.station.running import PreparedRun

        try:
            with self._choice.open_workspace() as workspace:
                run.prepared = PreparedRun(workspace, request, onlookers=(self.relay.put,), prompter=prompter)
                if run.abort_reason is not None:
                    run.prepared.abort(run.abort_reason)
                measured = run.prepared.measure()
                self._mailbox.post(self._measured, run, measured.finished)
                finished = measured.keep()
        except Exception as error:  # noqa: BLE001 - the window shows it as a sentence
            self._mailbox.post(self._end, run, sentence_of(error))
        else:
            self._mailbox.post(self._end, run, finished)

    def _measured(self, run: _Run, finished: "FinishedRun") -> None:
        self.relay.drain()
        run.measuring = False
        self.measured.emit(finished)

    def _end(self, run: _Run, outcome: "FinishedRun | str") -> None:
        if run.thread is not None:
            run.thread.join()
        self._open.remove(run)
        failed = isinstance(outcome, str)
        if run is not self._latest:
            (self.lost if failed else self.kept).emit(outcome)
            return
        self.relay.drain()
        (self.refused if failed else self.finished).emit(outcome)
        self.ended.emit()
