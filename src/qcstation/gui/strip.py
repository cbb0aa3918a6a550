"""The strip below every page: what is on, what the climate is, whether the interlocks hold, what is running."""

from PyQt6.QtWidgets import QFrame, QHBoxLayout, QLabel

from .live_bench import LiveBench, OutputState
from .look.eliding import ElidingLabel
from .look.layouts import GAP, label
from .look.theme import restyle


class Strip(QFrame):
    """Shows a `LiveBench`. An output that is on is white on red and says so in words."""

    def __init__(self, bench: LiveBench) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setAccessibleName(self.tr("State of the bench"))
        self._bench = bench
        self._outputs: list[QLabel] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(GAP, GAP // 2, GAP, GAP // 2)
        self._row.setSpacing(GAP)
        self._climate = ElidingLabel("number")
        self._interlocks = ElidingLabel()
        self._activity = ElidingLabel("number")
        self._row.addStretch(1)
        self._row.addWidget(self._climate)
        self._row.addWidget(self._interlocks)
        self._row.addSpacing(GAP)
        self._row.addWidget(self._activity)
        self.setMinimumHeight(48)
        self.refresh()

    def show_activity(self, text: str) -> None:
        """Show in a few words what is going on."""
        self._activity.setText(text)

    def refresh(self) -> None:
        """Show the bench as it is now."""
        if not self._bench.changed:
            return
        self._bench.changed = False
        outputs = self._bench.outputs
        while len(self._outputs) < max(len(outputs), 1):
            chip = label(role="number")
            self._outputs.append(chip)
            self._row.insertWidget(len(self._outputs) - 1, chip)
        for index, chip in enumerate(self._outputs):
            chip.setVisible(index < max(len(outputs), 1))
            if index < len(outputs):
                self._show_output(chip, outputs[index])
        if not outputs:
            self._outputs[0].setText(self.tr("no output is on"))
            restyle(self._outputs[0], output="off")
        self._show_surroundings()

    def _show_output(self, chip: QLabel, output: OutputState) -> None:
        alarming = output.on or bool(output.unsafe)
        if output.unsafe:
            words = [output.name, self.tr("UNSAFE"), output.voltage]
        elif output.on:
            words = [output.name, output.voltage, output.current, self.tr("ON")]
        else:
            words = [output.name, self.tr("off")]
        text = "   ".join(filter(None, words)).replace("-", "\N{MINUS SIGN}")
        chip.setText(text)
        chip.setAccessibleName(text)
        # Digits come and go; what stands beside them must not move with each.
        chip.setMinimumWidth(max(chip.minimumWidth(), chip.sizeHint().width()) if alarming else 0)
        wanted = "on" if alarming else "off"
        if chip.property("output") != wanted:
            restyle(chip, output=wanted)

    def _show_surroundings(self) -> None:
        climate = self._bench.climate
        words = [climate.get("temperature", ""), climate["humidity"] + "RH" if "humidity" in climate else ""]
        if "dew_point" in climate:
            words.append(self.tr("dew {value}").format(value=climate["dew_point"]))
        self._climate.setText("   ".join(filter(None, words)).replace("-", "\N{MINUS SIGN}"))
        restyle(self._climate, tone="" if self._bench.running else "neutral")
        broken = [f"{name}: {detail}" for name, (ok, detail) in self._bench.interlocks.items() if not ok]
        if broken:
            self._interlocks.setText("✕ " + "; ".join(broken))
            restyle(self._interlocks, tone="danger")
        elif self._bench.interlocks:
            self._interlocks.setText(self.tr("✓ interlocks hold"))
            restyle(self._interlocks, tone="good")
        else:
            self._interlocks.setText(self.tr("interlocks not checked yet"))
            restyle(self._interlocks, tone="neutral")
