"""The left column: which test, with which settings, start and pause."""

from typing import TYPE_CHECKING

from PyQt6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.look.layouts import GAP, label, panel
from qcstation.gui.look.scrolling import FittingScroll
from qcstation.gui.page import Context
from qcstation.gui.translation import in_words

from .offer_list import OfferList
from .preset_bar import PresetBar
from .settings_form import SettingsForm

if TYPE_CHECKING:
    from qcstation.station.stage_tests import ComponentCard, Offer

_WIDTH = 392


class SetupPanel(QWidget):
    """What a run is started with. What it may do at the moment is told by `update_state`."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.offers = OfferList()
        self.form = SettingsForm()
        self.presets = PresetBar(context, self.form.values)
        self.start_button = QPushButton(self.tr("&Start"))
        self.start_button.setProperty("kind", "primary")
        self.start_button.setToolTip(self.tr("Alt+S"))
        self.pause_button = QPushButton(self.tr("&Pause"))
        self.pause_button.setToolTip(self.tr("Alt+P: the procedure stands still, outputs stay as they are"))
        self.go_on = QCheckBox(self.tr("Go on after a PASS"))
        self.go_on.setToolTip(
            self.tr("Begins the next test of the stage a moment after a PASS, with its settings at their defaults")
        )
        self.resume = QCheckBox(self.tr("Continue the interrupted run"))
        self.resume.setToolTip(self.tr("Takes over what was measured before it stopped, with the settings of that run"))
        self.resume.toggled.connect(lambda _: self.form.validity.emit(self.form.valid))
        self._title = ElidingLabel("heading")
        self.offers.chosen.connect(self._choose)
        self.presets.chosen.connect(lambda settings: self.form.fill(settings or {}))
        self.setFixedWidth(_WIDTH)
        self._lay_out()
        self.show_stage(None)
        self._choose(None)

    @property
    def offer(self) -> "Offer | None":
        """The procedure that is chosen."""
        return self.offers.offer

    @property
    def interrupted(self) -> str:
        """The UUID of the run that is to be continued; empty: a new one begins at the beginning."""
        offer = self.offer
        return offer.interrupted if offer is not None and self.resume.isChecked() else ""

    def show_stage(self, card: "ComponentCard | None") -> None:
        """Say whose tests stand below."""
        self.go_on.setVisible(card is not None and sum(offer.required and not offer.problem for offer in card.offers) > 1)
        if card is not None and any(offer.required for offer in card.offers):
            self._title.setText(self.tr("Tests at {stage}").format(stage=in_words(card.component.stage)))
        else:
            self._title.setText(self.tr("Procedures"))

    def update_state(self, *, running: bool, paused: bool, pausable: bool) -> None:
        """Enable what can be done now."""
        offer = self.offer
        ready = self.form.valid or bool(self.interrupted)
        self.start_button.setEnabled(not running and offer is not None and not offer.problem and ready)
        self.pause_button.setEnabled(running and pausable)
        self.pause_button.setText(self.tr("&Resume") if paused else self.tr("&Pause"))
        self.offers.setEnabled(not running)
        self.resume.setEnabled(not running)
        for widget in (self.form, self.presets):
            widget.setEnabled(not running and not self.interrupted)

    def _choose(self, offer: "Offer | None") -> None:
        kind = offer.kind if offer and not offer.problem else None
        self.resume.setVisible(kind is not None and offer is not None and bool(offer.interrupted))
        self.resume.setChecked(True)
        self.form.show_settings(kind.Settings if kind else None)
        self.presets.show_procedure(kind)
        self._no_settings.setVisible(kind is None or not kind.Settings.model_fields)
        self._no_settings.setText(
            self.tr("This procedure has no settings.") if kind else self.tr("Scan a component, then choose a procedure.")
        )

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GAP)
        tests, inside = panel()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.go_on)
        inside.addLayout(head)
        inside.addWidget(self.offers)
        # Both give way alike where there is too little room; what is left belongs to the tests.
        column.addWidget(tests)
        settings, inside = panel()
        inside.addWidget(label(self.tr("Settings"), role="heading"))
        inside.addWidget(self.resume)
        inside.addWidget(self.presets)
        inside.addWidget(self._scrolled_form())
        column.addWidget(settings)
        buttons = QHBoxLayout()
        buttons.addWidget(self.start_button, 1)
        buttons.addWidget(self.pause_button, 1)
        column.addLayout(buttons)

    def _scrolled_form(self) -> FittingScroll:
        self._no_settings: QLabel = label(role="muted", wrap=True)
        inner = QWidget()
        rows = QVBoxLayout(inner)
        rows.setContentsMargins(0, 0, GAP // 2, 0)
        rows.addWidget(self._no_settings)
        rows.addWidget(self.form)
        rows.addStretch(1)
        return FittingScroll(inner)
