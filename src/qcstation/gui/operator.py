"""Who is at the bench: kept with each run, each answer and each signature."""

from PyQt6.QtCore import QObject, pyqtSignal


class CurrentOperator(QObject):
    """The person who works at the window now. `changed` is emitted with the new name."""

    changed = pyqtSignal(str)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name

    @property
    def name(self) -> str:
        """The name or badge; empty: nobody has said who it is."""
        return self._name

    def become(self, name: str) -> None:
        """Have somebody else at the bench from now on."""
        if name != self._name:
            self._name = name
            self.changed.emit(name)
