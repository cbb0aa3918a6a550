"""The promise of safety, measured on the bench itself: kill -9 at random moments, and hangs."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import h5py
import pytest

from tests.product.conftest import GOOD, Finished, ServedBench, wait_for

RAMP = 100.0
"""V/s, as these tests' station files say."""
SETTINGS = ("--set", "stop=150 V", "--set", "settle=20 ms")
DETECTION_OF_A_HANG = 10.0


def start_run(bench: ServedBench, data_dir: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [
            sys.executable, "-m", "qcstation", "run", "hgtd.sensor-iv", "--component", GOOD,
            "--station", str(bench.station_file), "--json", *SETTINGS,
        ],
        env={**os.environ, "QCSTATION_DATA": str(data_dir)}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def output_of(bench: ServedBench) -> bool:
    """Whether the bench itself says that the bias is on."""
    return bool(bench.control.state()["instruments"]["bias"]["output"])


def _moments(count: int) -> list[float]:
    generator = random.Random(20261121)
    return [round(generator.uniform(0.05, 2.0), 2) for _ in range(count)]


def _stop_at(bench: ServedBench, data_dir: Path, moment: float, how: signal.Signals) -> tuple[float, "subprocess.Popen[str]"]:
    """Send a signal `moment` seconds after the output went on; return when (CLOCK_MONOTONIC)."""
    process = start_run(bench, data_dir)
    wait_for(lambda: output_of(bench) or process.poll() is not None, within=60, what="the output is on")
    assert process.returncode is None, process.communicate()
    time.sleep(moment)
    assert output_of(bench), "the run was over before it was stopped"
    os.kill(process.pid, how)
    return time.monotonic(), process


def _check_made_safe(bench: ServedBench, since: float, *, detection: float) -> None:
    """The bench's own history: safing began in time, and the output was off within its ramp time plus 2 s."""
    wait_for(lambda: not output_of(bench), within=detection + 1 + 150 / RAMP + 2 + 5, what="the output is off")
    history = bench.control.history()
    began = next(e.wall for e in history if e.kind == "connected" and e.instrument == "bias" and e.wall > since)
    level = [0.0, *(abs(e.level or 0.0) for e in history if e.kind == "level" and e.instrument == "bias" and e.wall <= began)][-1]
    off = next(e.wall for e in history if e.kind == "output" and e.instrument == "bias" and e.on is False and e.wall > since)
    assert began - since <= detection + 1.0
    assert off - began <= level / RAMP + 2.0
    levels = [abs(e.level or 0.0) for e in history if e.kind == "level" and e.instrument == "bias" and began < e.wall <= off]
    assert levels == sorted(levels, reverse=True), "the way down must be a ramp"


def _check_records(qcstation: Callable[..., Finished], data_dir: Path) -> None:
    """Every row that had been journalled is in the run file; the next command closes the run as INTERRUPTED."""
    journal = next((data_dir / "journals").glob("*.jsonl"))
    rows = sum(
        len(event["rows"])
        for line in journal.read_bytes().splitlines(keepends=True)
        if line.endswith(b"\n") and (event := json.loads(line))["type"] == "RowsTaken" and event["table"] == "iv"
    )
    growing = next((data_dir / "runs").glob("*/*/*.h5"))
    with h5py.File(growing, "r", swmr=True) as file:
        assert "header" in file.attrs or "header" in file
    shown = qcstation("runs", "--json").document
    assert [run["outcome"] for run in shown] == ["INTERRUPTED"]
    with h5py.File(data_dir / shown[0]["run_file"], "r") as file:
        found = [len(item) for name, item in file["tables/iv"].items()] if "tables/iv" in file else [0]
    assert set(found) == {rows}
    assert not list((data_dir / "journals").glob("*.jsonl"))


def _bench(folder: Path, seed: int) -> ServedBench:
    bench = ServedBench(folder, "--seed", str(seed))
    bench.by_the_wall()
    bench.change('ramp = "50 V/s"', f'ramp = "{RAMP:g} V/s"')
    return bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedBench]:
    """A bench that outlives those that are killed on it."""
    served = _bench(tmp_path_factory.mktemp("bench"), 11)
    yield served
    served.close()


@pytest.mark.timeout(150)
@pytest.mark.parametrize("moment", _moments(10))
def test_kill_9_leaves_nothing_on_and_nothing_lost(
    moment: float, bench: ServedBench, qcstation: Callable[..., Finished], data_dir: Path
) -> None:
    when, process = _stop_at(bench, data_dir, moment, signal.SIGKILL)
    with process:
        process.wait(10)
    _check_made_safe(bench, when, detection=0.0)
    _check_records(qcstation, data_dir)


@pytest.mark.timeout(180)
def test_a_hang_is_noticed_and_made_safe(
    qcstation: Callable[..., Finished], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At three moments, on a bench each, so that the ten seconds of all three pass at the same time."""
    with ExitStack() as benches:
        hung = []
        for moment in _moments(3):
            folder = tmp_path / f"{moment}"
            folder.mkdir()
            bench = _bench(folder, 12)
            benches.callback(bench.close)
            when, process = _stop_at(bench, folder / "data", moment, signal.SIGSTOP)
            hung.append((bench, folder / "data", when, benches.enter_context(process)))
        for bench, data_dir, when, process in hung:
            _check_made_safe(bench, when, detection=DETECTION_OF_A_HANG)
            assert process.wait(10) == -signal.SIGKILL
            monkeypatch.setenv("QCSTATION_DATA", str(data_dir))
            _check_records(qcstation, data_dir)
