"""Before the start: the tests of the stage, presets, and standing still in mid-run."""

from pathlib import Path

from msgspec.structs import replace
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit

from qcstation.gui.look.eliding import ElidingLabel
from qcstation.records import ComponentAssembled, DataFolder
from qcstation.station.presets import Presets
from qcstation.station.workspace import Workspace
from tests.gui.conftest import GOOD, Driver, OpenWindow
from tests.production.site import HYBRID, IV, SENSOR, add_run, database_of, log

VISUAL = "hgtd.visual-inspection"


def text_of(driver: Driver, name: str) -> str:
    found = driver.window.findChild(ElidingLabel, name)
    assert found is not None
    return found.whole_text


def line(driver: Driver, setting: str) -> QLineEdit:
    editor = driver.page.form.editors[setting]
    assert isinstance(editor, QLineEdit)
    return editor


def texts_of(driver: Driver) -> list[str]:
    return [found.whole_text for found in driver.window.strip.findChildren(ElidingLabel)]


def rows(driver: Driver) -> list[str]:
    offers = driver.page.offers
    return [item.text() for row in range(offers.count()) if (item := offers.item(row)) is not None]


def test_the_card_and_the_stages_tests_tell_where_a_component_stands(open_window: OpenWindow, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    add_run(folder, procedure=VISUAL)
    add_run(folder, procedure=IV, value=90.0)
    log(folder, ComponentAssembled(time=3.0, parent=HYBRID.serial_number, child=SENSOR.serial_number))
    database = database_of(folder)
    database.sync(folder)
    database.close()
    driver = open_window()
    driver.scan(GOOD)
    driver.wait_until(lambda: driver.page.offers.offer is not None)
    facts, origin = text_of(driver, "card-facts"), text_of(driver, "card-origin")
    assert "LGAD sensor" in facts
    assert "at reception" in facts
    assert f"part of {HYBRID.serial_number}" in facts
    for known in ("wafer 1001", "batch 00", "vendor W12-7"):
        assert known in origin
    assert "Visual inspection ✓ PASS" in text_of(driver, "card-runs")
    texts = rows(driver)
    assert "PASS, 2026-" in texts[0]
    assert "FAIL, 2026-" in texts[1]
    assert "not run yet" in texts[2]
    other = texts.index("Other procedures")
    assert "not possible on this bench" in texts[other - 1], "the last required test is the one with a telescope"
    assert driver.page.offers.offer is not None
    assert driver.page.offers.offer.id == IV, "the first that has not passed is chosen"
    for _ in range(other - 1):
        driver.press(driver.page.offers, Qt.Key.Key_Down)
    assert not driver.page.offers.offer.required, "the heading is skipped"


def test_presets_are_saved_chosen_refused_and_removed(driver: Driver, tmp_path: Path) -> None:
    with Workspace(tmp_path / "data") as workspace:
        Presets(workspace, driver.window._choice.name).save(IV, "old", {"speed": "fast"})
    driver.scan_sensor()
    bar = driver.page.setup.presets
    driver.wait_until(lambda: bar.names.count() == 2)
    assert bar.names.itemText(1).startswith("⚠")
    bar.names.setCurrentIndex(1)
    bar.names.activated.emit(1)
    assert "unknown setting 'speed'" in bar.problem.text()
    assert line(driver, "stop").text() == "200 V"
    bar.names.setCurrentIndex(-1)
    line(driver, "stop").setText("35 V")
    assert not bar.save_button.isEnabled()
    name = bar.names.lineEdit()
    assert name is not None
    driver.type(name, "quick look")
    driver.click(bar.save_button)
    driver.wait_until(bar.remove_button.isEnabled)
    bar.names.activated.emit(0)
    assert line(driver, "stop").text() == "200 V"
    found = bar.names.findText("quick look")
    bar.names.setCurrentIndex(found)
    bar.names.activated.emit(found)
    assert line(driver, "stop").text() == "35 V"
    line(driver, "stop").setText("nonsense")
    driver.click(bar.save_button)
    assert "mend the settings" in bar.problem.text()
    driver.click(bar.remove_button)
    driver.wait_until(lambda: bar.names.findText("quick look") < 0)
    with Workspace(tmp_path / "data") as workspace:
        assert [preset.name for preset in Presets(workspace, driver.window._choice.name).listed()] == ["old"]


def test_a_run_is_paused_goes_on_and_is_aborted_from_another_page(driver: Driver) -> None:
    driver.scan_sensor()
    line(driver, "settle").setText("60 s")
    button = driver.window.strip.abort_button
    assert not driver.page.pause_button.isEnabled()
    assert not button.isEnabled()
    driver.start()
    driver.wait_for_high_voltage()
    driver.click(driver.page.pause_button)
    driver.wait_until(lambda: driver.page.progress.paused)
    assert driver.page.pause_button.text() == "&Resume"
    driver.wait_until(lambda: "paused" in " ".join(texts_of(driver)))
    assert driver.output_on()
    driver.click(driver.page.pause_button)
    driver.wait_until(lambda: not driver.page.progress.paused)
    driver.window.show_page(3)
    assert button.isVisible()
    driver.click(button)
    driver.wait_for_end()
    assert driver.page.results.verdict.text() == "ABORTED"
    assert not driver.output_on()
    assert not button.isEnabled()
    assert not driver.page.pause_button.isEnabled()


def test_an_interrupted_run_is_offered_to_be_continued(driver: Driver) -> None:
    driver.scan_sensor()
    setup = driver.page.setup
    assert not setup.resume.isVisible()
    setup.offers.show_offers([replace(offer, interrupted="f" * 32) for offer in setup.offers.offers], select=True)
    driver.choose(IV)
    assert setup.resume.isVisible()
    assert setup.interrupted == "f" * 32
    assert not setup.form.isEnabled(), "the settings are those of the interrupted run"
    line(driver, "stop").setText("nonsense")
    assert setup.start_button.isEnabled()
    driver.click(setup.resume)
    assert setup.interrupted == ""
    assert setup.form.isEnabled()
    assert not setup.start_button.isEnabled()


def test_a_run_that_cannot_be_continued_says_why(driver: Driver) -> None:
    driver.scan_sensor()
    setup = driver.page.setup
    setup.offers.show_offers([replace(offer, interrupted="f" * 32) for offer in setup.offers.offers], select=True)
    driver.choose(IV)
    driver.start()
    driver.wait_for_end()
    assert driver.page.results.verdict.text() == "NOT RUN"
    assert "no run begins with" in driver.page.results.reason.text()
