"""The slim rail at the left: one button a page, and below them whose bench it is and who is at it."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QFontMetrics, QKeySequence
from PyQt6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from .look.eliding import ElidingLabel
from .look.layouts import GAP, label

_LEAST_WIDTH = 136
_AROUND = 44
"""Pixels beside a button's text: its mark and its margins."""


class Rail(QFrame):
    """`chosen` is emitted with the place of a page, `lock_wanted` when somebody else comes, or nobody stays."""

    chosen = pyqtSignal(int)
    lock_wanted = pyqtSignal()

    def __init__(self, titles: Sequence[str], *, bench: str, simulated: bool) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAccessibleName(self.tr("Pages"))
        bold = self.font()
        bold.setBold(True)
        texts = [*titles, self.tr("nobody"), self.tr("simulated")]
        widest = max(QFontMetrics(bold).horizontalAdvance(text) for text in texts)
        self._width = max(_LEAST_WIDTH, widest + _AROUND)
        self.setFixedWidth(self._width)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, GAP, 0, GAP)
        column.setSpacing(2)
        group = QButtonGroup(self)
        self.buttons: list[QToolButton] = []
        for index, title in enumerate(titles):
            button = self._button(title, f"Ctrl+{index + 1}")
            button.setCheckable(True)
            button.clicked.connect(lambda _, index=index: self.chosen.emit(index))
            group.addButton(button)
            column.addWidget(button)
            self.buttons.append(button)
        column.addStretch(1)
        self.operator_button = self._button("", "Ctrl+L")
        self.operator_button.setObjectName("operator")
        self.operator_button.clicked.connect(lambda _: self.lock_wanted.emit())
        column.addWidget(self.operator_button)
        foot = QVBoxLayout()
        foot.setContentsMargins(GAP, 0, GAP, 0)
        name = ElidingLabel("muted")
        name.setText(bench)
        foot.addWidget(name)
        if simulated:
            foot.addWidget(label(self.tr("simulated"), role="badge"))
        column.addLayout(foot)

    def show_page(self, index: int) -> None:
        """Mark the page that is shown."""
        self.buttons[index].setChecked(True)

    def show_operator(self, name: str) -> None:
        """Show who is at the bench."""
        room = self._width - 3 * GAP
        shown = self.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, room)
        self.operator_button.setText(shown.replace("&", "&&") or self.tr("nobody"))
        self.operator_button.setToolTip(
            self.tr("{name} is at the bench. Change the operator or lock the screen (Ctrl+L)").format(name=name)
        )
        self.operator_button.setAccessibleName(self.tr("Operator {name}: change or lock").format(name=name))

    def _button(self, text: str, shortcut: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setShortcut(QKeySequence(shortcut))
        button.setToolTip(shortcut)
        return button
