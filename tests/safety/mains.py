"""Guarded main processes and the supplies that they drive: what the supplies saw is the judge."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from qcstation.safety.unsafe import UnsafeRegister
from qcstation.safety.watchdog import WatchdogReport, read_report
from tests.safety.guarded import Orders, Ready
from tests.safety.supply import Supply

START = 1.0
"""Safing starts within 1 s (of detection)."""
MARGIN = 2.0
"""Outputs are safe within their ramp time and 2 s."""
PROMISE = 1.0
DETECTION = 10.0
"""A hang is noticed within 10 s by default."""
HIGHEST = 40.0
STEP, INTERVAL = 5.0, 0.05
RAMP = HIGHEST / STEP * INTERVAL


class Main:
    """A guarded main process, the supplies that it drives, and what its watchdog left on disk."""

    def __init__(self, supplies: list[Supply], folder: Path, behaviour: str, **orders: float) -> None:
        self.supplies = supplies
        self.folder = folder
        recipes = [supply.recipe(f"hv{i}", step=STEP, interval=INTERVAL, deadline=1.5) for i, supply in enumerate(supplies)]
        message = msgspec.json.encode(Orders(behaviour=behaviour, folder=str(folder), recipes=recipes, **orders)).decode()
        self.errors = (folder / "stderr").open("w+b")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.safety.guarded", message], stdout=subprocess.PIPE, stderr=self.errors,
            cwd=Path(__file__).parents[2],
        )  # fmt: skip
        self._ready: Ready | None = None

    @property
    def ready(self) -> Ready:
        """What it said when its outputs were on."""
        if self._ready is None:
            assert self.process.stdout is not None
            self._ready = msgspec.json.decode(self.process.stdout.readline(), type=Ready)
        return self._ready

    def wait_until_on(self) -> None:
        assert self.ready.watchdog > 0

    @property
    def report(self) -> WatchdogReport:
        """The watchdog's report, once it has done all it can."""
        until(lambda: (report := read_report(self.folder / "report.json")) is not None and report.finished_utc is not None)
        report = read_report(self.folder / "report.json")
        assert report is not None
        return report

    @property
    def said(self) -> str:
        """What it and its watchdog said on the terminal."""
        return (self.folder / "stderr").read_text()

    @property
    def register(self) -> UnsafeRegister:
        return UnsafeRegister(self.folder / "unsafe")

    def send(self, number: int) -> float:
        """Send a signal; return when."""
        now = time.monotonic()
        self.process.send_signal(number)
        return now

    def wait_until_off(self, seconds: float = 20.0) -> None:
        until(lambda: all(supply.off_since is not None for supply in self.supplies), seconds)

    def assert_kept_the_promise(self, detected: float) -> None:
        """Safing began within 1 s of `detected`, ramped as the recipe says, and was over within the ramp time and 2 s."""
        for supply in self.supplies:
            assert supply.off_since is not None
            safing = supply.commands_since(detected)
            assert safing[0].time - detected < START
            assert supply.off_since - detected < RAMP + MARGIN
            levels = [moment.level for moment in safing]
            assert max(abs(b - a) for a, b in itertools.pairwise(levels)) <= STEP
            assert supply.level == 0.0

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()
        self.errors.close()
        if self._ready is not None:
            if running(self.ready.watchdog):
                os.kill(self.ready.watchdog, signal.SIGKILL)
            until(lambda: not running(self.ready.watchdog))


def until(condition: Callable[[], object], seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.005)


def running(pid: int) -> bool:
    """Whether a process is there and no zombie; one whose parent was killed is nobody's here."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
        return True
    return status.rpartition(")")[2].split()[0] != "Z"
