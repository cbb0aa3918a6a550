"""A technician at the window: scan, start, watch, read the verdict."""

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLabel, QLineEdit, QMessageBox

from qcstation.gui.run.results_panel import VERDICT_SHARE
from qcstation.model.errors import InputError
from qcstation.procedures.hgtd.sensor_iv import SensorIV
from tests.gui.conftest import GOOD, Driver, OpenWindow


def shown(driver: Driver, name: str) -> str:
    found = driver.window.findChild(QLabel, name)
    assert found is not None
    return found.text()


def line(driver: Driver, setting: str) -> QLineEdit:
    editor = driver.page.form.editors[setting]
    assert isinstance(editor, QLineEdit)
    return editor


def test_a_scanned_sensor_shows_its_card_and_its_procedures(driver: Driver) -> None:
    driver.scan_sensor()
    assert shown(driver, "card-name") == GOOD
    assert "LGAD sensor" in shown(driver, "card-facts")
    assert "reception" in shown(driver, "card-facts")
    required = [offer.id for offer in driver.page.offers.offers if offer.required]
    assert "hgtd.sensor-iv" in required
    assert [offer.id for offer in driver.page.offers.offers][: len(required)] == required
    assert driver.page.start_button.isEnabled()
    assert not driver.window.strip.abort_button.isEnabled()


def test_a_wrong_serial_number_is_refused_in_place(driver: Driver) -> None:
    driver.scan("20WS10001001XX")
    driver.wait_until(driver.page.component.problem.isVisible)
    assert "20WS10001001XX" in driver.page.component.problem.text()
    assert not driver.page.start_button.isEnabled()
    driver.scan_sensor()
    assert not driver.page.component.problem.isVisible()


@pytest.mark.parametrize("typed", ["5", "5 kg", "-5 V", "much"])
def test_a_wrong_setting_is_refused_in_place_in_the_words_of_the_command_line(typed: str, driver: Driver) -> None:
    driver.scan_sensor()
    line(driver, "step").setText(typed)
    problem = next(place for place in driver.page.form.problems.values() if place.text())
    assert problem.isVisibleTo(driver.page.form)
    with pytest.raises(InputError) as refused:
        SensorIV.Settings.parsed({"step": typed})
    assert problem.text() in str(refused.value)
    assert not driver.page.start_button.isEnabled()
    line(driver, "step").setText("5 V")
    assert not any(place.isVisibleTo(driver.page.form) for place in driver.page.form.problems.values())
    assert driver.page.start_button.isEnabled()


def test_a_good_sensor_passes_and_the_next_can_be_scanned(driver: Driver) -> None:
    driver.scan_sensor()
    line(driver, "stop").setText("170 V")
    driver.start()
    assert driver.window.strip.abort_button.isEnabled()
    driver.wait_for_high_voltage()
    driver.wait_for_end()
    results = driver.page.results
    assert results.verdict.text() == "PASS"
    assert results.verdict.fontMetrics().capHeight() >= 0.05 * driver.window.height()
    assert VERDICT_SHARE > 0.05
    breakdown = driver.results()[0]
    assert breakdown[0].splitlines()[0] == "Breakdown voltage"
    assert " ± " in breakdown[1]
    assert breakdown[2].startswith("≥ 120 V")
    assert breakdown[3] == "✓ PASS"
    assert not driver.output_on()
    assert not driver.window.banner.isVisible()
    driver.wait_until(lambda: "Sensor IV ✓ PASS" in shown(driver, "card-runs"))
    assert line(driver, "stop").text() == "170 V"
    driver.click(results.next_button)
    assert not results.isVisible()
    assert driver.page.component.field.text() == ""
    assert driver.window.focusWidget() is driver.page.component.field


def test_an_abort_makes_safe_and_is_shown(driver: Driver) -> None:
    driver.scan_sensor()
    line(driver, "settle").setText("60 s")
    driver.start()
    driver.wait_for_high_voltage()
    assert any(output.on for output in driver.window.bench.outputs)
    driver.press(driver.window, Qt.Key.Key_Escape)
    driver.wait_for_end()
    assert driver.page.results.verdict.text() == "ABORTED"
    assert "operator" in driver.page.results.reason.text()
    assert not driver.output_on()
    assert not any(output.on for output in driver.window.bench.outputs)


def test_closing_in_a_run_asks_then_makes_safe_before_it_goes(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes]
    asked = []

    def answer(_parent: object, title: str, *_: object) -> QMessageBox.StandardButton:
        asked.append(title)
        return answers[len(asked) - 1]

    monkeypatch.setattr(QMessageBox, "question", answer)
    driver.scan_sensor()
    line(driver, "settle").setText("60 s")
    driver.start()
    driver.wait_for_high_voltage()
    driver.window.close()
    assert driver.window.run.active
    assert driver.window.isVisible()
    driver.window.close()
    driver.wait_until(lambda: not driver.window.isVisible())
    assert len(asked) == 2
    assert not driver.output_on()
    assert not driver.window.run.active


def test_a_fault_in_the_run_is_made_safe_and_says_why(driver: Driver) -> None:
    driver.inject("dropped-link:bias,seconds=1,when_voltage=30")
    driver.scan_sensor()
    driver.start()
    driver.wait_for_end()
    assert driver.page.results.verdict.text() == "ERROR"
    assert driver.page.results.reason.text().startswith("bias: ")
    assert "Traceback" not in driver.page.results.reason.text()
    assert "bias is safe" in driver.window.pages.log.lines.toPlainText()
    assert not driver.output_on()


def test_prompts_are_answered_in_place(driver: Driver) -> None:
    driver.choose("hgtd.lcr-open-short")
    driver.start()
    for _ in range(2):
        driver.wait_until(driver.page.prompts.isVisible)
        driver.click(driver.page.prompts.answer_button)
        driver.wait_until(lambda: not driver.page.prompts.isVisible())
    driver.wait_for_end()
    assert driver.page.results.verdict.text() in {"PASS", "INCONCLUSIVE", "FAIL"}
    assert driver.results()[0][0].startswith("Open residual")


def test_an_abort_takes_an_open_prompt_away(driver: Driver) -> None:
    driver.choose("hgtd.lcr-open-short")
    driver.start()
    driver.wait_until(driver.page.prompts.isVisible)
    driver.page.abort()
    driver.wait_for_end()
    driver.wait_until(lambda: not driver.page.prompts.isVisible())
    assert driver.page.results.verdict.text() == "ABORTED"


def test_an_unsafe_bench_is_a_loud_banner_until_somebody_has_looked(driver: Driver, open_window: OpenWindow) -> None:
    from qcstation.safety.unsafe import UnsafeOutput, UnsafeRegister

    driver.scan_sensor()
    folder = driver.window._choice.data_dir
    assert folder is not None
    register = UnsafeRegister(folder / "unsafe")
    register.mark(UnsafeOutput(station="lgad", instrument="bias", time=1.8e9, why="does not answer"))
    driver.start()
    driver.wait_for_end()
    assert driver.page.results.verdict.text() == "NOT RUN"
    driver.wait_until(driver.window.banner.isVisible)
    assert "UNSAFE" in driver.window.banner.text.text()
    assert "bias: does not answer" in driver.window.banner.text.text()
    again = open_window()
    again.wait_until(again.window.banner.isVisible)
    name = again.window.findChild(QLineEdit, "checked-by")
    assert name is not None
    again.type(name, "A. Person")
    again.window.banner.confirm_button.click()
    again.wait_until(lambda: not again.window.banner.isVisible())
    assert register.listed() == ()
