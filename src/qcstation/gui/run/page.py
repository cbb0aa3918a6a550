"""The page on which a technician works: scan, choose, start, watch, read the verdict, next."""

from typing import TYPE_CHECKING

from msgspec import Struct
from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QVBoxLayout

from qcstation.gui.look.layouts import GAP, panel
from qcstation.gui.look.theme import Theme
from qcstation.gui.page import Context, Page
from qcstation.gui.wording import ABORTED, short_title
from qcstation.model.events import Event, RunPaused, RunResumed, RunStarted, SafingStarted

from .component_view import ComponentView
from .earlier_run import EarlierRun
from .live_data import LiveData
from .live_plot import LivePlot
from .progress_panel import ProgressPanel
from .prompting import PromptPanel, WindowPrompter
from .results_panel import ResultsPanel
from .sequence import StageSequence
from .setup_panel import SetupPanel

if TYPE_CHECKING:
    from qcstation.reports.component_labels import Label
    from qcstation.station.recording import FinishedRun
    from qcstation.station.repeating import Repeat
    from qcstation.station.stage_tests import ComponentCard, Offer
    from qcstation.station.workspace import Workspace

_CURVE_SHARE, _RESULTS_SHARE = 2, 3
"""Of the height where there are results: they are what a person wants to see then."""


class _Kept(Struct, frozen=True):
    """A run from the records, as the page shows it."""

    finished: "FinishedRun"
    data: LiveData


