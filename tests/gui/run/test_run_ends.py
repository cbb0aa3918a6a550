"""What a technician does with a run that has ended: read it, note it, sign it, show it again."""

from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QDesktopServices
from PyQt6.QtWidgets import QLineEdit

from qcstation.gui.run.limit_bar_delegate import JUDGEMENT
from qcstation.model.errors import StationError
from qcstation.model.events import RowsTaken, RunStarted, TableDeclared
from qcstation.model.raw import TableLayout
from qcstation.model.verdicts import Judgement
from qcstation.production import Database, RunDetail
from qcstation.records import DataFolder, OpenRun
from qcstation.reports.bar_geometry import bar_of
from tests.gui.conftest import GOOD, Driver, OpenWindow
from tests.production.site import SENSOR
from tests.records.streams import STARTED, header

INTERRUPTED = "bbbb1111-0000-4000-8000-000000000001"


def short_run(driver: Driver) -> None:
    """A few points of an IV curve: enough for a verdict."""
    driver.scan_sensor()
    editor = driver.page.form.editors["stop"]
    assert isinstance(editor, QLineEdit)
    editor.setText("20 V")
    driver.start()
    driver.wait_for_end()


def kept(folder: Path) -> RunDetail:
    database = Database(f"sqlite:///{folder / 'qcstation.db'}")
    (run,) = database.runs(limit=1)
    detail = database.run(run.run)
    database.close()
    return detail


def test_a_run_is_noted_signed_and_reported(driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    short_run(driver)
    after = driver.page.results.follow_up
    driver.window.operator.become("")
    assert not after.sign_button.isEnabled(), "nobody signs who has not said who it is"
    driver.window.operator.become("A. Person")
    assert not after.note_button.isEnabled()
    driver.type(after.note, "dust on pad 3")
    driver.press(after.note, Qt.Key.Key_Return)
    driver.wait_until(lambda: "kept" in after.said.whole_text)
    assert after.note.text() == ""
    driver.click(after.sign_button)
    driver.wait_until(lambda: "Signed off by A. Person" in after.said.whole_text)
    assert not after.sign_button.isEnabled()
    driver.click(after.report_button)
    driver.wait_until(lambda: bool(opened))
    assert Path(opened[0]).read_text(encoding="utf-8").startswith("<!")
    detail = kept(tmp_path / "data")
    assert [(remark.text, remark.by) for remark in detail.comments] == [("dust on pad 3", "A. Person")]
    assert [signed.by for signed in detail.signatures] == ["A. Person"]
    driver.click(driver.page.results.next_button)
    assert not after.isVisible()


def test_the_failing_limit_is_in_view_with_its_bar(driver: Driver) -> None:
    driver.bench.swap("early-breakdown", 1)
    driver.scan_sensor()
    driver.start()
    driver.wait_for_end()
    assert driver.page.results.verdict.text() == "FAIL"
    first = driver.results()[0]
    assert first[3] == "✕ FAIL"
    assert first[2]
    assert len(first[0].splitlines()) == 2, "the reason stands below the name"
    table = driver.page.results.table
    item = table.item(0, 2)
    viewport = table.viewport()
    assert item is not None
    assert viewport is not None
    assert viewport.rect().contains(table.visualItemRect(item))
    judgement = item.data(JUDGEMENT)
    assert isinstance(judgement, Judgement)
    bar = bar_of(judgement, None, width=table.columnWidth(2) - 12, edge=8)
    assert bar is not None
    assert not bar.allowed[0] <= bar.value <= bar.allowed[1]
    # The value's dot is drawn in the colour of failure, on that side of the limit.
    rect = table.visualItemRect(item)
    picture = viewport.grab().toImage()
    ratio = picture.devicePixelRatio()
    across = round((rect.left() + 2 + bar.value) * ratio)
    colours = [picture.pixelColor(across, round(y * ratio)) for y in range(rect.top(), rect.bottom())]
    assert any(colour.red() > colour.green() + 60 for colour in colours)


def test_a_run_that_was_cut_off_is_told_and_shown(open_window: OpenWindow, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    run_header = header(INTERRUPTED, component=SENSOR)
    opened = OpenRun(folder, run_header)
    layout = TableLayout(name="iv", columns={"voltage": "V", "current": "A"})
    for event in (
        RunStarted(time=STARTED, header=run_header),
        TableDeclared(time=STARTED, layout=layout),
        RowsTaken(time=STARTED, table="iv", rows=((-5.0, -1e-9), (-10.0, -2e-9))),
    ):
        opened.journal(event)
        opened.recorder(event)
    opened.__exit__(None, None, None)
    driver = open_window()
    driver.wait_until(driver.window.banner.isVisible)
    assert GOOD in driver.window.banner.text.text()
    driver.window.show_page(3)
    driver.click(driver.window.banner.action_button)
    driver.wait_until(driver.page.results.isVisible)
    assert not driver.window.banner.isVisible()
    assert driver.page.isVisible()
    assert driver.page.results.verdict.text() == "INTERRUPTED"
    driver.wait_until(lambda: driver.page.component.field.text() == GOOD)
    driver.wait_until(lambda: bool(driver.page.plot.lines._items))
    assert list(driver.page.plot.lines._items[0].xData) == [5.0, 10.0]


def test_a_bench_in_use_says_so_and_what_to_do(driver: Driver, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from filelock import FileLock

    driver.scan_sensor()
    name = driver.window._choice.name
    (tmp_path / "data" / "benches").mkdir(exist_ok=True)
    with FileLock(tmp_path / "data" / "benches" / f"{name}.lock"):
        driver.start()
        driver.wait_for_end()
    assert driver.page.results.verdict.text() == "NOT RUN"
    assert "in use by another program; wait for it or stop it" in driver.page.results.reason.text()
    assert not driver.page.results.follow_up.isVisible()
    assert StationError.__name__ not in driver.page.results.reason.text()
