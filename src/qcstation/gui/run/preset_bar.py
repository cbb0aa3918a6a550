"""Settings under a name: chosen, kept and forgotten above the form."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import label
from qcstation.gui.page import Context

if TYPE_CHECKING:
    from qcstation.procedures.procedure import Procedure
    from qcstation.station.presets import Preset, Presets
    from qcstation.station.workspace import Workspace


class PresetBar(QWidget):
    """`chosen` is emitted with the settings of a preset that fits; None: the procedure's defaults."""

    chosen = pyqtSignal(object)

    def __init__(self, context: Context, values: Callable[[], Mapping[str, object]]) -> None:
        super().__init__()
        self._context = context
        self._values = values
        self._kind: type[Procedure] | None = None
        self._presets: tuple[Preset, ...] = ()
        self.names = QComboBox()
        self.names.setEditable(True)
        self.names.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.names.setAccessibleName(self.tr("Preset"))
        self.names.setMinimumContentsLength(8)
        if (line := self.names.lineEdit()) is not None:
            line.setPlaceholderText(self.tr("Preset"))
            line.setAccessibleName(self.tr("Name of the preset"))
            line.textChanged.connect(lambda _: self._update())
        self.names.activated.connect(self._choose)
        self.save_button = QPushButton(self.tr("Save"))
        self.save_button.setToolTip(self.tr("Keeps these settings under this name for this bench"))
        self.save_button.clicked.connect(self._save)
        self.remove_button = QPushButton(self.tr("Remove"))
        self.remove_button.setToolTip(self.tr("Forgets the preset of this name"))
        self.remove_button.clicked.connect(self._remove)
        for button in (self.save_button, self.remove_button):
            button.setProperty("kind", "small")
        self.problem = label(role="problem", wrap=True)
        self.problem.setObjectName("preset-problem")
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.names, 1)
        row.addWidget(self.save_button)
        row.addWidget(self.remove_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(row)
        column.addWidget(self.problem)
        self.show_procedure(None)

    def show_procedure(self, kind: "type[Procedure] | None") -> None:
        """Offer the presets of a procedure; None: of none."""
        self.setVisible(kind is not None and bool(kind.Settings.model_fields))
        if kind is self._kind:
            return
        self._kind = kind
        self._fill((), "")
        if kind is not None:
            self._ask(lambda presets: presets.listed(kind.id), "")

    def _ask(self, question: "Callable[[Presets], tuple[Preset, ...]]", name: str) -> None:
        kind, bench = self._kind, self._context.choice.name

        def done(found: "tuple[Preset, ...]") -> None:
            if kind is self._kind:
                self._fill(found, name)

        def presets(workspace: "Workspace") -> "tuple[Preset, ...]":
            from qcstation.station.presets import Presets

            return question(Presets(workspace, bench))

        self._context.records.ask(presets, done, self._tell)

    def _fill(self, presets: "tuple[Preset, ...]", name: str) -> None:
        self._presets = presets
        with QSignalBlocker(self.names):
            self.names.clear()
            self.names.addItem(self.tr("Defaults"))
            for preset in presets:
                mark = "⚠ " if self._problem(preset) else ""
                self.names.addItem(mark + preset.name)
            self.names.setCurrentIndex(next((place for place, one in enumerate(presets, 1) if one.name == name), -1))
        self._tell("")
        self._update()

    def _choose(self, place: int) -> None:
        if place == 0:
            self.names.setCurrentIndex(-1)
            self._tell("")
            self.chosen.emit(None)
            return
        preset = self._presets[place - 1]
        problem = self._problem(preset)
        self._tell(
            self.tr("{name} does not fit any more: {problem}").format(name=preset.name, problem=problem) if problem else ""
        )
        if not problem:
            self.chosen.emit(preset.settings)

    def _save(self) -> None:
        kind, name, values = self._kind, self._name, dict(self._values())
        if kind is None or not name:
            return
        problems = kind.Settings.problems(values)
        if problems:
            self._tell(self.tr("Not kept: mend the settings first."))
            return

        def save(presets: "Presets") -> "tuple[Preset, ...]":
            presets.save(kind.id, name, values)
            return presets.listed(kind.id)

        self._ask(save, name)

    def _remove(self) -> None:
        kind, name = self._kind, self._name
        if kind is None:
            return

        def remove(presets: "Presets") -> "tuple[Preset, ...]":
            presets.remove(kind.id, name)
            return presets.listed(kind.id)

        self._ask(remove, "")

    def _problem(self, preset: "Preset") -> str:
        return preset.problem(self._kind) if self._kind is not None else ""

    @property
    def _name(self) -> str:
        return " ".join(self.names.currentText().removeprefix("⚠").split())

    def _update(self) -> None:
        name = self._name
        self.save_button.setEnabled(bool(name) and name != self.tr("Defaults"))
        self.remove_button.setEnabled(any(preset.name == name for preset in self._presets))

    def _tell(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))
