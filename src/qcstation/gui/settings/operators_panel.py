"""Who works here, and whose badge is whose."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
)

from qcstation.gui.look.layouts import label, panel
from qcstation.gui.page import Context
from qcstation.station.operators import Operator, enter_operator, operators


class OperatorsPanel(QFrame):
    """The list of operators, and a line to enter one: type the name, scan the badge, Enter."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        frame, column = panel()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        column.addWidget(label(self.tr("Operators"), role="heading"))
        self._empty = label(
            self.tr("Nobody is entered yet. A name can be typed at the bench all the same; a badge has to be entered first."),
            role="muted",
            wrap=True,
        )
        column.addWidget(self._empty)
        self.table = self._new_table()
        self.table.setMinimumHeight(260)
        column.addWidget(self.table)
        rows = QFormLayout()
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the operator"))
        self.badge = QLineEdit()
        self.badge.setAccessibleName(self.tr("Badge of the operator"))
        self.badge.setPlaceholderText(self.tr("scan the badge, or leave empty"))
        rows.addRow(self.tr("Name"), self.name)
        rows.addRow(self.tr("Badge"), self.badge)
        column.addLayout(rows)
        self.problem = label(role="problem", wrap=True)
        self.problem.hide()
        column.addWidget(self.problem)
        self.enter_button = QPushButton(self.tr("Enter operator"))
        self.enter_button.setEnabled(False)
        column.addWidget(self.enter_button)
        self.name.textChanged.connect(lambda text: self.enter_button.setEnabled(bool(text.strip())))
        self.name.returnPressed.connect(self.badge.setFocus)
        self.badge.returnPressed.connect(self._enter)
        self.enter_button.clicked.connect(self._enter)
        self.refresh()

    def _new_table(self) -> QTableWidget:
        table = QTableWidget(0, 2)
        table.setHorizontalHeaderLabels((self.tr("Name"), self.tr("Badge")))
        table.setAccessibleName(self.tr("Operators"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        if (side := table.verticalHeader()) is not None:
            side.hide()
        if (top := table.horizontalHeader()) is not None:
            top.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            top.setHighlightSections(False)
            top.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return table

    def refresh(self) -> None:
        """Ask anew who works here."""
        self._context.records.ask(operators, self._show, self._fail)

    def _show(self, known: tuple[Operator, ...]) -> None:
        self._empty.setVisible(not known)
        self.table.setVisible(bool(known))
        self.table.setRowCount(len(known))
        for row, operator in enumerate(known):
            self.table.setItem(row, 0, QTableWidgetItem(operator.name))
            self.table.setItem(row, 1, QTableWidgetItem(operator.badge))

    def _enter(self) -> None:
        name, badge, by = self.name.text(), self.badge.text(), self._context.operator.name
        self._context.records.ask(
            lambda workspace: enter_operator(workspace, name, badge=badge, by=by), lambda _: self._entered(), self._fail
        )

    def _entered(self) -> None:
        self.problem.hide()
        self.name.clear()
        self.badge.clear()
        self.name.setFocus()
        self.refresh()

    def _fail(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.show()
