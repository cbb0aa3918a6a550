"""Each result against its limits, the worst first."""

from collections.abc import Iterable

from PyQt6.QtCore import Qt
from PyQt6.QtGui import QResizeEvent
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from qcstation.gui.look.theme import Theme
from qcstation.gui.look.verdicts import marked_verdict
from qcstation.gui.wording import limits_in_words, name_in_words, reason_in_words
from qcstation.model.estimates import Refusal
from qcstation.model.limits import Specification
from qcstation.model.verdicts import Judgement, Verdict
from qcstation.reports.limit_bars import limits_text
from qcstation.reports.wording import typeset

from .limit_bar_delegate import JUDGEMENT, SPECIFICATION, LimitBarDelegate

_WORST_FIRST = (Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS, None)
_VALUE_COLUMN, _BAR_COLUMN, _VERDICT_COLUMN = 1, 2, 3
_BAR_WIDTHS, _NAME_WIDTHS = (150, 320), (120, 460)
"""Pixels: the least and the most."""


class ResultsTable(QTableWidget):
    """One row a result: name with the reason below it, value, bar with the limit below it, verdict."""

    def __init__(self) -> None:
        super().__init__(0, 4)
        headings = (self.tr("Result"), self.tr("Value"), self.tr("Limit"), self.tr("Verdict"))
        self.setHorizontalHeaderLabels(headings)
        self.setAccessibleName(self.tr("Results against their limits"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bars = LimitBarDelegate()
        self.setItemDelegateForColumn(_BAR_COLUMN, self._bars)
        if (rows := self.verticalHeader()) is not None:
            rows.hide()
            rows.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        if (columns := self.horizontalHeader()) is not None:
            columns.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            columns.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
            columns.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            columns.setSectionResizeMode(_BAR_COLUMN, QHeaderView.ResizeMode.Fixed)
            columns.setSectionResizeMode(_VERDICT_COLUMN, QHeaderView.ResizeMode.Stretch)
            columns.setHighlightSections(False)

    def resizeEvent(self, event: QResizeEvent | None) -> None:  # noqa: N802 - Qt's name
        """Keep names, values and bars together in a wide window, and all of them in view in a narrow one."""
        super().resizeEvent(event)
        self._share_room()

    def set_theme(self, theme: Theme) -> None:
        """Take over the bars' colours."""
        self._bars.theme = theme
        if (viewport := self.viewport()) is not None:
            viewport.update()

    def show_judgements(self, judgements: Iterable[Judgement], specification: Specification | None) -> None:
        """Show results, those that fail first."""
        ordered = sorted(judgements, key=lambda judgement: (not judgement.counts, _WORST_FIRST.index(judgement.verdict)))
        self.setRowCount(len(ordered))
        for row, judgement in enumerate(ordered):
            for column, text in enumerate(self._cells(judgement)):
                self.setItem(row, column, self._item(text, judgement))
            bar = self.item(row, _BAR_COLUMN)
            if bar is not None:
                bar.setData(JUDGEMENT, judgement)
                bar.setData(SPECIFICATION, specification)
        self._share_room()
        self.scrollToTop()

    def _share_room(self) -> None:
        columns, viewport = self.horizontalHeader(), self.viewport()
        if columns is None or viewport is None:
            return
        texts = (_VALUE_COLUMN, _VERDICT_COLUMN)
        taken = sum(max(columns.sectionSizeHint(place), self.sizeHintForColumn(place)) for place in texts)
        room = viewport.width() - taken
        bar = max(_BAR_WIDTHS[0], min(room // 3, _BAR_WIDTHS[1]))
        self.setColumnWidth(_BAR_COLUMN, bar)
        self.setColumnWidth(0, max(_NAME_WIDTHS[0], min(room - bar, _NAME_WIDTHS[1])))

    def _cells(self, judgement: Judgement) -> tuple[str, ...]:
        result, limit = judgement.result, judgement.limit
        verdict = judgement.verdict if judgement.counts else None
        finding = result.finding
        refusal = finding.reason if isinstance(finding, Refusal) else ""
        name = f"{name_in_words(result.name)} {result.channel}".strip()
        return (
            "\n".join(filter(None, [name, reason_in_words(judgement.reason or refusal)])),
            "\N{EM DASH}" if refusal else typeset(str(finding)),
            typeset(limits_in_words(limit)) + (" *" if unverified(judgement) else ""),
            marked_verdict(verdict.value) if verdict else self.tr("info"),
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


def unverified(judgement: Judgement) -> bool:
    """Whether no public source gives the limit of a result."""
    limit = judgement.limit
    return limit is not None and limit.unverified and bool(limits_text(limit))
