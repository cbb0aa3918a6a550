"""Starting and leaving the window's program: Qt, theme, signals, and errors that nobody has foreseen."""

import gc
import sys
from pathlib import Path
from types import TracebackType

from msgspec.structs import replace
from PyQt6.QtCore import QObject, QTimer
from PyQt6.QtWidgets import QApplication

from qcstation.safety.signals import RunSignals
from qcstation.station.failures import sentence_of

from .appearance import Appearance
from .bench_choice import BenchChoice
from .main_window import MainWindow
from .preferences import Preferences, load_preferences

_SIGNAL_POLL = 100
"""Milliseconds: a tenth of the second in which safing must have begun."""


def open_window(choice: BenchChoice) -> int:
    """Show the window until it is closed; the bench is then safe. Returns the exit code."""
    app = application()
    # Signals are kept from the very beginning, and polled: a window that is being made cannot be closed.
    with RunSignals() as signals:
        program = Program(app, choice)
        sys.excepthook = program.tell_error
        poll = QTimer()
        poll.timeout.connect(lambda: _obey(signals, program, poll))
        poll.start(_SIGNAL_POLL)
        return app.exec()


def application() -> QApplication:
    """Return the one application object, made if need be."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["qcstation"])
    app.setApplicationName("qcstation")
    return app


class Program(QObject):
    """The one main window, and the next one in its place where another bench or language is chosen."""

    def __init__(self, app: QApplication, choice: BenchChoice) -> None:
        super().__init__(app)
        self.preferences = load_preferences()
        self.appearance = Appearance(app, self.preferences)
        if choice.data_dir is None and self.preferences.data_dir:
            choice = replace(choice, data_dir=Path(self.preferences.data_dir))
        self.window = self._opened(choice)

    def tell_error(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        """Show an error that nobody has foreseen: Qt would end the program, and with it the run's window, for it."""
        self.window.mailbox.post(self.window.tell_problem, sentence_of(error))

    def _opened(self, choice: BenchChoice) -> MainWindow:
        window = MainWindow(choice, self.appearance.theme)
        self.appearance.changed.connect(window.set_theme)
        window.reopen_wanted.connect(self._reopen)
        window.preferences_changed.connect(self._take_over)
        window.attendance.idle.set_patience(self.preferences.lock_after)
        # Nothing of what is there now goes away again: to look through it for garbage would make the window stand still.
        window.pages.complete.connect(_settle)
        window.show()
        return window

    def _take_over(self, preferences: Preferences) -> None:
        self.preferences = preferences
        self.appearance.take_over(preferences)
        self.window.attendance.idle.set_patience(preferences.lock_after)

    def _reopen(self, choice: BenchChoice) -> None:
        old = self.window
        self.appearance.changed.disconnect(old.set_theme)
        # The new one first: without any window Qt would leave.
        self.window = self._opened(choice)
        gc.unfreeze()
        self.window.setGeometry(old.geometry())
        self.window.show_page(old.page_index)
        old.close()
        old.deleteLater()


def _obey(signals: RunSignals, program: Program, poll: QTimer) -> None:
    if signals.reason is not None:
        poll.stop()
        program.window.leave(signals.reason)


def _settle() -> None:
    gc.freeze()
    gc.enable()
