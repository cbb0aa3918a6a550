"""The label dialog: what is seen is what is kept and printed."""

from pathlib import Path

from PyQt6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from qcstation.gui.labels import LabelDialog
from qcstation.reports.component_labels import Label
from tests.gui.conftest import GOOD, Driver

_LABEL = Label(code="20WS1000100101", lines=("20WS1000100101", "LGAD sensor"))


def _dialog(driver: Driver) -> LabelDialog:
    dialog = LabelDialog(_LABEL, driver.window.records)
    driver.qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def test_a_label_is_kept_as_a_file(driver: Driver, tmp_path: Path) -> None:
    dialog = _dialog(driver)
    dialog.save(tmp_path / "label.zpl")
    assert b"20WS1000100101" in (tmp_path / "label.zpl").read_bytes()
    assert not dialog.isVisible()


def test_the_component_on_the_bench_gets_a_label(driver: Driver) -> None:
    assert not driver.page.component.label_button.isVisible()
    driver.scan_sensor()
    driver.click(driver.page.component.label_button)
    driver.wait_until(lambda: driver.page.findChild(LabelDialog) is not None)
    dialog = driver.page.findChild(LabelDialog)
    assert dialog is not None
    assert GOOD in dialog.windowTitle()
    dialog.close()


def test_a_wrong_size_says_so_and_nothing_can_be_printed(driver: Driver) -> None:
    dialog = _dialog(driver)
    dialog.size_field.setText("3x3")
    assert "too small" in dialog.problem.text()
    assert not dialog.print_button.isEnabled()
    dialog.size_field.setText("40x15")
    assert dialog.print_button.isEnabled()
    assert not dialog.problem.isVisible()


def test_a_label_printer_that_is_off_says_so(driver: Driver) -> None:
    dialog = _dialog(driver)
    assert not dialog.send_button.isEnabled()
    dialog.printer_field.setText("127.0.0.1:1")
    driver.click(dialog.send_button)
    driver.wait_until(lambda: "does not answer" in dialog.problem.text())
    assert dialog.send_button.isEnabled()


def test_a_label_is_printed_on_a_page_of_its_size(driver: Driver, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = _dialog(driver)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "label.pdf"))
    dialog.print_on(printer)
    assert b"/MediaBox [0 0 113" in (tmp_path / "label.pdf").read_bytes().replace(b"113.", b"113 ")
