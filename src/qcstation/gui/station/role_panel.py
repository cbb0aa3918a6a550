"""What can be done by hand with one instrument: its actions, their quantities, and what it reads."""

from collections.abc import Callable, Mapping

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QMessageBox, QPushButton, QVBoxLayout

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.theme import restyle
from qcstation.gui.translation import in_words
from qcstation.gui.wording import name_in_words
from qcstation.model.errors import InputError
from qcstation.model.units import format_quantity
from qcstation.station.config import StationFile
from qcstation.station.manual import Action, ControlledInstrument, ManualCommand, bound_of

_FIELD_WIDTH = 110


class ActionRow(QFrame):
    """One action: a field for each quantity, with the bench's own bound beside it, and a button."""

    def __init__(self, station: StationFile, instrument: str, action: Action, send: Callable[[ManualCommand], None]) -> None:
        super().__init__()
        self._instrument = instrument
        self._send = send
        self.action = action
        self.fields: dict[str, QLineEdit] = {}
        self.captions: list[QLabel] = []
        self.button = QPushButton(in_words(action.title))
        self.button.setAccessibleName(f"{instrument}: {in_words(action.title)}")
        self.button.clicked.connect(self._do)
        if action.arms:
            self.button.setProperty("kind", "danger")
        self.problem = label(role="problem", wrap=True)
        self.problem.hide()
        row = QHBoxLayout()
        row.setSpacing(GAP // 2)
        for argument in action.arguments:
            name = name_in_words(argument.name)
            field = QLineEdit(argument.usual)
            field.setObjectName(f"{instrument}-{action.name}-{argument.name}")
            field.setAccessibleName(f"{instrument}: {in_words(action.title)}, {name}")
            field.setFixedWidth(_FIELD_WIDTH)
            field.textChanged.connect(self._check)
            field.returnPressed.connect(self._do)
            bound = bound_of(station, instrument, argument)
            if self.fields:
                row.addSpacing(GAP)
            caption = label(name)
            self.captions.append(caption)
            row.addWidget(caption)
            row.addWidget(field)
            if bound:
                hint = label(self.tr("at most {bound}").format(bound=bound), role="muted")
                field.setToolTip(hint.text())
                row.addWidget(hint)
            self.fields[argument.name] = field
        row.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.problem)
        self._wanted = False
        self._check()

    def values(self) -> Mapping[str, str]:
        """Return the quantities as typed."""
        return {name: field.text() for name, field in self.fields.items()}

    def allow(self, wanted: bool) -> None:
        """Enable the action, or not."""
        self._wanted = wanted
        for field in self.fields.values():
            field.setEnabled(wanted)
        self._check()

    def _check(self) -> None:
        try:
            self.action.parsed(self.values())
        except InputError as error:
            self.problem.setText(str(error))
            self.problem.show()
            self.button.setEnabled(False)
        else:
            self.problem.hide()
            self.button.setEnabled(self._wanted)

    def _do(self) -> None:
        if not self.button.isEnabled():
            return
        if self.action.arms and not self._confirmed():
            return
        self._send(ManualCommand(instrument=self._instrument, action=self.action.name, values=self.values()))

    def _confirmed(self) -> bool:
        given = self.action.parsed(self.values())
        limits = ", ".join(
            f"{name_in_words(argument.name)} {format_quantity(abs(given[argument.name]), argument.unit)}"
            for argument in self.action.arguments
            if argument.unit is not None
        )
        answer = QMessageBox.question(
            self,
            self.tr("Switch {instrument} on?").format(instrument=self._instrument),
            self.tr(
                "{instrument} goes on at 0 V and may then be ramped. {limits}.\n\nIs the box closed, and nobody at the needles?"
            ).format(instrument=self._instrument, limits=limits),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.No,
            QMessageBox.StandardButton.No,
        )
        return answer == QMessageBox.StandardButton.Yes


class RolePanel(QFrame):
    """All actions of one instrument, whatever roles it fills, below what it is and reads."""

    def __init__(self, station: StationFile, instrument: ControlledInstrument, send: Callable[[ManualCommand], None]) -> None:
        super().__init__()
        self.name = instrument.name
        self._state = QLabel()
        self._readings = ElidingLabel("number")
        self._readings.setObjectName(f"{instrument.name}-readings")
        self.rows: dict[str, ActionRow] = {}
        frame, column = panel()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        head = QHBoxLayout()
        head.setSpacing(GAP)
        roles = ", ".join(in_words(controls.title) for controls in instrument.controls)
        head.addWidget(label(instrument.name, role="heading"))
        head.addWidget(label(f"{roles}  ·  {instrument.driver}", role="muted"))
        head.addWidget(self._readings, 1)
        head.addWidget(self._state)
        column.addLayout(head)
        for controls in instrument.controls:
            line: QHBoxLayout | None = None
            for action in controls.actions:
                if action.name in self.rows:
                    continue
                row = self.rows[action.name] = ActionRow(station, instrument.name, action, send)
                # What needs no quantity stands beside what does.
                if line is None or action.arguments:
                    line = QHBoxLayout()
                    line.setSpacing(GAP // 2)
                    line.addStretch(1)
                    column.addLayout(line)
                line.insertWidget(line.count() - 1, row)

        # The first fields of all lines stand below one another.
        firsts = [row.captions[0] for row in self.rows.values() if row.captions]
        widest = max((caption.sizeHint().width() for caption in firsts), default=0)
        for caption in firsts:
            caption.setMinimumWidth(widest)

    def show_state(self, *, controlled: bool, on: bool, readings: str) -> None:
        """Show what the instrument does now, and allow what can then be done."""
        for row in self.rows.values():
            row.allow(controlled and row.action.needs_output in {None, on})
        self._readings.setText(readings.replace("-", "\N{MINUS SIGN}"))
        switches = any(row.action.needs_output is not None and row.action.arms for row in self.rows.values())
        self._state.setVisible(switches)
        self._state.setText(self.tr("ON") if on else self.tr("off"))
        restyle(self._state, output="on" if on else "off")
