"""A bench driven by hand through the command, and what is left of it when the program is killed."""

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.product.conftest import Finished, ServedBench, wait_for
from tests.product.test_killed import RAMP, _check_made_safe, output_of

LINES = "bias on up_to=60V compliance=10uA\nbias ramp -50 V\n"


def start_manual(bench: ServedBench, data_dir: Path, *options: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", "qcstation", "manual", "--station", str(bench.station_file), "--operator", "tester", *options],
        env={**os.environ, "QCSTATION_DATA": str(data_dir)}, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    process.stdin.write(LINES)
    process.stdin.flush()
    return process


def level_of(bench: ServedBench) -> float:
    return float(bench.control.state()["instruments"]["bias"]["level"])


@pytest.mark.timeout(150)
def test_kill_9_in_manual_control_leaves_nothing_on(
    served_bench: Callable[..., ServedBench], qcstation: Callable[..., Finished], data_dir: Path
) -> None:
    bench = served_bench("--seed", "31")
    bench.change('ramp = "50 V/s"', f'ramp = "{RAMP:g} V/s"')
    process = start_manual(bench, data_dir)
    wait_for(lambda: level_of(bench) == pytest.approx(-50.0), within=60, what="the output is at -50 V")
    assert output_of(bench)
    when = time.monotonic()
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    _check_made_safe(bench, when, detection=0.0)
    shown = qcstation("runs", "--json").document
    assert [(run["procedure"], run["outcome"]) for run in shown] == [("station.manual-control", "INTERRUPTED")]


@pytest.mark.timeout(150)
def test_the_end_of_the_input_makes_safe_and_the_record_has_the_commands(
    served_bench: Callable[..., ServedBench], qcstation: Callable[..., Finished], data_dir: Path
) -> None:
    bench = served_bench("--seed", "32")
    bench.change('ramp = "50 V/s"', f'ramp = "{RAMP:g} V/s"')
    out, err = start_manual(bench, data_dir).communicate("bias ramp 1 kV\npad read now\n", timeout=60)
    assert "COMPLETED" in out, err
    assert "for at most 60 V" in " ".join(out.split())
    assert "read takes nothing more" in " ".join(out.split())
    assert not output_of(bench)
    history = bench.control.history()
    levels = [entry.level for entry in history if entry.kind == "level" and entry.instrument == "bias"]
    assert min(level or 0.0 for level in levels) == pytest.approx(-50.0)
    steps = [abs((after or 0.0) - (before or 0.0)) for before, after in itertools.pairwise(levels)]
    assert max(steps) <= 5.0 + 1e-6, "high voltage moves by the station file's steps alone"
    run = qcstation("runs", "--json").document[0]
    assert run["outcome"] == "COMPLETED"
    shown = qcstation("show", run["run"][:8], "--json")
    assert shown.code == 0, shown.err
