"""The dialog that finds what is connected, for a person to choose from."""

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QDialog, QDialogButtonBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import GAP, label
from qcstation.gui.page import Context
from qcstation.station.config import StationFile
from qcstation.station.discovery import Found, discover

from .background import Background
from .tables import fill, table


class DiscoveryDialog(QDialog):
    """Lists VISA resources, serial ports and typed addresses with what answers there; accepted with one of them `chosen`."""

    def __init__(self, context: Context, background: Background, station: StationFile, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._background = background
        self._station = station
        self.found: list[Found] = []
        self.setWindowTitle(self.tr("What is connected"))
        self.resize(900, 460)
        self.table = table(
            (self.tr("Identity"), self.tr("Driver"), self.tr("Address"), self.tr("Used by")),
            self.tr("What is connected"),
            stretched=(0,),
        )
        self.address = QLineEdit()
        self.address.setAccessibleName(self.tr("Address in the network"))
        self.address.setPlaceholderText(self.tr("Address in the network: 192.168.1.17, HOST:PORT"))
        self.address.returnPressed.connect(self.search)
        self.search_button = QPushButton(self.tr("&Search"))
        self.search_button.setAutoDefault(False)
        self.search_button.clicked.connect(self.search)
        self.told = label(role="muted", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self.address, 1)
        row.addWidget(self.search_button)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.use_button = QPushButton(self.tr("&Use it"))
        buttons.addButton(self.use_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.use_button.setEnabled(False)
        self.use_button.setProperty("kind", "primary")
        # Enter in the address field searches; it must not choose as well.
        for button in (self.use_button, *buttons.buttons()):
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(GAP, GAP, GAP, GAP)
        column.setSpacing(GAP)
        column.addLayout(row)
        column.addWidget(self.table, 1)
        column.addWidget(self.told)
        column.addWidget(buttons)
        self.table.itemSelectionChanged.connect(self._choose)
        self.table.doubleClicked.connect(lambda _: self.accept())
        self.setWindowModality(Qt.WindowModality.WindowModal)

    @property
    def chosen(self) -> Found | None:
        """What was chosen."""
        row = self.table.currentRow()
        return self.found[row] if 0 <= row < len(self.found) else None

    def search(self) -> None:
        """Look for what is connected; nothing is switched on by it."""
        if self._background.busy:
            return
        station, addresses = self._station, tuple(self.address.text().split())
        self.found = []
        self._show()
        self.told.setText(self.tr("Looking… each port is asked who is there; nothing is switched on."))
        self.search_button.setEnabled(False)
        self._background.look(
            lambda workspace: discover(
                workspace, station, addresses=addresses, seen=lambda found: self._background.post(self._seen, found)
            ),
            self._done,
            self._failed,
        )

    def _seen(self, found: Found) -> None:
        self.found.append(found)
        # What is known stands first.
        self.found.sort(key=lambda one: (not one.drivers, not one.identity, one.resource))
        self._show()

    def _show(self) -> None:
        fill(
            self.table,
            [
                (one.identity or one.problem or one.description, ", ".join(one.drivers), one.resource, one.used_by)
                for one in self.found
            ],
        )
        self._choose()

    def _choose(self) -> None:
        chosen = self.chosen
        self.use_button.setEnabled(chosen is not None)
        if chosen is not None:
            place = dict.fromkeys(filter(None, [chosen.resource, chosen.port, chosen.description]))
            self.told.setText("   ".join([*place, chosen.identity or chosen.problem]))

    def _done(self, found: tuple[Found, ...]) -> None:
        self.search_button.setEnabled(True)
        nothing = self.tr(
            "Nothing is connected: no VISA resource and no serial port. Check power and cables, or type an address."
        )
        self.told.setText("" if found else nothing)
        self._choose()

    def _failed(self, sentence: str) -> None:
        self.search_button.setEnabled(True)
        self.told.setText(sentence)
