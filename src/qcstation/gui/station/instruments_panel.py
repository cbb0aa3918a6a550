"""The instruments of the bench: who answers, how its link stands, what was last wrong, when its calibration is due."""

from datetime import UTC, datetime

from PyQt6.QtCore import QCoreApplication
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.gui.page import Context
from qcstation.station.calibration import CalibrationState, calibrations, instrument_key
from qcstation.station.looking import Looked, look_at_instruments

from .background import Background
from .bench_watch import BenchWatch, InstrumentState, LinkState
from .calibration_dialog import CalibrationDialog
from .tables import colour, fill, table
from .wire_view import WireView

_LINK, _CALIBRATION, _ERROR = 3, 4, 5


class InstrumentsPanel(QWidget):
    """A table of instruments, their tests, their calibrations, and the wire log of the chosen one."""

    def __init__(self, context: Context, watch: BenchWatch, background: Background) -> None:
        super().__init__()
        self._context = context
        self._watch = watch
        self._background = background
        self._theme = LIGHT
        self._due: dict[str, CalibrationState] = {}
        self.table = table(
            (
                self.tr("Instrument"),
                self.tr("Driver"),
                self.tr("Identity"),
                self.tr("Link"),
                self.tr("Calibration due"),
                self.tr("Last error"),
            ),
            self.tr("Instruments"),
            stretched=(_ERROR,),
        )
        self.test_button = QPushButton(self.tr("&Test"))
        self.test_button.setToolTip(self.tr("Asks the chosen instrument who it is; nothing is switched on (Alt+T)"))
        self.test_all_button = QPushButton(self.tr("Test &all"))
        self.test_all_button.setProperty("kind", "primary")
        self.test_all_button.setToolTip(self.tr("Asks all instruments who they are; nothing is switched on (Alt+A)"))
        self.calibrate_button = QPushButton(self.tr("Enter calibration…"))
        self.calibrate_button.setToolTip(self.tr("Known once the instrument has said who it is"))
        self.told = ElidingLabel("muted")
        self.detail = label(role="muted", wrap=True)
        self.wires = WireView(context.run.wire_log)
        self._lay_out()
        self.table.itemSelectionChanged.connect(self._choose)
        self.test_button.clicked.connect(lambda: self._test((self._chosen_name(),)))
        self.test_all_button.clicked.connect(lambda: self._test(()))
        self.calibrate_button.clicked.connect(self._calibrate)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        states = list(self._watch.instruments.values())
        fill(self.table, [self._row(state) for state in states])
        for number, state in enumerate(states):
            tone = {LinkState.ANSWERS: self._theme.good, LinkState.FAILS: self._theme.danger}.get(state.link, "")
            colour(self.table, number, _LINK, tone)
            due = self._due.get(instrument_key(state.identity))
            colour(self.table, number, _CALIBRATION, self._theme.warning if due and due.overdue else "")
        self._choose()
        self.update_buttons()

    def update_buttons(self) -> None:
        """Enable what can be done now."""
        free = not self._context.run.active and not self._background.busy
        chosen = self._chosen()
        self.test_button.setEnabled(free and chosen is not None)
        self.test_all_button.setEnabled(free and chosen is not None)
        self.calibrate_button.setEnabled(chosen is not None and bool(chosen.identity))

    def ask_for_calibrations(self) -> None:
        """Have the site log say when calibrations are due."""
        self._context.records.ask(calibrations, self._show_calibrations, self.told.setText)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of the table's words."""
        self._theme = theme
        self.refresh()

    def _lay_out(self) -> None:
        frame, column = panel()
        buttons = QHBoxLayout()
        buttons.addWidget(self.told, 1)
        for button in (self.calibrate_button, self.test_button, self.test_all_button):
            buttons.addWidget(button)
        column.addWidget(self.table, 1)
        column.addWidget(self.detail)
        column.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(frame, 3)
        whole.addWidget(self.wires, 2)

    def _row(self, state: InstrumentState) -> tuple[str, ...]:
        due = self._due.get(instrument_key(state.identity)) if state.identity else None
        link = link_words(state)
        return state.name, state.driver, state.identity, link, self._due_words(due), state.error

    def _due_words(self, state: CalibrationState | None) -> str:
        if state is None or state.due is None:
            return ""
        day = datetime.fromtimestamp(state.due, UTC).date().isoformat()
        return self.tr("⚠ overdue since {day}").format(day=day) if state.overdue else day

    def _chosen(self) -> InstrumentState | None:
        states = list(self._watch.instruments.values())
        row = self.table.currentRow()
        return states[row] if 0 <= row < len(states) else None

    def _chosen_name(self) -> str:
        chosen = self._chosen()
        return chosen.name if chosen is not None else ""

    def _choose(self) -> None:
        chosen = self._chosen()
        if chosen is None:
            self.detail.setText(self.tr("The station file has no instruments yet: add them under Station file."))
            return
        self.wires.show_instrument(chosen.name)
        self.detail.setText("   ".join(filter(None, [chosen.resource, chosen.identity, chosen.readings, chosen.error])))
        self.update_buttons()

    def _test(self, names: tuple[str, ...]) -> None:
        if self._context.run.active or self._background.busy:
            return
        choice, log = self._context.choice, self._context.run.wire_log
        self.told.setText(self.tr("Asking who is there…"))

        def seen(looked: Looked) -> None:
            self._background.post(self._looked, looked)

        self._background.look(
            lambda workspace: look_at_instruments(
                workspace, choice.station, names, simulation=choice.simulation, wire_log=log, seen=seen
            ),
            self._tested,
            self._failed,
        )
        self.update_buttons()

    def _looked(self, looked: Looked) -> None:
        self._watch.looked(looked)
        self.refresh()

    def _tested(self, found: tuple[Looked, ...]) -> None:
        silent = [looked.name for looked in found if looked.problem]
        if silent:
            self.told.setText(
                self.tr("Something is wrong with {names}: the reason is in the row").format(names=", ".join(silent))
            )
        else:
            self.told.setText(self.tr("All that were asked answer as they should"))
        self.refresh()

    def _failed(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.update_buttons()

    def _show_calibrations(self, due: dict[str, CalibrationState]) -> None:
        self._due = due
        self.refresh()

    def _calibrate(self) -> None:
        chosen = self._chosen()
        if chosen is not None and chosen.identity:
            CalibrationDialog(
                self._context.records,
                instrument=chosen.name,
                identity=chosen.identity,
                by=self._context.operator.name,
                done=self.ask_for_calibrations,
                parent=self,
            ).open()


def link_words(state: InstrumentState) -> str:
    """Return how an instrument's link stands, in words."""
    match state.link:
        case LinkState.ANSWERS:
            return QCoreApplication.translate("InstrumentsPanel", "✓ answers")
        case LinkState.FAILS:
            return QCoreApplication.translate("InstrumentsPanel", "✕ fails")
        case LinkState.IN_USE:
            return QCoreApplication.translate("InstrumentsPanel", "in use by the run")
    return QCoreApplication.translate("InstrumentsPanel", "not tested yet")
