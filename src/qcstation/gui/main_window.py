"""The main window: a rail of pages, an alarm above them, the bench's state below."""

from functools import partial

from msgspec.structs import replace
from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qcstation.model.events import Event, OutputUnsafe, Severity
from qcstation.records import RecoveredRun
from qcstation.station.recording import FinishedRun

from .attendance import Attendance
from .banner import Banner
from .bench_alarm import BenchAlarm
from .bench_choice import BenchChoice
from .bench_run import BenchRun
from .live_bench import LiveBench
from .log_page import LogPage
from .look.theme import Theme
from .mailbox import Mailbox
from .operator import CurrentOperator
from .page import Context, Page
from .production import ProductionPage
from .rail import Rail
from .records_thread import RecordsThread
from .run import RunPage
from .settings import SettingsPage
from .station import StationPage
from .strip import Strip


class MainWindow(QMainWindow):
    """One bench, one window. It never closes before the bench is safe.

    `reopen_wanted` is emitted with the `BenchChoice` of the window that is to take its place, `preferences_changed` with them.
    """

    reopen_wanted = pyqtSignal(object)
    preferences_changed = pyqtSignal(object)

    def __init__(self, choice: BenchChoice, theme: Theme) -> None:
        super().__init__()
        self._choice = choice
        self._leaving = self._closed = False
        self._ending = ""
        self.mailbox = Mailbox(self)
        self.records = RecordsThread(choice, self.mailbox)
        self.run = BenchRun(choice, self.mailbox, self)
        self.bench = LiveBench()
        self.operator = CurrentOperator(choice.operator, self)
        context = Context(
            choice=choice,
            mailbox=self.mailbox,
            records=self.records,
            run=self.run,
            bench=self.bench,
            operator=self.operator,
            reopen=self._reopen,
            take_over=self.preferences_changed.emit,
        )
        self.strip = Strip(self.bench)
        self.banner = Banner()
        self.alarm = BenchAlarm(choice.name, self.banner, self.records, self.tell_problem, self)
        self.run_page = RunPage(context)
        self.production_page = ProductionPage(context)
        self.station_page = StationPage(context)
        self.log_page = LogPage()
        self.settings_page = SettingsPage(context)
        self.pages: tuple[Page, ...] = (
            self.run_page,
            self.production_page,
            self.station_page,
            self.log_page,
            self.settings_page,
        )
        self._page_index = 0
        self.rail = Rail([page.title() for page in self.pages], bench=choice.name, simulated=choice.simulated)
        self.attendance = Attendance(self.operator, self.records, self.run, self)
        self._retitle("")
        self.resize(1280, 800)
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self.show_page(0)
        self.run_page.component.focus()
        if not self.operator.name:
            self.attendance.lock()
        self.records.ask(lambda workspace: workspace.recovered, self._tell_recovered, self.tell_problem)
        self.alarm.check()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours that the style sheet does not reach."""
        for page in self.pages:
            page.set_theme(theme)

    def show_page(self, index: int) -> None:
        """Show a page by its place on the rail."""
        self._page_index = index
        self.rail.show_page(index)
        if not self.attendance.is_locked:
            self._stack.setCurrentIndex(index)

    @property
    def page_index(self) -> int:
        """The place on the rail of the page that is shown."""
        return self._page_index

    def leave(self, reason: str) -> None:
        """Close without a question, as soon as the bench is safe."""
        self._leaving = True
        self.run.abort(reason)
        self.close()

    def tell_problem(self, sentence: str) -> None:
        """Show a sentence that is no alarm; an alarm that is shown stays."""
        self.log_page.add(sentence, Severity.WARNING)
        if not self.banner.alarming:
            self.banner.show_note(sentence)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Ask where a run goes on, and close only when it has ended."""
        if event is None:
            return
        if self.run.active and (self._leaving or self._may_abort()):
            self._leaving = True
            self.run.abort(self.tr("the window was closed"))
        if self.run.active:
            event.ignore()
            return
        if not self._closed:
            self._closed = True
            for page in self.pages:
                page.leave()
            self.records.close()
            self.mailbox.close()
        event.accept()

    def _reopen(self, choice: BenchChoice) -> None:
        if self.run.active:
            self.tell_problem(self.tr("A run is going on; change the bench when it has ended."))
            return
        # Who is there stays there.
        self.reopen_wanted.emit(replace(choice, operator=self.operator.name))

    def _may_abort(self) -> bool:
        answer = QMessageBox.question(
            self,
            self.tr("A run is going on"),
            self.tr("Abort the run, make the bench safe and close?"),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            QMessageBox.StandardButton.No,
        )
        return answer == QMessageBox.StandardButton.Yes

    def _lay_out(self) -> None:
        self._stack = QStackedWidget()
        for page in self.pages:
            self._stack.addWidget(page)
        self._stack.addWidget(self.attendance.screen)
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        above.addWidget(self.banner)
        above.addWidget(self._stack, 1)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.rail)
        middle.addLayout(above, 1)
        whole = QVBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(middle, 1)
        whole.addWidget(self.strip)
        central = QWidget()
        central.setLayout(whole)
        self.setCentralWidget(central)

    def _connect(self) -> None:
        self.run.started.connect(self._started)
        self.run.happened.connect(self._see)
        self.run.finished.connect(self._finished)
        self.run.refused.connect(lambda sentence: self.log_page.add(sentence, Severity.WARNING))
        self.run.ended.connect(self._ended)
        self.run_page.activity.connect(self.strip.show_activity)
        self.strip.abort_wanted.connect(self.run_page.abort)
        self.run.started.connect(lambda: self.strip.allow_abort(True))
        self.run_page.activity.connect(self._retitle)
        self.mailbox.delivered.connect(self._refresh)
        self.rail.chosen.connect(self.show_page)
        self.rail.lock_wanted.connect(self.attendance.lock)
        self.rail.show_operator(self.operator.name)
        self.operator.changed.connect(self.rail.show_operator)
        self.attendance.locked.connect(self._show_locked)
        self.attendance.unlocked.connect(self._show_unlocked)
        self.attendance.screen.abort_wanted.connect(self.run_page.abort)
        escape = QShortcut(QKeySequence("Esc"), self)
        escape.activated.connect(self.run_page.abort)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Begin to notice when nobody is there."""
        super().showEvent(event)
        if (handle := self.windowHandle()) is not None:
            self.attendance.idle.watch(handle)

    def _show_locked(self) -> None:
        self.rail.hide()
        self._stack.setCurrentWidget(self.attendance.screen)

    def _show_unlocked(self) -> None:
        self.rail.show()
        self.show_page(self._page_index)
        if self._page_index == 0:
            self.run_page.component.focus()

    def _retitle(self, activity: str) -> None:
        """Tell also those who see no more of the window than its title."""
        self.setWindowTitle(" \N{EM DASH} ".join(filter(None, [activity or self._ending, self._choice.name, "qcstation"])))

    def _see(self, event: Event) -> None:
        self.bench.see(event)
        for page in self.pages:
            page.see(event)
        if isinstance(event, OutputUnsafe):
            self.alarm.show_unsafe(self.bench.unsafe, confirmable=False)

    def _refresh(self) -> None:
        self.strip.refresh()
        for page in self.pages:
            page.refresh()

    def _finished(self, finished: FinishedRun) -> None:
        component = finished.header.component.serial_number if finished.header.component else finished.header.procedure
        self._ending = f"{component} {finished.verdict.value if finished.verdict else finished.outcome.value}"
        if finished.unsafe:
            self._leaving = False

    def _started(self) -> None:
        self._ending = ""

    def _ended(self) -> None:
        self.strip.allow_abort(False)
        self._retitle("")
        self.alarm.check()
        if self._leaving:
            self.close()

    def _tell_recovered(self, recovered: tuple[RecoveredRun, ...]) -> None:
        for found in recovered:
            if found.header is None:
                continue
            component = found.header.component.serial_number if found.header.component else ""
            sentence = self.tr("An earlier run was interrupted; its data are kept: {run}").format(
                run=" ".join(filter(None, [found.header.procedure, component, found.run[:8]]))
            )
            self.log_page.add(sentence, Severity.WARNING)
            if not self.banner.alarming:
                self.banner.show_note(sentence, action=self.tr("Show it"), call=partial(self._show_run, found.run))

    def _show_run(self, run: str) -> None:
        self.show_page(0)
        self.run_page.show_run(run)
