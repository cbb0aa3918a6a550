"""On a drawing: the point that is meant in words, the curve before, the way back from a zoom, and a file of it."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QWidget

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.theme import Theme


class PlotFoot(QWidget):
    """Lies over the line of the horizontal axis's title, so that a flat plot loses no height; its buttons stand elsewhere.

    `whole_wanted` is emitted when all of the drawing is to be seen again, `save_wanted` when it is to be written to a file.
    """

    whole_wanted = pyqtSignal()
    save_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        self.said = ElidingLabel("muted")
        self.said.setObjectName("point-in-words")
        self.said.hide()
        self.earlier = QCheckBox()
        self.earlier.setChecked(True)
        self.whole_button = QPushButton(self.tr("Show all"))
        self.whole_button.setToolTip(self.tr("Ctrl+0: back from the zoom to all of the curve"))
        self.whole_button.clicked.connect(self.whole_wanted)
        self.save_button = QPushButton(self.tr("Save…"))
        self.save_button.setToolTip(self.tr("Ctrl+E: writes what is drawn as a table, a picture or a drawing"))
        self.save_button.clicked.connect(self.save_wanted)
        for button in (self.whole_button, self.save_button):
            button.setProperty("kind", "small")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.said)
        row.addStretch(1)
        row.addWidget(self.earlier)
        self.whole_button.hide()
        self.show_earlier("", "")
        for keys, wanted in (("Ctrl+0", self.whole_wanted), ("Ctrl+E", self.save_wanted)):
            QShortcut(QKeySequence(keys), self).activated.connect(wanted)

    def say(self, sentence: str) -> None:
        """Show a sentence, such as the values of a point, over the title of the axis; empty: the title is seen again."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self.said.setStyleSheet(f"background: {theme.surface};")

    def show_earlier(self, name: str, description: str) -> None:
        """Offer the curve of an earlier run beneath; no name: there is none."""
        self.earlier.setText(name)
        self.earlier.setToolTip(description)
        self.earlier.setAccessibleName(self.tr("Curve of {run} beneath").format(run=name))
        self.earlier.setVisible(bool(name))
