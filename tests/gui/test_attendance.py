"""Who is at the bench: the lock screen, badges, and what stands in the record."""

from pathlib import Path

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel

from qcstation.station.operators import enter_operator
from qcstation.station.workspace import Workspace
from tests.gui.conftest import Driver, OpenWindowAs


def _data_of(driver: Driver) -> Path:
    return driver.window.pages.settings.folders.data_folder


def _lock(driver: Driver) -> None:
    driver.click(driver.window.rail.operator_button)
    driver.wait_until(driver.window.attendance.screen.isVisible)


def _say(driver: Driver, text: str) -> None:
    field = driver.window.attendance.screen.field
    driver.type(field, text)
    driver.press(field, Qt.Key.Key_Return)


def test_a_badge_unlocks_the_screen_and_stands_as_a_name_in_the_next_run(driver: Driver) -> None:
    with Workspace(_data_of(driver)) as workspace:
        enter_operator(workspace, "A. First", badge="0042")
    _lock(driver)
    assert not driver.window.rail.isVisible()
    assert not driver.page.isVisible()
    _say(driver, "0042")
    driver.wait_until(driver.page.isVisible)
    assert driver.window.operator.name == "A. First"
    driver.choose("hgtd.lcr-open-short")
    driver.start()
    driver.wait_until(driver.page.prompts.isVisible)
    driver.window.run.abort("enough")
    driver.wait_for_end()
    with Workspace(_data_of(driver)) as workspace:
        assert [run.operator for run in workspace.database.runs()] == ["A. First"]


def test_known_operators_are_a_click_away(driver: Driver) -> None:
    with Workspace(_data_of(driver)) as workspace:
        enter_operator(workspace, "B. Second")
    _lock(driver)
    screen = driver.window.attendance.screen
    driver.wait_until(lambda: [button.text() for button in screen.name_buttons] == ["B. Second"])
    driver.click(screen.name_buttons[0])
    driver.wait_until(driver.page.isVisible)
    assert driver.window.operator.name == "B. Second"


def test_nobody_is_refused_with_a_sentence(driver: Driver) -> None:
    _lock(driver)
    _say(driver, "  ")
    screen = driver.window.attendance.screen
    assert screen.problem.isVisible()
    assert "Nobody is named" in screen.problem.text()
    assert driver.window.attendance.is_locked


def test_without_an_operator_the_window_asks_first(open_window_as: OpenWindowAs) -> None:
    driver = open_window_as("")
    screen = driver.window.attendance.screen
    assert screen.isVisible()
    assert "Who is at the bench?" in "".join(label.text() for label in screen.findChildren(QLabel))
    _say(driver, "C. Third")
    driver.wait_until(driver.page.isVisible)
    assert driver.page.component.field.hasFocus()


def test_a_run_goes_on_behind_the_lock_and_can_be_aborted_from_it(driver: Driver) -> None:
    driver.scan_sensor()
    driver.choose("hgtd.sensor-iv")
    driver.start()
    driver.wait_for_high_voltage()
    _lock(driver)
    screen = driver.window.attendance.screen
    assert screen.abort_button.isVisible()
    assert driver.window.strip.isVisible()
    driver.click(screen.abort_button)
    driver.wait_for_end()
    assert not driver.output_on()
    assert not screen.abort_button.isVisible()


def test_the_screen_locks_itself_when_nobody_touches_it(driver: Driver) -> None:
    driver.window.attendance.idle.set_patience(0.001)
    driver.wait_until(lambda: driver.window.attendance.is_locked)
    driver.window.attendance.idle.set_patience(0)
    assert driver.window.attendance.screen.isVisible()
    assert not driver.page.isVisible()