class RunPage(Page):
    """Coordinates its panels. `activity` is emitted with what is going on in a few words, for the strip."""

    activity = pyqtSignal(str)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._card: ComponentCard | None = None
        self._checks: tuple[Offer, ...] = ()
        self._acquiring = False
        self._repeat: Repeat | None = None
        self.component = ComponentView()
        self.setup = SetupPanel(context)
        self.offers, self.form = self.setup.offers, self.setup.form
        self.start_button, self.pause_button = self.setup.start_button, self.setup.pause_button
        self.plot = LivePlot()
        self._earlier = EarlierRun(context, self.plot)
        self.sequence = StageSequence(self)
        self.progress = ProgressPanel()
        self.prompts = PromptPanel(context.operator)
        self.results = ResultsPanel(context)
        self._prompter = WindowPrompter(context.mailbox, self.prompts)
        self._lay_out()
        self._connect()
        self._update()
        self._ask_for_checks()

    @property
    def serial_number(self) -> str:
        """Of the component that was scanned; empty: there is none."""
        return self._card.component.serial_number if self._card else ""

    def see(self, event: Event) -> None:
        """Take note of one event of the run that goes on."""
        # What is driven by hand is the Station page's; here only the strip tells that it goes on.
        if not self._context.run.by_hand:
            self.plot.see(event)
            if isinstance(event, RunStarted):
                self._earlier.look_for(event.header)
        self.progress.see(event)
        if isinstance(event, RunStarted | RunPaused | RunResumed | SafingStarted):
            self._acquiring = not isinstance(event, SafingStarted)
            self._update()

    def refresh(self) -> None:
        """Redraw what has changed."""
        self.plot.refresh()
        self.activity.emit(self.progress.summary)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours of plot and bars."""
        self.setup.offers.set_theme(theme)
        self.plot.set_theme(theme)
        self.results.set_theme(theme)

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
        self.sequence.stop()
        serial_number = self.serial_number if needs_component else ""
        self.results.clear()
        self.progress.show_preparing()
        resume = self.setup.interrupted
        settings = {} if resume else self.form.values()
        request = self._context.choice.request(
            offer.id, serial_number, settings, operator=self._context.operator.name, resume=resume
        )
        self._context.run.start(request, self._prompter)

    def abort(self) -> None:
        """Ask the run to stop; its bench is made safe, and no further test begins."""
        self.stop_sequence()
        self._context.run.abort(ABORTED)

    def stop_sequence(self) -> None:
        """Begin no further test of the stage by itself."""
        if self.sequence.waiting:
            self.progress.show_ended()
            self.activity.emit("")
        self.sequence.stop()

    def pause_or_resume(self) -> None:
        """Have the procedure stand still, or go on."""
        if self.progress.paused:
            self._context.run.resume()
        else:
            self._context.run.pause()

    def next_component(self) -> None:
        """Forget this component and wait for the scanner."""
        self.stop_sequence()
        self._card = None
        self.results.clear()
        self.component.clear()
        self._show_offers()

    def show_run(self, run: str) -> None:
        """Show a run of the records: its component, its data and how it ended."""
        if self._context.run.active:
            return

        def kept(workspace: "Workspace") -> _Kept:
            from qcstation.station.recording import finished_of
            from qcstation.station.stored import stored_run

            record = stored_run(workspace, run)
            data = LiveData()
            data.show(record.raw)
            return _Kept(finished_of(record), data)

        self._context.records.ask(kept, self._show_kept, self.component.show_problem)

    def measure_again(self, run: str) -> None:
        """Put in what an earlier run was asked to do: its component, procedure and settings. Nothing is started."""
        if self._context.run.active:
            self.component.show_problem(self.tr("A run is going on. Measure again when it has ended."))
            return

        def repeat(workspace: "Workspace") -> "Repeat":
            from qcstation.station.repeating import repeat_of

            return repeat_of(workspace, run)

        self._context.records.ask(repeat, self._take_over, self.component.show_problem)

    def _take_over(self, repeat: "Repeat") -> None:
        self.next_component()
        self._repeat = repeat
        if repeat.serial_number:
            self._look_up(repeat.serial_number)
        else:
            self._fill_in_repeat()

    def _fill_in_repeat(self) -> None:
        repeat, self._repeat = self._repeat, None
        if repeat is None:
            return
        if not any(offer.id == repeat.procedure and not offer.problem for offer in self.offers.offers):
            self.component.show_problem(self.tr("This bench cannot run {procedure}.").format(procedure=repeat.procedure))
            return
        self.offers.choose(repeat.procedure)
        self.form.fill(repeat.settings)

    def _show_kept(self, kept: _Kept) -> None:
        if self._context.run.active:
            return
        component = kept.finished.header.component
        self.component.clear()
        if component is not None:
            self._look_up(component.serial_number)
        self.plot.show_data(kept.data)
        self._earlier.look_for(kept.finished.header)
        self.results.show_finished(kept.finished)
        self._share_room()

    def _lay_out(self) -> None:
        right = self._right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addWidget(self.prompts)
        curve, column = panel()
        column.addWidget(self.plot, 1)
        column.addWidget(self.progress)
        right.addWidget(curve, _CURVE_SHARE)
        right.addWidget(self.results)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self.setup)
        below.addLayout(right, 1)
        page = QVBoxLayout(self)
        page.setContentsMargins(GAP, GAP, GAP, GAP)
        page.setSpacing(GAP)
        page.addWidget(self.component)
        page.addLayout(below, 1)

    def _connect(self) -> None:
        self.start_button.clicked.connect(self.start)
        self.pause_button.clicked.connect(self.pause_or_resume)
        self.component.scanned.connect(self._look_up)
        self.component.label_wanted.connect(self._ask_for_label)
        # From the scan field straight to the tests, without a mouse.
        down = QShortcut(QKeySequence(Qt.Key.Key_Down), self.component.field)
        down.setContext(Qt.ShortcutContext.WidgetShortcut)
        down.activated.connect(self.offers.setFocus)
        self.form.validity.connect(lambda _: self._update())
        self.results.next_wanted.connect(self.next_component)
        self.plot.save_wanted.connect(self._save_plot)
        self.sequence.due.connect(self._start_next)
        self.setup.go_on.toggled.connect(lambda on: None if on else self.stop_sequence())
        self.prompts.form_shown.connect(self._make_room_for_form)
        run = self._context.run
        run.started.connect(self._update)
        run.measured.connect(self._measured)
        run.finished.connect(self._finished)
        run.refused.connect(self._refused)
        run.ended.connect(self._ended)

    def _ask_for_label(self) -> None:
        serial_number = self.serial_number

        def content(workspace: "Workspace") -> "Label":
            from qcstation.station.labelling import label_of

            return label_of(workspace, serial_number)

        self._context.records.ask(content, self._show_label, self.component.show_problem)

    def _show_label(self, shown: "Label") -> None:
        from qcstation.gui.labels import LabelDialog

        dialog = LabelDialog(shown, self._context.records, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _look_up(self, serial_number: str) -> None:
        self.stop_sequence()
        self._card = None
        self.results.clear()
        self._show_offers()
        self.component.show_waiting()
        self._ask_for_card(serial_number)

    def _ask_for_card(self, serial_number: str) -> None:
        station = self._context.choice.station

        def card(workspace: "Workspace") -> "ComponentCard":
            from qcstation.station.stage_tests import card_of

            return card_of(workspace, serial_number, station)

        self._context.records.ask(card, self._show_card, self.component.show_problem)

    def _show_card(self, card: "ComponentCard") -> None:
        self._card = card
        self.component.show_card(card)
        self._show_offers()
        self.component.focus()
        self._fill_in_repeat()
        if self.setup.go_on.isChecked() and self._context.run.free and (following := self.sequence.go_on(card.offers)):
            self.progress.show_next(short_title(following.title))
            self.activity.emit(self.progress.summary)

    def _start_next(self, procedure: str) -> None:
        self.progress.show_ended()
        self.offers.choose(procedure)
        self.start()

    def _save_plot(self) -> None:
        # What writes files is loaded when somebody wants one.
        from .plot_saving import PlotSaver

        PlotSaver(self._context, self.plot).save()

    def _ask_for_checks(self) -> None:
        station = self._context.choice.station

        def checks(workspace: "Workspace") -> "tuple[Offer, ...]":
            from qcstation.station.stage_tests import shift_checks

            return shift_checks(workspace, station)

        self._context.records.ask(checks, self._show_checks, self.component.show_problem)

    def _show_checks(self, offers: "tuple[Offer, ...]") -> None:
        self._checks = offers
        self._show_offers()

    def _show_offers(self) -> None:
        of_component = self._card.offers if self._card else ()
        self.setup.show_stage(self._card)
        self.offers.show_offers((*of_component, *self._checks), select=self._card is not None)

    def _update(self) -> None:
        running = not self._context.run.free
        pausable = self._acquiring and not self._context.run.by_hand
        self.setup.update_state(running=running, paused=self.progress.paused, pausable=pausable)
        self.component.field.setReadOnly(running)

    def _measured(self, finished: "FinishedRun") -> None:
        """Show the verdict and let the next run start: the record is kept meanwhile."""
        self._acquiring = False
        if not self._context.run.by_hand:
            self.results.show_finished(finished, kept=False)
            self._share_room()
        self._update()

    def _finished(self, finished: "FinishedRun") -> None:
        # An operator who has gone on to the next component is not called back.
        if not self._context.run.by_hand and self.results.run == finished.header.run:
            self.sequence.note(finished)
            self.results.show_finished(finished)
            self._share_room()

    def _refused(self, sentence: str) -> None:
        if not self._context.run.by_hand:
            self.results.show_refused(sentence)
            self._share_room()

    def _share_room(self) -> None:
        """Give the results most of the height where there are any; else the curve keeps it."""
        self._right.setStretchFactor(self.results, _RESULTS_SHARE if self.results.has_table else 0)

    def _make_room_for_form(self, shown: bool) -> None:
        """Give a form the room of the curve, which its run does not have."""
        self.plot.setVisible(not shown)
        self._right.setStretchFactor(self.prompts, int(shown))
        if (curve := self.plot.parentWidget()) is not None:
            self._right.setStretchFactor(curve, 0 if shown else _CURVE_SHARE)

    def _ended(self) -> None:
        self._acquiring = False
        self.prompts.clear()
        self.progress.show_ended()
        self._update()
        self.component.focus()
        self._ask_for_checks()
        if self._card is not None:
            self._ask_for_card(self._card.component.serial_number)
