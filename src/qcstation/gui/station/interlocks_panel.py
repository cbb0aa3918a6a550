"""The interlocks: what each requires, whether it holds, by which values, and when that was seen."""

from datetime import datetime

from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import label, panel
from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.gui.page import Context
from qcstation.station.looking import InterlockLook, look_at_interlocks

from .background import Background
from .bench_watch import BenchWatch
from .tables import colour, fill, table

_STATE = 1


class InterlocksPanel(QWidget):
    """A table of interlocks; they are checked in every run, and by a button while none goes on."""

    def __init__(self, context: Context, watch: BenchWatch, background: Background) -> None:
        super().__init__()
        self._context = context
        self._watch = watch
        self._background = background
        self._theme = LIGHT
        self.table = table(
            (self.tr("Interlock"), self.tr("State"), self.tr("Requires"), self.tr("Last value"), self.tr("Checked")),
            self.tr("Interlocks"),
            stretched=(2, 3),
        )
        self.check_button = QPushButton(self.tr("&Check now"))
        self.check_button.setProperty("kind", "primary")
        self.check_button.setToolTip(self.tr("Reads the sensors once; nothing is switched (Alt+C)"))
        self.check_button.clicked.connect(self._check)
        self.told = ElidingLabel("muted")
        frame, column = panel()
        buttons = QHBoxLayout()
        buttons.addWidget(self.told, 1)
        buttons.addWidget(self.check_button)
        self.empty = label(
            self.tr("The station file has no interlocks: add them under Station file, such as climate.humidity < 60 %."),
            role="muted",
            wrap=True,
        )
        column.addWidget(self.table, 1)
        column.addWidget(self.empty)
        column.addWidget(
            label(
                self.tr("A run begins only while all hold; one that is violated stops it, and the bench is made safe."),
                role="muted",
                wrap=True,
            )
        )
        column.addLayout(buttons)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        self.refresh()

    def refresh(self) -> None:
        """Show what is known now."""
        looks = list(self._watch.interlocks.values())
        fill(self.table, [self._row(look) for look in looks])
        for number, look in enumerate(looks):
            tone = "" if not look.time else self._theme.good if look.ok else self._theme.danger
            colour(self.table, number, _STATE, tone)
        self.empty.setVisible(not looks)
        self.table.setVisible(bool(looks))
        self.update_buttons()

    def update_buttons(self) -> None:
        """Enable what can be done now."""
        free = not self._context.run.active and not self._background.busy
        self.check_button.setEnabled(free and bool(self._watch.interlocks))

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of the table's words."""
        self._theme = theme
        self.refresh()

    def _row(self, look: InterlockLook) -> tuple[str, ...]:
        if not look.time:
            return look.name, self.tr("not checked yet"), look.require, "", ""
        state = self.tr("✓ holds") if look.ok else self.tr("✕ violated")
        checked = datetime.fromtimestamp(look.time).astimezone().strftime("%H:%M:%S")
        return look.name, state, look.require, look.detail or look.values, checked

    def _check(self) -> None:
        if self._context.run.active or self._background.busy:
            return
        choice = self._context.choice
        self.told.setText(self.tr("Reading the sensors…"))
        self._background.look(
            lambda workspace: look_at_interlocks(workspace, choice.station, simulation=choice.simulation),
            self._checked,
            self._failed,
        )
        self.update_buttons()

    def _checked(self, found: tuple[InterlockLook, ...]) -> None:
        self.told.setText("")
        self._watch.interlocks_looked(found)
        self.refresh()

    def _failed(self, sentence: str) -> None:
        self.told.setText(sentence)
        self.update_buttons()
