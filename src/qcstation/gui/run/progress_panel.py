"""How far a run is, and how long it will take."""

from PyQt6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.gui.translation import in_words
from qcstation.model.events import (
    Event,
    Progressed,
    RunFinished,
    RunPaused,
    RunResumed,
    RunStarted,
    SafingStarted,
    StepStarted,
)
from qcstation.reports.wording import duration_text

_STEPS = 1000


class ProgressPanel(QWidget):
    """A bar with a sentence above it; hidden while no run goes on."""

    def __init__(self) -> None:
        super().__init__()
        self._sentence = ElidingLabel("muted")
        self._bar = QProgressBar()
        self._bar.setRange(0, _STEPS)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Progress"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._sentence)
        column.addWidget(self._bar)
        self._step = ""
        self._amount = ""
        self._elapsed = ""
        self._started = 0.0
        self.paused = False
        self.hide()

    @property
    def summary(self) -> str:
        """How far the run is, or what it does, in a few words; empty while there is none."""
        return self.tr("paused") if self.paused else self._amount or self._step

    def show_preparing(self) -> None:
        """Show that a run has been asked for."""
        self._step, self._amount, self._elapsed = self.tr("connecting to the bench…"), "", ""
        self.paused = False
        self._bar.setValue(0)
        self.show()
        self._show()

    def show_next(self, title: str) -> None:
        """Show that another test begins in a moment."""
        self.show_preparing()
        self._step = self.tr("next: {test}; Esc stops here").format(test=title)
        self._show()

    def show_ended(self) -> None:
        """Show that no run goes on."""
        self._step = self._amount = self._elapsed = ""
        self.paused = False
        self.hide()
        self._show()

    def see(self, event: Event) -> None:
        """Take note of one event."""
        match event:
            case RunStarted():
                self.show_preparing()
                self._started = event.time
            case StepStarted():
                self._step, self._amount = in_words(event.name), ""
            case Progressed():
                self._bar.setValue(round(event.fraction * _STEPS))
                left = "" if event.remaining is None else self.tr("{time} left").format(time=duration_text(event.remaining))
                self._amount = "  ·  ".join(filter(None, [f"{event.fraction * 100:.0f} %", left]))
                self._elapsed = self.tr("running for {time}").format(time=duration_text(round(event.time - self._started)))
            case RunPaused():
                self.paused = True
            case RunResumed():
                self.paused = False
            case SafingStarted():
                self._step, self._amount, self.paused = self.tr("making the bench safe…"), "", False
            case RunFinished():
                self._step, self._amount = self.tr("keeping the record…"), ""
            case _:
                return
        self._show()

    def _show(self) -> None:
        paused = self.tr("paused, outputs as they are") if self.paused else ""
        self._sentence.setText("  ·  ".join(filter(None, [paused, self._step, self._amount, self._elapsed])))
