"""How long nobody has touched the window."""

from PyQt6.QtCore import QEvent, QObject, QTimer, pyqtSignal
from PyQt6.QtGui import QWindow

_TOUCHES = {
    QEvent.Type.KeyPress,
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
}
_MINUTE = 60_000


class IdleWatch(QObject):
    """`idle` is emitted when there was neither key nor mouse for so many minutes.

    It listens to the window's own events alone: those of every widget would be too many.
    """

    idle = pyqtSignal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)

    def watch(self, window: QWindow) -> None:
        """Listen to a window's keys and mouse."""
        window.installEventFilter(self)

    def set_patience(self, minutes: float) -> None:
        """Set after how many minutes nobody is there; 0: never."""
        if minutes > 0:
            self._timer.start(round(minutes * _MINUTE))
        else:
            self._timer.stop()

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Begin to wait anew at each touch."""
        if event is not None and event.type() in _TOUCHES and self._timer.isActive():
            self._timer.start()
        return super().eventFilter(watched, event)
