"""The tests of a stage one after the other, and a run measured again with its old settings."""

from typing import Any

from PyQt6.QtCore import Qt
from PyQt6.QtWidgets import QLineEdit

from tests.gui.conftest import GOOD, Driver


def test_the_next_test_follows_a_pass_unless_somebody_objects(driver: Driver) -> None:
    page = driver.page
    driver.scan_sensor()
    driver.wait_until(page.setup.go_on.isVisible)
    driver.click(page.setup.go_on)
    driver.start()
    driver.wait_until(lambda: page.sequence.waiting)
    assert not driver.window.run.active
    assert page.results.verdict.text() == "PASS"
    assert "Sensor CV" in page.progress.summary
    assert not driver.output_on()
    page.sequence.timer.start(0)
    driver.wait_until(lambda: driver.window.run.active)
    assert page.offers.offer is not None
    assert page.offers.offer.id == "hgtd.sensor-cv"
    driver.press(driver.window, Qt.Key.Key_Escape)
    driver.wait_for_end()
    assert page.results.verdict.text() == "ABORTED"
    driver.wait_until(lambda: any(offer.id == "hgtd.sensor-cv" and offer.last is not None for offer in page.offers.offers))
    assert not page.sequence.waiting
    assert not driver.window.run.active, "what was not passed ends the sequence"


def test_a_run_is_put_in_again_with_its_component_and_settings(driver: Driver) -> None:
    page = driver.page
    driver.scan_sensor()
    stop: Any = page.form.editors["stop"]
    stop.setText("7.5 V")
    driver.start()
    driver.wait_for_end()
    run = page.results.run
    page.next_component()
    driver.wait_until(lambda: page.offers.offer is None or page.offers.offer.id != "hgtd.sensor-iv")
    production = driver.window.pages.production
    driver.window.show_page(1)
    production.open_run(run)
    driver.wait_until(production.run.again_button.isVisible)
    driver.click(production.run.again_button)
    driver.wait_until(lambda: page.offers.offer is not None and page.offers.offer.id == "hgtd.sensor-iv")
    assert driver.window.page_index == 0
    again = page.form.editors["stop"]
    assert isinstance(again, QLineEdit)
    assert again.text() == "7.5 V"
    assert page.form.valid
    assert page._card is not None
    assert page._card.component.serial_number == GOOD
    assert not driver.window.run.active, "nothing is started"
