"""What is looked at: components, runs, yield or distributions, chosen like the pages of a book."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from .filter_bar import View


class Tabs(QWidget):
    """`chosen` is emitted with the `View`."""

    chosen = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        titles = {
            View.COMPONENTS: self.tr("Components"),
            View.RUNS: self.tr("Runs"),
            View.YIELD: self.tr("Yield"),
            View.DISTRIBUTION: self.tr("Distributions"),
        }
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        group = QButtonGroup(self)
        self.buttons: dict[View, QToolButton] = {}
        for number, (view, title) in enumerate(titles.items(), start=1):
            button = QToolButton()
            button.setText(title)
            button.setCheckable(True)
            button.setProperty("kind", "tab")
            button.setShortcut(f"Alt+{number}")
            button.setToolTip(f"Alt+{number}")
            button.clicked.connect(lambda _, view=view: self.chosen.emit(view))
            group.addButton(button)
            row.addWidget(button)
            self.buttons[view] = button
        row.addStretch(1)
        self.buttons[View.COMPONENTS].setChecked(True)

    def show_chosen(self, view: View) -> None:
        """Show which is looked at."""
        self.buttons[view].setChecked(True)
