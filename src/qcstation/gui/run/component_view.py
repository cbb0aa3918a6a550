"""The scan field and, beside it, the card of the component that was scanned."""

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.theme import restyle
from qcstation.production import RunSummary
from qcstation.station.stage_tests import ComponentCard


def verdict_word(run: RunSummary) -> str:
    """Return the verdict of a run, or its outcome where it was not completed."""
    return run.verdict.value if run.verdict else run.outcome.value


class ComponentView(QFrame):
    """Where a serial number is scanned or typed. `scanned` is emitted with it; scanners end with Enter."""

    scanned = pyqtSignal(str)

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
        self.field.setMinimumWidth(400)
        self.field.returnPressed.connect(self._scanned)
        caption.setBuddy(self.field)
        self._name = label(role="heading")
        self._facts = ElidingLabel("muted")
        self._runs = ElidingLabel("muted")
        for part, name in ((self._name, "card-name"), (self._facts, "card-facts"), (self._runs, "card-runs")):
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
        for part in (self._name, self._facts, self._runs):
            right.addWidget(part)
        row = QHBoxLayout()
        row.setSpacing(2 * GAP)
        row.addLayout(left)
        row.addLayout(right, 1)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.clear()

    def clear(self) -> None:
        """Wait for the next component."""
        self.field.clear()
        self._show(self.tr("No component yet"), "", "")
        self.focus()

    def focus(self) -> None:
        """Be ready for the scanner: what comes next replaces what stands there."""
        self.field.setFocus()
        self.field.selectAll()

    def show_waiting(self) -> None:
        """Show that the records are being asked."""
        self._show(self.tr("Looking it up…"), "", "")

    def show_problem(self, sentence: str) -> None:
        """Show why what was scanned is no component."""
        self._show(self.tr("No component"), "", "")
        self.problem.setText(sentence)
        self.problem.show()
        restyle(self.field, wrong="true")
        self.field.setAccessibleDescription(sentence)
        self.focus()

    def show_card(self, card: ComponentCard) -> None:
        """Show a component."""
        component, history = card.component, card.history
        facts = [card.type_title, component.stage]
        facts += [f"{kind} {value}" for kind, value in component.identifiers.items()]
        if history is None:
            facts.append(self.tr("new here"))
            runs = self.tr("not measured yet")
        else:
            parents = [link.parent for link in history.parents if link.disassembled is None]
            facts += [self.tr("part of {parent}").format(parent=parent) for parent in parents]
            last = {run.procedure: verdict_word(run) for run in history.runs if run.invalidated is None}
            runs = "  ·  ".join(f"{procedure} {word}" for procedure, word in last.items()) or self.tr("not measured yet")
        self._show(component.serial_number, "  ·  ".join(filter(None, facts)), runs)
        self.field.setText(component.serial_number)

    def _show(self, name: str, facts: str, runs: str) -> None:
        self._name.setText(name)
        self._facts.setText(facts)
        self._runs.setText(runs)
        self.problem.hide()
        restyle(self.field, wrong="false")
        self.field.setAccessibleDescription("")

    def _scanned(self) -> None:
        text = self.field.text().strip()
        if text and not self.field.isReadOnly():
            self.scanned.emit(text)
