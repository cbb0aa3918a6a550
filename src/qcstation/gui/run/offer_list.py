"""The tests of the component's stage in order, then what else can be run, each with how it last ended."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PyQt6.QtCore import QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QIcon, QPainter, QPixmap
from PyQt6.QtWidgets import QListWidget, QListWidgetItem

from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.gui.look.verdicts import verdict_mark, verdict_tone, verdict_word
from qcstation.gui.translation import in_words
from qcstation.gui.wording import short_title
from qcstation.reports.wording import duration_text, time_text

if TYPE_CHECKING:
    from qcstation.station.stage_tests import Offer

_PLACE = Qt.ItemDataRole.UserRole
"""Where the item's offer is in `offers`; None for a heading."""
_TO_THE_MINUTE = slice(0, 16)
_LEAST_HEIGHT = 230
_MARK = 18
"""Pixels of the square that the sign of a verdict is drawn in."""


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
        self.setIconSize(QSize(_MARK, _MARK))
        self.offers: tuple[Offer, ...] = ()
        self._theme = LIGHT
        self.currentRowChanged.connect(lambda _: self.chosen.emit(self.offer))

    @property
    def offer(self) -> "Offer | None":
        """The procedure that is selected."""
        item = self.currentItem()
        place = None if item is None else item.data(_PLACE)
        return self.offers[place] if place is not None else None

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room that all rows take."""
        rows = sum(self.sizeHintForRow(row) for row in range(self.count()))
        return QSize(super().sizeHint().width(), rows + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Return the room that a person needs to choose at all."""
        return QSize(super().minimumSizeHint().width(), min(_LEAST_HEIGHT, self.sizeHint().height()))

    def choose(self, procedure: str) -> None:
        """Select a procedure by its id."""
        place = [offer.id for offer in self.offers].index(procedure)
        self.setCurrentRow(self._row_of(place))

    def show_offers(self, offers: "Sequence[Offer]", *, select: bool) -> None:
        """Show procedures; the one that was selected stays so, else with `select` the first that has not passed is."""
        before = self.offer.id if self.offer else None
        self.blockSignals(True)
        self.clear()
        # What neither belongs here nor can be run would only be in the way.
        self.offers = tuple(offer for offer in offers if offer.required or not offer.problem)
        required = [offer for offer in self.offers if offer.required]
        for place, offer in enumerate(self.offers):
            if required and place == len(required):
                self.addItem(self._heading(self.tr("Other procedures")))
            self.addItem(self._item(offer, place))
        wanted = [place for place, offer in enumerate(self.offers) if offer.id == before]
        if select and not wanted:
            usable = [place for place, offer in enumerate(self.offers) if not offer.problem]
            wanted = [place for place in usable if not _passed(self.offers[place])][:1] or usable[:1]
        self.setCurrentRow(self._row_of(wanted[0]) if wanted else -1)
        self.blockSignals(False)
        self.updateGeometry()
        self.chosen.emit(self.offer)

    def set_theme(self, theme: Theme) -> None:
        """Draw the marks in other colours."""
        self._theme = theme
        self.show_offers(self.offers, select=False)

    def _icon(self, mark: str, tone: str) -> QIcon:
        theme = self._theme
        colours = {"good": theme.good, "danger": theme.danger, "warning": theme.warning}
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(_MARK * ratio), round(_MARK * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        font = painter.font()
        font.setPixelSize(_MARK - 3)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(colours.get(tone, theme.muted)))
        painter.drawText(QRect(0, 0, _MARK, _MARK), Qt.AlignmentFlag.AlignCenter, mark)
        painter.end()
        icon = QIcon()
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Disabled, QIcon.Mode.Selected):
            icon.addPixmap(picture, mode)
        return icon

    def _row_of(self, place: int) -> int:
        rows = (row for row in range(self.count()) if (item := self.item(row)) is not None and item.data(_PLACE) == place)
        return next(rows, -1)

    def _heading(self, text: str) -> QListWidgetItem:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item

    def _item(self, offer: "Offer", place: int) -> QListWidgetItem:
        title, mark, tone = short_title(offer.title), "○", "neutral"
        if offer.last is None:
            state = self.tr("not run yet")
        else:
            mark, tone = verdict_mark(offer.last.word), verdict_tone(offer.last.word)
            state = f"{verdict_word(offer.last.word)}, {time_text(offer.last.started)[_TO_THE_MINUTE]} UTC"
        second = self.tr("not possible on this bench") if offer.problem else state
        if offer.last is None and offer.usual is not None and not offer.problem:
            second = self.tr("not run yet, takes about {time}").format(time=duration_text(offer.usual))
        item = QListWidgetItem(f"{title}\n{second}")
        item.setIcon(self._icon(mark, tone))
        item.setData(_PLACE, place)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{title}, {second}")
        item.setToolTip("\n".join(filter(None, [in_words(offer.title), offer.problem or offer.id])))
        if offer.problem:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        return item


def _passed(offer: "Offer") -> bool:
    return offer.last is not None and offer.last.word == "PASS"
