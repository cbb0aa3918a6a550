"""The strip below every page: what is on, what the climate is, whether the interlocks hold, what is running, and Abort."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from qcstation.gui.translation import in_words
from qcstation.gui.wording import listed

from .live_bench import LiveBench, OutputState
from .look.eliding import ElidingLabel
from .look.layouts import GAP, label
from .look.theme import restyle

_CHIPS_A_ROW = 3
_HEIGHT = 64


class Strip(QFrame):
    """Shows a `LiveBench`. An output that is on is white on red and says so in words. `abort_wanted`: somebody pressed Abort."""

    abort_wanted = pyqtSignal()

    def __init__(self, bench: LiveBench) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAccessibleName(self.tr("State of the bench"))
        self._bench = bench
        self._outputs: list[QLabel] = []
        self._chips = QGridLayout()
        self._chips.setSpacing(GAP // 2)
        self._air, self._dew = ElidingLabel("reading"), ElidingLabel("reading")
        self._broken, self._holding = ElidingLabel(), ElidingLabel("muted")
        self._activity, self._left = ElidingLabel("reading"), ElidingLabel("muted")
        for part in (self._activity, self._left):
            part.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.abort_button = QPushButton(self.tr("Abort  (Esc)"))
        self.abort_button.setProperty("kind", "danger")
        self.abort_button.setToolTip(self.tr("Esc: stops the run and makes the bench safe"))
        self.abort_button.clicked.connect(self.abort_wanted)
        self.abort_button.setEnabled(False)
        row = QHBoxLayout(self)
        row.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        row.setSpacing(2 * GAP)
        row.addLayout(self._chips)
        row.addLayout(_in_two_lines(self._air, self._dew))
        row.addLayout(_in_two_lines(self._broken, self._holding), 1)
        row.addLayout(_in_two_lines(self._activity, self._left), 1)
        row.addWidget(self.abort_button)
        # Room for two lines from the beginning: nothing above moves when an output goes on.
        self.setMinimumHeight(_HEIGHT)
        self.refresh()

    def show_activity(self, text: str) -> None:
        """Show in a few words what is going on; what stands after a dot goes into a line of its own."""
        activity, _, left = text.partition("  ·  ")
        self._activity.setText(activity)
        self._left.setText(left)
        self._left.setVisible(bool(left))

    def allow_abort(self, allowed: bool) -> None:
        """Say whether there is anything to abort."""
        self.abort_button.setEnabled(allowed)

    def refresh(self) -> None:
        """Show the bench as it is now."""
        if not self._bench.changed:
            return
        self._bench.changed = False
        outputs = self._bench.outputs
        while len(self._outputs) < max(len(outputs), 1):
            chip = label(role="reading")
            place = len(self._outputs)
            self._outputs.append(chip)
            self._chips.addWidget(chip, place // _CHIPS_A_ROW, place % _CHIPS_A_ROW)
        for index, chip in enumerate(self._outputs):
            chip.setVisible(index < max(len(outputs), 1))
            if index < len(outputs):
                self._show_output(chip, outputs[index])
        if not outputs:
            self._outputs[0].setText(self.tr("no output is on"))
            self._outputs[0].setMinimumWidth(0)
            restyle(self._outputs[0], output="off")
        self._show_climate()
        self._show_interlocks()

    def _show_output(self, chip: QLabel, output: OutputState) -> None:
        alarming = output.on or bool(output.unsafe)
        values = "   ".join(filter(None, [output.voltage, output.current])).replace("-", "\N{MINUS SIGN}")
        if output.unsafe:
            state = self.tr("{output}  UNSAFE").format(output=output.name)
        elif output.on:
            state = self.tr("{output}  ON").format(output=output.name)
        else:
            state, values = self.tr("{output}  off").format(output=output.name), ""
        text = "\n".join(filter(None, [state, values]))
        chip.setText(text)
        chip.setAccessibleName(text.replace("\n", "  "))
        # Digits come and go; what stands beside them must not move with each.
        chip.setMinimumWidth(max(chip.minimumWidth(), chip.sizeHint().width()) if alarming else 0)
        wanted = "on" if alarming else "off"
        if chip.property("output") != wanted:
            restyle(chip, output=wanted)

    def _show_climate(self) -> None:
        climate = self._bench.climate
        air = [
            climate.get("temperature", ""),
            self.tr("{value}RH").format(value=climate["humidity"]) if "humidity" in climate else "",
        ]
        self._air.setText("   ".join(filter(None, air)).replace("-", "\N{MINUS SIGN}"))
        dew = self.tr("dew {value}").format(value=climate["dew_point"]) if "dew_point" in climate else ""
        self._dew.setText(dew.replace("-", "\N{MINUS SIGN}"))
        for part in (self._air, self._dew):
            restyle(part, tone="" if self._bench.running else "neutral")

    def _show_interlocks(self) -> None:
        interlocks = self._bench.interlocks
        broken = [f"{_words(name)}: {detail}" for name, (ok, detail) in interlocks.items() if not ok]
        holding = [f"✓ {_words(name)}" for name, (ok, _) in interlocks.items() if ok]
        if broken:
            self._broken.setText("✕ " + listed(broken))
            restyle(self._broken, tone="danger")
        elif interlocks:
            self._broken.setText(self.tr("✓ interlocks hold"))
            restyle(self._broken, tone="good")
        else:
            self._broken.setText(self.tr("interlocks not checked yet"))
            restyle(self._broken, tone="neutral")
        self._holding.setText("   ".join(holding))
        self._holding.setVisible(bool(holding))


def _words(name: str) -> str:
    return in_words(name.replace("_", " "))


def _in_two_lines(*lines: QLabel) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(0)
    for line in lines:
        column.addWidget(line)
    return column
