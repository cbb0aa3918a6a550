"""The editor of the station file: forms at the left, its text at the right, what is wrong below, line by line."""

from pathlib import Path

from msgspec.structs import replace
from PyQt6.QtCore import QSignalBlocker, Qt, QTimer
from PyQt6.QtGui import QFontDatabase, QShowEvent
from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.theme import restyle
from qcstation.gui.page import Context
from qcstation.instruments.registry import all_drivers
from qcstation.model.errors import QcStationError
from qcstation.station.config import StationFile
from qcstation.station.editing import StationDocument
from qcstation.station.looking import Looked, look_at_instruments
from qcstation.station.shipped import is_shipped
from qcstation.station.simulated import Simulation

from .background import Background
from .discovery_dialog import DiscoveryDialog
from .section_form import SectionForm

_PAUSE = 300
"""Milliseconds after the last key before the text is checked."""
_LIST_WIDTH = 190
_FORM_WIDTH = 400


class EditorPanel(QWidget):
    """Edits a copy; the file is written, and the window opened anew with it, by Save alone."""

    def __init__(self, context: Context, background: Background) -> None:
        super().__init__()
        self._context = context
        self._background = background
        self.document = _document_of(context)
        self._right = False
        self.file = ElidingLabel("muted")
        self.sections = QListWidget()
        self.sections.setAccessibleName(self.tr("Parts of the station file"))
        self.sections.setFixedWidth(_LIST_WIDTH)
        self.form = SectionForm(self.document, all_drivers())
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(self.tr("Text of the station file"))
        self.text.setTabChangesFocus(True)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.problems = label(wrap=True)
        self.problems.setObjectName("station-problems")
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE)
        self._buttons()
        self._lay_out()
        self._connect()
        self._show_sections()
        self._show_text()
        self._check()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Give the list's rows the height that the style sheet has given them meanwhile."""
        super().showEvent(event)
        self.sections.scheduleDelayedItemsLayout()

    def update_buttons(self) -> None:
        """Enable what can be done now."""
        running = self._context.run.active
        right = self._right
        path = self.document.path
        self.save_button.setEnabled(right and self.document.changed and not running and path is not None and not is_shipped(path))
        self.save_as_button.setEnabled(right and not running)
        self.revert_button.setEnabled(self.document.changed)
        self.remove_button.setEnabled(len(self.form.place) > 1)
        free = not running and not self._background.busy
        self.form.find_button.setEnabled(free)
        self.form.test_button.setEnabled(free and right)

    def save(self, path: Path | None = None) -> None:
        """Write the file and have the window use it."""
        try:
            station = self.document.save(path)
        except QcStationError as error:
            self.problems.setText(str(error))
            return
        self._show_file()
        self.update_buttons()
        self._context.reopen(replace(self._context.choice, station=station, simulation=self._simulation(station)))

    def open_document(self, document: StationDocument) -> None:
        """Edit another file."""
        self.document.path, self.document.text = document.path, document.text
        self.document.revert()
        self._show_sections()
        self._show_text()
        self._check()

    def _buttons(self) -> None:
        self.new_button = QPushButton(self.tr("New"))
        self.open_button = QPushButton(self.tr("Open…"))
        self.revert_button = QPushButton(self.tr("Revert"))
        self.revert_button.setToolTip(self.tr("Takes what the file has now"))
        self.save_as_button = QPushButton(self.tr("Save as…"))
        self.save_button = QPushButton(self.tr("Save"))
        self.save_button.setProperty("kind", "primary")
        self.save_button.setShortcut("Ctrl+S")
        self.save_button.setToolTip(self.tr("Keeps the old file beside it, and uses the new one (Ctrl+S)"))
        self.instrument_button = QPushButton(self.tr("+ Instrument"))
        self.interlock_button = QPushButton(self.tr("+ Interlock"))
        self.remove_button = QPushButton(self.tr("Remove"))

    def _lay_out(self) -> None:
        frame, column = panel()
        head = QHBoxLayout()
        head.addWidget(self.file, 1)
        for button in (self.new_button, self.open_button, self.revert_button, self.save_as_button, self.save_button):
            head.addWidget(button)
        column.addLayout(head)
        parts = QVBoxLayout()
        parts.addWidget(self.sections, 1)
        for button in (self.instrument_button, self.interlock_button, self.remove_button):
            button.setProperty("kind", "small")
            parts.addWidget(button)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self.form)
        scroll.setFixedWidth(_FORM_WIDTH)
        body = QHBoxLayout()
        body.setSpacing(GAP)
        body.addLayout(parts)
        body.addWidget(scroll)
        body.addWidget(self.text, 1)
        column.addLayout(body, 1)
        column.addWidget(self.problems)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)

    def _connect(self) -> None:
        self._pause.timeout.connect(self._typed)
        self.text.textChanged.connect(self._pause.start)
        self.sections.currentItemChanged.connect(lambda *_: self._choose())
        self.form.edited.connect(self._form_edited)
        self.form.find_wanted.connect(self._find)
        self.form.test_wanted.connect(self._test)
        self.save_button.clicked.connect(self._save)
        self.save_as_button.clicked.connect(self._save_as)
        self.revert_button.clicked.connect(self._revert)
        self.new_button.clicked.connect(lambda: self.open_document(StationDocument()))
        self.open_button.clicked.connect(self._open)
        self.instrument_button.clicked.connect(lambda: self._add("instruments"))
        self.interlock_button.clicked.connect(lambda: self._add("interlocks"))
        self.remove_button.clicked.connect(self._remove)

    def _show_file(self) -> None:
        path = self.document.path
        name = str(path) if path is not None else self.tr("A new station file: save it under a name")
        if path is not None and is_shipped(path):
            name = self.tr("{file} (comes with qcstation: save your own under another name)").format(file=path.name)
        self.file.setText(name + (" *" if self.document.changed else ""))

    def _show_sections(self, chosen: tuple[str, ...] = ("station",)) -> None:
        places: list[tuple[str, ...]] = [("station",)]
        if self.document.readable:
            places += [(group, name) for group in ("instruments", "interlocks") for name in self.document.names(group)]
        places.append(("procedures",))
        titles = {"station": self.tr("Bench"), "procedures": self.tr("Procedure files")}
        with QSignalBlocker(self.sections):
            self.sections.clear()
            for place in places:
                item = QListWidgetItem(place[-1] if len(place) > 1 else titles[place[0]])
                item.setData(Qt.ItemDataRole.UserRole, place)
                self.sections.addItem(item)
            row = places.index(chosen) if chosen in places else 0
            self.sections.setCurrentRow(row)
        self._choose()

    def _show_text(self) -> None:
        if self.text.toPlainText() != self.document.text:
            with QSignalBlocker(self.text):
                self.text.setPlainText(self.document.text)

    def _choose(self) -> None:
        item = self.sections.currentItem()
        place = tuple(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ("station",)
        self.form.setEnabled(self.document.readable)
        if self.document.readable:
            self.form.show_section(place)
        self.update_buttons()

    def _form_edited(self) -> None:
        self._show_text()
        self._check()

    def _typed(self) -> None:
        if self.text.toPlainText() == self.document.text:
            # A new font or style counts as a change too.
            return
        self.document.text = self.text.toPlainText()
        self._show_sections(self.form.place or ("station",))
        self._check()

    def _check(self) -> None:
        found = self.document.problems()
        self._right = not found
        lines = [self.tr("line {line}: {problem}").format(line=problem.line, problem=problem.text) for problem in found]
        self.problems.setText("\n".join(lines[:4]) if lines else self.tr("✓ nothing is wrong in this file"))
        restyle(self.problems, role="problem" if lines else "muted")
        self._show_file()
        self.update_buttons()

    def _add(self, group: str) -> None:
        title = self.tr("New instrument") if group == "instruments" else self.tr("New interlock")
        roles = self.tr("Its name, as procedures call it: bias, pad, climate…")
        question = roles if group == "instruments" else self.tr("Its name")
        name, wanted = QInputDialog.getText(self, title, question)
        if wanted:
            self.add(group, name.strip())

    def add(self, group: str, name: str) -> None:
        """Add an instrument or an interlock of this name, to be filled in."""
        try:
            if group == "instruments":
                self.document.add_instrument(name, {"driver": "keithley.2410", "resource": "GPIB0::24::INSTR"})
            else:
                self.document.add_interlock(name, "climate.humidity < 60 %")
        except QcStationError as error:
            self.problems.setText(str(error))
            return
        self._show_sections((group, name))
        self._form_edited()

    def _remove(self) -> None:
        if len(self.form.place) > 1:
            self.document.remove(*self.form.place)
            self._show_sections()
            self._form_edited()

    def _revert(self) -> None:
        try:
            self.document.revert()
        except QcStationError as error:
            self.problems.setText(str(error))
            return
        self._show_sections()
        self._form_edited()

    def _open(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, self.tr("Open a station file"), "", "TOML (*.toml)")
        if chosen:
            try:
                self.open_document(StationDocument(Path(chosen)))
            except QcStationError as error:
                self.problems.setText(str(error))

    def _save(self) -> None:
        self.save()

    def _save_as(self) -> None:
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("Save the station file"), "station.toml", "TOML (*.toml)")
        if chosen:
            self.save(Path(chosen))

    def _find(self) -> None:
        dialog = DiscoveryDialog(self._context, self._background, self._context.choice.station, self)
        dialog.accepted.connect(lambda: self._use(dialog))
        dialog.open()
        dialog.search()

    def _use(self, dialog: DiscoveryDialog) -> None:
        found = dialog.chosen
        if found is not None:
            drivers = {"driver": found.drivers[0]} if found.drivers else {}
            self.form.fill_in({**drivers, "resource": found.resource, **{key: str(text) for key, text in found.options.items()}})

    def _test(self) -> None:
        try:
            station = self.document.station()
        except QcStationError as error:
            self.form.told.setText(str(error))
            return
        name, simulation = self.form.place[-1], self._simulation(station)
        log = self._context.run.wire_log
        self.form.told.setText(self.tr("Asking who is there…"))
        self._background.look(
            lambda workspace: look_at_instruments(workspace, station, (name,), simulation=simulation, wire_log=log),
            self._tested,
            self.form.told.setText,
        )
        self.update_buttons()

    def _simulation(self, station: StationFile) -> Simulation | None:
        """What is simulated stays so: a window that practises must not take to a real bench because its file is saved."""
        choice = self._context.choice
        served = station.simulation is not None and bool(station.simulation.control)
        return choice.simulation or (Simulation() if choice.simulated and not served else None)

    def _tested(self, found: tuple[Looked, ...]) -> None:
        for looked in found:
            readings = ", ".join(looked.readings.values())
            words = [f"✕ {looked.problem}" if looked.problem else f"✓ {looked.identity}", readings, f"{looked.seconds:.2f} s"]
            self.form.told.setText("   ".join(filter(None, words)))
        self.update_buttons()


def _document_of(context: Context) -> StationDocument:
    """The file of the bench that the window runs; a new one where it is gone."""
    try:
        return StationDocument(context.choice.station.path)
    except QcStationError:
        return StationDocument()
