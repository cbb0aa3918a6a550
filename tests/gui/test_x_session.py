"""The window in a real X session, driven by keys as from a keyboard and a scanner; watched from outside alone."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from qcstation.model.verdicts import Outcome
from qcstation.simulation import SimulatedBench
from qcstation.station.serving import station_text
from qcstation.station.shipped import shipped_bench
from qcstation.station.workspace import Workspace
from tests.product.conftest import wait_for

GOOD = "20WS1000100101"
PATIENCE = 60.0
PROGRAMS = ("Xvfb", "xdotool")
FORM = """
[specification]
id = "lab.mass"
version = "1"
title = "Mass"
[form]
accepts = ["hgtd.sensor"]
stages = ["reception"]
text = "Weigh the sensor"
[[form.fields]]
name = "mass"
title = "Mass"
kind = "number"
unit = "g"
required = true
[limits.mass]
unit = "g"
max = 3
required = true
source = "invented for this test"
"""

pytestmark = pytest.mark.skipif(
    os.name != "posix" or any(shutil.which(program) is None for program in PROGRAMS),
    reason="needs Xvfb and xdotool: tools/system_libraries.sh installs them",
)


class Session:
    """An X server of its own with the window on it."""

    def __init__(self, display: str, station: Path, data: Path, config: Path) -> None:
        self.data = data
        self._environment = {
            **os.environ,
            "DISPLAY": display,
            "QT_QPA_PLATFORM": "xcb",
            "QCSTATION_DATA": str(data),
            "QCSTATION_CONFIG": str(config),
        }
        command = [sys.executable, "-m", "qcstation", "gui", "--station", str(station)]
        self.window = subprocess.Popen(command, env=self._environment, stderr=subprocess.PIPE, text=True)

    def xdotool(self, *arguments: str) -> str:
        done = subprocess.run(["xdotool", *arguments], env=self._environment, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    def keys(self, *keys: str) -> None:
        self.xdotool("key", "--delay", "20", *keys)

    def scan(self, text: str) -> None:
        """Type as a barcode scanner does: quickly, with Enter at the end."""
        self.xdotool("type", "--delay", "5", text)
        self.keys("Return")

    def windows(self) -> dict[str, str]:
        """The titles of all windows on the screen, by their ids."""
        found = self.xdotool("search", "--onlyvisible", "--name", ".").split()
        return {window: self.xdotool("getwindowname", window) for window in found}

    def shows(self, part: str) -> bool:
        """Whether `part` stands in the title of a window."""
        return any(part in title for title in self.windows().values())

    def wait_for_window(self, part: str) -> None:
        """Wait for a window with `part` in its title, and give it the keyboard: there is no window manager to do so."""
        wait_for(lambda: self.window.poll() is not None or self.shows(part), within=PATIENCE, what=f"{part!r} in a title")
        assert self.window.poll() is None, self.window.communicate()[1]
        self.xdotool("windowfocus", next(window for window, title in self.windows().items() if part in title))

    def start(self, *choose: str) -> None:
        """Go to the list of tests, choose one with keys and start it."""
        self.keys("alt+c", "Down", *choose, "alt+s")

    def runs(self) -> list[tuple[str, Outcome]]:
        """What stands in the records, the newest run first."""
        with Workspace(self.data) as workspace:
            return [(run.procedure, run.outcome) for run in workspace.database.runs()]


def level(bench: SimulatedBench) -> float:
    """The voltage (V) that the bias of the simulated bench really is at; 0 while it is off."""
    state = bench.state()["instruments"]["bias"]
    return float(state["level"]) if state["output"] else 0.0


@pytest.fixture
def session(bench: SimulatedBench, tmp_path: Path, data_dir: Path) -> Iterator[Session]:
    # Without the bench's control address it is as a real one: its clock is that on the wall.
    station = tmp_path / "station.toml"
    text = station_text(shipped_bench("lgad"), bench.addresses, bench.control_address)
    text = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("control"))
    station.write_text(f'{text}\n[procedures]\nfiles = ["mass.toml"]\n')
    (tmp_path / "mass.toml").write_text(FORM)
    # Let the server choose the number: one that an earlier server has just given up may be taken still.
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as numbers:
        display = f":{numbers.readline().strip()}"
    opened = Session(display, station, data_dir, tmp_path / "config")
    try:
        yield opened
    finally:
        opened.window.kill()
        opened.window.communicate()
        server.terminate()
        server.wait()


def test_from_the_badge_to_the_verdict_and_closed_in_the_middle_of_a_run(session: Session, bench: SimulatedBench) -> None:
    session.wait_for_window("locked")
    session.scan("A. Person")
    wait_for(lambda: not session.shows("locked"), within=PATIENCE, what="that the screen is unlocked")
    session.scan(GOOD)

    session.wait_for_window(GOOD)

    # The site's own form is the fourth of the tests at reception.
    session.start("Home", "Down", "Down", "Down")
    session.wait_for_window("filling in the form")
    session.xdotool("type", "--delay", "5", "2.5 g")
    session.keys("ctrl+Return")
    session.wait_for_window(f"{GOOD} PASS")
    assert session.runs() == [("lab.mass", Outcome.COMPLETED)]

    def sweeping() -> bool:
        # The card is looked up anew after a run, and then has the focus: the keys may come in between and start another test.
        session.start("Home", "Down")
        end = time.monotonic() + 5.0
        while not session.shows("%") and time.monotonic() < end:
            if session.shows("filling in the form"):
                session.keys("Escape")
        return session.shows("%")

    wait_for(sweeping, within=PATIENCE, what="a sweep")
    wait_for(lambda: abs(level(bench)) > 5, within=PATIENCE, what="high voltage")
    session.keys("ctrl+q")
    session.wait_for_window("A run is going on")
    assert abs(level(bench)) > 5
    session.keys("alt+y")
    errors = session.window.communicate(timeout=PATIENCE)[1]
    assert session.window.returncode == 0, errors
    assert "Traceback" not in errors
    assert level(bench) == 0
    assert session.runs()[0] == ("hgtd.sensor-iv", Outcome.ABORTED)
