"""A person looks up components and runs, and what the production is like."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QInputDialog, QListWidgetItem, QWidget

from qcstation.gui.look.theme import DARK
from qcstation.gui.production.filter_bar import View
from qcstation.production.search import PAGE
from qcstation.records import DataFolder, RunInvalidated
from tests.gui.production.conftest import LARGE_COMPONENTS, LARGE_RUNS, PARENT, Reader, column, texts
from tests.production.site import CV, OTHER, SENSOR, database_of, log

Look = Callable[[], Reader]


def shown(widget: QWidget) -> bool:
    return widget.isVisible()


def test_a_scanned_component_is_shown_with_its_whole_history(site: list[str], look: Look) -> None:
    reader = look()
    reader.scan(SENSOR.serial_number)
    page = reader.page
    reader.wait_until(lambda: shown(page.component))
    assert page.component.name.whole_text == SENSOR.serial_number
    facts = page.component.facts.facts
    assert dict(facts)["Stage"] == "hybridisation"
    assert dict(facts)["vendor"] == "W12-7"
    assert "A. Signer" in dict(facts)["Passed"]
    assert dict(facts)["Waiver"].startswith("Breakdown voltage: a test piece (The boss")
    assert dict(facts)["Note"].startswith("scratched (A. Noter")
    assert page.component.genealogy.texts == [f"{PARENT.serial_number}  HV", SENSOR.serial_number]
    assert column(page.component.runs.table, "Verdict") == ["✓ PASS", "✕ FAIL"]
    assert column(page.component.runs.table, "Counts") == ["yes", ""]


def test_relatives_are_a_key_away_and_back_returns(site: list[str], look: Look) -> None:
    reader = look()
    page = reader.page
    reader.scan(PARENT.serial_number)
    reader.wait_until(lambda: page.component.name.whole_text == PARENT.serial_number)
    tree = page.component.genealogy
    assert tree.texts == [PARENT.serial_number, f"{SENSOR.serial_number}  HV"]
    tree.setFocus()
    reader.press(tree, Qt.Key.Key_Down)
    reader.press(tree, Qt.Key.Key_Return)
    reader.wait_until(lambda: page.component.name.whole_text == SENSOR.serial_number)
    reader.click(page.component.back_button)
    assert shown(page.components)


@pytest.mark.parametrize("typed", ["w12-7", "00101"])
def test_another_name_or_a_part_is_enough_where_only_one_has_it(typed: str, site: list[str], look: Look) -> None:
    reader = look()
    reader.scan(typed)
    reader.wait_until(lambda: reader.page.component.name.whole_text == SENSOR.serial_number)


def test_what_nobody_is_called_is_said_and_the_next_scan_works(site: list[str], look: Look) -> None:
    reader = look()
    page = reader.page
    reader.wait_for_rows(3)
    reader.scan("20WS1000199999")
    reader.wait_until(lambda: shown(page.filters.problem))
    assert "20WS1000199999" in page.filters.problem.text()
    reader.scan(OTHER.serial_number)
    reader.wait_until(lambda: page.component.name.whole_text == OTHER.serial_number)
    assert not shown(page.filters.problem)


def test_a_list_narrows_down_while_it_is_typed(site: list[str], look: Look) -> None:
    reader = look()
    page = reader.page
    reader.wait_for_rows(3)
    assert column(page.components.table, "Serial number") == [PARENT.serial_number, SENSOR.serial_number, OTHER.serial_number]
    assert column(page.components.table, "Last verdict") == ["", "✓ PASS", "✓ PASS"]
    reader.type(page.filters.search, "20WS")
    reader.wait_for_rows(2)
    reader.wait_until(lambda: page.components.count.whole_text == "2 found")
    page.filters.choice("verdict").choose("FAIL")
    page.filters.choice("verdict").chosen.emit()
    reader.wait_for_rows(0)
    reader.click(page.filters.clear_button)
    reader.wait_for_rows(3)


def test_runs_are_filtered_by_all_that_is_known_of_them(site: list[str], look: Look) -> None:
    reader = look()
    page = reader.page
    reader.click(page.tabs.buttons[View.RUNS])
    reader.wait_for_rows(4)
    assert column(page.runs.table, "Verdict") == ["! ABORTED", "✓ PASS", "✓ PASS", "✕ FAIL"]
    reader.click(page.filters.fields["only_counting"])
    reader.wait_for_rows(2)
    since = page.filters.fields["since"]
    reader.type(since, "2026-09-24")
    reader.press(since, Qt.Key.Key_Return)
    reader.wait_for_rows(1)
    assert column(page.runs.table, "Procedure") == [CV]


def test_a_wrong_day_is_marked_and_asks_nothing(site: list[str], look: Look) -> None:
    reader = look()
    page = reader.page
    reader.click(page.tabs.buttons[View.RUNS])
    reader.wait_for_rows(4)
    since = page.filters.fields["since"]
    reader.type(since, "2026-13-01")
    assert since.property("wrong") == "true"
    reader.press(since, Qt.Key.Key_Return)
    reader.wait_for_rows(4)


@pytest.mark.usefixtures("large")
def test_thousands_of_rows_come_as_they_are_scrolled_to(look: Look) -> None:
    reader = look()
    page = reader.page
    reader.wait_for_rows(PAGE)
    reader.wait_until(lambda: page.components.count.whole_text == f"{LARGE_COMPONENTS} found")
    page.components.table.setFocus()
    for count in (2 * PAGE, LARGE_COMPONENTS):
        reader.press(page.components.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        reader.wait_for_rows(count)
    serial_numbers = column(page.components.table, "Serial number")
    assert serial_numbers == sorted(set(serial_numbers))
    reader.click(page.tabs.buttons[View.RUNS])
    reader.wait_for_rows(PAGE)
    assert page.runs.count.whole_text in {"", f"{LARGE_RUNS} found"}


@pytest.mark.usefixtures("large")
def test_a_heading_sorts_if_the_query_can(look: Look) -> None:
    reader = look()
    page = reader.page
    reader.wait_for_rows(PAGE)
    heads = page.components.table.horizontalHeader()
    assert heads is not None
    heads.setSortIndicator(4, Qt.SortOrder.DescendingOrder)
    reader.wait_for_rows(PAGE)
    times = column(page.components.table, "Last run (UTC)")
    assert times == sorted(times, reverse=True)
    heads.setSortIndicator(5, Qt.SortOrder.AscendingOrder)
    assert heads.sortIndicatorSection() == 4


def test_a_run_is_opened_with_enter_and_shows_its_results(site: list[str], look: Look) -> None:
    reader = look()
    page = reader.page
    reader.click(page.tabs.buttons[View.RUNS])
    reader.wait_for_rows(4)
    page.runs.table.setFocus()
    page.runs.table.selectRow(3)
    reader.press(page.runs.table, Qt.Key.Key_Return)
    reader.wait_until(lambda: shown(page.run))
    assert page.run.run == site[0]
    assert page.run.verdict.text() == "✕ FAIL"
    first = " ".join(texts(page.run.results)[0])
    assert "Breakdown voltage" in first
    assert "90.00 ± 0.40 V" in first
    assert "≥ 120 V" in first
    assert "below 120 V" in first
    facts = dict(page.run.facts.facts)
    assert facts["bias"] == "KEITHLEY,2410,1,C33"
    assert facts["Stop"] == "\N{MINUS SIGN}200 V"
    assert facts["Operator"] == "R. Öst"
    assert shown(page.run.figure)
    reader.click(page.run.component_button)
    reader.wait_until(lambda: page.component.name.whole_text == SENSOR.serial_number)
    reader.click(page.component.back_button)
    assert shown(page.run)


def test_a_run_is_invalidated_with_a_reason_and_noted(
    site: list[str], look: Look, folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([("", False), ("wrong pad", True), ("seen twice", True)])
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: next(answers))
    reader = look()
    page = reader.page
    reader.wait_for_rows(3)
    page.open_run(site[1])
    reader.wait_until(lambda: shown(page.run))
    reader.click(page.run.invalidate_button)
    assert page.run.invalidate_button.isEnabled()
    reader.click(page.run.invalidate_button)
    reader.wait_until(lambda: not page.run.invalidate_button.isEnabled())
    assert "wrong pad" in page.run.reason.text()
    reader.click(page.run.note_button)
    reader.wait_until(lambda: any("seen twice (A. Reader)" in value for _, value in page.run.facts.facts))
    database = database_of(folder)
    assert database.run(site[1]).summary.invalidated == "wrong pad"
    database.close()


def test_the_report_is_written_and_opened(site: list[str], look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    reader = look()
    page = reader.page
    page.open_run(site[0])
    reader.wait_until(lambda: shown(page.run))
    reader.click(page.run.report_button)
    reader.wait_until(lambda: bool(opened))
    assert "90.0" in Path(opened[0]).read_text(encoding="utf-8")
    assert opened[0] in page.told.whole_text


def test_curves_of_chosen_runs_lie_over_one_another(site: list[str], look: Look) -> None:
    reader = look()
    page = reader.page
    reader.click(page.tabs.buttons[View.RUNS])
    reader.wait_for_rows(4)
    assert not page.curves_button.isEnabled()
    page.runs.table.selectAll()
    reader.click(page.curves_button)
    reader.wait_until(lambda: page.overlay.shown is not None)
    figure = page.overlay.figure
    assert page.overlay.heading.text() == "3 curves; 1 of the runs have no such table"
    assert (page.overlay.x_column.value, page.overlay.y_column.value) == ("voltage", "current")
    assert page.overlay.log_y.isChecked()
    legend = [item.text() for row in range(figure.legend.count()) if isinstance(item := figure.legend.item(row), QListWidgetItem)]
    assert legend == [f"✓ {OTHER.serial_number}", f"✓ {SENSOR.serial_number}", f"✕ {SENSOR.serial_number}"]
    x, y = figure._items[0].getOriginalDataset()
    assert list(x) == [1.0, 2.0, 3.0]
    assert list(y) == [1e-9, 2e-9, 4e-9]
    pens = {(item.opts["pen"].color().name(), item.opts["pen"].style()) for item in figure._items}
    assert len(pens) == 3
    reader.click(page.overlay.by_verdict)
    pens = {(item.opts["pen"].color().name(), item.opts["pen"].style()) for item in figure._items}
    assert len(pens) == 2
    reader.click(page.overlay.log_y)
    assert list(figure._items[0].getOriginalDataset()[1]) == [-1e-9, -2e-9, -4e-9]


def test_a_missing_run_file_is_said_and_takes_nothing_else_away(site: list[str], look: Look, folder: DataFolder) -> None:
    for path in folder.run_files():
        path.unlink()
    reader = look()
    page = reader.page
    page.open_run(site[0])
    reader.wait_until(lambda: shown(page.run))
    assert "no such file" in page.run.reason.text()
    assert page.run.verdict.text() == "✕ FAIL"
    assert not page.run.report_button.isEnabled()
    page.overlay.show_runs(site[:1])
    reader.wait_until(lambda: "no such file" in page.overlay.message.text())


def test_yields_and_distributions_are_drawn_and_told(site: list[str], look: Look) -> None:
    reader = look()
    page = reader.page
    reader.click(page.tabs.buttons[View.YIELD])
    reader.wait_until(lambda: bool(page.yields.shown))
    assert [row[:1] + row[2:6] for row in texts(page.yields.table)] == [
        [CV, "1", "0", "0", "100.0 % (2.5 to 100.0)"],
        ["hgtd.sensor-iv", "1", "0", "0", "100.0 % (2.5 to 100.0)"],
    ]
    page.filters.choice("period").choose("month")
    page.filters.choice("period").chosen.emit()
    reader.wait_until(lambda: [each.period for each in page.yields.shown] == ["2026-09", "2026-09"])
    reader.click(page.tabs.buttons[View.DISTRIBUTION])
    reader.wait_until(lambda: page.distribution.shown is not None)
    facts = dict(page.distribution.facts.facts)
    assert (facts["Values"], facts["Mean"], facts["Limits of 2"]) == ("2", "156.1 V", "120 V – …")
    reader.click(page.filters.fields["counting"])
    reader.wait_until(lambda: dict(page.distribution.facts.facts)["Values"] == "3")
    page.filters.choice("measurement").choose("gain_layer_voltage")
    page.filters.choice("measurement").chosen.emit()
    reader.wait_until(lambda: dict(page.distribution.facts.facts).get("Not given") == "3")


def test_an_empty_site_says_so_everywhere(look: Look) -> None:
    reader = look()
    page = reader.page
    reader.wait_for_rows(0)
    assert "No component" in page.components._message.text()
    reader.click(page.tabs.buttons[View.RUNS])
    reader.wait_for_rows(0)
    reader.click(page.tabs.buttons[View.YIELD])
    reader.wait_until(lambda: "Nothing has been judged yet" in page.yields.message.text())
    reader.click(page.tabs.buttons[View.DISTRIBUTION])
    reader.wait_until(lambda: "Nothing has been measured yet" in page.distribution.message.text())


def test_a_theme_is_taken_over_by_what_is_drawn(site: list[str], look: Look) -> None:
    reader = look()
    page = reader.page
    reader.click(page.tabs.buttons[View.DISTRIBUTION])
    reader.wait_until(lambda: page.distribution.shown is not None)
    page.set_theme(DARK)
    assert page.distribution.figure.plot.backgroundBrush().color().name() == DARK.surface
    assert page.runs.rows._theme is DARK


def test_a_run_that_is_invalidated_elsewhere_is_seen_when_it_is_looked_for_again(
    site: list[str], look: Look, folder: DataFolder
) -> None:
    reader = look()
    page = reader.page
    reader.click(page.tabs.buttons[View.RUNS])
    reader.wait_for_rows(4)
    log(folder, RunInvalidated(time=9.0, by="me", run=site[1], reason="x"))
    database = database_of(folder)
    database.sync(folder)
    database.close()
    page.search()
    reader.wait_until(lambda: "invalid" in column(page.runs.table, "Counts"))
