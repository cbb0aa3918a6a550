"""The plot's axes: what is chosen, and that their numbers are true."""

import numpy as np
import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcstation.gui.run.live_plot import LivePlot
from qcstation.gui.run.live_tables import Axes, LiveTables, axes_of
from qcstation.model.events import RowsTaken, TableDeclared
from qcstation.model.raw import TableLayout
from qcstation.procedures.hgtd import sensor_cv, sensor_iv


def layout(name: str, **columns: str) -> TableLayout:
    return TableLayout(name=name, columns=columns)


@pytest.mark.parametrize(
    ("table", "axes"),
    [
        (
            layout("iv", **sensor_iv.COLUMNS),
            Axes(x="voltage", x_unit="V", y="current", y_unit="A", log=True),
        ),
        (
            layout("cv", **sensor_cv.COLUMNS),
            Axes(x="voltage", x_unit="V", y="capacitance", y_unit="F", log=False),
        ),
        (layout("rest", current="A", elapsed="s"), Axes(x="elapsed", x_unit="s", y="current", y_unit="A", log=True)),
        (layout("open", capacitance="F", status="1"), Axes(x="", x_unit="", y="capacitance", y_unit="F", log=False)),
        (layout("one", voltage="V"), Axes(x="voltage", x_unit="V", y="voltage", y_unit="V", log=False)),
    ],
)
def test_the_axes_follow_from_the_units(table: TableLayout, axes: Axes) -> None:
    assert axes_of(table) == axes


def test_the_widest_table_is_plotted_without_what_was_not_taken() -> None:
    tables = LiveTables()
    tables.see(TableDeclared(time=0.0, layout=layout("rest", current="A", elapsed="s")))
    tables.see(RowsTaken(time=0.0, table="rest", rows=((1e-9, 0.0),)))
    tables.see(TableDeclared(time=0.0, layout=layout("iv", voltage="V", current="A", elapsed="s")))
    tables.see(RowsTaken(time=0.0, table="iv", rows=((-5.0, -2e-9, 1.0), (-10.0, None, 2.0), (-15.0, 0.0, 3.0))))
    tables.see(TableDeclared(time=0.0, layout=layout("late", current="A", elapsed="s")))
    (curve,) = tables.curves()
    assert curve.table == "iv"
    np.testing.assert_array_equal(curve.x, [-5.0])
    np.testing.assert_array_equal(curve.y, [2e-9])


def test_ticks_on_decades_are_in_the_unit_of_the_label(qtbot: QtBot, qapp: QApplication) -> None:
    """A linear axis before must leave no scale behind."""
    plot = LivePlot()
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.show()
    plot.see(TableDeclared(time=0.0, layout=layout("first", capacitance="F", status="1")))
    plot.see(RowsTaken(time=0.0, table="first", rows=((1e-12, 0.0), (2e-12, 0.0))))
    plot.refresh()
    qapp.processEvents()
    plot.see(TableDeclared(time=0.0, layout=layout("iv", voltage="V", current="A", elapsed="s")))
    plot.see(RowsTaken(time=0.0, table="iv", rows=tuple((-float(v), -1e-11 * 10**v, 0.0) for v in range(6))))
    plot.refresh()
    qapp.processEvents()
    axis = plot._plot.getAxis("left")
    assert axis.labelText == "|Current| (A)"
    assert axis.autoSIPrefixScale == 1.0
    assert axis.labelUnitPrefix == ""
