"""The window's memory after 300 runs, beside that after 10: does a shift leave anything behind?

Gate: within 20 %. Each run is a short IV curve on a simulated bench, from the scan field to the verdict on the
screen; RUNS in the environment asks for another number of them.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QTimer
from PyQt6.QtWidgets import QLineEdit

from bench_window_flood import resident
from qcstation.gui import BenchChoice
from qcstation.gui.application import Program, application
from qcstation.station.config import parse_station_file
from qcstation.station.serving import station_text
from qcstation.station.shipped import shipped_bench
from qcstation.station.simulated import bench_spec, close_pipes, start_bench

RUNS = int(os.environ.get("RUNS", "300"))
SETTLED = 10
GROWTH = 0.20
SHORT = {"stop": "20 V", "step": "10 V"}
SERIAL_NUMBER = "20WS1000100101"


def main() -> int:
    """Print the figures; return 1 if the gate is missed."""
    app = application()
    memory: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        process, bench = start_bench(bench_spec(shipped_bench("lgad")))
        text = station_text(shipped_bench("lgad"), bench.addresses, bench.control)
        station = parse_station_file(text, Path(folder) / "station.toml")
        window = Program(app, BenchChoice(station=station, data_dir=Path(folder) / "data", operator="somebody")).window
        page = window.pages.run

        def scan() -> None:
            page.component.field.setText(SERIAL_NUMBER)
            page.component.field.returnPressed.emit()
            poll.start(20)

        def start() -> None:
            if window.run.active or "hgtd.sensor-iv" not in [offer.id for offer in page.offers.offers]:
                return
            poll.stop()
            page.offers.choose("hgtd.sensor-iv")
            for name, text in SHORT.items():
                cast(QLineEdit, page.form.editors[name]).setText(text)
            page.start()

        def ended() -> None:
            memory.append(resident())
            if len(memory) < RUNS:
                QTimer.singleShot(0, scan)
            else:
                app.quit()

        poll = QTimer()
        poll.timeout.connect(start)
        window.run.ended.connect(ended)
        window.pages.complete.connect(scan)
        began = time.perf_counter()
        app.exec()
        seconds = time.perf_counter() - began
        window.leave("end of the benchmark")
        process.kill()
        process.wait()
        close_pipes(process)
    growth = memory[-1] / memory[SETTLED - 1] - 1.0
    print(f"{RUNS} runs in {seconds:.0f} s, memory {memory[SETTLED - 1]:.1f} MB after {SETTLED} of them")
    print(f"{memory[-1]:.1f} MB after {RUNS}: {growth:+.1%}")
    passed = abs(growth) <= GROWTH
    print(f"gate: memory within {GROWTH:.0%}: {'holds' if passed else 'MISSED'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
