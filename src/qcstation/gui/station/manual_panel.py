"""Manual control: taken with a button, seen on every page, and given back by itself."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qcstation.engine.prompts import Unattended
from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.page import Context
from qcstation.gui.translation import in_words
from qcstation.model.events import Event, MessageLogged, ReadingSeen, RunStarted, SafingStarted, Severity
from qcstation.model.units import format_quantity
from qcstation.station.manual import END, CommandChannel, ManualCommand, controlled_instruments
from qcstation.station.recording import FinishedRun

from .background import Background
from .readings_plot import ReadingsPlot
from .role_panel import RolePanel


class ManualPanel(QWidget):
    """Starts manual control as a run, sends it commands, and shows what comes back."""

    def __init__(self, context: Context, background: Background) -> None:
        super().__init__()
        self._context = context
        self._background = background
        self._channel: CommandChannel | None = None
        self._readings: dict[str, dict[str, str]] = {}
        self._changed = True
        self.roles = {
            instrument.name: RolePanel(context.choice.station, instrument, self._send)
            for instrument in controlled_instruments(context.choice.station)
        }
        self.take_button = QPushButton(self.tr("&Take control"))
        self.take_button.setProperty("kind", "primary")
        self.take_button.setToolTip(self.tr("Connects to the instruments; nothing is switched on yet (Alt+T)"))
        self.take_button.clicked.connect(self.take)
        self.end_button = QPushButton(self.tr("&End: ramp down and off"))
        self.end_button.setToolTip(self.tr("Alt+E; Esc does it at once"))
        self.end_button.clicked.connect(self.end)
        self.idle = QLineEdit("10 min")
        self.idle.setObjectName("manual-idle")
        self.idle.setFixedWidth(90)
        self.idle.setAccessibleName(self.tr("Ramp down after this time without a command"))
        self.told = label(role="muted", wrap=True)
        self.told.setObjectName("manual-told")
        self.readings = ReadingsPlot(context)
        self._lay_out()
        context.run.finished.connect(self._finished)
        context.run.refused.connect(self._refused)
        context.run.ended.connect(self._ended)
        context.run.started.connect(self._mark)
        self.refresh()

    @property
    def in_control(self) -> bool:
        """Whether the run that goes on is this panel's."""
        return self._channel is not None

    def take(self) -> None:
        """Begin manual control."""
        if self._context.run.active or self._background.busy:
            return
        self._channel = CommandChannel()
        self._readings.clear()
        self._tell(self.tr("Connecting to the instruments…"))
        operator = self._context.operator.name
        request = self._context.choice.manual_request(self._channel, idle=self.idle.text(), operator=operator)
        self._context.run.start(request, Unattended())
        self.refresh()

    def end(self) -> None:
        """Give control back: everything is ramped down and switched off."""
        if self._channel is not None:
            self._send(ManualCommand(action=END))
            self._tell(self.tr("Making the bench safe…"))

    def see(self, event: Event) -> None:
        """Take note of one event of manual control."""
        if not self.in_control:
            return
        self.readings.see(event)
        match event:
            case RunStarted():
                self._mark()
            case ReadingSeen():
                known = self._readings.setdefault(event.instrument, {})
                for name, value in event.values.items():
                    known[name] = "" if value is None else format_quantity(value, event.units[name])
                self._mark()
            case MessageLogged():
                sentence = (event.text.strip().splitlines() or [""])[-1]
                self._tell(sentence, wrong=event.severity is not Severity.INFO)
            case SafingStarted():
                self._tell(self.tr("Making the bench safe…"))
            case _:
                self._mark()

    def refresh(self) -> None:
        """Show what has changed."""
        self.readings.refresh()
        if not self._changed:
            return
        self._changed = False
        controlled = self.in_control and self._context.bench.running
        on = {output.name for output in self._context.bench.outputs if output.on}
        for name, role in self.roles.items():
            readings = "   ".join(filter(None, self._readings.get(name, {}).values()))
            role.show_state(controlled=controlled, on=name in on and self.in_control, readings=readings)
        self.update_buttons()

    def update_buttons(self) -> None:
        """Enable what can be done now."""
        free = not self._context.run.active and not self._background.busy
        self.take_button.setEnabled(free and bool(self.roles))
        self.end_button.setEnabled(self.in_control)
        self.idle.setEnabled(free)

    def _lay_out(self) -> None:
        frame, column = panel()
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self.take_button)
        head.addWidget(self.end_button)
        head.addStretch(1)
        time_limit = QHBoxLayout()
        time_limit.addWidget(self.told, 1)
        time_limit.addWidget(label(self.tr("Ramp down without a command after"), role="muted"))
        time_limit.addWidget(self.idle)
        column.addLayout(head)
        column.addLayout(time_limit)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(GAP)
        for role in self.roles.values():
            rows.addWidget(role)
        rows.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setProperty("page", "true")
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(frame)
        whole.addWidget(self.readings)
        whole.addWidget(scroll, 1)
        self._tell("")

    def _send(self, command: ManualCommand) -> None:
        if self._channel is not None:
            by = self._context.operator.name
            self._channel.send(ManualCommand(action=command.action, instrument=command.instrument, values=command.values, by=by))

    def _tell(self, sentence: str, *, wrong: bool = False) -> None:
        usual = self.tr("Outputs move by ramps alone, and are ramped down when you leave this page. All is kept as a run.")
        self.told.setText(f"⚠ {sentence}" if wrong and sentence else sentence or usual)

    def _mark(self) -> None:
        self._changed = True

    def _finished(self, finished: FinishedRun) -> None:
        if self.in_control:
            reason = in_words(finished.reason)
            self._tell(reason or self.tr("Control was given back; everything is off"), wrong=bool(reason))

    def _refused(self, sentence: str) -> None:
        if self.in_control:
            self._tell(sentence, wrong=True)

    def _ended(self) -> None:
        self._channel = None
        self._mark()
        self.refresh()
