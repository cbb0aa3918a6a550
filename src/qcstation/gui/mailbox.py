"""How other threads reach the window: they post calls, and a timer makes them in the window's thread."""

import time
from collections.abc import Callable
from queue import Empty, SimpleQueue
from typing import Any

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

_INTERVAL = 40
"""Milliseconds between two deliveries: 25 a second is smooth to the eye and leaves the thread free."""

_BUDGET = 0.01
"""Seconds that a delivery may take: the rest of the calls waits for the next one, in order."""


class Mailbox(QObject):
    """Calls from any thread, made in the window's thread in the order in which they were posted.

    `delivered` is emitted after each delivery that made a call: the moment to redraw what they changed.
    """

    delivered = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls: SimpleQueue[tuple[Callable[..., object], tuple[Any, ...]]] = SimpleQueue()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self.deliver)
        self._timer.start()

    def post(self, call: Callable[..., object], *arguments: Any) -> None:
        """Have `call` made with `arguments` in the window's thread; from any thread."""
        self._calls.put((call, arguments))

    def deliver(self) -> None:
        """Make the calls that have been posted up to now, as many as there is time for."""
        made = 0
        end = time.perf_counter() + _BUDGET
        # Those that come meanwhile wait for the next time, so that a flood leaves the window alive.
        for _ in range(self._calls.qsize()):
            if time.perf_counter() > end:
                break
            try:
                call, arguments = self._calls.get_nowait()
            except Empty:
                break
            call(*arguments)
            made += 1
        if made:
            self.delivered.emit()

    def close(self) -> None:
        """Make no more calls."""
        self._timer.stop()
