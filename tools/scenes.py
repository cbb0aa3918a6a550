"""The window in every state that a person sees, one after the other: for the pictures of the documentation, and for tests.

A scene is a name, and the window or dialog as it stands while the scene lasts. All of it runs on simulated instruments.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QDeadlineTimer, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget

from qcstation.gui import BenchChoice
from qcstation.gui.labels import LabelDialog
from qcstation.gui.look.theme import Theme
from qcstation.gui.main_window import MainWindow
from qcstation.gui.production.filter_bar import View
from qcstation.gui.station.calibration_dialog import CalibrationDialog
from qcstation.gui.station.discovery_dialog import DiscoveryDialog
from qcstation.production import Period
from qcstation.reports.component_labels import Label
from qcstation.station.config import load_station_file
from qcstation.station.operators import enter_operator
from qcstation.station.recording import FinishedRun, finished_of
from qcstation.station.shipped import shipped_bench
from qcstation.station.simulated import Simulation
from qcstation.station.stored import stored_run
from qcstation.station.workspace import Workspace
from tools.shown_scenes import Scene, box_scenes, data_scenes, ending_scenes, question_scenes

GOOD, BAD = "20WS1000100101", "20WS1000100102"
PATIENCE = 60_000
"""Milliseconds of wall time for anything that has to come."""
_TEST: Any = QTest
"""Its published types take the widget for `self`."""


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Let the window work until something has come.

    Raises:
        TimeoutError: it does not come.
    """
    deadline = QDeadlineTimer(PATIENCE)
    while not condition():
        if deadline.hasExpired():
            raise TimeoutError(f"the window was to show {what}")
        _TEST.qWait(10)


@contextmanager
def window(folder: Path, theme: Theme, *, device: str = "good") -> Iterator[MainWindow]:
    """Open the main window on a simulated bench, with its records in `folder`."""
    # A site's own station file: the shipped one's path says where the program is installed.
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "bench1.toml"
    folder.mkdir(parents=True, exist_ok=True)
    path.write_text(shipped_bench("lgad").text, encoding="utf-8")
    choice = BenchChoice(
        station=load_station_file(path), simulation=Simulation(variant=device, seed=1), data_dir=folder, operator="A. Person"
    )
    opened = MainWindow(choice, theme)
    opened.show()
    wait_until(lambda: len(opened.pages.made) == opened.pages.count() - 1, "all pages")
    try:
        yield opened
    finally:
        opened.leave("the scenes are over")
        wait_until(lambda: not opened.isVisible(), "that the bench is safe")
        opened.deleteLater()


def all_scenes(folder: Path, theme: Theme) -> Iterator[Scene]:
    """Give every scene, with the records of all of them in `folder`."""
    with window(folder, theme, device="early-breakdown") as opened:
        yield from empty_scenes(opened)
        yield from failing_scenes(opened)
    with window(folder, theme) as opened:
        for part in (run_scenes, _still_scenes):
            yield from part(opened)


def kept_scenes(folder: Path, theme: Theme) -> Iterator[Scene]:
    """Give the scenes that nothing is measured for; `folder` has the records of `all_scenes`."""
    with window(folder, theme) as opened:
        opened.show_page(0)
        yield "run-empty", opened
        _scan(opened, BAD)
        wait_until(lambda: opened.pages.run.offers.offer is not None, "the tests")
        _choose(opened, "hgtd.sensor-iv")
        yield "run-component", opened
        opened.pages.run.results.show_finished(_kept_run(opened, BAD))
        yield "run-fail", opened
        yield from _still_scenes(opened)


def _still_scenes(opened: MainWindow) -> Iterator[Scene]:
    parts = (data_scenes, question_scenes, production_scenes, station_scenes, other_scenes, dialog_scenes, box_scenes)
    yield from ending_scenes(opened, _kept_run(opened, BAD))
    for part in parts:
        opened.show_page(0)
        yield from part(opened)


def _kept_run(opened: MainWindow, serial_number: str) -> FinishedRun:
    found: list[FinishedRun] = []

    def kept(workspace: Workspace) -> FinishedRun:
        runs = workspace.history(serial_number).runs
        return finished_of(stored_run(workspace, next(run.run for run in runs if run.verdict == "FAIL")))

    opened.records.ask(kept, found.append, opened.tell_problem)
    wait_until(lambda: bool(found), "the run")
    return found[0]


def empty_scenes(opened: MainWindow) -> Iterator[Scene]:
    """The records before anything is measured."""
    opened.show_page(1)
    page = opened.pages.production
    for view in View:
        page.show_view(view)
        wait(150)
        yield f"production-empty-{view.value}", opened


def wait(milliseconds: int) -> None:
    """Let the window work for a while."""
    _TEST.qWait(milliseconds)


def run_scenes(opened: MainWindow) -> Iterator[Scene]:
    """A sensor from the scan to the verdict, with a form before it."""
    page = opened.pages.run
    opened.show_page(0)
    yield "run-empty", opened
    _scan(opened, "20WS10001001")
    wait_until(page.component.problem.isVisible, "that the serial number is wrong")
    yield "run-wrong-serial-number", opened
    _scan(opened, GOOD)
    wait_until(lambda: page.offers.offer is not None, "the tests")
    yield "run-component", opened
    _choose(opened, "hgtd.visual-inspection")
    page.start()
    wait_until(page.prompts.isVisible, "the form")
    yield "run-form", opened
    page.abort()
    _ended(opened)
    yield "run-aborted", opened
    _choose(opened, "hgtd.sensor-iv")
    page.start()
    wait_until(lambda: any(output.on for output in opened.bench.outputs) and "%" in page.progress.summary, "high voltage")
    yield "run-measuring", opened
    page.pause_or_resume()
    wait_until(lambda: page.progress.paused, "the pause")
    yield "run-paused", opened
    page.pause_or_resume()
    _ended(opened)
    yield "run-pass", opened


