"""How a run ended: the verdict, large, and each result against its limit, the worst first."""

from collections.abc import Iterable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
)

from qcstation.gui.look.layouts import label, panel
from qcstation.gui.look.theme import restyle
from qcstation.model.estimates import Refusal
from qcstation.model.verdicts import Judgement, Outcome, Verdict
from qcstation.reports.limit_bars import limits_text
from qcstation.reports.wording import typeset, words
from qcstation.station.recording import FinishedRun

_TONES = {"PASS": "good", "FAIL": "danger", "ERROR": "danger"}
_MARKS = {"PASS": "✓", "FAIL": "✕", "INCONCLUSIVE": "?"}
_WORST_FIRST = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS, None)
_LEAST_VERDICT = 36
VERDICT_SHARE = 0.075
"""Of the window's height for the verdict's type, so that its capitals are above 5 % of it."""


class ResultsPanel(QFrame):
    """Hidden until a run has ended. `next_wanted` is emitted when the operator goes on to the next component."""

    next_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        frame, column = panel()
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        self.verdict = label()
        self.verdict.setObjectName("verdict")
        self.verdict.setAccessibleName(self.tr("Verdict"))
        self.reason = label(wrap=True)
        self.reason.setAccessibleName(self.tr("Reason"))
        self.next_button = QPushButton(self.tr("Next component"))
        self.next_button.setProperty("kind", "primary")
        self.next_button.clicked.connect(self.next_wanted)
        head = QHBoxLayout()
        head.setSpacing(20)
        head.addWidget(self.verdict, 1)
        head.addWidget(self.next_button)
        column.addLayout(head)
        column.addWidget(self.reason)
        self.table = self._new_table()
        column.addWidget(self.table)
        self._footnote = label(self.tr("* no public source gives this limit: unverified"), role="muted")
        column.addWidget(self._footnote)
        self.hide()

    @property
    def has_table(self) -> bool:
        """Whether there are results to show, and not only how the run ended."""
        return self.table.rowCount() > 0

    def clear(self) -> None:
        """Forget the run that was shown."""
        self.hide()

    def show_finished(self, finished: FinishedRun) -> None:
        """Show a run's verdict, or its outcome where it was not completed."""
        completed = finished.outcome is Outcome.COMPLETED and finished.verdict is not None
        word = finished.verdict.value if completed and finished.verdict else finished.outcome.value
        self._show_word(word, "\n".join(filter(None, [finished.reason, *finished.warnings])))
        self._fill(finished.judgements)

    def show_refused(self, sentence: str) -> None:
        """Show why there was no run."""
        self._show_word(self.tr("NOT RUN"), sentence)
        self._fill(())

    def fit_verdict(self, window_height: int) -> None:
        """Keep the verdict's letters large for a window of this height (pixels)."""
        pixels = max(_LEAST_VERDICT, round(window_height * VERDICT_SHARE))
        self.verdict.setStyleSheet(f"font-size: {pixels}px; font-weight: 700;")

    def _show_word(self, word: str, reason: str) -> None:
        self.verdict.setText(word)
        restyle(self.verdict, tone=_TONES.get(word, "warning"))
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))
        self.show()

    def _new_table(self) -> QTableWidget:
        headings = (self.tr("Result"), self.tr("Value"), self.tr("Limit"), self.tr("Verdict"), self.tr("Why"))
        table = QTableWidget(0, len(headings))
        table.setHorizontalHeaderLabels(headings)
        table.setAccessibleName(self.tr("Results against their limits"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        table.setTabKeyNavigation(False)
        table.setShowGrid(False)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if (rows := table.verticalHeader()) is not None:
            rows.hide()
            rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if (columns := table.horizontalHeader()) is not None:
            columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            columns.setSectionResizeMode(len(headings) - 1, QHeaderView.ResizeMode.Stretch)
            columns.setHighlightSections(False)
        return table

    def _fill(self, judgements: Iterable[Judgement]) -> None:
        ordered = sorted(judgements, key=lambda j: (not j.counts, _WORST_FIRST.index(j.verdict)))
        self.table.setVisible(bool(ordered))
        self._footnote.setVisible(any(map(_unverified, ordered)))
        self.table.setRowCount(len(ordered))
        for row, judgement in enumerate(ordered):
            for column, text in enumerate(self._cells(judgement)):
                self.table.setItem(row, column, self._item(text, judgement))
        self.table.scrollToTop()

    def _cells(self, judgement: Judgement) -> tuple[str, ...]:
        result, limit = judgement.result, judgement.limit
        verdict = judgement.verdict if judgement.counts else None
        finding = result.finding
        refusal = finding.reason if isinstance(finding, Refusal) else ""
        return (
            f"{words(result.name)} {result.channel}".strip(),
            "\N{EM DASH}" if refusal else typeset(str(finding)),
            typeset(limits_text(limit)) + (" *" if _unverified(judgement) else ""),
            f"{_MARKS[verdict]} {verdict}" if verdict else self.tr("info"),
            judgement.reason or refusal,
        )

    def _item(self, text: str, judgement: Judgement) -> QTableWidgetItem:
        item = QTableWidgetItem(text)
        item.setToolTip(text)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        if not judgement.counts:
            item.setForeground(self.palette().placeholderText())
        elif judgement.verdict is Verdict.FAIL:
            font = item.font()
            font.setBold(True)
            item.setFont(font)
        return item


def _unverified(judgement: Judgement) -> bool:
    limit = judgement.limit
    return limit is not None and limit.unverified and bool(limits_text(limit))
