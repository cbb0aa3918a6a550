"""Engine overhead a step, journal and run file on, beside the phase overhead of OpenHTF in the same run.

A step is one point of a sweep: a checkpoint (abort, interlocks, heartbeat), one row to journal, run file and onlookers.
Gate: at most 0.1 ms a step, and less than OpenHTF takes for a phase.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from qcstation.engine.bus import EventBus
from qcstation.engine.guard import InterlockGuard
from qcstation.engine.prompts import Unattended
from qcstation.engine.session import Session
from qcstation.model.clock import WallClock
from qcstation.model.events import RunStarted
from qcstation.model.runs import RunHeader, RunKind
from qcstation.records import Journal, RunRecorder
from qcstation.safety.stack import SafeStack
from qcstation.safety.watchdog import Watchdog

STEPS = 2000
REPEATS = 5
LIMIT = 0.1e-3


def engine_step() -> float:
    """Return seconds a step of a sweep that fills a table of three columns."""
    with tempfile.TemporaryDirectory() as folder:
        clock = WallClock()
        journal, recorder = Journal(Path(folder) / "run.jsonl"), RunRecorder(Path(folder) / "run.h5")
        bus = EventBus(keepers=(journal, recorder), onlookers=(lambda _event: None,))
        header = RunHeader(
            run="benchmark", procedure="benchmark", procedure_version="1", started=clock.now(), kind=RunKind.SIMULATED
        )
        bus.publish(RunStarted(time=clock.now(), header=header))
        watchdog = Watchdog.start(station="benchmark", report=Path(folder) / "watchdog.json", register=Path(folder) / "unsafe")
        guard = InterlockGuard((), {}, clock, lambda *_change: None)
        session = Session(
            bus=bus, clock=clock, stack=SafeStack(clock), guard=guard, heart=watchdog, prompter=Unattended(), component=None
        )
        table = session.table("iv", voltage="V", current="A", temperature="degC")
        began = time.perf_counter()
        for point in session.sweep(range(STEPS)):
            table.append(voltage=point, current=1e-9 * point, temperature=20.0)
        taken = time.perf_counter() - began
        watchdog.finish()
        recorder.close()
        journal.close()
    return taken / STEPS


def openhtf_phase() -> float:
    """Return seconds a phase of an OpenHTF test whose phases set one measurement each."""
    import logging

    import openhtf

    logging.disable(logging.CRITICAL)

    def phase(index: int) -> Any:
        @openhtf.measures(openhtf.Measurement(f"current_{index}").in_range(0, 1))
        @openhtf.PhaseOptions(name=f"phase_{index}")
        def take(test: openhtf.TestApi) -> None:
            setattr(test.measurements, f"current_{index}", 0.5)

        return take

    count = 300
    test = openhtf.Test(*(phase(index) for index in range(count)), test_name="overhead")
    began = time.perf_counter()
    test.execute(test_start=lambda: "device")
    return (time.perf_counter() - began) / count


def main() -> int:
    """Measure both in turn and print medians; exit code 1 if the gate is missed."""
    ours, theirs = [], []
    for _ in range(REPEATS):
        ours.append(engine_step())
        theirs.append(openhtf_phase())
    step, phase = statistics.median(ours), statistics.median(theirs)
    print(f"engine step, journal and run file on   {step * 1e3:8.4f} ms (limit {LIMIT * 1e3:.1f} ms)")
    print(f"OpenHTF phase with one measurement     {phase * 1e3:8.4f} ms")
    print(f"ratio                                  {step / phase:8.4f}")
    return 0 if step <= LIMIT and step < phase else 1


if __name__ == "__main__":
    sys.exit(main())
