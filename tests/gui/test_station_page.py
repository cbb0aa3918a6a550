"""A person at the Station page: tests instruments, drives the bench by hand, edits its file, practises with faults."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QMessageBox, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from qcstation.gui import BenchChoice
from qcstation.gui.look.theme import LIGHT
from qcstation.gui.main_window import MainWindow
from qcstation.gui.station.calibration_dialog import CalibrationDialog
from qcstation.gui.station.discovery_dialog import DiscoveryDialog
from qcstation.gui.station.page import StationPage
from qcstation.station import discovery
from qcstation.station.config import load_station_file, parse_station_file
from qcstation.station.shipped import shipped_bench
from qcstation.station.simulated import Simulation
from qcstation.station.training import TrainingBench
from tests.gui.conftest import PATIENCE, Driver

INSTRUMENTS, MANUAL, INTERLOCKS, EDITOR, TRAINING = range(5)


@pytest.fixture
def page(driver: Driver) -> StationPage:
    driver.window.show_page(2)
    return driver.window.pages.station


def rows(table: QTableWidget) -> list[list[str]]:
    return [
        [item.text() if (item := table.item(row, column)) else "" for column in range(table.columnCount())]
        for row in range(table.rowCount())
    ]


def said(page: StationPage, name: str) -> str:
    found = page.findChild(QLabel, name)
    assert found is not None
    return found.text()


def write(page: StationPage, name: str, text: str) -> None:
    field = page.findChild(QLineEdit, name)
    assert field is not None
    field.setText(text)
    field.textEdited.emit(text)


def confirm(monkeypatch: pytest.MonkeyPatch, answer: QMessageBox.StandardButton) -> list[str]:
    asked: list[str] = []

    def question(_parent: object, title: str, text: str, *_: object) -> QMessageBox.StandardButton:
        asked.append(f"{title} {text}")
        return answer

    monkeypatch.setattr(QMessageBox, "question", question)
    return asked


def take_control(driver: Driver, page: StationPage) -> Callable[[str, str], QAbstractButton]:
    """Take control and return where to find an action's button."""
    page.show_panel(MANUAL)
    driver.click(page.manual.take_button)

    def button(instrument: str, action: str) -> QAbstractButton:
        return page.manual.roles[instrument].rows[action].button

    driver.wait_until(button("bias", "on").isEnabled)
    return button


def test_all_instruments_are_tested_what_is_wrong_stands_in_its_row_and_the_wires_are_seen(
    driver: Driver, page: StationPage, tmp_path: Path
) -> None:
    driver.inject("wrong-identity:lcr")
    driver.click(page.instruments.wires.recording)
    driver.click(page.instruments.test_all_button)
    driver.wait_until(
        lambda: not page.instruments.told.whole_text.startswith("Asking") and page.instruments.test_all_button.isEnabled()
    )
    found = {row[0]: row for row in rows(page.instruments.table)}
    assert found["bias"][2].startswith("KEITHLEY")
    assert [found[name][3] for name in ("bias", "pad", "lcr", "climate")] == ["✓ answers", "✓ answers", "✕ fails", "✓ answers"]
    assert "expected a Keysight E4980A" in found["lcr"][5]
    assert "lcr" in page.instruments.told.whole_text
    page.instruments.table.selectRow(2)
    page.instruments.wires.refresh()
    assert "*IDN?" in page.instruments.wires.lines.toPlainText()
    assert "bias" not in page.instruments.wires.lines.toPlainText()
    assert not driver.output_on()
    page.instruments.wires.save(tmp_path / "wire.log")
    assert "*IDN?" in (tmp_path / "wire.log").read_text()
    page.instruments.wires.save(tmp_path / "no such folder" / "wire.log")
    assert "Choose another folder" in page.instruments.wires.told.whole_text


def test_a_calibration_is_entered_and_its_day_is_shown(driver: Driver, page: StationPage) -> None:
    driver.click(page.instruments.test_button)
    driver.wait_until(page.instruments.calibrate_button.isEnabled)
    driver.click(page.instruments.calibrate_button)
    dialog = page.findChild(CalibrationDialog)
    assert dialog is not None
    assert dialog.by.text() == "tester"
    dialog.due.setText("yesterday")
    driver.click(dialog.enter_button)
    driver.wait_until(lambda: "no date" in dialog.problem.text())
    dialog.due.setText("2099-03-31")
    driver.click(dialog.enter_button)
    driver.wait_until(lambda: rows(page.instruments.table)[0][4] == "2099-03-31")


def test_interlocks_are_checked_without_a_run(driver: Driver, page: StationPage) -> None:
    page.show_panel(INTERLOCKS)
    assert {row[1] for row in rows(page.interlocks.table)} == {"not checked yet"}
    driver.bench.set_environment(None, 70.0)
    driver.click(page.interlocks.check_button)
    driver.wait_until(lambda: "not checked yet" not in {row[1] for row in rows(page.interlocks.table)})
    found = {row[0]: row for row in rows(page.interlocks.table)}
    assert found["humidity"][1] == "✕ violated"
    assert "7" in found["humidity"][3]
    assert not driver.window.run.active


