"""A component: what it is, where it has been, what it is made of, and all its runs."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.theme import Theme
from qcstation.gui.translation import in_words
from qcstation.gui.wording import name_in_words
from qcstation.production import ComponentHistory

from .genealogy import Genealogy
from .lists import GivenRows, run_columns
from .rows_panel import RowsPanel
from .wording import time_words
from .wrapped_facts import WrappedFacts

_SIDE_WIDTH = 300


class ComponentPanel(QFrame):
    """`run_opened` is emitted with a `RunSummary`, `overlaid` with several, `component_opened` with a serial number."""

    back = pyqtSignal()
    run_opened = pyqtSignal(object)
    overlaid = pyqtSignal(object)
    component_opened = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.history: ComponentHistory | None = None
        self.name = ElidingLabel("heading")
        self.name.setObjectName("component-name")
        self.facts = WrappedFacts()
        self.genealogy = Genealogy()
        self.genealogy.opened.connect(self.component_opened)
        columns = run_columns(with_component=False)
        self._rows = GivenRows(columns)
        self.runs = RowsPanel(
            self._rows, columns, name=self.tr("Runs of the component"), empty=self.tr("Nothing has been measured on it yet.")
        )
        self.runs.opened.connect(self.run_opened)
        self.curves_button = QPushButton(self.tr("Show curves"))
        self.curves_button.clicked.connect(self._overlay)
        self.runs.buttons.addWidget(self.curves_button)
        self.back_button = QPushButton(self.tr("Back"))
        self.back_button.setToolTip(self.tr("Alt+Left"))
        self.back_button.clicked.connect(self.back)
        self._lay_out()

    def show_history(self, history: ComponentHistory) -> None:
        """Show a component."""
        self.history = history
        component = history.component
        self.name.setText(component.serial_number)
        facts = [(self.tr("Type"), component.type), (self.tr("Stage"), in_words(component.stage))]
        facts += [(in_words(kind), name) for kind, name in component.identifiers.items()]
        for passed in history.stages:
            facts.append((self.tr("Passed"), self._signed(in_words(passed.stage), passed.by, passed.time, passed.note)))
        for waiver in history.waivers:
            what = f"{name_in_words(waiver.result)} {waiver.channel}".strip() or waiver.run[:8]
            facts.append((self.tr("Waiver"), self._signed(what, waiver.by, waiver.time, waiver.reason)))
        for remark in history.comments:
            facts.append((self.tr("Note"), self._signed(remark.text, remark.by, remark.time, "")))
        for signature in history.signatures:
            facts.append((self.tr("Signed off"), self._signed(signature.run[:8], signature.by, signature.time, signature.note)))
        self.facts.show_facts(facts)
        self.genealogy.show_history(history)
        self._rows.show_rows(tuple(reversed(history.runs)))
        self.curves_button.setEnabled(bool(history.runs))

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self._rows.set_theme(theme)

    def _lay_out(self) -> None:
        frame, column = panel()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        head = QHBoxLayout()
        head.addWidget(self.back_button)
        head.addSpacing(GAP // 2)
        head.addWidget(self.name, 1)
        column.addLayout(head)
        inner = QWidget()
        facts = QVBoxLayout(inner)
        facts.setContentsMargins(0, 0, GAP // 2, 0)
        facts.addWidget(self.facts)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(scroll, 3)
        side.addWidget(label(self.tr("Parents and parts"), role="muted"))
        side.addWidget(self.genealogy, 2)
        left = QWidget()
        left.setFixedWidth(_SIDE_WIDTH)
        left.setLayout(side)
        body = QHBoxLayout()
        body.setSpacing(GAP)
        body.addWidget(left)
        body.addWidget(self.runs, 1)
        column.addLayout(body, 1)

    def _overlay(self) -> None:
        self.overlaid.emit(self.runs.chosen or list(self._rows.rows))

    def _signed(self, what: str, by: str, time: float, note: str) -> str:
        said = f"{what}: {note}" if note else what
        return self.tr("{what} ({who}, {time})").format(what=said, who=by or self.tr("nobody named"), time=time_words(time))
