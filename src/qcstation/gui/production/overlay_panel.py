"""Curves of chosen runs over one another: which table and columns, on which axes."""

from collections.abc import Iterator, Sequence

from msgspec import Struct
from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import label, panel
from qcstation.gui.look.theme import Theme
from qcstation.gui.page import Context
from qcstation.gui.wording import name_in_words
from qcstation.station.curves import (
    CurvePoint,
    Overlay,
    RunTables,
    common_columns,
    default_columns,
    overlay,
    points_of,
    read_tables,
)
from qcstation.station.workspace import Workspace

from .exporting import Exporter
from .filter_fields import ChoiceField
from .overlay_figure import OverlayFigure, OverlayStyle


class OverlayPanel(QFrame):
    """`back` is emitted when the person goes back to where the runs were chosen."""

    back = pyqtSignal()

    def __init__(self, context: Context, exporter: Exporter) -> None:
        super().__init__()
        self._context = context
        self._exporter = exporter
        self._runs: tuple[RunTables, ...] = ()
        self._wanted: tuple[str, ...] = ()
        self.shown: Overlay | None = None
        self.figure = OverlayFigure()
        self.message = label(role="muted", wrap=True)
        self.back_button = QPushButton(self.tr("Back"))
        self.back_button.setToolTip(self.tr("Alt+Left"))
        self.back_button.clicked.connect(self.back)
        self.export_button = QPushButton(self.tr("Export…"))
        self.export_button.clicked.connect(self._export)
        self.table, self.x_column, self.y_column = ChoiceField(""), ChoiceField(""), ChoiceField("")
        self.log_x = QCheckBox(self.tr("log x"))
        self.log_y = QCheckBox(self.tr("log y"))
        self.by_verdict = QCheckBox(self.tr("Colour by verdict"))
        self._lay_out()
        self.table.chosen.connect(self._offer_columns)
        for choice in (self.x_column, self.y_column):
            choice.chosen.connect(self._draw)
        for box in (self.log_x, self.log_y, self.by_verdict):
            box.toggled.connect(lambda _: self._draw())

    def show_runs(self, runs: Sequence[str]) -> None:
        """Read the curves of runs (UUIDs) and draw them."""
        wanted = self._wanted = tuple(runs)
        self._runs, self.shown = (), None
        self._say(self.tr("Reading the curves…"))
        self._context.records.ask(
            lambda workspace: read_tables(workspace, wanted),
            lambda read: self._show(wanted, read),
            lambda sentence: self._say(sentence) if wanted == self._wanted else None,
        )

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self.figure.set_theme(theme)

    def _lay_out(self) -> None:
        frame, column = panel()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        head = QHBoxLayout()
        head.addWidget(self.back_button)
        self.heading = label(self.tr("Curves"), role="heading")
        head.addWidget(self.heading, 1)
        head.addWidget(self.export_button)
        column.addLayout(head)
        grid = QGridLayout()
        captions = (self.tr("Table"), self.tr("Along x"), self.tr("Along y"))
        for place, (choice, caption) in enumerate(zip((self.table, self.x_column, self.y_column), captions, strict=True)):
            above = label(caption, role="muted")
            above.setBuddy(choice)
            choice.setAccessibleName(caption)
            grid.addWidget(above, 0, place)
            grid.addWidget(choice, 1, place)
            grid.setColumnStretch(place, 2)
        for place, box in enumerate((self.log_x, self.log_y, self.by_verdict)):
            grid.addWidget(box, 1, 3 + place)
        column.addLayout(grid)
        body = QWidget()
        self._stack = QStackedLayout(body)
        self._stack.addWidget(self.message)
        self._stack.addWidget(self.figure)
        column.addWidget(body, 1)

    def _show(self, wanted: Sequence[str], read: tuple[RunTables, ...]) -> None:
        if wanted != self._wanted:
            return
        self._runs = read
        tables = common_columns(read)
        self.table.offer(tuple(tables))
        if tables:
            self._offer_columns()
        else:
            self._say(self.tr("These runs have no curves."))

    def _offer_columns(self) -> None:
        columns = common_columns(self._runs).get(self.table.value, {})
        titles = [name_in_words(name) for name in columns]
        for choice, name in zip((self.x_column, self.y_column), default_columns(columns), strict=True):
            choice.offer(tuple(columns), titles)
            choice.choose(name)
        self.log_y.blockSignals(True)
        self.log_y.setChecked(columns.get(self.y_column.value) == "A")
        self.log_y.blockSignals(False)
        self._draw()

    def _draw(self) -> None:
        if not self._runs or not self.table.value:
            return
        self.shown = overlay(self._runs, self.table.value, self.x_column.value, self.y_column.value)
        style = OverlayStyle(log_x=self.log_x.isChecked(), log_y=self.log_y.isChecked(), by_verdict=self.by_verdict.isChecked())
        self.figure.show_overlay(self.shown, style)
        self._stack.setCurrentWidget(self.figure)
        self.export_button.setEnabled(True)
        left_out = len(self._runs) - len(self.shown.curves)
        text = self.tr("{count} curves").format(count=len(self.shown.curves))
        if left_out:
            text = self.tr("{count} curves; {left_out} of the runs have no such table").format(
                count=len(self.shown.curves), left_out=left_out
            )
        self.heading.setText(text)

    def _say(self, sentence: str) -> None:
        self.message.setText(sentence)
        self._stack.setCurrentWidget(self.message)
        self.export_button.setEnabled(False)

    def _export(self) -> None:
        shown = self.shown
        if shown is None:
            return

        def points(_: Workspace) -> Iterator[Struct]:
            return points_of(shown)

        self._exporter.rows("curves", CurvePoint, points, self.figure.whole)
