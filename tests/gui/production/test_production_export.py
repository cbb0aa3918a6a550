"""What is shown is exported: all rows of the query, and pictures of plots."""

import csv
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from PyQt6.QtGui import QImage
from PyQt6.QtWidgets import QFileDialog

from qcstation.gui.production import ProductionPage
from qcstation.gui.production.filter_bar import View
from qcstation.production.search import PAGE
from tests.gui.production.conftest import LARGE_COMPONENTS, LARGE_RUNS, Reader
from tests.production.site import SENSOR

Look = Callable[[], Reader]


def export_to(path: Path, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))


@pytest.mark.usefixtures("large")
def test_all_rows_of_the_query_are_exported_not_only_those_that_came(
    look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = look()
    page = reader.page
    reader.click(page.tabs.buttons[View.RUNS])
    reader.wait_for_rows(PAGE)
    export_to(tmp_path / "all", "CSV table (*.csv)", monkeypatch)
    reader.click(page.export_button)
    reader.wait_until(lambda: page.told.whole_text.startswith("Written"))
    with (tmp_path / "all.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert len(rows) == LARGE_RUNS
    assert [row["started"] for row in rows] == sorted((row["started"] for row in rows), reverse=True)
    reader.click(page.tabs.buttons[View.COMPONENTS])
    reader.wait_for_rows(PAGE)
    export_to(tmp_path / "some.json", "JSON (*.json)", monkeypatch)
    reader.click(page.export_button)
    reader.wait_until(lambda: f"({LARGE_COMPONENTS} rows)" in page.told.whole_text)
    assert len(json.loads((tmp_path / "some.json").read_text(encoding="utf-8"))) == LARGE_COMPONENTS
    export_to(tmp_path / "no" / "some.json", "JSON (*.json)", monkeypatch)
    reader.click(page.export_button)
    reader.wait_until(lambda: "cannot be written" in page.told.whole_text)


def written(page: ProductionPage, name: str) -> bool:
    return page.told.whole_text.startswith("Written") and name in page.told.whole_text


def test_pictures_are_exported(site: list[str], look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    reader = look()
    page = reader.page
    page.overlay.show_runs(site[:3])
    page._go_to(page.overlay)
    reader.wait_until(lambda: page.overlay.shown is not None)
    for name in ("curves.png", "curves.svg", "curves.csv"):
        export_to(tmp_path / name, "", monkeypatch)
        page.tell("")
        reader.click(page.overlay.export_button)
        reader.wait_until(partial(written, page, name))
    picture = QImage(str(tmp_path / "curves.png"))
    assert picture.width() >= 1200
    drawn = ET.parse(tmp_path / "curves.svg")
    assert any(SENSOR.serial_number in (text.text or "") for text in drawn.iter("{http://www.w3.org/2000/svg}text"))
    assert len((tmp_path / "curves.csv").read_text(encoding="utf-8").splitlines()) == 10
