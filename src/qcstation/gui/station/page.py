"""The page on which a bench is set up, looked at and driven by hand."""

from msgspec.structs import replace
from PyQt6.QtGui import QHideEvent, QShowEvent
from PyQt6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from qcstation.gui.bench_choice import BenchChoice
from qcstation.gui.look.layouts import GAP
from qcstation.gui.look.theme import Theme
from qcstation.gui.page import Context, Page
from qcstation.model.events import Event

from .background import Background
from .bench_watch import BenchWatch
from .editor_panel import EditorPanel
from .instruments_panel import InstrumentsPanel
from .interlocks_panel import InterlocksPanel
from .manual_panel import ManualPanel
from .training_panel import TrainingPanel

_EDITOR = 3


class StationPage(Page):
    """Coordinates its panels. Manual control ends when the page is left."""

    _first = 0
    """The panel that a new page shows: that of the old one while the window is opened anew from it."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._reopen_window = context.reopen
        context = self._context = replace(context, reopen=self._reopen)
        self._watch = BenchWatch(context.choice.station)
        self._background = Background(context.choice, context.mailbox, "bench")
        self._training_background = Background(context.choice, context.mailbox, "training")
        self._stale = True
        self.instruments = InstrumentsPanel(context, self._watch, self._background)
        self.manual = ManualPanel(context, self._background)
        self.interlocks = InterlocksPanel(context, self._watch, self._background)
        self._editor: EditorPanel | None = None
        self.training = TrainingPanel(context, self._training_background) if context.choice.simulated else None
        self.tabs: list[QToolButton] = []
        self._lay_out()
        context.run.started.connect(self._update_buttons)
        context.run.ended.connect(self._update_buttons)
        context.mailbox.delivered.connect(self._update_buttons)

    def see(self, event: Event) -> None:
        """Take note of one event of the run that goes on."""
        self.manual.see(event)
        if self._watch.see(event):
            self._stale = True

    def refresh(self) -> None:
        """Redraw what has changed."""
        self.manual.refresh()
        if self._stale and self.isVisible():
            self._stale = False
            self.instruments.refresh()
            self.interlocks.refresh()

    def leave(self) -> None:
        """Let go of what the page holds: the window closes."""
        self._background.close()
        if self.training is not None:
            self.training.leave()
        else:
            self._training_background.close()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of words in tables."""
        self.manual.readings.set_theme(theme)
        self.instruments.set_theme(theme)
        self.interlocks.set_theme(theme)

    @property
    def editor(self) -> EditorPanel:
        """The editor of the station file, made when it is first wanted: it loads all drivers."""
        if self._editor is None:
            self._editor = EditorPanel(self._context, self._background)
            self._editor_place.addWidget(self._editor)
        return self._editor

    def show_panel(self, index: int) -> None:
        """Show a panel by its place among the tabs."""
        if index == _EDITOR:
            self.editor.show()
        self.tabs[index].setChecked(True)
        self._stack.setCurrentIndex(index)

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Look anew at what has been entered meanwhile."""
        super().showEvent(event)
        self.instruments.ask_for_calibrations()
        self.refresh()

    def hideEvent(self, event: QHideEvent | None) -> None:  # noqa: N802 - Qt's name
        """Give manual control back: nobody sees what is on any more."""
        super().hideEvent(event)
        # A window that is only made small is still there.
        if event is None or not event.spontaneous():
            self.manual.end()

    def _lay_out(self) -> None:
        editor = QWidget()
        self._editor_place = QVBoxLayout(editor)
        self._editor_place.setContentsMargins(0, 0, 0, 0)
        panels: list[tuple[str, QWidget]] = [
            (self.tr("Instruments"), self.instruments),
            (self.tr("Manual control"), self.manual),
            (self.tr("Interlocks"), self.interlocks),
            (self.tr("Station file"), editor),
        ]
        if self.training is not None:
            panels.append((self.tr("Simulation"), self.training))
        self._stack = QStackedWidget()
        group = QButtonGroup(self)
        row = QHBoxLayout()
        for index, (title, shown) in enumerate(panels):
            tab = QToolButton()
            tab.setText(title)
            tab.setCheckable(True)
            tab.setProperty("kind", "tab")
            tab.setShortcut(f"Alt+{index + 1}")
            tab.setToolTip(f"Alt+{index + 1}")
            tab.clicked.connect(lambda _, index=index: self.show_panel(index))
            group.addButton(tab)
            row.addWidget(tab)
            self._stack.addWidget(shown)
            self.tabs.append(tab)
        row.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(GAP, GAP, GAP, GAP)
        whole.setSpacing(GAP)
        whole.addLayout(row)
        whole.addWidget(self._stack, 1)
        self.show_panel(StationPage._first)

    def _reopen(self, choice: BenchChoice) -> None:
        StationPage._first = self._stack.currentIndex()
        try:
            self._reopen_window(choice)
        finally:
            StationPage._first = 0

    def _update_buttons(self) -> None:
        if not self.isVisible():
            return
        self.instruments.update_buttons()
        self.manual.update_buttons()
        self.interlocks.update_buttons()
        if self._editor is not None:
            self._editor.update_buttons()
        if self.training is not None:
            self.training.update_buttons()
