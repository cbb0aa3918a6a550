"""Which program this is."""

import platform

from PyQt6.QtCore import PYQT_VERSION_STR, qVersion
from PyQt6.QtWidgets import QFrame, QHBoxLayout

from qcstation import __version__
from qcstation.gui.look.layouts import label, panel


class AboutPanel(QFrame):
    """The versions that a person who helps will ask for."""

    def __init__(self) -> None:
        super().__init__()
        frame, column = panel()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        column.addWidget(label(f"qcstation {__version__}", role="heading"))
        column.addWidget(
            label(f"Python {platform.python_version()}  ·  Qt {qVersion()}  ·  PyQt {PYQT_VERSION_STR}", role="muted", wrap=True)
        )
        column.addWidget(label(self.tr("Free software under the GNU General Public License, version 3 or later."), wrap=True))
