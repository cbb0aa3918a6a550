"""Starting and leaving the window's program: Qt, theme, signals, and errors that nobody has foreseen."""

import sys

import pyqtgraph as pg
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QApplication

from qcstation.safety.signals import RunSignals

from .bench_choice import BenchChoice
from .look.theme import Theme, apply_theme, theme_for
from .main_window import MainWindow
from .records_thread import sentence_of

_SIGNAL_POLL = 100
"""Milliseconds: a tenth of the second in which safing must have begun."""


def open_window(choice: BenchChoice) -> int:
    """Show the window until it is closed; the bench is then safe. Returns the exit code."""
    app = application()
    # Signals are kept from the very beginning, and polled: a window that is being made cannot be closed.
    with RunSignals() as signals:
        window = MainWindow(choice, follow_system_theme(app))
        # Qt would end the program, and with it the run's window, for an error in a slot.
        sys.excepthook = lambda _kind, error, _trace: window.mailbox.post(window.tell_problem, sentence_of(error))
        hints = app.styleHints()
        if hints is not None:
            hints.colorSchemeChanged.connect(lambda _: window.set_theme(follow_system_theme(app)))
        poll = QTimer()
        poll.timeout.connect(lambda: _obey(signals, window, poll))
        poll.start(_SIGNAL_POLL)
        window.show()
        return app.exec()


def _obey(signals: RunSignals, window: MainWindow, poll: QTimer) -> None:
    if signals.reason is not None:
        poll.stop()
        window.leave(signals.reason)


def application() -> QApplication:
    """Return the one application object, made if need be."""
    running = QApplication.instance()
    app = running if isinstance(running, QApplication) else QApplication(["qcstation"])
    app.setApplicationName("qcstation")
    pg.setConfigOptions(antialias=True)
    return app


def follow_system_theme(app: QApplication) -> Theme:
    """Give the application the colours that the system prefers, and return them."""
    hints = app.styleHints()
    theme = theme_for(hints.colorScheme() if hints is not None else Qt.ColorScheme.Light)
    apply_theme(app, theme)
    return theme
