"""The main window: a rail of pages, an alarm above them, the bench's state below."""

from functools import partial
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QKeySequence, QShortcut, QShowEvent
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from qcstation.gui.look.verdicts import verdict_word
from qcstation.gui.wording import CLOSED
from qcstation.model.events import Event, OutputUnsafe, Severity
from qcstation.station.recording import FinishedRun

from .attendance import Attendance
from .banner import Banner
from .bench_alarm import BenchAlarm
from .bench_choice import BenchChoice
from .bench_run import BenchRun
from .live_bench import LiveBench
from .look.theme import Theme
from .mailbox import Mailbox
from .operator import CurrentOperator
from .page import Context
from .pages import Pages, load_pages
from .rail import Rail
from .records_thread import RecordsThread
from .strip import Strip

if TYPE_CHECKING:
    from qcstation.records import RecoveredRun

_BREATH = 50
"""Milliseconds between the window's first picture and what takes its time: a serial number can be typed first."""


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
        self.records = RecordsThread(choice, self.mailbox, waits=True)
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
            measure_again=self._measure_again,
        )
        self.strip = Strip(self.bench)
        self.banner = Banner()
        self.alarm = BenchAlarm(choice.name, self.banner, self.records, self.tell_problem, self)
        self.pages = Pages(context, theme)
        self._page_index = 0
        self.rail = Rail(self.pages.titles, bench=choice.name, simulated=choice.simulated)
        self.attendance = Attendance(self.operator, self.records, self.run, self)
        self._retitle("")
        self.resize(1280, 800)
        self._lay_out()
        self._connect()
        self.show_page(0)
        self.pages.run.component.focus()
        if not self.operator.name:
            self.attendance.lock()
        self.records.ask(lambda workspace: workspace.recovered, self._tell_recovered, self.tell_problem)
        self.alarm.check()
        self.records.ask(lambda _: load_pages(), lambda _: self.pages.make_rest(), self.tell_problem)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours that the style sheet does not reach."""
        self.pages.set_theme(theme)

    def show_page(self, index: int) -> None:
        """Show a page by its place on the rail."""
        self._page_index = index
        self.rail.show_page(index)
        if not self.attendance.is_locked:
            self.pages.show_page(index)

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
        self.pages.log.add(sentence, Severity.WARNING)
        if not self.banner.alarming:
            self.banner.show_note(sentence)

    def closeEvent(self, event: QCloseEvent | None) -> None:  # noqa: N802 - Qt's name
        """Ask where a run goes on, and close only when it has ended and its record is kept."""
        if event is None:
            return
        if self.run.active and (self._leaving or self.run.free or self._may_abort()):
            self._leaving = True
            self.run.abort(CLOSED)
        if self.run.active:
            event.ignore()
            return
        if not self._closed:
            self._closed = True
            self.pages.leave()
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
        self.pages.addWidget(self.attendance.screen)
        above = QVBoxLayout()
        above.setContentsMargins(0, 0, 0, 0)
        above.setSpacing(0)
        above.addWidget(self.banner)
        above.addWidget(self.pages, 1)
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
        self.run.refused.connect(lambda sentence: self.pages.log.add(sentence, Severity.WARNING))
        self.run.kept.connect(self._kept)
        self.run.lost.connect(self._lost)
        self.run.ended.connect(self._ended)
        self.pages.run.activity.connect(self.strip.show_activity)
        self.strip.abort_wanted.connect(self.pages.run.abort)
        self.run.started.connect(lambda: self.strip.allow_abort(True))
        self.pages.run.activity.connect(self._retitle)
        self.mailbox.delivered.connect(self._refresh)
        self.rail.chosen.connect(self.show_page)
        self.rail.lock_wanted.connect(self.attendance.lock)
        self.rail.show_operator(self.operator.name)
        self.operator.changed.connect(self.rail.show_operator)
        self.attendance.locked.connect(self._show_locked)
        # Nothing is switched on by itself before nobody.
        self.attendance.locked.connect(self.pages.run.stop_sequence)
        self.attendance.unlocked.connect(self._show_unlocked)
        self.attendance.screen.abort_wanted.connect(self.pages.run.abort)
        escape = QShortcut(QKeySequence("Esc"), self)
        leave = QShortcut(QKeySequence("Ctrl+Q"), self)
        leave.activated.connect(self.close)
        escape.activated.connect(self.pages.run.abort)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Begin to notice when nobody is there."""
        super().showEvent(event)
        if (handle := self.windowHandle()) is not None:
            self.attendance.idle.watch(handle)
        # What takes its time begins when the window is there and a serial number can be typed.
        QTimer.singleShot(_BREATH, self.records.begin)

    def _show_locked(self) -> None:
        self.rail.hide()
        self.pages.setCurrentWidget(self.attendance.screen)
        self._retitle("")

    def _show_unlocked(self) -> None:
        self.rail.show()
        self.show_page(self._page_index)
        if self._page_index == 0:
            self.pages.run.component.focus()
        self._retitle("")

    def _retitle(self, activity: str) -> None:
        """Tell also those who see no more of the window than its title."""
        locked = self.tr("locked") if self.attendance.is_locked else ""
        parts = (locked, activity or self._ending or self.pages.run.serial_number, self._choice.name, "qcstation")
        self.setWindowTitle(" \N{EM DASH} ".join(filter(None, parts)))

    def _see(self, event: Event) -> None:
        self.bench.see(event)
        self.pages.see(event)
        if isinstance(event, OutputUnsafe):
            self.alarm.show_unsafe(self.bench.unsafe, confirmable=False)

    def _refresh(self) -> None:
        self.strip.refresh()
        self.pages.refresh()

    def _finished(self, finished: FinishedRun) -> None:
        component = finished.header.component.serial_number if finished.header.component else finished.header.procedure
        ending = finished.verdict or finished.outcome
        self._ending = f"{component} {verdict_word(ending.value)}"
        if finished.unsafe:
            self._leaving = False

    def _kept(self, finished: FinishedRun) -> None:
        """Tell of a run whose record was kept while the next one went on only what went wrong."""
        for warning in finished.warnings:
            self.tell_problem(warning)
        if self._leaving:
            self.close()

    def _lost(self, sentence: str) -> None:
        self.tell_problem(sentence)
        if self._leaving:
            self.close()

    def _started(self) -> None:
        self._ending = ""

    def _ended(self) -> None:
        self.strip.allow_abort(False)
        self._retitle("")
        self.alarm.check()
        if self._leaving:
            self.close()

    def _tell_recovered(self, recovered: "tuple[RecoveredRun, ...]") -> None:
        for found in recovered:
            if found.header is None:
                continue
            component = found.header.component.serial_number if found.header.component else ""
            sentence = self.tr("An earlier run was interrupted; its data are kept: {run}").format(
                run=" ".join(filter(None, [found.header.procedure, component, found.run[:8]]))
            )
            self.pages.log.add(sentence, Severity.WARNING)
            if not self.banner.alarming:
                self.banner.show_note(sentence, action=self.tr("Show it"), call=partial(self._show_run, found.run))

    def _measure_again(self, run: str) -> None:
        self.show_page(0)
        self.pages.run.measure_again(run)

    def _show_run(self, run: str) -> None:
        self.show_page(0)
        self.pages.run.show_run(run)
