"""A pad map is killed and continued: no pad is measured twice, and the new run says what it took over from where."""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qcstation.model.components import Component
from qcstation.model.events import RowsTakenOver
from qcstation.procedures.hgtd.sensor_iv_map import SensorIVMap
from qcstation.records import RunRecord, read_run
from qcstation.station.config import load_station_file
from qcstation.station.continuing import interrupted_run
from qcstation.station.stage_tests import card_of
from qcstation.station.workspace import Workspace
from tests.product.conftest import GOOD, Finished, ServedBench, wait_for

PADS = 14
KILLED_AT = 5
LEVELS = [0.0, 10.0, 20.0]
SETTINGS = {"pads": f"1-{PADS}", "stop": "20 V", "step": "10 V"}
OPTIONS = tuple(part for name, value in SETTINGS.items() for part in ("--set", f"{name}={value}"))
OTHER_SENSOR = "20WS1000100102"


def connected(bench: ServedBench) -> list[int]:
    """The pads that were connected, in order, by the bench's own history; the board has 16 pins in a row for 15 pads."""
    pins = [int(e.text) for e in bench.control.history() if e.kind == "relays" and e.text.isdecimal()]
    return [pin // 16 * 15 + pin % 16 + 1 for pin in pins if pin != 255]


def killed_run(bench: ServedBench, data_dir: Path) -> None:
    """Start a map and kill it when pad KILLED_AT is connected."""
    command = [sys.executable, "-m", "qcstation", "run", SensorIVMap.id, "--component", GOOD, "--json", *OPTIONS]
    process = subprocess.Popen(
        [*command, "--station", str(bench.station_file)],
        env={**os.environ, "QCSTATION_DATA": str(data_dir)}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    wait_for(lambda: KILLED_AT in connected(bench), within=60, what=f"pad {KILLED_AT} is connected")
    os.kill(process.pid, signal.SIGKILL)
    process.wait(10)
    for pipe in (process.stdout, process.stderr):
        assert pipe is not None
        pipe.close()
    wait_for(lambda: not bench.control.state()["instruments"]["bias"]["output"], within=20, what="the output is off")


def record_of(run: dict[str, str], data_dir: Path) -> RunRecord:
    return read_run(data_dir / run["run_file"])


@pytest.mark.timeout(150)
def test_killed_and_continued_without_measuring_a_pad_twice(
    served_bench: Callable[..., ServedBench], qcstation: Callable[..., Finished], data_dir: Path
) -> None:
    bench = served_bench("--seed", "3", bench="hgtd-pads")
    killed_run(bench, data_dir)
    first = record_of(qcstation("runs", "--json").document[0], data_dir)
    finished = set(first.raw["pads"]["pad"].astype(int).tolist())
    assert 0 < len(finished) < PADS
    with Workspace(data_dir) as workspace:
        offered = interrupted_run(workspace, GOOD, SensorIVMap)
        assert offered is not None
        assert offered.run == first.header.run
        assert _offered_to_the_window(workspace, bench.station_file) == first.header.run

    station = ("--station", str(bench.station_file))
    resume = ("run", SensorIVMap.id, *station, "--resume", first.header.run[:8])
    other = qcstation(*resume, "--component", OTHER_SENSOR)
    assert (other.code, "not of " + OTHER_SENSOR in other.err) == (2, True)
    other = qcstation(*resume, "--set", "step=5 V")
    assert (other.code, "step was 10 V and is now 5 V" in other.err) == (2, True)
    other = qcstation("run", "hgtd.sensor-iv", *station, "--component", GOOD, "--resume", first.header.run[:8])
    assert (other.code, "always begins at the beginning" in other.err) == (2, True)

    done = qcstation(*resume, "--json")
    assert done.document["outcome"] == "COMPLETED"
    runs = qcstation("runs", "--json").document
    second = record_of(next(run for run in runs if run["run"] == done.document["run"]), data_dir)
    times = Counter(connected(bench))
    _check_continued(first, second, finished)
    assert {pad for pad in finished if times[pad] != 1} == set()
    assert sorted(times) == list(range(1, PADS + 1))
    assert sum(times.values()) <= PADS + 1, "the pad that was being measured, and no other, is measured again"
    with Workspace(data_dir) as workspace:
        assert _offered_to_the_window(workspace, bench.station_file) == ""
    complete = qcstation("run", SensorIVMap.id, *station, "--resume", done.document["run"])
    assert (complete.code, "it was completed" in complete.err) == (2, True)


def _offered_to_the_window(workspace: Workspace, station_file: Path) -> str:
    card = card_of(workspace, GOOD, load_station_file(station_file))
    return next(offer.interrupted for offer in card.offers if offer.id == SensorIVMap.id)


def _check_continued(first: RunRecord, second: RunRecord, finished: set[int]) -> None:
    assert second.header.continues == first.header.run
    assert isinstance(second.header.component, Component)
    assert second.header.settings == first.header.settings
    assert second.raw["pads"]["pad"].tolist() == [float(pad) for pad in range(1, PADS + 1)]
    taken_over = {event.table: event for event in second.all(RowsTakenOver)}
    assert {event.run for event in taken_over.values()} == {first.header.run}
    assert {event.sha256 for event in taken_over.values()} == {first.sha256}
    assert (taken_over["iv"].first, taken_over["iv"].count) == (0, len(finished) * len(LEVELS))
    assert taken_over["pads"].count == len(finished)
    before, after = first.raw["iv"], second.raw["iv"]
    for column, values in before.columns.items():
        kept = np.isin(before["pad"], sorted(finished))
        np.testing.assert_array_equal(after[column][: kept.sum()], values[kept])
    assert len(after) == PADS * len(LEVELS)
    np.testing.assert_array_equal(second.raw["guard_ring"]["current"], first.raw["guard_ring"]["current"])
