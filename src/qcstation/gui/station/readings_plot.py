"""What outputs draw while they are driven by hand, against time: how a current settles at a held voltage."""

import math

from PyQt6.QtWidgets import QFrame, QVBoxLayout

from qcstation.gui.look.layouts import panel
from qcstation.gui.look.theme import Theme
from qcstation.gui.page import Context
from qcstation.gui.run.live_plot import LivePlot
from qcstation.model.events import Event, ReadingSeen, RowsTaken, RunStarted, TableDeclared
from qcstation.model.raw import TableLayout

_TIME = "elapsed"
_HEIGHT = 250


class ReadingsPlot(QFrame):
    """Hidden until a current has been read."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._began = 0.0
        self._columns: dict[str, list[str]] = {}
        self.plot = LivePlot(along=_TIME)
        self.plot.save_wanted.connect(self._save)
        frame, inside = panel()
        inside.addWidget(self.plot)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)
        self.setFixedHeight(_HEIGHT)
        self.hide()

    def see(self, event: Event) -> None:
        """Take note of one event of manual control."""
        if isinstance(event, RunStarted):
            self._began = event.time
            self._columns.clear()
            self.plot.see(event)
            self.hide()
        elif isinstance(event, ReadingSeen) and "A" in event.units.values():
            self._take(event)

    def refresh(self) -> None:
        """Redraw what has changed."""
        self.plot.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take over the colours."""
        self.plot.set_theme(theme)

    def _take(self, event: ReadingSeen) -> None:
        name, known = event.instrument, self._columns
        if name not in known:
            known[name] = list(event.units)
            layout = TableLayout(name=name, columns={_TIME: "s", **event.units})
            self.plot.see(TableDeclared(time=event.time, layout=layout))
            self.show()
        values = [event.values.get(column) for column in known[name]]
        row = (event.time - self._began, *(math.nan if value is None else value for value in values))
        self.plot.see(RowsTaken(time=event.time, table=name, rows=(row,)))

    def _save(self) -> None:
        from qcstation.gui.run.plot_saving import PlotSaver

        PlotSaver(self._context, self.plot).save()
