"""A map of 225 pads with 41 points each on the simulated bench: what the program costs a point; killed at pad 100 and continued.

The bench's clock is stepped: all that instruments settle, ramp and integrate passes without wall time. The wall time of the whole
run, from opening the bench to the entry in the database, less the CPU time of the simulated bench's process, is what engine,
drivers, sockets and records cost. Gates: at most 3 ms a point; no pad that was finished is measured twice, and the run taken
together has all of them.
"""

import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from qcstation.records import RunRecord, read_run
from qcstation.simulation import BenchControl
from qcstation.station.config import load_station_file
from qcstation.station.running import PreparedRun, RunRequest
from qcstation.station.serving import station_text
from qcstation.station.shipped import shipped_bench
from qcstation.station.simulated import Simulation, bench_spec, start_bench
from qcstation.station.workspace import Workspace

PADS = 225
POINTS = 41
SETTINGS = {"stop": "160 V", "step": "4 V"}
"""41 levels below breakdown: with the usual 5 V to 200 V a sensor's compliance ends the sweeps after some 33."""
SENSOR = "20WS1000100101"
PROCEDURE = "hgtd.sensor-iv-map"
KILLED_AT = 100
LIMIT = 3e-3
_PINS_A_ROW, _PADS_A_ROW, _GUARD_PIN = 16, 15, 255


class Costs(NamedTuple):
    """Costs of so many points in s: wall time, CPU time of the program and of the simulated bench, time on the bench clock."""

    wall: float
    program: float
    bench: float
    points: int
    simulated: float

    @property
    def overhead(self) -> float:
        """Wall time a point (s) without what the simulated bench computes."""
        return (self.wall - self.bench) / self.points


def whole_map(folder: Path) -> Costs:
    """Return what an uninterrupted map costs."""
    with Workspace(folder) as workspace:
        simulation = Simulation(variant="good", seed=1)
        station = shipped_bench("hgtd-pads")
        request = RunRequest(procedure=PROCEDURE, station=station, serial_number=SENSOR, settings=SETTINGS, simulation=simulation)
        before, own_before = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
        began = time.perf_counter()
        finished = PreparedRun(workspace, request).run()
        wall = time.perf_counter() - began
        after, own = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time() - own_before
    record = read_run(Path(finished.run_file))
    points = len(record.raw["iv"]) + len(record.raw["guard_ring"])
    computing = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Costs(wall, own, computing, points, (record.ended or 0.0) - record.header.started)


def connected(control: BenchControl, since: int = 0) -> tuple[list[int], int]:
    """Return the pads that were connected since an entry of the bench's history, and the number of the next entry."""
    entries = control.history(since)
    pins = [int(entry.text) for entry in entries if entry.kind == "relays" and entry.text.isdecimal()]
    pads = [pin // _PINS_A_ROW * _PADS_A_ROW + pin % _PINS_A_ROW + 1 for pin in pins if pin != _GUARD_PIN]
    return pads, entries[-1].number + 1 if entries else since


def killed_and_continued(folder: Path) -> tuple[RunRecord, RunRecord, Counter[int]]:
    """Kill a map when pad 100 is connected and continue it; return both runs and how often each pad was connected."""
    shipped = shipped_bench("hgtd-pads")
    process, ready = start_bench(bench_spec(shipped, Simulation(variant="good", seed=1)))
    path = folder / "station.toml"
    path.write_text(station_text(shipped, ready.addresses, ready.control), encoding="utf-8")
    times: Counter[int] = Counter()
    with BenchControl(ready.control) as control:
        command = [sys.executable, "-m", "qcstation", "run", PROCEDURE, "--component", SENSOR, "--station", str(path)]
        options = [part for name, value in SETTINGS.items() for part in ("--set", f"{name}={value}")]
        run = subprocess.Popen(
            [*command, *options],
            env={**os.environ, "QCSTATION_DATA": str(folder / "data")},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        since = 0
        while KILLED_AT not in times:
            pads, since = connected(control, since)
            times.update(pads)
            time.sleep(0.05)
        os.kill(run.pid, signal.SIGKILL)
        run.wait()
        with Workspace(folder / "data") as workspace:
            first = workspace.database.runs(limit=1)[0]
            request = RunRequest(procedure=PROCEDURE, station=load_station_file(path), resume=first.run)
            finished = PreparedRun(workspace, request).run()
            records = read_run(workspace.folder.path / first.run_file), read_run(Path(finished.run_file))
        times.update(connected(control, since)[0])
        control.stop()
    process.wait()
    return *records, times


def main() -> int:
    """Measure, kill and continue; exit code 1 if a gate is missed."""
    with tempfile.TemporaryDirectory() as folder:
        costs = whole_map(Path(folder))
    print(f"whole map, {costs.points} points: {costs.wall:.1f} s, for {costs.simulated:.0f} s on the bench's clock")
    print(f"a point: engine, drivers, sockets, records {costs.overhead * 1e3:8.2f} ms (limit {LIMIT * 1e3:.0f} ms)")
    print(f"CPU of the program, a point                {costs.program / costs.points * 1e3:8.2f} ms")
    print(f"CPU of the simulated bench, a point        {costs.bench / costs.points * 1e3:8.2f} ms")
    with tempfile.TemporaryDirectory() as folder:
        first, second, times = killed_and_continued(Path(folder))
    finished = {int(pad) for pad in first.raw["pads"]["pad"]}
    twice = sorted(pad for pad in finished if times[pad] != 1)
    complete = second.raw["pads"]["pad"].tolist() == list(range(1, PADS + 1)) and len(second.raw["iv"]) == PADS * POINTS
    print(f"killed at pad {KILLED_AT}: finished before            {len(finished):8d} pads, of which measured twice {len(twice)}")
    print(f"continued: pads connected altogether       {sum(times.values()):8d} times, complete: {complete}")
    return 0 if costs.overhead <= LIMIT and not twice and complete else 1


if __name__ == "__main__":
    sys.exit(main())
