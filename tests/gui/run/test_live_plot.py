"""The plot's axes, choices and colours: what a person sees and can change."""

import numpy as np
import pytest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qcstation.gui.run.live_plot import LivePlot
from qcstation.model.events import ArrayDeclared, ArrayTaken, RowsTaken, TableDeclared
from qcstation.model.raw import ArrayLayout, TableLayout


@pytest.fixture
def plot(qtbot: QtBot) -> LivePlot:
    shown = LivePlot()
    qtbot.addWidget(shown)
    shown.resize(700, 400)
    shown.show()
    return shown


def take(plot: LivePlot, name: str, columns: dict[str, str], rows: tuple[tuple[float, ...], ...]) -> None:
    plot.see(TableDeclared(time=0.0, layout=TableLayout(name=name, columns=columns)))
    plot.see(RowsTaken(time=0.0, table=name, rows=rows))
    redraw(plot)


def redraw(plot: LivePlot) -> None:
    plot._rest.stop()
    plot.refresh()
    QApplication.processEvents()


IV = tuple((-float(v), -1e-11 * 10**v, 0.0) for v in range(6))


def test_ticks_on_decades_are_in_the_unit_of_the_label(plot: LivePlot) -> None:
    """A linear axis before must leave no scale behind."""
    take(plot, "first", {"capacitance": "F", "status": "1"}, ((1e-12, 0.0), (2e-12, 0.0)))
    take(plot, "iv", {"voltage": "V", "current": "A", "elapsed": "s"}, IV)
    axis = plot.lines.plot.getAxis("left")
    assert axis.labelText == "|Current| (A)"
    assert axis.autoSIPrefixScale == 1.0
    assert axis.labelUnitPrefix == ""
    plot.log_y.click()
    assert plot.lines.plot.getAxis("left").labelText == "Current"
    assert plot.lines.plot.getAxis("left").labelUnits == "A"


def test_a_curve_of_current_is_drawn_against_voltage(plot: LivePlot) -> None:
    take(plot, "iv", {"voltage": "V", "current": "A", "elapsed": "s"}, IV)
    assert plot.x_choice.currentData() == "voltage"
    assert "Voltage" in plot.lines.plot.getAxis("bottom").labelText


def test_other_columns_can_be_chosen_and_the_choice_stays(plot: LivePlot) -> None:
    take(plot, "iv", {"voltage": "V", "current": "A", "elapsed": "s"}, IV)
    plot.y_choice.setFocus()
    plot.y_choice.setCurrentIndex(plot.y_choice.findData("elapsed"))
    plot.y_choice.activated.emit(plot.y_choice.currentIndex())
    assert plot.lines.plot.getAxis("left").labelText == "|Elapsed| (s)"
    histogram = next(place for place in range(plot.view_choice.count()) if "Histogram" in plot.view_choice.itemText(place))
    plot.view_choice.setCurrentIndex(histogram)
    plot.view_choice.activated.emit(histogram)
    take(plot, "pads", {"pad": "1", "current": "A"}, ((1.0, 1e-9),))
    assert plot.view is not None
    assert plot.view.kind.value == "histogram", "what somebody has chosen stays"
    assert not plot.x_choice.isVisible()
    assert plot.log_y.isVisible()


def test_a_map_of_pads_shows_its_values_in_words(plot: LivePlot) -> None:
    rows = tuple((float(row), float(column), 1e-9 * (row + column)) for row in range(1, 16) for column in range(1, 16))
    take(plot, "pads", {"row": "1", "column": "1", "current": "A"}, rows[:-1])
    assert plot.map.isVisible()
    assert plot.map.value_text(3, 4) == "row 3, column 4: 7 nA"
    assert plot.map.value_text(15, 15) == "row 15, column 15: not measured"
    assert plot.map.value_text(0, 4) == ""
    low, high = plot.map._bar.levels()
    assert (low, high) == pytest.approx((2e-9, 29e-9))
    plot.log_y.click()
    assert plot.map._bar.levels() == pytest.approx((np.log10(2e-9), np.log10(29e-9)))


def test_waveforms_are_overlaid_and_a_flood_of_them_adds_no_curves(plot: LivePlot) -> None:
    plot.see(ArrayDeclared(time=0.0, layout=ArrayLayout(name="frames", dtype="int16", shape=(400,), unit="V")))
    for first in range(0, 3000, 1000):
        block = np.ones((1000, 400), dtype=np.int16)
        plot.see(ArrayTaken(time=0.0, array="frames", first=first, count=1000, data=block))
        redraw(plot)
    drawn = [item for item in plot.lines._items if item.xData is not None and len(item.xData)]
    assert len(drawn) == 10


def test_nothing_is_drawn_while_nobody_looks_and_all_when_somebody_does(plot: LivePlot) -> None:
    plot.hide()
    take(plot, "iv", {"voltage": "V", "current": "A", "elapsed": "s"}, IV)
    assert plot.lines._items == []
    plot.show()
    assert len(plot.lines._items[0].xData) == 6
