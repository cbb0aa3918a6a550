"""A form for one table of the station file: the bench, an instrument, an interlock, or the files."""

from PyQt6.QtCore import QSignalBlocker, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QFormLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.wording import name_in_words
from qcstation.instruments.registry import DriverInfo
from qcstation.station.editing import INSTRUMENT_KEYS, StationDocument

_Field = QLineEdit | QComboBox


class SectionForm(QWidget):
    """Writes each change into the document at once. `edited` is emitted after it, `find_wanted` and `test_wanted` by buttons."""

    edited = pyqtSignal()
    find_wanted = pyqtSignal()
    test_wanted = pyqtSignal()

    def __init__(self, document: StationDocument, drivers: tuple[DriverInfo, ...]) -> None:
        super().__init__()
        self._document = document
        self._drivers = {info.name: info for info in drivers if not info.problem}
        self._place: tuple[str, ...] = ()
        self.fields: dict[str, _Field] = {}
        self.find_button = QPushButton(self.tr("&Find…"))
        self.find_button.setToolTip(self.tr("Looks for what is connected and asks it who it is (Alt+F)"))
        self.find_button.clicked.connect(self.find_wanted)
        self.test_button = QPushButton(self.tr("T&est"))
        self.test_button.setToolTip(self.tr("Connects, asks who is there and reads; nothing is switched on (Alt+E)"))
        self.test_button.clicked.connect(self.test_wanted)
        self.title = label(role="heading")
        self.roles = label(role="muted", wrap=True)
        self.told = label(role="muted", wrap=True)
        self._rows = QFormLayout()
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setVerticalSpacing(6)
        buttons = QHBoxLayout()
        buttons.addWidget(self.find_button)
        buttons.addWidget(self.test_button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP // 2)
        column.addWidget(self.title)
        column.addWidget(self.roles)
        column.addLayout(self._rows)
        column.addLayout(buttons)
        column.addWidget(self.told)
        column.addStretch(1)

    @property
    def place(self) -> tuple[str, ...]:
        """The table that is shown."""
        return self._place

    def show_section(self, place: tuple[str, ...]) -> None:
        """Show another table of the document."""
        self._place = place
        self.told.setText("")
        while self._rows.rowCount():
            self._rows.removeRow(0)
        self.fields = {}
        instrument = place[:1] == ("instruments",)
        self.find_button.setVisible(instrument)
        self.test_button.setVisible(instrument)
        self.title.setText(place[-1] if len(place) > 1 else {"station": self.tr("The bench")}.get(place[0], place[0]))
        for key in self._keys():
            field = self._field(key)
            field.setObjectName(f"edit-{key}")
            field.setAccessibleName(name_in_words(key))
            self.fields[key] = field
            self._rows.addRow(name_in_words(key), field)
        self.read()

    def read(self) -> None:
        """Show what the document has now."""
        table = self._document.table(*self._place)
        for key, field in self.fields.items():
            value = table.get(key, "")
            text = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            with QSignalBlocker(field):
                if isinstance(field, QComboBox):
                    field.setCurrentText(text)
                elif field.text() != text:
                    field.setText(text)
        info = self._drivers.get(str(table.get("driver", "")))
        roles = self.tr("{title}: {roles}").format(title=info.title, roles=", ".join(info.roles)) if info else ""
        self.roles.setText(roles)
        self.roles.setVisible(bool(roles))

    def fill_in(self, keys: dict[str, str]) -> None:
        """Write several keys at once, as from what was found."""
        for key, value in keys.items():
            self._document.set(self._place, key, value)
        self.read()
        self.edited.emit()

    def _keys(self) -> tuple[str, ...]:
        match self._place[0]:
            case "instruments":
                return INSTRUMENT_KEYS
            case "interlocks":
                return ("require", "max_age")
            case "procedures":
                return ("files",)
        return ("name", "site", "database")

    def _field(self, key: str) -> _Field:
        if key == "driver":
            drivers = QComboBox()
            drivers.setEditable(True)
            drivers.addItems(sorted(self._drivers))
            drivers.currentTextChanged.connect(lambda text: self._write(key, text))
            return drivers
        if key == "terminals":
            terminals = QComboBox()
            terminals.addItems(["", "front", "rear"])
            terminals.currentTextChanged.connect(lambda text: self._write(key, text))
            return terminals
        line = QLineEdit()
        line.setPlaceholderText(_example(key))
        line.textEdited.connect(lambda text: self._write(key, text))
        return line

    def _write(self, key: str, text: str) -> None:
        value = [part.strip() for part in text.split(",") if part.strip()] if key == "files" else text.strip()
        self._document.set(self._place, key, value)
        if key == "driver":
            self.read()
        self.edited.emit()


def _example(key: str) -> str:
    return {
        "resource": "GPIB0::24::INSTR",
        "ramp": "50 V/s",
        "ramp_step": "5 V",
        "highest_voltage": "300 V",
        "highest_compliance": "100 uA",
        "timeout": "3 s",
        "require": "climate.humidity < 60 %",
        "max_age": "5 s",
        "files": "our_procedure.py",
        "database": "sqlite:///",
    }.get(key, "")
