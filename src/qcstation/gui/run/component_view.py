"""The scan field and, beside it, the card of the component that was scanned."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.theme import restyle
from qcstation.gui.look.verdicts import marked_verdict
from qcstation.gui.translation import in_words
from qcstation.gui.wording import short_title

if TYPE_CHECKING:
    from qcstation.station.stage_tests import ComponentCard

_TELLING = ("batch", "wafer", "position on the wafer")
"""What people ask for first of all that a serial number says."""


class ComponentView(QFrame):
    """Where a serial number is scanned or typed. `scanned` is emitted with it; scanners end with Enter.

    `label_wanted` is emitted when a label of the component is to be printed.
    """

    scanned = pyqtSignal(str)
    label_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        frame, column = panel()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        caption = label(self.tr("&Component"), role="muted")
        self.field = QLineEdit()
        self.field.setObjectName("scan")
        self.field.setPlaceholderText(self.tr("Scan or type a serial number"))
        self.field.setAccessibleName(self.tr("Serial number"))
        self.field.setToolTip(self.tr("Alt+C"))
        self.field.setMinimumWidth(400)
        self.field.returnPressed.connect(self._scanned)
        caption.setBuddy(self.field)
        self._name = ElidingLabel("heading")
        self._facts = ElidingLabel("muted")
        self._origin = ElidingLabel("muted")
        self._runs = ElidingLabel("muted")
        named = ((self._name, "card-name"), (self._facts, "card-facts"), (self._origin, "card-origin"), (self._runs, "card-runs"))
        for part, name in named:
            part.setObjectName(name)
        self.problem = label(role="problem", wrap=True)
        self.problem.setObjectName("scan-problem")
        self.problem.hide()
        left = QVBoxLayout()
        left.setSpacing(4)
        left.addWidget(caption)
        left.addWidget(self.field)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(2)
        for part, _ in named:
            right.addWidget(part)
        right.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(2 * GAP)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.label_button = QPushButton(self.tr("Label…"))
        self.label_button.setProperty("kind", "small")
        self.label_button.setToolTip(self.tr("Print a label with a code that the scanner reads"))
        self.label_button.clicked.connect(lambda _: self.label_wanted.emit())
        row.addWidget(self.label_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.clear()

    def clear(self) -> None:
        """Wait for the next component."""
        self.field.clear()
        self._show(self.tr("No component yet"))
        self.focus()

    def focus(self) -> None:
        """Be ready for the scanner: what comes next replaces what stands there."""
        self.field.setFocus()
        self.field.selectAll()

    def show_waiting(self) -> None:
        """Show that the records are being asked."""
        self._show(self.tr("Looking it up…"))

    def show_problem(self, sentence: str) -> None:
        """Show why what was scanned is no component."""
        self._show(self.tr("No component"))
        self.problem.setText(sentence)
        self.problem.show()
        restyle(self.field, wrong="true")
        self.field.setAccessibleDescription(sentence)
        self.focus()

    def show_card(self, card: "ComponentCard") -> None:
        """Show a component: what it is and where it stands, what its number says, how it last did."""
        component = card.component
        facts = [in_words(card.type_title), self.tr("at {stage}").format(stage=in_words(component.stage) or self.tr("no stage"))]
        facts += [self.tr("part of {parent}").format(parent=parent) for parent in card.parents]
        if card.history is None:
            facts.append(self.tr("new here"))
        known = {**component.identifiers, **card.origin}
        origin = [f"{in_words(kind)} {known[kind]}" for kind in sorted(known, key=lambda kind: kind not in _TELLING)]
        titles = {offer.id: short_title(offer.title) for offer in card.offers}
        runs = [f"{titles.get(run.procedure, run.procedure)} {marked_verdict(run.word)}" for run in card.last_runs]
        self._show(
            component.serial_number,
            "  ·  ".join(facts),
            "  ·  ".join(origin),
            "  ·  ".join(runs) or self.tr("not measured yet"),
        )
        self.field.setText(component.serial_number)
        self.label_button.show()

    def _show(self, name: str, facts: str = "", origin: str = "", runs: str = "") -> None:
        for part, text in ((self._name, name), (self._facts, facts), (self._origin, origin), (self._runs, runs)):
            part.setText(text)
        self.label_button.hide()
        self.problem.hide()
        restyle(self.field, wrong="false")
        self.field.setAccessibleDescription("")

    def _scanned(self) -> None:
        text = self.field.text().strip()
        if text and not self.field.isReadOnly():
            self.scanned.emit(text)
