"""All pages of the window in their places. At the start the first is made; the others when they are shown or there is time."""

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, cast

from PyQt6.QtCore import QTimer, pyqtSignal
from PyQt6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from qcstation.model.events import Event

from .log_page import LogPage
from .look.theme import Theme
from .page import Context, Page
from .run import RunPage

if TYPE_CHECKING:
    from .production import ProductionPage
    from .settings import SettingsPage
    from .station import StationPage

_BETWEEN = 20
"""Milliseconds that are left to keys and mouse between making two pages."""


class Pages(QStackedWidget):
    """The pages; a page that nobody has looked at yet hears of no events, and asks for what it needs when it is made.

    `complete` is emitted when all of them are there.
    """

    complete = pyqtSignal()

    def __init__(self, context: Context, theme: Theme) -> None:
        super().__init__()
        self._closed = False
        self._slots = (
            _Slot(self.tr("Run"), lambda: RunPage(context), theme),
            _Slot(self.tr("Production"), lambda: _late("production", "ProductionPage", context), theme),
            _Slot(self.tr("Station"), lambda: _late("station", "StationPage", context), theme),
            _Slot(self.tr("Log"), LogPage, theme),
            _Slot(self.tr("Settings"), lambda: _late("settings", "SettingsPage", context), theme),
        )
        for slot in self._slots:
            self.addWidget(slot)
        # These follow a run from its first event to its last.
        _ = self.run, self.log

    @property
    def titles(self) -> list[str]:
        """The words on the rail."""
        return [slot.title for slot in self._slots]

    @property
    def made(self) -> tuple[Page, ...]:
        """The pages that have been made."""
        return tuple(slot.made for slot in self._slots if slot.made is not None)

    @property
    def run(self) -> RunPage:
        """The page on which a technician works."""
        return cast(RunPage, self._slots[0].page)

    @property
    def production(self) -> "ProductionPage":
        """The page of all that has been measured."""
        return cast("ProductionPage", self._slots[1].page)

    @property
    def station(self) -> "StationPage":
        """The page of the bench."""
        return cast("StationPage", self._slots[2].page)

    @property
    def log(self) -> LogPage:
        """The page of what has happened."""
        return cast(LogPage, self._slots[3].page)

    @property
    def settings(self) -> "SettingsPage":
        """The page of what a person chooses."""
        return cast("SettingsPage", self._slots[4].page)

    def show_page(self, index: int) -> None:
        """Show a page by its place on the rail."""
        self._slots[index].page.show()
        self.setCurrentIndex(index)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours that the style sheet does not reach."""
        for slot in self._slots:
            slot.set_theme(theme)

    def see(self, event: Event) -> None:
        """Hand one event of the run that goes on to every page."""
        for page in self.made:
            page.see(event)

    def refresh(self) -> None:
        """Redraw what the events of the last delivery have changed."""
        for page in self.made:
            page.refresh()

    def leave(self) -> None:
        """Let go of what the pages hold: the window closes."""
        self._closed = True
        for page in self.made:
            page.leave()

    def make_rest(self) -> None:
        """Make the next page that nobody has asked for yet, and leave the others for the next turns of the event loop."""
        waiting = [slot for slot in self._slots if slot.made is None]
        if waiting and not self._closed:
            waiting[0].page.refresh()
            QTimer.singleShot(_BETWEEN, self.make_rest)
        elif not waiting:
            self.complete.emit()


def load_pages() -> None:
    """Load what the pages need that are not made at the start: from another thread than the window's."""
    for name in ("station", "production", "settings"):
        import_module(f"{__package__}.{name}")
    import_module("qcstation.station.running")


def _late(package: str, name: str, context: Context) -> Page:
    made: Page = getattr(import_module(f"{__package__}.{package}"), name)(context)
    return made


class _Slot(QWidget):
    """The place of one page."""

    def __init__(self, title: str, build: Callable[[], Page], theme: Theme) -> None:
        super().__init__()
        self.title = title
        self._build = build
        self._theme = theme
        self.made: Page | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)

    @property
    def page(self) -> Page:
        if self.made is None:
            self.made = self._build()
            self.made.set_theme(self._theme)
            if (column := self.layout()) is not None:
                column.addWidget(self.made)
        return self.made

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        if self.made is not None:
            self.made.set_theme(theme)
