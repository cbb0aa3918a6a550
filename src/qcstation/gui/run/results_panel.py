"""How a run ended: the verdict, large, each result against its limit, and what is done with the run then."""

from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from qcstation.gui.look.layouts import label, panel
from qcstation.gui.look.theme import Theme, restyle
from qcstation.gui.look.verdicts import verdict_tone, verdict_word
from qcstation.gui.page import Context
from qcstation.gui.translation import in_words
from qcstation.model.verdicts import Outcome

from .follow_up import FollowUp
from .results_table import ResultsTable, unverified

if TYPE_CHECKING:
    from qcstation.station.recording import FinishedRun

_LEAST_VERDICT = 36
VERDICT_SHARE = 0.075
"""Of the window's height for the verdict's type, so that its capitals are above 5 % of it."""


class ResultsPanel(QFrame):
    """Hidden until a run has ended. `next_wanted` is emitted when the operator goes on to the next component."""

    next_wanted = pyqtSignal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._letters = _LEAST_VERDICT
        self.run = ""
        """The run that is shown; empty: none."""
        frame, column = panel()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.verdict = label()
        self.verdict.setObjectName("verdict")
        self.verdict.setAccessibleName(self.tr("Verdict"))
        self.reason = label(wrap=True)
        self.reason.setAccessibleName(self.tr("Reason"))
        # An address is one long word: it must not widen the window.
        self.reason.setMinimumWidth(1)
        self.next_button = QPushButton(self.tr("&Next component"))
        self.next_button.setToolTip(self.tr("Alt+N"))
        self.next_button.setProperty("kind", "primary")
        self.next_button.clicked.connect(self.next_wanted)
        column.addWidget(self.verdict)
        column.addWidget(self.reason)
        self.table = ResultsTable()
        column.addWidget(self.table, 1)
        self._footnote = label(self.tr("* no public source gives this limit: unverified"), role="muted")
        column.addWidget(self._footnote)
        self.follow_up = FollowUp(context)
        bottom = QHBoxLayout()
        bottom.addWidget(self.follow_up, 1)
        bottom.addWidget(self.next_button, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        column.addLayout(bottom)
        self.hide()

    @property
    def has_table(self) -> bool:
        """Whether there are results to show, and not only how the run ended."""
        return self.table.rowCount() > 0

    def clear(self) -> None:
        """Forget the run that was shown."""
        self.run = ""
        self.follow_up.show_run("")
        self.hide()

    def show_finished(self, finished: "FinishedRun", *, kept: bool = True) -> None:
        """Show a run's verdict, or its outcome where it was not completed; one that is not `kept` yet can only be looked at."""
        self.run = finished.header.run
        completed = finished.outcome is Outcome.COMPLETED and finished.verdict is not None
        word = finished.verdict.value if completed and finished.verdict else finished.outcome.value
        reasons = filter(None, [in_words(finished.reason), *finished.warnings])
        self._show_word(verdict_word(word), verdict_tone(word), "\n".join(reasons))
        self._show_table(finished)
        self.follow_up.show_run(finished.header.run if kept else "")

    def show_refused(self, sentence: str) -> None:
        """Show why there was no run."""
        self.run = ""
        self._show_word(self.tr("NOT RUN"), "warning", sentence)
        self._show_table(None)
        self.follow_up.show_run("")

    def fit_verdict(self, window_height: int) -> None:
        """Keep the verdict's letters large for a window of this height (pixels)."""
        self._letters = max(_LEAST_VERDICT, round(window_height * VERDICT_SHARE))
        # Not while the window is being laid out: the layout would not hear of it.
        QTimer.singleShot(0, self._enlarge)

    def set_theme(self, theme: Theme) -> None:
        """Take over the bars' colours."""
        self.table.set_theme(theme)

    def _enlarge(self) -> None:
        self.verdict.setStyleSheet(f"font-size: {self._letters}px; font-weight: 700;")

    def _show_word(self, word: str, tone: str, reason: str) -> None:
        self.verdict.setText(word)
        restyle(self.verdict, tone=tone)
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.show()

    def _show_table(self, finished: "FinishedRun | None") -> None:
        judgements = finished.judgements if finished else ()
        self.table.show_judgements(judgements, finished.specification if finished else None)
        self.table.setVisible(bool(judgements))
        self._footnote.setVisible(any(map(unverified, judgements)))
