"""The window's Production page without a window manager, and how long its event loop is held up."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PyQt6.QtCore import QEventLoop, Qt, QTimer
from PyQt6.QtWidgets import QFileDialog

from qcstation.gui import BenchChoice
from qcstation.gui.application import application
from qcstation.gui.bench_run import BenchRun
from qcstation.gui.live_bench import LiveBench
from qcstation.gui.look.theme import LIGHT, apply_theme
from qcstation.gui.mailbox import Mailbox
from qcstation.gui.operator import CurrentOperator
from qcstation.gui.page import Context
from qcstation.gui.production import ProductionPage
from qcstation.gui.production.filter_bar import View
from qcstation.gui.records_thread import RecordsThread
from qcstation.station.shipped import shipped_bench

_TICK = 0.005
"""Seconds."""


class Gaps:
    """Measures how late the event loop comes to a timer that is due every few milliseconds, in s."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last: float | None = None
        self._until: Callable[[], bool] = bool
        self._deadline = 0.0
        self._loop = QEventLoop()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(round(_TICK * 1e3))
        self._timer.timeout.connect(self._turn)

    def _turn(self) -> None:
        now = time.perf_counter()
        if self._last is not None:
            self.longest = max(self.longest, now - self._last - _TICK)
        self._last = now
        if self._until() or now > self._deadline:
            self._loop.quit()

    def measure(self, until: Callable[[], bool], patience: float) -> float:
        """Run the event loop until something is so; return how long it took, in s."""
        self.longest, self._last, self._until = 0.0, None, until
        began = time.perf_counter()
        self._deadline = began + patience
        self._timer.start()
        self._loop.exec()
        self._timer.stop()
        return time.perf_counter() - began


@contextmanager
def open_page(folder: Path) -> Iterator[ProductionPage]:
    """Show the page on a data folder."""
    # Qt's application lives as long as somebody holds it.
    app = application()
    apply_theme(app, LIGHT)
    choice = BenchChoice(station=shipped_bench("lgad"), data_dir=folder)
    mailbox = Mailbox()
    context = Context(
        choice=choice,
        mailbox=mailbox,
        records=RecordsThread(choice, mailbox),
        run=BenchRun(choice, mailbox),
        bench=LiveBench(),
        operator=CurrentOperator(""),
        reopen=lambda _: None,
        take_over=lambda _: None,
    )
    page = ProductionPage(context)
    page.resize(1144, 752)
    page.show()
    yield page
    app.processEvents()
    context.records.close()
    mailbox.close()


def scroll_to_end(page: ProductionPage, patience: float) -> tuple[int, float, float]:
    """Scroll down as fast as rows come; return how many there are, how long it took and the longest gap, in s."""
    gaps, rows, table = Gaps(), page.runs.rows, page.runs.table
    page.show_view(View.RUNS)
    gaps.measure(lambda: bool(rows.rows), patience)
    rows.changed.connect(table.scrollToBottom)
    table.scrollToBottom()
    taken = gaps.measure(lambda: rows.complete, patience)
    return len(rows.rows), taken, gaps.longest


def export_all(page: ProductionPage, path: Path, patience: float) -> tuple[float, float]:
    """Export all runs; return the longest gap and how long it took, in s."""
    QFileDialog.getSaveFileName = lambda *_: (str(path), "")  # type: ignore[method-assign]
    gaps = Gaps()
    page.export_button.click()
    taken = gaps.measure(path.exists, patience)
    return gaps.longest, taken
