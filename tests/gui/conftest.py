"""A window on a simulated bench in this process, whose clock the runs step: a sweep takes a second or two."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qcstation.gui import BenchChoice
from qcstation.gui.look.theme import LIGHT, apply_theme
from qcstation.gui.main_window import MainWindow
from qcstation.simulation import BenchControl, SimulatedBench, parse_fault
from qcstation.station.config import parse_station_file
from qcstation.station.serving import served_bench, station_text
from qcstation.station.shipped import shipped_bench

GOOD = "20WS1000100101"
"""A valid HGTD sensor serial number."""
PATIENCE = 30_000
"""Milliseconds of wall time after which something that has to come counts as missing."""

_TEST: Any = QTest
"""Its published types take the widget for `self`."""

OpenWindow = Callable[[], "Driver"]
OpenWindowAs = Callable[[str], "Driver"]


class Driver:
    """A person at the window: only what can be typed, clicked and seen."""

    def __init__(self, qtbot: QtBot, window: MainWindow, bench: SimulatedBench) -> None:
        self.qtbot = qtbot
        self.window = window
        self.page = window.pages.run
        self.bench = bench

    def scan(self, serial_number: str) -> None:
        """Scan as a barcode scanner does: keys into the field that has the focus, then Enter."""
        field = self.page.component.field
        field.selectAll()
        self.type(field, serial_number)
        self.press(field, Qt.Key.Key_Return)

    def scan_sensor(self, serial_number: str = GOOD) -> None:
        """Scan a sensor, wait until its procedures are offered and choose the IV curve."""
        self.scan(serial_number)
        self.choose("hgtd.sensor-iv")

    def choose(self, procedure: str) -> None:
        """Choose a procedure by its id, once it is offered."""
        self.wait_until(lambda: procedure in self._offered())
        self.page.offers.choose(procedure)

    def start(self) -> None:
        """Click on Start."""
        assert self.page.start_button.isEnabled()
        self.click(self.page.start_button)
        assert self.window.run.active

    def click(self, widget: QWidget) -> None:
        _TEST.mouseClick(widget, Qt.MouseButton.LeftButton)

    def press(self, widget: QWidget, key: Qt.Key) -> None:
        _TEST.keyClick(widget, key)

    def type(self, widget: QWidget, text: str) -> None:
        _TEST.keyClicks(widget, text)

    def wait_until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=PATIENCE)

    def wait_for_high_voltage(self) -> None:
        """Wait until the strip shows an output beyond 5 V."""
        self.wait_until(lambda: any(abs(self.level(name)) > 5 for name in self.bench.twins))

    def wait_for_end(self) -> None:
        self.wait_until(lambda: not self.window.run.active)

    def level(self, instrument: str) -> float:
        """The voltage (V) that an output of the simulated bench really is at; 0 while it is off."""
        state = self.bench.state()["instruments"][instrument]
        return float(state.get("level", 0.0)) if state.get("output") else 0.0

    def output_on(self) -> bool:
        """Whether an output of the simulated bench really is on."""
        return any(state.get("output") for state in self.bench.state()["instruments"].values())

    def results(self) -> list[list[str]]:
        """The table of results, row by row."""
        table = self.page.results.table
        return [
            [item.text() if (item := table.item(row, column)) else "" for column in range(table.columnCount())]
            for row in range(table.rowCount())
        ]

    def inject(self, fault: str) -> None:
        with BenchControl(self.bench.control_address) as control:
            control.inject(parse_fault(fault))

    def _offered(self) -> list[str]:
        return [offer.id for offer in self.page.offers.offers]


@pytest.fixture
def bench() -> Iterator[SimulatedBench]:
    with served_bench(shipped_bench("lgad"), device="good", seed=1) as served:
        yield served


@pytest.fixture
def open_window_as(qtbot: QtBot, qapp: QApplication, bench: SimulatedBench, tmp_path: Path) -> Iterator[OpenWindowAs]:
    """Open windows on the one bench for an operator, one after the other, all with the same data folder."""
    apply_theme(qapp, LIGHT)
    path = tmp_path / "station.toml"
    station = parse_station_file(station_text(shipped_bench("lgad"), bench.addresses, bench.control_address), path)
    opened: list[MainWindow] = []

    def open_one(operator: str) -> Driver:
        window = MainWindow(BenchChoice(station=station, data_dir=tmp_path / "data", operator=operator), LIGHT)
        opened.append(window)
        qtbot.addWidget(window)
        window.show()
        return Driver(qtbot, window, bench)

    yield open_one
    for window in opened:
        window.leave("end of the test")
    qtbot.waitUntil(lambda: not any(window.isVisible() for window in opened), timeout=PATIENCE)


@pytest.fixture
def open_window(open_window_as: OpenWindowAs) -> OpenWindow:
    """Open windows for somebody whose name does not matter."""
    return lambda: open_window_as("tester")


@pytest.fixture
def driver(open_window: OpenWindow) -> Driver:
    return open_window()