def failing_scenes(opened: MainWindow) -> Iterator[Scene]:
    """A sensor that breaks down too early."""
    opened.show_page(0)
    _scan(opened, BAD)
    wait_until(lambda: opened.pages.run.offers.offer is not None, "the tests")
    _choose(opened, "hgtd.sensor-iv")
    opened.pages.run.start()
    _ended(opened)
    yield "run-fail", opened


def production_scenes(opened: MainWindow) -> Iterator[Scene]:
    """What has been measured, found again."""
    opened.show_page(1)
    page = opened.pages.production
    wait_until(page.components.isVisible, "the components")
    wait_until(lambda: not page.components.rows.waiting, "the components")
    yield "production-components", opened
    page.show_view(View.RUNS)
    wait_until(lambda: page.runs.isVisible() and not page.runs.rows.waiting and bool(page.runs.rows.rows), "the runs")
    yield "production-runs", opened
    page.open_component(GOOD)
    wait_until(page.component.isVisible, "a component")
    yield "production-component", opened
    measured = [run for run in page.runs.rows.rows if run.procedure == "hgtd.sensor-iv"]
    page.open_run(measured[0].run)
    wait_until(page.run.isVisible, "a run")
    yield "production-run", opened
    page.show_curves(measured)
    wait_until(page.overlay.isVisible, "curves")
    _TEST.qWait(300)
    yield "production-curves", opened
    page.show_view(View.YIELD)
    wait_until(page.yields.isVisible, "the yield")
    _TEST.qWait(200)
    yield "production-yield", opened
    page.filters.choice("period").choose(Period.DAY)
    page.search()
    wait_until(lambda: any(row.period for row in page.yields.shown), "the yield over time")
    yield "production-yield-over-time", opened
    page.filters.choice("period").choose("")
    page.show_view(View.DISTRIBUTION)
    wait_until(page.distribution.isVisible, "a distribution")
    _TEST.qWait(200)
    yield "production-distribution", opened


def station_scenes(opened: MainWindow) -> Iterator[Scene]:
    """The bench: looked at, driven by hand, set up."""
    opened.show_page(2)
    page = opened.pages.station
    names = ("instruments", "manual", "interlocks", "station-file", "simulation")
    for index, name in enumerate(names[: len(page.tabs)]):
        page.show_panel(index)
        _TEST.qWait(150)
        yield f"station-{name}", opened


def other_scenes(opened: MainWindow) -> Iterator[Scene]:
    """The log, the settings, the lock screen."""
    opened.show_page(3)
    yield "log", opened
    page = opened.pages.settings
    opened.records.ask(
        lambda workspace: enter_operator(workspace, "A. Person", badge="0042"), lambda _: None, opened.tell_problem
    )
    page.operators.refresh()
    opened.show_page(4)
    wait_until(page.operators.table.isVisible, "the operators")
    yield "settings", opened
    opened.attendance.lock()
    wait_until(lambda: bool(opened.attendance.screen.name_buttons), "the operators' names")
    yield "locked", opened
    opened.attendance.screen.named.emit("A. Person")
    wait_until(lambda: not opened.attendance.is_locked, "that the screen is unlocked")
    opened.alarm.show_unsafe({"bias": "no answer within 3 s"}, confirmable=True)
    opened.show_page(0)
    yield "alarm", opened
    opened.banner.clear()
    opened.tell_problem(opened.tr("A run is going on; change the bench when it has ended."))
    yield "note", opened
    opened.banner.clear()


def dialog_scenes(opened: MainWindow) -> Iterator[Scene]:
    """Every dialog of the window's own."""
    station = opened.pages.station
    context, background = station.editor._context, station.editor._background  # noqa: SLF001 - as the editor makes it
    dialogs: dict[str, Callable[[], QWidget]] = {
        "dialog-label": lambda: LabelDialog(Label(code=GOOD, lines=(GOOD, "LGAD sensor")), opened.records, opened),
        "dialog-calibration": lambda: CalibrationDialog(
            opened.records,
            instrument="bias",
            identity="KEITHLEY INSTRUMENTS INC.,MODEL 2410,4012345,C34",
            by="A. Person",
            done=lambda: None,
            parent=station,
        ),
        "dialog-discovery": lambda: DiscoveryDialog(context, background, context.choice.station, station),
    }
    for name, make in dialogs.items():
        dialog = make()
        dialog.show()
        _TEST.qWait(50)
        yield name, dialog
        dialog.close()
        dialog.deleteLater()


def _scan(opened: MainWindow, serial_number: str) -> None:
    field = opened.pages.run.component.field
    field.setFocus()
    field.setText(serial_number)
    _TEST.keyClick(field, Qt.Key.Key_Return)


def _choose(opened: MainWindow, procedure: str) -> None:
    offers = opened.pages.run.offers
    wait_until(lambda: procedure in [offer.id for offer in offers.offers], procedure)
    offers.choose(procedure)
    QApplication.processEvents()


def _ended(opened: MainWindow) -> None:
    wait_until(lambda: not opened.run.active, "the end of the run")
    _TEST.qWait(300)
