"""The Production page on the records of a site; nothing is connected, and nobody measures."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractItemView, QApplication, QMainWindow, QTableView, QWidget
from pytestqt.qtbot import QtBot

from large_site import make_site
from qcstation.gui import BenchChoice
from qcstation.gui.bench_run import BenchRun
from qcstation.gui.live_bench import LiveBench
from qcstation.gui.look.theme import LIGHT, apply_theme
from qcstation.gui.mailbox import Mailbox
from qcstation.gui.operator import CurrentOperator
from qcstation.gui.page import Context
from qcstation.gui.production import ProductionPage
from qcstation.gui.records_thread import RecordsThread
from qcstation.model.components import Component
from qcstation.model.verdicts import Outcome
from qcstation.records import Comment, ComponentAssembled, ComponentEntered, DataFolder, StagePassed, Waiver
from qcstation.station.shipped import shipped_bench
from tests.production.site import CV, OTHER, SENSOR, add_run, database_of, log

LARGE_COMPONENTS, LARGE_RUNS = 500, 900
PARENT = Component(serial_number="20WHNNIP010001", type="hgtd.hybrid", stage="reception")
CURVE = ((-1.0, -1e-9), (-2.0, -2e-9), (-3.0, -4e-9))
PATIENCE = 20_000
_TEST: Any = QTest


class Reader:
    """A person who looks things up: only what can be typed, clicked and seen."""

    def __init__(self, qtbot: QtBot, window: QMainWindow, page: ProductionPage) -> None:
        self.qtbot = qtbot
        self.window = window
        self.page = page

    def type(self, widget: QWidget, text: str) -> None:
        _TEST.keyClicks(widget, text)

    def press(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        _TEST.keyClick(widget, key, modifier)

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        _TEST.mouseClick(widget, Qt.MouseButton.LeftButton)

    def scan(self, text: str) -> None:
        """Scan as a barcode scanner does: keys where the focus is, then Enter."""
        assert self.window.focusWidget() is self.page.filters.search
        self.page.filters.search.selectAll()
        self.type(self.page.filters.search, text)
        self.press(self.page.filters.search, Qt.Key.Key_Return)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def wait_for_rows(self, count: int) -> None:
        """Wait until so many rows are shown in the list that is shown."""
        self.wait_until(lambda: self.page.components.isVisible() or self.page.runs.isVisible())
        panel = self.page.components if self.page.components.isVisible() else self.page.runs
        self.wait_until(lambda: len(panel.rows.rows) == count and not panel.rows.waiting)


def texts(table: QAbstractItemView) -> list[list[str]]:
    """What a table shows, row by row."""
    model = table.model()
    assert model is not None
    return [[str(model.index(row, column).data()) for column in range(model.columnCount())] for row in range(model.rowCount())]


def column(table: QTableView, heading: str) -> list[str]:
    """One column of a table, by its heading."""
    model = table.model()
    assert model is not None
    headings = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    return [row[headings.index(heading)] for row in texts(table)]


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    """The data folder that the window will look at."""
    return DataFolder(tmp_path / "data")


@pytest.fixture(scope="session")
def made_site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """Two sensors, one of them part of a hybrid, and four runs: failed, passed, passed, aborted."""
    folder = DataFolder(tmp_path_factory.mktemp("site"))
    log(folder, ComponentEntered(time=1.0, component=PARENT))
    runs = [
        add_run(folder, day=1, value=90.0, curve=CURVE),
        add_run(folder, day=2, curve=CURVE, note="second try"),
        add_run(folder, OTHER, day=3, procedure=CV, curve=CURVE),
        add_run(folder, OTHER, day=4, outcome=Outcome.ABORTED),
    ]
    log(
        folder,
        ComponentAssembled(time=2.0, parent=PARENT.serial_number, child=SENSOR.serial_number, position="HV"),
        StagePassed(time=3.0, by="A. Signer", component=SENSOR.serial_number, stage="reception", next_stage="hybridisation"),
        Waiver(time=4.0, by="The boss", run=runs[0], result="breakdown_voltage", reason="a test piece"),
        Comment(time=5.0, by="A. Noter", text="scratched", component=SENSOR.serial_number),
    )
    database = database_of(folder)
    database.sync(folder)
    database.close()
    return folder.path, runs


@pytest.fixture
def site(made_site: tuple[Path, list[str]], folder: DataFolder) -> list[str]:
    """Put the records of that site into the data folder; returns the UUIDs of its runs."""
    made, runs = made_site
    shutil.copytree(made, folder.path, dirs_exist_ok=True)
    return runs


@pytest.fixture(scope="session")
def large_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("large") / "qcstation.db"
    make_site(f"sqlite:///{path}", components=LARGE_COMPONENTS, runs=LARGE_RUNS)
    return path


@pytest.fixture
def large(folder: DataFolder, large_database: Path) -> None:
    """Put the database of a larger site into the data folder."""
    shutil.copy(large_database, folder.database)


@pytest.fixture
def look(qtbot: QtBot, qapp: QApplication, folder: DataFolder) -> Iterator[Callable[[], Reader]]:
    """Open the page, once the records are as they should be: in a window of its own, which is quicker made than the main one."""
    apply_theme(qapp, LIGHT)
    contexts: list[Context] = []
    windows: list[QMainWindow] = []

    def open_page() -> Reader:
        choice = BenchChoice(station=shipped_bench("lgad"), data_dir=folder.path)
        mailbox = Mailbox()
        context = Context(
            choice=choice,
            mailbox=mailbox,
            records=RecordsThread(choice, mailbox),
            run=BenchRun(choice, mailbox),
            bench=LiveBench(),
            operator=CurrentOperator("A. Reader"),
            reopen=lambda _: None,
            take_over=lambda _: None,
        )
        contexts.append(context)
        window, page = QMainWindow(), ProductionPage(context)
        window.setCentralWidget(page)
        window.resize(1144, 752)
        page.set_theme(LIGHT)
        windows.append(window)
        window.show()
        return Reader(qtbot, window, page)

    yield open_page
    for context in contexts:
        context.records.close()
        context.mailbox.close()
    # Not before: answers that are on their way are for widgets that are still there, as they are when the real window closes.
    for window in windows:
        window.close()
        window.deleteLater()
