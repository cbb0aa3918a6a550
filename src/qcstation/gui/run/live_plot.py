"""The data of the run that goes on, redrawn as they arrive, in the way that suits them."""

from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PyQt6.QtCore import QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QShowEvent
from PyQt6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from qcstation.gui.look.layouts import label
from qcstation.gui.look.theme import LIGHT, Theme
from qcstation.gui.translation import in_words
from qcstation.gui.wording import name_in_words
from qcstation.model.events import Event, RunStarted

from .live_data import Image, Lines, LiveData
from .live_views import View, ViewKind
from .plot_foot import PlotFoot

if TYPE_CHECKING:
    from .line_chart import LineChart
    from .map_chart import MapChart

_Chart = TypeVar("_Chart", "LineChart", "MapChart")

_REST = 100
"""Milliseconds between two drawings: ten a second look alive, and leave the thread most of its time."""

_LEAST_CHOICE = 70


class LivePlot(QWidget):
    """Shows what is most telling of the run until somebody chooses something else.

    Curves are drawn `along` a column of this name at first, if they have one.
    `save_wanted` is emitted when what is drawn is to be written to a file.
    """

    save_wanted = pyqtSignal()

    def __init__(self, *, along: str = "") -> None:
        super().__init__()
        self._along = along
        self.data = LiveData()
        self._earlier: LiveData | None = None
        self._views: tuple[View, ...] = ()
        self._chosen = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST)
        self._rest.timeout.connect(self.refresh)
        self._theme = LIGHT
        empty = label(self.tr("What is measured appears here as it is taken."), role="muted", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._stack = QStackedWidget()
        self._stack.addWidget(empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        foot = self._made_foot()
        column.addWidget(self._tools())
        drawing = QGridLayout()
        drawing.addWidget(self._stack, 0, 0)
        drawing.addWidget(foot, 0, 0, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(drawing, 1)
        self.setMinimumHeight(180)

    @cached_property
    def lines(self) -> "LineChart":
        """The curves, waveforms and histograms; made when there are any."""
        from .line_chart import LineChart

        chart = self._made(LineChart())
        chart.zoomed.connect(self.foot.whole_button.show)
        chart.reader.read.connect(self.foot.say)
        return chart

    @cached_property
    def map(self) -> "MapChart":
        """The maps; made when there are any."""
        from .map_chart import MapChart

        return self._made(MapChart())

    @property
    def view(self) -> View | None:
        """What is shown; None while there is nothing."""
        place = self.view_choice.currentIndex()
        return self._views[place] if 0 <= place < len(self._views) else None

    @property
    def drawn(self) -> Lines | Image | None:
        """What is drawn, in plain numbers: on no decades; None while there is nothing."""
        if (view := self.view) is None:
            return None
        x, y = self.x_choice.currentData() or "", self.y_choice.currentData() or ""
        return self.data.image(view, y) if view.kind is ViewKind.MAP else self.data.lines(view, x, y, log_x=False, log_y=False)

    @property
    def chart(self) -> QWidget:
        """The drawing."""
        return self._stack.currentWidget() or self

    def see(self, event: Event) -> None:
        """Take note of one event."""
        self.data.see(event)
        if isinstance(event, RunStarted):
            self._chosen = False
            self.show_earlier(None)
            self.show_all()

    def show_data(self, data: LiveData) -> None:
        """Show the data of a run that has ended."""
        self.data = data
        self.data.changed = True
        self._chosen = False
        self.show_all()
        self.refresh()

    def show_earlier(self, data: LiveData | None, name: str = "", description: str = "") -> None:
        """Lay the data of an earlier run beneath, under a short name; None: nothing."""
        self._earlier = data
        self.foot.show_earlier(name if data else "", description)
        self.data.changed = True
        self.refresh()

    def show_all(self) -> None:
        """Come back from a zoom."""
        self.foot.whole_button.hide()
        if "lines" in self.__dict__:
            self.lines.show_all()

    def refresh(self) -> None:
        """Draw what has come since the last time, unless that was a moment ago: then in a moment."""
        if not self.data.changed or self._rest.isActive() or not self.isVisible():
            return
        self.data.changed = False
        self._offer_views()
        self._draw()
        self._rest.start()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self._theme = theme
        self.foot.set_theme(theme)
        for chart in self.__dict__.keys() & {"lines", "map"}:
            getattr(self, chart).set_theme(theme)
        self._draw()

    def showEvent(self, event: QShowEvent | None) -> None:  # noqa: N802 - Qt's name
        """Draw what has come while nobody looked."""
        super().showEvent(event)
        self.refresh()

    def _made(self, chart: _Chart) -> _Chart:
        chart.set_theme(self._theme)
        self._stack.addWidget(chart)
        return chart

    def _made_foot(self) -> PlotFoot:
        self.foot = PlotFoot()
        self.foot.whole_wanted.connect(self.show_all)
        self.foot.save_wanted.connect(lambda: self.save_wanted.emit() if self.view else None)
        self.foot.earlier.clicked.connect(self._draw)
        self.foot.hide()
        return self.foot

    def _tools(self) -> QWidget:
        self.view_choice, self.x_choice, self.y_choice = QComboBox(), QComboBox(), QComboBox()
        self.log_x, self.log_y = QCheckBox(self.tr("log")), QCheckBox(self.tr("log"))
        self.view_choice.setAccessibleName(self.tr("What is drawn"))
        self.x_choice.setAccessibleName(self.tr("Horizontal axis"))
        self.y_choice.setAccessibleName(self.tr("Vertical axis, or the value that is drawn"))
        for choice in (self.view_choice, self.x_choice, self.y_choice):
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            # Long names give way before the window does.
            choice.setMinimumWidth(_LEAST_CHOICE)
        self.log_x.setAccessibleName(self.tr("Horizontal axis in decades"))
        self.log_y.setAccessibleName(self.tr("Vertical axis or value in decades"))
        self._against = label(self.tr("against"), role="muted")
        self._bar = QWidget()
        row = QHBoxLayout(self._bar)
        row.setContentsMargins(0, 0, 0, 0)
        for widget in (self.view_choice, self.y_choice, self.log_y, self._against, self.x_choice, self.log_x):
            row.addWidget(widget)
        row.addStretch(1)
        for button in (self.foot.whole_button, self.foot.save_button):
            row.addWidget(button)
        self.view_choice.activated.connect(self._choose)
        for choice in (self.x_choice, self.y_choice):
            choice.activated.connect(self._draw)
        for box in (self.log_x, self.log_y):
            box.clicked.connect(self._draw)
        self._bar.hide()
        return self._bar

    def _offer_views(self) -> None:
        views = self.data.views
        if views == self._views:
            return
        before = self.view if self._chosen else None
        self._views = views
        with QSignalBlocker(self.view_choice):
            self.view_choice.clear()
            self.view_choice.addItems([self._title(view) for view in views])
            kept = [place for place, view in enumerate(views) if before and _same(view, before)]
            self.view_choice.setCurrentIndex(kept[0] if kept else 0)
        self._bar.setVisible(bool(views))
        self.foot.setVisible(bool(views))
        if not kept:
            self._offer_columns()

    def _title(self, view: View) -> str:
        titles = {
            ViewKind.CURVE: self.tr("Curve: {data}"),
            ViewKind.MAP: self.tr("Map: {data}"),
            ViewKind.WAVEFORMS: self.tr("Waveforms: {data}"),
            ViewKind.HISTOGRAM: self.tr("Histogram: {data}"),
        }
        return titles[view.kind].format(data=in_words(view.source.replace("_", " ")))

    def _choose(self) -> None:
        self._chosen = True
        self._offer_columns()
        self._draw()

    def _offer_columns(self) -> None:
        view = self.view
        if view is None:
            return
        x = self._along if self._along and self._along in view.xs else view.x
        for choice, columns, wanted in ((self.x_choice, view.xs, x), (self.y_choice, view.ys, view.y)):
            with QSignalBlocker(choice):
                choice.clear()
                for column in columns:
                    choice.addItem(name_in_words(column) if column else self.tr("Reading"), column)
                choice.setCurrentIndex(columns.index(wanted) if wanted in columns else -1)
            choice.setVisible(len(columns) > 1)
        curve = view.kind is ViewKind.CURVE
        self._against.setVisible(curve)
        self.log_x.setVisible(curve)
        self.foot.earlier.setVisible(curve and bool(self.foot.earlier.text()))
        self.log_y.setVisible(view.kind is not ViewKind.WAVEFORMS)
        self.log_x.setChecked(False)
        self.log_y.setChecked(view.log)

    def _draw(self) -> None:
        # Another run may have begun that has taken nothing yet.
        view = self.view if self._views == self.data.views else None
        if view is None:
            self._stack.setCurrentIndex(0)
            return
        x, y = self.x_choice.currentData() or "", self.y_choice.currentData() or ""
        log_x = self.log_x.isChecked() and view.kind is ViewKind.CURVE
        log_y = self.log_y.isChecked() and view.kind is not ViewKind.WAVEFORMS
        if view.kind is ViewKind.MAP:
            image = self.data.image(view, y)
            self._stack.setCurrentWidget(self.map if image.values.size else self._stack.widget(0))
            if image.values.size:
                self.map.draw(image, log=log_y)
            return
        lines = self.data.lines(view, x, y, log_x=log_x, log_y=log_y)
        self._stack.setCurrentWidget(self.lines if lines.traces else self._stack.widget(0))
        if view.kind is not ViewKind.CURVE:
            self.lines.draw(lines, log_x=log_x, log_y=log_y)
        else:
            self.lines.draw(lines, log_x=log_x, log_y=log_y, beneath=self._lines_beneath(view, x, y, log_x=log_x, log_y=log_y))

    def _lines_beneath(self, view: View, x: str, y: str, *, log_x: bool, log_y: bool) -> Lines | None:
        if self._earlier is None or not self.foot.earlier.isChecked():
            return None
        alike = next((other for other in self._earlier.views if _same(other, view) and {x, y} <= {*other.xs, *other.ys}), None)
        return self._earlier.lines(alike, x, y, log_x=log_x, log_y=log_y) if alike else None


def _same(one: View, other: View) -> bool:
    return (one.kind, one.source, one.of_array) == (other.kind, other.source, other.of_array)
