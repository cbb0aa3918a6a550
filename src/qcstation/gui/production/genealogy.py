"""What a component is a part of, and what its parts are, as a small tree to walk along."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QTreeWidget, QTreeWidgetItem, QTreeWidgetItemIterator

from qcstation.production import Assembly, ComponentHistory

from .wording import time_words


class Genealogy(QTreeWidget):
    """`opened` is emitted with the serial number of the relative that a click or Enter chose."""

    opened = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Parents and parts"))
        self.setHeaderHidden(True)
        self.setColumnCount(1)
        self.setTabKeyNavigation(False)
        self._own = ""
        self.itemClicked.connect(lambda item, _: self._chosen(item))
        self.itemActivated.connect(lambda item, _: self._chosen(item))

    def show_history(self, history: ComponentHistory) -> None:
        """Show a component between its parents and its parts."""
        self.clear()
        self._own = history.component.serial_number
        own = self._item(self._own, self._own)
        font = own.font(0)
        font.setBold(True)
        own.setFont(0, font)
        above: QTreeWidgetItem | None = None
        for link in history.parents:
            parent = self._item(link.parent, self._words(link, link.parent))
            self.addTopLevelItem(parent)
            if link.disassembled is None:
                above = parent
        if above is None:
            self.addTopLevelItem(own)
        else:
            above.addChild(own)
        for link in history.children:
            own.addChild(self._item(link.child, self._words(link, link.child)))
        self.expandAll()
        self.setCurrentItem(own)

    @property
    def texts(self) -> list[str]:
        """All that the tree shows, from above to below."""
        found, place = [], QTreeWidgetItemIterator(self)
        while (item := place.value()) is not None:
            found.append(item.text(0))
            place += 1
        return found

    def _words(self, link: Assembly, serial_number: str) -> str:
        text = f"{serial_number}  {link.position}".rstrip()
        if link.disassembled is not None:
            return self.tr("{component} (until {day})").format(component=text, day=time_words(link.disassembled)[:10])
        return text

    def _item(self, serial_number: str, text: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([text])
        item.setData(0, Qt.ItemDataRole.UserRole, serial_number)
        item.setToolTip(0, text)
        return item

    def _chosen(self, item: QTreeWidgetItem) -> None:
        serial_number = str(item.data(0, Qt.ItemDataRole.UserRole))
        if serial_number != self._own:
            self.opened.emit(serial_number)
