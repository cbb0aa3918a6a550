"""The procedures that can be run now, each with how it last ended."""

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import QListWidget, QListWidgetItem

from qcstation.reports.wording import time_text
from qcstation.station.stage_tests import Offer

from .component_view import verdict_word

_MARKS = {"PASS": "✓", "FAIL": "✕", "INCONCLUSIVE": "?"}


class OfferList(QListWidget):
    """`chosen` is emitted with the `Offer` that is selected, None where there is none."""

    chosen = pyqtSignal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Procedures"))
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.offers: tuple[Offer, ...] = ()
        self.currentRowChanged.connect(lambda _: self.chosen.emit(self.offer))

    @property
    def offer(self) -> Offer | None:
        """The procedure that is selected."""
        row = self.currentRow()
        return self.offers[row] if 0 <= row < len(self.offers) else None

    def show_offers(self, offers: Sequence[Offer], *, select: bool) -> None:
        """Show procedures; the one that was selected stays so, else with `select` the first that has not passed is."""
        before = self.offer.id if self.offer else None
        self.blockSignals(True)
        self.clear()
        self.offers = tuple(offers)
        for offer in self.offers:
            self.addItem(self._item(offer))
        wanted = [row for row, offer in enumerate(self.offers) if offer.id == before]
        if select and not wanted:
            usable = [row for row, offer in enumerate(self.offers) if not offer.problem]
            wanted = [row for row in usable if not _passed(self.offers[row])][:1] or usable[:1]
        self.setCurrentRow(wanted[0] if wanted else -1)
        self.blockSignals(False)
        self.chosen.emit(self.offer)

    def _item(self, offer: Offer) -> QListWidgetItem:
        if offer.problem:
            second = offer.problem
        elif offer.last is None:
            second = self.tr("not run yet")
        else:
            word = verdict_word(offer.last)
            second = f"{_MARKS.get(word, '!')} {word}, {time_text(offer.last.started)}"
        item = QListWidgetItem(f"{offer.title}\n{second}")
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{offer.title}, {second}")
        if offer.problem:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item


def _passed(offer: Offer) -> bool:
    return offer.last is not None and verdict_word(offer.last) == "PASS"
