"""What happened, line by line, since the window was opened."""

import time
from html import escape

from PyQt6.QtWidgets import QPlainTextEdit, QVBoxLayout

from qcstation.gui.look.verdicts import verdict_word
from qcstation.gui.translation import in_words
from qcstation.model.events import (
    Event,
    InstrumentIdentified,
    InterlockChanged,
    MessageLogged,
    OutputMadeSafe,
    OutputUnsafe,
    RunFinished,
    RunStarted,
    SafingStarted,
    Severity,
    StepStarted,
    VerdictReached,
)

from .look.layouts import GAP, label, panel
from .look.theme import LIGHT, Theme
from .page import Page

_MOST_LINES = 5000


class LogPage(Page):
    """The events that a person cares about, newest last; what is needed for repair is in the run's own journal."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.lines = QPlainTextEdit()
        self.lines.setReadOnly(True)
        self.lines.setMaximumBlockCount(_MOST_LINES)
        self.lines.setTabChangesFocus(True)
        self.lines.setAccessibleName(self.tr("Log"))
        self.lines.setPlaceholderText(self.tr("Nothing has happened yet."))
        frame, column = panel()
        column.addWidget(label(self.tr("Log"), role="heading"))
        column.addWidget(self.lines)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(GAP, GAP, GAP, GAP)
        outer.addWidget(frame)

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours, for lines to come."""
        self._theme = theme

    def add(self, text: str, severity: Severity = Severity.INFO) -> None:
        """Add a sentence."""
        # Tracebacks belong to the record: their last line says what is wrong.
        sentence = (text.strip().splitlines() or [""])[-1]
        colour = {Severity.INFO: "", Severity.WARNING: self._theme.warning, Severity.ALARM: self._theme.danger}[severity]
        style = f' style="color: {colour}; font-weight: 600"' if colour else ""
        self.lines.appendHtml(f"{time.strftime('%H:%M:%S')}&nbsp;&nbsp;<span{style}>{escape(sentence)}</span>")

    def see(self, event: Event) -> None:
        """Write down what matters."""
        match event:
            case RunStarted():
                header = event.header
                component = header.component.serial_number if header.component else ""
                self.add(" ".join(filter(None, [header.procedure, component, self.tr("run"), header.run])))
            case InstrumentIdentified():
                self.add(f"{event.instrument}: {event.identity}")
            case StepStarted():
                self.add(in_words(event.name))
            case MessageLogged():
                self.add(event.text, event.severity)
            case InterlockChanged():
                state = self.tr("holds") if event.ok else self.tr("is violated")
                text = " ".join(filter(None, [self.tr("interlock"), event.interlock, state, event.detail]))
                self.add(text, Severity.INFO if event.ok else Severity.ALARM)
            case SafingStarted():
                self.add(self.tr("making the bench safe: {reason}").format(reason=in_words(event.reason)))
            case OutputMadeSafe():
                self.add(self.tr("{output} is safe").format(output=event.instrument))
            case OutputUnsafe():
                text = self.tr("UNSAFE {output}: {reason}").format(output=event.instrument, reason=event.detail)
                self.add(text, Severity.ALARM)
            case VerdictReached():
                self.add(self.tr("verdict: {verdict}").format(verdict=verdict_word(event.verdict.value)))
            case RunFinished():
                self.add(" ".join(filter(None, [verdict_word(event.outcome.value), in_words(event.reason)])))
            case _:
                pass
