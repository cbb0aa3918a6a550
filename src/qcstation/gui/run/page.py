"""The page on which a technician works: scan, choose, start, watch, read the verdict, next."""

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.theme import Theme
from qcstation.gui.page import Context, Page
from qcstation.model.events import Event
from qcstation.station.recording import FinishedRun
from qcstation.station.stage_tests import ComponentCard, Offer, card_of, shift_checks

from .component_view import ComponentView
from .live_plot import LivePlot
from .offer_list import OfferList
from .progress_panel import ProgressPanel
from .prompting import PromptPanel, WindowPrompter
from .results_panel import ResultsPanel
from .settings_form import SettingsForm

_LEFT_WIDTH = 370


class RunPage(Page):
    """Coordinates its panels. `activity` is emitted with what is going on in a few words, for the strip."""

    activity = pyqtSignal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._card: ComponentCard | None = None
        self._checks: tuple[Offer, ...] = ()
        self.component = ComponentView()
        self.offers = OfferList()
        self.form = SettingsForm()
        self.start_button = QPushButton(self.tr("&Start"))
        self.abort_button = QPushButton(self.tr("Abort  (Esc)"))
        self.plot = LivePlot()
        self.progress = ProgressPanel()
        self.prompts = PromptPanel(context.operator)
        self.results = ResultsPanel()
        self._prompter = WindowPrompter(context.mailbox, self.prompts)
        self._lay_out()
        self._connect()
        self._update()
        self._ask_for_checks()

    def title(self) -> str:
        """Return the word on the rail."""
        return self.tr("Run")

    def see(self, event: Event) -> None:
        """Take note of one event of the run that goes on."""
        # What is driven by hand is the Station page's; here only the strip tells that it goes on.
        if not self._context.run.by_hand:
            self.plot.see(event)
        self.progress.see(event)

    def refresh(self) -> None:
        """Redraw what has changed."""
        self.plot.refresh()
        self.activity.emit(self.progress.summary)

    def set_theme(self, theme: Theme) -> None:
        """Take over the plot's colours."""
        self.plot.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keep the verdict large."""
        super().resizeEvent(event)
        if (window := self.window()) is not None:
            self.results.fit_verdict(window.height())

    def start(self) -> None:
        """Start the chosen procedure with the settings as typed."""
        offer = self.offers.offer
        if offer is None or not self.start_button.isEnabled():
            return
        needs_component = offer.kind is not None and bool(offer.kind.accepts)
        serial_number = self._card.component.serial_number if self._card and needs_component else ""
        self.results.clear()
        self.progress.show_preparing()
        request = self._context.choice.request(offer.id, serial_number, self.form.values(), operator=self._context.operator.name)
        self._context.run.start(request, self._prompter)

    def abort(self) -> None:
        """Ask the run to stop; its bench is made safe."""
        self._context.run.abort(self.tr("aborted by the operator"))

    def next_component(self) -> None:
        """Forget this component and wait for the scanner."""
        self._card = None
        self.results.clear()
        self.component.clear()
        self._show_offers()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(GAP)
        procedures, column = panel()
        column.addWidget(label(self.tr("Procedures"), role="heading"))
        column.addWidget(self.offers)
        left.addWidget(procedures, 1)
        settings, column = panel()
        column.addWidget(label(self.tr("Settings"), role="heading"))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, GAP // 2, 0)
        rows.addWidget(self.form)
        rows.addStretch(1)
        scroll.setWidget(inner)
        column.addWidget(scroll)
        left.addWidget(settings, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self.start_button, 1)
        buttons.addWidget(self.abort_button, 1)
        left.addLayout(buttons)
        side = QWidget()
        side.setFixedWidth(_LEFT_WIDTH)
        side.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)

        right = self._right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.prompts)
        curve, column = panel()
        column.addWidget(self.plot, 1)
        column.addWidget(self.progress)
        right.addWidget(curve, 1)
        right.addWidget(self.results)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(side)
        below.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(GAP, GAP, GAP, GAP)
        page.setSpacing(GAP)
        page.addWidget(self.component)
        page.addLayout(below, 1)

    def _connect(self) -> None:
        self.start_button.setProperty("kind", "primary")
        self.start_button.setToolTip(self.tr("Alt+S"))
        self.start_button.clicked.connect(self.start)
        self.abort_button.setProperty("kind", "danger")
        self.abort_button.setToolTip(self.tr("Stops the run and makes the bench safe"))
        self.abort_button.clicked.connect(self.abort)
        self.component.scanned.connect(self._look_up)
        self.offers.chosen.connect(self._choose)
        self.form.validity.connect(lambda _: self._update())
        self.results.next_wanted.connect(self.next_component)
        self.prompts.form_shown.connect(self._make_room_for_form)
        run = self._context.run
        run.started.connect(self._update)
        run.finished.connect(self._finished)
        run.refused.connect(self._refused)
        run.ended.connect(self._ended)

    def _look_up(self, serial_number: str) -> None:
        self._card = None
        self.results.clear()
        self._show_offers()
        self.component.show_waiting()
        station = self._context.choice.station
        self._context.records.ask(
            lambda workspace: card_of(workspace, serial_number, station), self._show_card, self.component.show_problem
        )

    def _show_card(self, card: ComponentCard) -> None:
        self._card = card
        self.component.show_card(card)
        self._show_offers()
        self.component.focus()

    def _ask_for_checks(self) -> None:
        choice = self._context.choice
        self._context.records.ask(
            lambda workspace: shift_checks(workspace, choice.station), self._show_checks, self.component.show_problem
        )

    def _show_checks(self, offers: tuple[Offer, ...]) -> None:
        self._checks = offers
        self._show_offers()

    def _show_offers(self) -> None:
        of_component = self._card.offers if self._card else ()
        self.offers.show_offers((*of_component, *self._checks), select=self._card is not None)

    def _choose(self, offer: Offer | None) -> None:
        self.form.show_settings(offer.kind.Settings if offer and offer.kind and not offer.problem else None)

    def _update(self) -> None:
        running = self._context.run.active
        offer = self.offers.offer
        self.start_button.setEnabled(not running and offer is not None and not offer.problem and self.form.valid)
        self.abort_button.setEnabled(running)
        self.component.field.setReadOnly(running)
        self.offers.setEnabled(not running)
        self.form.setEnabled(not running)

    def _finished(self, finished: FinishedRun) -> None:
        if not self._context.run.by_hand:
            self.results.show_finished(finished)
            self._share_room()

    def _refused(self, sentence: str) -> None:
        if not self._context.run.by_hand:
            self.results.show_refused(sentence)
            self._share_room()

    def _share_room(self) -> None:
        """Give the results half of the height where there are any; else the curve keeps it."""
        self._right.setStretchFactor(self.results, int(self.results.has_table))

    def _make_room_for_form(self, shown: bool) -> None:
        """Give a form the room of the curve, which its run does not have."""
        self.plot.setVisible(not shown)
        self._right.setStretchFactor(self.prompts, int(shown))

    def _ended(self) -> None:
        self.prompts.clear()
        self.progress.show_ended()
        self._update()
        self.component.focus()
        self._ask_for_checks()
        if self._card is not None:
            station, serial_number = self._context.choice.station, self._card.component.serial_number
            self._context.records.ask(
                lambda workspace: card_of(workspace, serial_number, station), self._show_card, self.component.show_problem
            )