def test_an_output_is_driven_by_hand_and_given_back(driver: Driver, page: StationPage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = confirm(monkeypatch, QMessageBox.StandardButton.Yes)
    button = take_control(driver, page)
    assert not button("bias", "ramp").isEnabled()
    write(page, "bias-on-up_to", "20 V")
    driver.click(button("bias", "on"))
    driver.wait_until(button("bias", "ramp").isEnabled)
    assert "20 V" in asked[0]
    assert "10 µA" in asked[0]
    assert driver.output_on()
    write(page, "bias-ramp-voltage", "-15 V")
    driver.click(button("bias", "ramp"))
    driver.wait_until(lambda: driver.level("bias") == pytest.approx(-15.0))
    driver.wait_until(lambda: "−15 V" in page.findChild(QLabel, "bias-readings").text())
    readings = page.manual.readings.plot
    driver.wait_until(lambda: readings.isVisible() and readings.view is not None and len(readings.data.views) > 0)
    assert readings.x_choice.currentData() == "elapsed"
    assert readings.y_choice.currentData() == "current"
    write(page, "bias-ramp-voltage", "-40 V")
    driver.click(button("bias", "ramp"))
    driver.wait_until(lambda: "at most 20 V" in said(page, "manual-told"))
    assert driver.level("bias") == pytest.approx(-15.0)
    driver.click(page.manual.end_button)
    driver.wait_for_end()
    assert not driver.output_on()
    assert "given back" in said(page, "manual-told")
    assert not driver.page.results.isVisibleTo(driver.page), "manual control is judged by nobody"


def test_what_is_not_confirmed_or_not_a_quantity_is_not_done(
    driver: Driver, page: StationPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = confirm(monkeypatch, QMessageBox.StandardButton.No)
    button = take_control(driver, page)
    driver.click(button("bias", "on"))
    assert len(asked) == 1
    write(page, "bias-on-compliance", "10 V")
    assert not button("bias", "on").isEnabled()
    driver.click(page.manual.end_button)
    driver.wait_for_end()
    assert not any(entry.kind == "output" and entry.on for entry in driver.bench.history.since(0))


@pytest.mark.parametrize("how", ["page", "key"])
def test_leaving_the_page_or_esc_makes_safe(how: str, driver: Driver, page: StationPage, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm(monkeypatch, QMessageBox.StandardButton.Yes)
    button = take_control(driver, page)
    driver.click(button("bias", "on"))
    driver.wait_until(driver.output_on)
    if how == "page":
        driver.window.show_page(0)
    else:
        driver.press(driver.window, Qt.Key.Key_Escape)
    driver.wait_for_end()
    assert not driver.output_on()


def test_an_instrument_that_fails_while_on_ends_manual_control_and_says_why(
    driver: Driver, page: StationPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm(monkeypatch, QMessageBox.StandardButton.Yes)
    button = take_control(driver, page)
    driver.click(button("bias", "on"))
    driver.wait_until(driver.output_on)
    driver.inject("dropped-link:bias,seconds=0.2")
    driver.wait_for_end()
    assert "bias" in said(page, "manual-told")
    assert not driver.output_on()
    driver.wait_until(lambda: rows(page.instruments.table)[0][3] == "✕ fails" or not page.instruments.isVisible())


def test_a_station_file_is_edited_by_form_and_by_hand(driver: Driver, page: StationPage, tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text(driver.window._choice.station.text)
    page.show_panel(EDITOR)
    editor = page.editor
    editor.document.revert()
    editor.sections.setCurrentRow(1)
    write(page, "edit-ramp", "20 V")
    assert "ramp: '20 V'" in said(page, "station-problems")
    assert "line " in said(page, "station-problems")
    assert not editor.save_button.isEnabled()
    write(page, "edit-ramp", "20 V/s")
    assert 'ramp = "20 V/s"' in editor.text.toPlainText()
    editor.text.setPlainText(editor.text.toPlainText().replace("60 %", "55 %"))
    driver.wait_until(lambda: "55 %" in editor.document.text and editor.save_button.isEnabled())
    reopened: list[BenchChoice] = []
    driver.window.reopen_wanted.connect(reopened.append)
    driver.click(editor.save_button)
    saved = load_station_file(path)
    assert (saved.instruments["bias"].ramp, saved.interlocks["humidity"].require) == (20.0, "climate.humidity < 55 %")
    assert "# A bench for LGAD sensors" in path.read_text()
    assert path.with_name("station.toml.bak").read_text() == driver.window._choice.station.text
    assert [choice.station for choice in reopened] == [saved]
    assert reopened[0].simulated


def test_an_edited_instrument_is_tested_before_it_is_saved(driver: Driver, page: StationPage, tmp_path: Path) -> None:
    (tmp_path / "station.toml").write_text(driver.window._choice.station.text)
    page.show_panel(EDITOR)
    page.editor.document.revert()
    page.editor.add("instruments", "second")
    write(page, "edit-resource", driver.bench.addresses["pad"])
    driver.wait_until(page.editor.form.test_button.isEnabled)
    driver.click(page.editor.form.test_button)
    driver.wait_until(lambda: page.editor.form.told.text().startswith("✕"))
    assert "expected a KEITHLEY 2410" in page.editor.form.told.text()


def test_what_is_connected_is_found_and_filled_in(
    driver: Driver, page: StationPage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "station.toml").write_text(driver.window._choice.station.text)
    monkeypatch.setattr(discovery, "list_resources", lambda: ())
    page.show_panel(EDITOR)
    page.editor.document.revert()
    page.editor.add("instruments", "second")
    driver.wait_until(page.editor.form.find_button.isEnabled)
    driver.click(page.editor.form.find_button)
    dialog = page.findChild(DiscoveryDialog)
    assert dialog is not None
    driver.wait_until(lambda: len(dialog.found) == 4 and dialog.search_button.isEnabled())
    driver.press(dialog.address, Qt.Key.Key_Return)
    assert dialog.isVisible(), "Enter searches again, and chooses nothing"
    driver.wait_until(lambda: len(dialog.found) == 4 and dialog.search_button.isEnabled())
    identities = [row[1] for row in rows(dialog.table)]
    dialog.table.selectRow(identities.index("keithley.6487"))
    driver.click(dialog.use_button)
    driver.wait_until(lambda: 'driver = "keithley.6487"' in page.editor.text.toPlainText().split("[instruments.second]")[1])
    table = page.editor.document.table("instruments", "second")
    assert table == {"driver": "keithley.6487", "resource": driver.bench.addresses["pad"]}


def test_faults_are_put_in_and_taken_away(driver: Driver, page: StationPage) -> None:
    page.show_panel(TRAINING)
    training = page.training
    assert training is not None
    driver.wait_until(training.inject_button.isEnabled)
    training.kind.setCurrentText("open-interlock")
    driver.click(training.inject_button)
    driver.wait_until(lambda: rows(training.faults) == [["open-interlock", "bias", "has struck"]])
    training.device.setCurrentText("early-breakdown")
    driver.click(training.put_in_button)
    driver.wait_until(lambda: rows(training.facts)[0][1].startswith("early-breakdown"))
    driver.click(training.clear_all_button)
    driver.wait_until(lambda: rows(training.faults) == [])
    training.kind.setCurrentText("delay")
    training.fields["seconds"].setText("much")
    driver.click(training.inject_button)
    driver.wait_until(lambda: "much" in training.told.text())
    assert rows(training.faults) == []


def test_a_real_bench_has_no_faults(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> None:
    text = '[station]\nname = "real"\n'
    station = parse_station_file(text, tmp_path / "real.toml")
    window = MainWindow(BenchChoice(station=station, data_dir=tmp_path / "data", operator="tester"), LIGHT)
    qtbot.addWidget(window)
    window.show()
    window.show_page(2)
    page = window.pages.station
    assert page.training is None
    assert [tab.text() for tab in page.tabs] == ["Instruments", "Manual control", "Interlocks", "Station file"]
    assert "no instruments yet" in page.instruments.detail.text()
    assert not page.manual.take_button.isEnabled()
    window.leave("end of the test")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE)


def test_a_simulated_bench_that_lasts_is_started_and_the_window_goes_over_to_it(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    choice = BenchChoice(station=shipped_bench("lgad"), simulation=Simulation(seed=5), data_dir=tmp_path, operator="tester")
    window = MainWindow(choice, LIGHT)
    qtbot.addWidget(window)
    window.show()
    window.show_page(2)
    training = window.pages.station.training
    assert training is not None
    assert not training.inject_button.isEnabled()
    window.pages.station.show_panel(TRAINING)
    training.device.setCurrentText("dead")
    reopened: list[BenchChoice] = []
    window.reopen_wanted.connect(reopened.append)
    training.put_in_button.click()
    qtbot.waitUntil(lambda: bool(reopened), timeout=PATIENCE)
    served = reopened[0]
    assert (served.simulation, served.simulated) == (None, True)
    trainer = TrainingBench.connected(served.station)
    assert (trainer.truth().variant, trainer.truth().seed) == ("dead", 5)
    trainer.stop()
    window.leave("end of the test")
    qtbot.waitUntil(lambda: not window.isVisible(), timeout=PATIENCE)


def test_every_control_has_a_name_and_nothing_is_wider_than_the_window(driver: Driver, page: StationPage) -> None:
    for panel in range(5):
        page.show_panel(panel)
        assert page.tabs[panel].isChecked()
        controls = [
            widget for widget in page.findChildren(QWidget)
            if isinstance(widget, (QAbstractButton, QLineEdit, QComboBox, QTableWidget)) and widget.isVisible()
        ]  # fmt: skip
        assert len(controls) > 5
        for widget in controls:
            assert widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()), widget
        assert driver.window.width() == 1280
        assert page.minimumSizeHint().width() <= 1280 - 136
