"""The window while 100,000 points a second arrive for 60 s: does its thread stay free, does its memory stay flat?

Gates: 99.9 % of the gaps between two turns of the event loop under 50 ms; after the first 10 s memory grows by less than 1 MB a
minute. The points come as a run's do: events of a run, posted from another thread, drawn as they arrive. A timer that is always
due says when the loop came round.
"""

import itertools
import os
import sys
import tempfile
import threading
import time
from array import array
from pathlib import Path

import numpy as np

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import Qt, QTimer

from qcstation.gui import BenchChoice
from qcstation.gui.application import Program, application
from qcstation.gui.main_window import MainWindow
from qcstation.model.events import RowsTaken, RunStarted, TableDeclared
from qcstation.model.raw import TableLayout
from qcstation.model.runs import RunHeader, RunKind
from qcstation.station.shipped import shipped_bench
from qcstation.station.simulated import Simulation

RATE = 100_000
"""Points a second."""
BLOCK = 100
SECONDS = float(os.environ.get("SECONDS", "60"))
SETTLED = 10.0
LONGEST_GAP = 0.050
SHARE = 0.999
GROWTH = 1.0
"""MB a minute."""
TURN = 2
"""ms between two turns of the loop that the timer asks for."""
LAYOUT = TableLayout(name="iv", columns={"voltage": "V", "current": "A", "elapsed": "s"})


def resident() -> float:
    """Return the memory that this process has, in MB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def flood(window: MainWindow, stop: threading.Event) -> None:
    """Post rows at the rate, as the engine's thread does, until `stop`."""
    header = RunHeader(run="0" * 32, procedure="hgtd.sensor-iv", procedure_version="1", started=0.0, kind=RunKind.SIMULATED)
    post = window.run.relay.put
    post(RunStarted(time=0.0, header=header))
    post(TableDeclared(time=0.0, layout=LAYOUT))
    rng = np.random.default_rng(20261122)
    began, sent = time.perf_counter(), 0
    while not stop.is_set():
        due = (time.perf_counter() - began) * RATE
        while sent < due:
            voltage = np.linspace(sent, sent + BLOCK, BLOCK) % 200.0
            current = np.abs(rng.normal(1e-9, 1e-10, BLOCK))
            rows = tuple(zip(voltage.tolist(), current.tolist(), [sent / RATE] * BLOCK, strict=True))
            post(RowsTaken(time=0.0, table="iv", rows=rows))
            sent += BLOCK
        time.sleep(0.001)
    print(f"{sent:,} points sent, {sent / (time.perf_counter() - began):,.0f} a second")


def main() -> int:
    """Print the figures; return 1 if a gate is missed."""
    app = application()
    with tempfile.TemporaryDirectory() as folder:
        choice = BenchChoice(
            station=shipped_bench("lgad"),
            simulation=Simulation(variant="good", seed=1),
            data_dir=Path(folder),
            operator="somebody",
        )
        window = Program(app, choice).window
        turns = array("d", bytes(8 * round(1000 * SECONDS)))
        counted = itertools.count()
        memory: list[tuple[float, float]] = []
        clock = QTimer()
        clock.setTimerType(Qt.TimerType.PreciseTimer)
        clock.timeout.connect(lambda: turns.__setitem__(next(counted), time.perf_counter()))
        sampler = QTimer()
        sampler.timeout.connect(lambda: memory.append((time.perf_counter(), resident())))
        stop = threading.Event()
        thread = threading.Thread(target=flood, args=(window, stop))

        def begin() -> None:
            thread.start()
            clock.start(TURN)
            sampler.start(500)
            QTimer.singleShot(round(1000 * SECONDS), end)

        def end() -> None:
            stop.set()
            clock.stop()
            sampler.stop()
            app.quit()

        window.pages.complete.connect(begin)
        app.exec()
        thread.join()
        window.leave("end of the benchmark")
    gaps = np.diff(np.array(turns)[: next(counted)])
    share, longest = float(np.mean(gaps < LONGEST_GAP)), float(gaps.max())
    settled = np.array([(when, size) for when, size in memory if when - memory[0][0] >= min(SETTLED, SECONDS / 3)])
    growth = float(np.polyfit(settled[:, 0] - settled[0, 0], settled[:, 1], 1)[0]) * 60.0
    median, high = (float(np.quantile(gaps, q)) * 1e3 for q in (0.5, 0.999))
    print(f"{gaps.size:,} gaps of the event loop: median {median:.1f} ms, 99.9 % {high:.1f} ms, longest {longest * 1e3:.1f} ms")
    print(f"memory: {settled[0, 1]:.1f} MB after {SETTLED:g} s, {settled[-1, 1]:.1f} MB at the end, {growth:+.2f} MB a minute")
    free, flat = share >= SHARE, growth < GROWTH
    print(f"gate: {SHARE:.1%} of the gaps under {LONGEST_GAP * 1e3:g} ms: {share:.3%}, {'holds' if free else 'MISSED'}")
    print(f"gate: memory grows by less than {GROWTH:g} MB a minute: {'holds' if flat else 'MISSED'}")
    return 0 if free and flat else 1


if __name__ == "__main__":
    sys.exit(main())
