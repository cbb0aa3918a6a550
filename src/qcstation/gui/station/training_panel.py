"""Simulation: which device sits on the bench, what is true of it, and the faults that a trainer puts in."""

from collections.abc import Callable

from msgspec.structs import replace
from PyQt6.QtCore import QTimer
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import QAbstractItemView, QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.page import Context
from qcstation.gui.translation import in_words
from qcstation.gui.wording import name_in_words
from qcstation.model.units import format_quantity
from qcstation.station.simulated import Simulation, device_variants
from qcstation.station.training import CONDITIONS, BenchTruth, TrainingBench, fault_choices, fault_of

from .background import Background
from .tables import fill, table

_POLL = 500


class TrainingPanel(QWidget):
    """For simulated benches alone: starts one that lasts, and handles it."""

    def __init__(self, context: Context, background: Background) -> None:
        super().__init__()
        self._context = context
        self._background = background
        self._bench: TrainingBench | None = None
        self._polling = False
        self._truth: BenchTruth | None = None
        section = context.choice.station.simulation
        self._served = bool(section and section.control)
        self.device = QComboBox()
        for variant in device_variants(context.choice.station):
            self.device.addItem(in_words(variant), variant)
        self.device.setAccessibleName(self.tr("Device"))
        self.seed = QLineEdit()
        self.seed.setAccessibleName(self.tr("Seed"))
        self.put_in_button = QPushButton(self.tr("&Put in") if self._served else self.tr("&Start the simulated bench"))
        self.put_in_button.setProperty("kind", "primary")
        self.kind = QComboBox()
        for choice in fault_choices():
            self.kind.addItem(in_words(choice.kind), choice.kind)
        self.kind.setAccessibleName(self.tr("Fault"))
        self.instrument = QComboBox()
        self.instrument.addItems(list(context.choice.station.instruments))
        self.instrument.setAccessibleName(self.tr("Instrument"))
        self.fields: dict[str, QLineEdit] = {}
        self.inject_button = QPushButton(self.tr("Put &fault in"))
        self.clear_button = QPushButton(self.tr("Take away"))
        self.clear_all_button = QPushButton(self.tr("Take all away"))
        self.faults = table((self.tr("Fault"), self.tr("Instrument"), self.tr("State")), self.tr("Faults"), stretched=(0,))
        self.facts = table((self.tr("What is true"), ""), self.tr("What is true of the simulated bench"), stretched=(0,))
        self.facts.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.told = label(role="muted", wrap=True)
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._poll)
        self.facts.hide()
        self._lay_out()
        self._connect()
        self._choose_wanted()
        self._show_parameters()
        self.update_buttons()
        if self._served:
            # At once: a bench that was started for the window goes when nobody is connected.
            station = context.choice.station
            background.ask(lambda: TrainingBench.connected(station), self._connected, self.told.setText)

    def leave(self) -> None:
        """Let go of the bench."""
        self._timer.stop()
        bench, self._bench = self._bench, None
        self._background.close(bench.close if bench is not None else None)

    def update_buttons(self) -> None:
        """Enable what can be done now."""
        running = self._context.run.active
        self.put_in_button.setEnabled(not running)
        for part in (self.inject_button, self.kind, self.instrument, *self.fields.values()):
            part.setEnabled(self._bench is not None)
        some = self._truth is not None and bool(self._truth.faults)
        self.clear_button.setEnabled(some)
        self.clear_all_button.setEnabled(some)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow the bench while it is looked at."""
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Follow it no more."""
        super().hideEvent(event)
        self._timer.stop()

    def _lay_out(self) -> None:
        device, column = panel()
        column.addWidget(label(self.tr("Device on the bench"), role="heading"))
        rows = QFormLayout()
        rows.addRow(self.tr("Device"), self.device)
        rows.addRow(self.tr("Seed"), self.seed)
        column.addLayout(rows)
        column.addWidget(self.put_in_button)
        column.addWidget(self.told)
        column.addWidget(self.facts, 1)
        column.addStretch()
        faults, column = panel()
        column.addWidget(label(self.tr("Faults"), role="heading"))
        self._form = QFormLayout()
        self._form.addRow(self.tr("Fault"), self.kind)
        self._form.addRow(self.tr("Instrument"), self.instrument)
        column.addLayout(self._form)
        column.addWidget(self.inject_button)
        column.addWidget(self.faults, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.clear_button)
        buttons.addWidget(self.clear_all_button)
        column.addLayout(buttons)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(GAP)
        whole.addWidget(device, 1)
        whole.addWidget(faults, 1)

    def _connect(self) -> None:
        self.put_in_button.clicked.connect(self._put_in)
        self.kind.currentTextChanged.connect(lambda _: self._show_parameters())
        self.inject_button.clicked.connect(self._inject)
        self.clear_button.clicked.connect(self._clear_chosen)
        self.clear_all_button.clicked.connect(lambda: self._with_bench(lambda bench: bench.clear()))
        if not self._served:
            self.told.setText(self.tr("Each run starts a simulated bench of its own. Start one that lasts to put faults in."))

    def _choose_wanted(self) -> None:
        section, wanted = self._context.choice.station.simulation, self._context.choice.simulation
        variant = (wanted.variant if wanted else None) or (section.variant if section else "good")
        seed = wanted.seed if wanted and wanted.seed is not None else section.seed if section else 1
        self.device.setCurrentIndex(self.device.findData(variant))
        self.seed.setText(str(seed))

    def _show_parameters(self) -> None:
        for name in self.fields:
            self._form.removeRow(self.fields[name])
        self.fields = {}
        choice = next(choice for choice in fault_choices() if choice.kind == self.kind.currentData())
        for name, usual in {**choice.parameters, **dict.fromkeys(CONDITIONS, "")}.items():
            field = QLineEdit(usual)
            title = self._title(name)
            field.setAccessibleName(title)
            field.setPlaceholderText(_example(name))
            self._form.addRow(title, field)
            self.fields[name] = field
        self.update_buttons()

    def _title(self, parameter: str) -> str:
        known = {
            "seconds": self.tr("Lasts"),
            "rate": self.tr("Rate"),
            "text": self.tr("Text"),
            "times": self.tr("Spoiled answers"),
            "when_voltage": self.tr("Only from a bias of"),
            "after_seconds": self.tr("Only after"),
            "after_queries": self.tr("Only after commands"),
        }
        return known.get(parameter, name_in_words(parameter))

    def _put_in(self) -> None:
        seed = self.seed.text().strip()
        if not seed.isdigit():
            self.told.setText(self.tr("The seed is a whole number, such as 1."))
            return
        variant, number = str(self.device.currentData()), int(seed)
        if self._served:
            self._with_bench(lambda bench: bench.put_in(variant, number))
            return
        choice = self._context.choice
        self.told.setText(self.tr("Starting…"))
        wanted = Simulation(variant=variant, seed=number)
        self._background.ask(lambda: TrainingBench.started(choice.station, wanted), self._started, self.told.setText)

    def _started(self, bench: TrainingBench) -> None:
        # The window is opened anew on it; the bench waits some seconds for whoever connects next.
        self._context.reopen(replace(self._context.choice, station=bench.hand_over(), simulation=None))

    def _connected(self, bench: TrainingBench) -> None:
        self._bench = bench
        self.told.setText("")
        self.update_buttons()
        self._poll()

    def _inject(self) -> None:
        kind, instrument = str(self.kind.currentData()), self.instrument.currentText()
        given = {name: field.text() for name, field in self.fields.items()}
        self._with_bench(lambda bench: bench.inject(fault_of(kind, instrument, given)))

    def _clear_chosen(self) -> None:
        row = self.faults.currentRow()
        if self._truth is not None and 0 <= row < len(self._truth.faults):
            number = self._truth.faults[row].number
            self._with_bench(lambda bench: bench.clear(number))

    def _with_bench(self, call: Callable[[TrainingBench], object]) -> None:
        bench = self._bench
        if bench is not None:
            self._background.ask(lambda: call(bench), lambda _: self._done(), self.told.setText)

    def _done(self) -> None:
        self.told.setText("")
        self._poll()

    def _poll(self) -> None:
        if self._bench is not None and not self._polling:
            self._polling = True
            self._background.ask(self._bench.truth, self._show_truth, self._lost)

    def _lost(self, sentence: str) -> None:
        self._polling = False
        self._bench = None
        self.told.setText(sentence)
        self.update_buttons()

    def _show_truth(self, truth: BenchTruth) -> None:
        self._polling, self._truth = False, truth
        fill(
            self.faults,
            [
                (in_words(one.kind), one.instrument, self.tr("has struck") if one.struck else self.tr("waits"))
                for one in truth.faults
            ],
        )
        facts = [
            (self.tr("device"), f"{in_words(truth.variant)}  {truth.seed}"),
            (self.tr("voltage on it"), format_quantity(truth.voltage, "V")),
            (self.tr("current through it"), format_quantity(truth.current, "A")),
            (self.tr("outputs on"), ", ".join(truth.outputs_on) or self.tr("none")),
            (
                self.tr("air"),
                self.tr("{temperature}  {humidity} %RH").format(
                    temperature=format_quantity(truth.temperature, "degC"), humidity=f"{truth.humidity:.3g}"
                ),
            ),
        ]
        facts += [
            (name_in_words(name), f"{value:.4g}") for name, value in truth.parameters.items() if isinstance(value, (int, float))
        ]
        fill(self.facts, facts)
        self.facts.show()
        self.update_buttons()


def _example(name: str) -> str:
    return {"when_voltage": "80 V", "after_seconds": "10 s", "after_queries": "100", "times": "1"}.get(name, "")
