"""The run that is going on: in the engine's thread, its events brought to the window's."""

import threading
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PyQt6.QtCore import QObject, pyqtBoundSignal, pyqtSignal

from qcstation.engine.prompts import Prompter
from qcstation.station.failures import sentence_of
from qcstation.transports import WireLog

from .bench_choice import BenchChoice
from .mailbox import Mailbox
from .relay import EventRelay

if TYPE_CHECKING:
    from qcstation.station.running import PreparedRun, RunRequest


class BenchRun(QObject):
    """Runs one request at a time. All signals are emitted in the window's thread, each of a run's in order.

    `started` comes at once, `happened` with each event, then `finished` (a `FinishedRun`) or `refused` (a sentence: nothing was
    run, or the records failed; the bench is safe or named UNSAFE), and `ended` last.
    """

    started = pyqtSignal()
    happened = pyqtSignal(object)
    finished = pyqtSignal(object)
    refused = pyqtSignal(str)
    ended = pyqtSignal()

    def __init__(self, choice: BenchChoice, mailbox: Mailbox, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = choice
        self._mailbox = mailbox
        self.wire_log = WireLog()
        """What goes over the wires of every run that has no log of its own, while it is switched on."""
        self.by_hand = False
        """Whether the run that goes on, or was the last, is manual control."""
        self._thread: threading.Thread | None = None
        self._prepared: PreparedRun | None = None
        self._abort_reason: str | None = None
        self.relay = EventRelay(mailbox, self.happened.emit)

    @property
    def active(self) -> bool:
        """Whether a run is going on: until its bench is safe and its record kept."""
        return self._thread is not None

    def start(self, request: "RunRequest", prompter: Prompter) -> None:
        """Start a run; one that goes on already makes this do nothing."""
        if self.active:
            return
        self._prepared = self._abort_reason = None
        self.by_hand = request.commands is not None
        if request.wire_log is None:
            request = replace(request, wire_log=self.wire_log)
        # Not a daemon: the program does not end before the bench is safe.
        self._thread = threading.Thread(target=self._run, args=(request, prompter), name="engine", daemon=False)
        self._thread.start()
        self.started.emit()

    def abort(self, reason: str) -> None:
        """Ask the run to stop; outputs are then made safe."""
        if not self.active:
            return
        self._abort_reason = reason
        prepared = self._prepared
        if prepared is not None:
            prepared.abort(reason)

    def pause(self) -> None:
        """Have the procedure stand still where it is safe to, outputs as they are; a RunPaused tells when it does."""
        if (prepared := self._prepared) is not None:
            prepared.pause()

    def resume(self) -> None:
        """Have a paused procedure go on."""
        if (prepared := self._prepared) is not None:
            prepared.resume()

    def _run(self, request: "RunRequest", prompter: Prompter) -> None:
        from qcstation.station.running import PreparedRun

        try:
            with self._choice.open_workspace() as workspace:
                prepared = PreparedRun(workspace, request, onlookers=(self.relay.put,), prompter=prompter)
                self._prepared = prepared
                if self._abort_reason is not None:
                    prepared.abort(self._abort_reason)
                finished = prepared.run()
        except Exception as error:  # noqa: BLE001 - the window shows it as a sentence
            self._mailbox.post(self._end, self.refused, sentence_of(error))
        else:
            self._mailbox.post(self._end, self.finished, finished)

    def _end(self, signal: pyqtBoundSignal, outcome: object) -> None:
        if self._thread is not None:
            self._thread.join()
        self.relay.drain()
        self._thread = self._prepared = None
        signal.emit(outcome)
        self.ended.emit()
