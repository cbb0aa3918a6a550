"""A place that scrolls when it has to, and else takes the room that its content needs."""

from PyQt6.QtCore import QEvent, QObject, QSize, Qt
from PyQt6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

_LEAST_HEIGHT = 90


class FittingScroll(QScrollArea):
    """Scrolls up and down alone. What is in it is reached by Tab, so that it needs no focus of its own."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setWidget(content)
        content.installEventFilter(self)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room that the content needs."""
        content = self.widget()
        return super().sizeHint() if content is None else QSize(super().sizeHint().width(), content.sizeHint().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room of a few lines."""
        return QSize(super().minimumSizeHint().width(), min(_LEAST_HEIGHT, self.sizeHint().height()))

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:  # noqa: N802 - Qt's name
        """Ask for other room when the content has changed."""
        if event is not None and event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
