"""Somebody is at the bench, or the screen is locked: who comes, who goes, and who forgot to say."""

from PyQt6.QtCore import QObject, pyqtSignal

from qcstation.station.operators import Operator, operator_called, operators

from .bench_run import BenchRun
from .idle import IdleWatch
from .lock_screen import LockScreen
from .operator import CurrentOperator
from .records_thread import RecordsThread


class Attendance(QObject):
    """Joins the lock screen, the records' badges and the current operator. `locked` and `unlocked` are emitted as it happens."""

    locked = pyqtSignal()
    unlocked = pyqtSignal()

    def __init__(self, operator: CurrentOperator, records: RecordsThread, run: BenchRun, parent: QObject) -> None:
        super().__init__(parent)
        self._operator = operator
        self._records = records
        self._run = run
        self.is_locked = False
        self.screen = LockScreen()
        self.screen.named.connect(self._named)
        self.idle = IdleWatch(self)
        self.idle.idle.connect(self.lock)
        run.started.connect(lambda: self.screen.show_running(running=True))
        run.ended.connect(lambda: self.screen.show_running(running=False))

    def lock(self) -> None:
        """Let nobody work at the window until somebody is named."""
        if not self.is_locked:
            self.is_locked = True
            self.locked.emit()
        self.screen.ask(self._operator.name, running=self._run.active)
        self._records.ask(operators, self._show_names, self.screen.show_problem)

    def _show_names(self, known: tuple[Operator, ...]) -> None:
        self.screen.show_names([operator.name for operator in known])

    def _named(self, scanned: str) -> None:
        self._records.ask(lambda workspace: operator_called(workspace, scanned), self._enter, self.screen.show_problem)

    def _enter(self, name: str) -> None:
        self._operator.become(name)
        self.is_locked = False
        self.unlocked.emit()
