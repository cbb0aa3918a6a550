"""Reading a drawn curve: the point next to the mouse or the keys, the way back from a zoom, an earlier run, a file of it."""

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PyQt6.QtCore import QEvent, QPoint, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from qcstation.gui.run.live_data import LiveData
from qcstation.gui.run.live_plot import LivePlot
from qcstation.model.events import RowsTaken, RunStarted, TableDeclared
from qcstation.model.raw import TableLayout
from tests.gui.conftest import Driver
from tests.gui.run.test_live_plot import IV, redraw, take
from tests.records.streams import header

COLUMNS = {"voltage": "V", "current": "A", "elapsed": "s"}
_TEST: Any = QTest


@pytest.fixture
def plot(qtbot: QtBot) -> LivePlot:
    shown = LivePlot()
    qtbot.addWidget(shown)
    shown.resize(700, 400)
    shown.show()
    take(shown, "iv", COLUMNS, IV)
    return shown


def said(plot: LivePlot) -> str:
    return plot.foot.said.whole_text


def place_of(plot: LivePlot, x: float, y: float) -> QPointF:
    """Where a point of the axes is on the scene."""
    found: QPointF = plot.lines.plot.getPlotItem().vb.mapViewToScene(QPointF(x, y))
    return found


def test_the_point_next_to_the_mouse_is_told_with_its_units(plot: LivePlot) -> None:
    assert said(plot) == ""
    plot.lines.plot.scene().sigMouseMoved.emit(place_of(plot, 3.1, np.log10(1.2e-8)))
    assert said(plot) == "Voltage  −3 V    |Current|  10 nA", "signs as measured, though the axis goes to the right"
    plot.log_y.click()
    redraw(plot)
    plot.lines.plot.scene().sigMouseMoved.emit(place_of(plot, 4.9, -1e-6))
    assert said(plot) == "Voltage  −5 V    Current  −1 µA"


def test_arrow_keys_go_from_point_to_point_and_stay_on_the_curve(plot: LivePlot) -> None:
    chart = plot.lines.plot
    chart.setFocus()
    _TEST.keyClick(chart, Qt.Key.Key_End)
    assert said(plot).startswith("Voltage  −5 V")
    _TEST.keyClick(chart, Qt.Key.Key_Left)
    assert said(plot).startswith("Voltage  −4 V")
    take(plot, "iv", COLUMNS, IV[:1])
    _TEST.keyClick(chart, Qt.Key.Key_Home)
    for _ in range(3):
        _TEST.keyClick(chart, Qt.Key.Key_Left)
    assert said(plot).startswith("Voltage  0 V")


def test_a_zoom_has_a_way_back_and_the_next_run_begins_without_one(plot: LivePlot) -> None:
    view = plot.lines.plot.getPlotItem().vb
    whole = view.viewRange()[0]
    assert not plot.foot.whole_button.isVisible()
    chart = plot.lines.plot.viewport()
    start, end = (plot.lines.plot.mapFromScene(place_of(plot, x, y)) for x, y in ((1.0, -10.0), (2.0, -9.0)))
    _drag(chart, start, end)
    assert view.viewRange()[0] == pytest.approx([1.0, 2.0], abs=0.1)
    plot.foot.whole_button.click()
    QApplication.processEvents()
    assert not plot.foot.whole_button.isVisible()
    assert view.viewRange()[0] == pytest.approx(whole, abs=0.01)
    _drag(chart, start, end)
    assert plot.foot.whole_button.isVisible()
    plot.see(RunStarted(time=0.0, header=header("another")))
    take(plot, "iv", COLUMNS, IV)
    assert not plot.foot.whole_button.isVisible()
    assert view.viewRange()[0] == pytest.approx(whole, abs=0.01)


def _drag(widget: Any, start: QPoint, end: QPoint) -> None:
    _TEST.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.6, 1.0):
        QApplication.processEvents()
        _move(widget, start + (end - start) * share)
    _TEST.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)
    QApplication.processEvents()


def _move(widget: Any, to: QPoint) -> None:
    where, held = QPointF(to), Qt.MouseButton.LeftButton
    moved = QMouseEvent(
        QEvent.Type.MouseMove, where, widget.mapToGlobal(where), Qt.MouseButton.NoButton, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, moved)


def test_the_curve_of_an_earlier_run_lies_beneath_until_it_is_put_away(plot: LivePlot) -> None:
    earlier = LiveData()
    earlier.see(TableDeclared(time=0.0, layout=TableLayout(name="iv", columns=COLUMNS)))
    earlier.see(RowsTaken(time=0.0, table="iv", rows=((-1.0, -2e-10, 0.0), (-9.0, -2e-8, 1.0))))
    plot.show_earlier(earlier, "2026-11-22 ✓ PASS")
    redraw(plot)
    beneath = plot.lines._beneath[0]
    assert beneath.xData.tolist() == [1.0, 9.0]
    assert beneath.yData.tolist() == [2e-10, 2e-8]
    assert plot.foot.earlier.text() == "2026-11-22 ✓ PASS"
    plot.foot.earlier.click()
    assert beneath.xData is None or not len(beneath.xData)
    plot.show_earlier(None)
    assert not plot.foot.earlier.isVisible()


def test_a_run_is_seen_beside_the_one_before_and_saved_as_a_table(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot = driver.page.plot
    written = tmp_path / "curve.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(written), ""))
    driver.scan_sensor()
    editor: Any = driver.page.form.editors["stop"]
    for stop in ("5 V", "10 V"):
        editor.setText(stop)
        driver.start()
        driver.wait_for_end()
    driver.wait_until(plot.foot.earlier.isVisible)
    assert "INCONCLUSIVE" in plot.foot.earlier.text()
    redraw(plot)
    before = plot.lines._beneath[0]
    assert before.xData[-1] == pytest.approx(5.0, abs=0.5)
    driver.click(plot.foot.save_button)
    driver.wait_until(written.exists)
    rows = list(csv.DictReader(written.read_text(encoding="utf-8").splitlines()))
    assert list(rows[0]) == ["curve", "voltage_V", "current_A"]
    assert float(rows[-1]["voltage_V"]) == pytest.approx(-10.0, abs=0.5)
    assert float(rows[-1]["current_A"]) < 0
