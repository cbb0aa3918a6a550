"""A whole run of a form in the window: scanned, weighed on a simulated balance, judged, kept."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from qcstation.gui import BenchChoice
from qcstation.gui.look.theme import LIGHT, apply_theme
from qcstation.gui.main_window import MainWindow
from qcstation.gui.run.form_editors import LineEditor
from qcstation.station.config import parse_station_file
from qcstation.station.serving import served_bench, station_text
from qcstation.station.shipped import shipped_bench
from tests.gui.conftest import PATIENCE, Driver

MODULE = "20WMOFP0100001"


@pytest.fixture
def desk(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Driver]:
    """A window on the shipped desk, on whose simulated balance lie 4.2 g."""
    apply_theme(qapp, LIGHT)
    with served_bench(shipped_bench("mechanics"), seed=1) as bench:
        text = station_text(shipped_bench("mechanics"), bench.addresses, bench.control_address)
        station = parse_station_file(text, tmp_path / "station.toml")
        window = MainWindow(BenchChoice(station=station, data_dir=tmp_path / "data", operator="tester"), LIGHT)
        qtbot.addWidget(window)
        window.show()
        yield Driver(qtbot, window, bench)
        window.leave("end of the test")
        qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE)


def editor(driver: Driver, field: str) -> LineEditor:
    assert driver.page.prompts.form is not None
    found = driver.page.prompts.form.editors[field]
    assert isinstance(found, LineEditor)
    return found


def start(driver: Driver) -> None:
    driver.scan(MODULE)
    driver.choose("hgtd.glue-mass")
    driver.start()
    driver.wait_until(lambda: driver.page.prompts.form is not None)


def fill(driver: Driver, line: QLineEdit, text: str) -> None:
    driver.type(line, text)
    driver.press(line, Qt.Key.Key_Return)


def test_a_module_is_weighed_judged_and_kept(desk: Driver) -> None:
    start(desk)
    assert not desk.page.plot.isVisible()
    fill(desk, editor(desk, "before").line, "4.05")
    desk.click(editor(desk, "after").take_button)
    desk.wait_until(lambda: editor(desk, "after").line.text() != "")
    taken = editor(desk, "after").line.text()
    assert float(taken.removesuffix(" g")) == pytest.approx(4.2, abs=0.001)
    assert editor(desk, "before").line.text() == "4.05"
    fill(desk, editor(desk, "batch").line, "B-12")
    desk.click(desk.page.prompts.answer_button)
    desk.wait_for_end()
    assert desk.page.results.verdict.text() == "INCONCLUSIVE"
    assert desk.page.prompts.isHidden()
    assert desk.page.plot.isVisible()
    glue = next(row for row in desk.results() if any("Glue mass" in cell for cell in row))
    assert any(re.search(r"0\.1(5|49)\d* g", cell) for cell in glue), glue


def test_an_aborted_form_goes_away(desk: Driver) -> None:
    start(desk)
    desk.page.abort()
    desk.wait_for_end()
    assert desk.page.prompts.isHidden()
    assert desk.page.results.verdict.text() == "ABORTED"
