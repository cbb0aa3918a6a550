"""A run's file is sealed while the next run goes on, in the same program; a program that dies meanwhile loses nothing."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from qcstation.model.verdicts import Outcome, Verdict
from qcstation.records import SiteLog, read_run
from qcstation.station.config import StationFile, parse_station_file
from qcstation.station.running import PreparedRun, RunRequest
from qcstation.station.serving import served_bench, station_text
from qcstation.station.shipped import shipped_bench
from qcstation.station.workspace import Workspace
from tests.product.conftest import GOOD

OTHER = "20WS1000100102"
_DYING = """
import os, sys
from pathlib import Path
from qcstation.station.config import load_station_file
from qcstation.station.running import PreparedRun, RunRequest
from qcstation.station.workspace import Workspace

with Workspace(Path(sys.argv[1])) as workspace:
    request = RunRequest(procedure="hgtd.sensor-iv", station=load_station_file(Path(sys.argv[2])), serial_number=sys.argv[3])
    measured = PreparedRun(workspace, request).measure()
    print(measured.finished.run_file, flush=True)
    os._exit(9)
"""


def station_beside(folder: Path, addresses: dict[str, str], control: str) -> StationFile:
    path = folder / "station.toml"
    path.write_text(station_text(shipped_bench("lgad"), addresses, control), encoding="utf-8")
    return parse_station_file(path.read_text(encoding="utf-8"), path)


def test_the_next_run_goes_on_while_the_last_one_is_not_sealed_yet(tmp_path: Path) -> None:
    with served_bench(shipped_bench("lgad"), device="good", seed=1) as bench, Workspace(tmp_path / "data") as workspace:
        station = station_beside(tmp_path, bench.addresses, bench.control_address)

        def prepared(serial_number: str) -> PreparedRun:
            return PreparedRun(workspace, RunRequest(procedure="hgtd.sensor-iv", station=station, serial_number=serial_number))

        first = prepared(GOOD).measure()
        assert (first.finished.verdict, first.finished.sha256) == (Verdict.PASS, "")
        second = prepared(OTHER).measure()
        assert not read_run(Path(first.finished.run_file)).sealed
        # Anybody who opens the data folder now leaves both alone: they are in good hands.
        with Workspace(tmp_path / "data") as other:
            assert other.recovered == ()
        with ThreadPoolExecutor(2) as threads:
            kept = list(threads.map(lambda measured: measured.keep(), (second, first)))
        assert [finished.warnings for finished in kept] == [(), ()]
        for finished, serial_number in zip(kept, (OTHER, GOOD), strict=True):
            run = read_run(Path(finished.run_file))
            assert (run.sealed, run.sha256, run.verdict) == (True, finished.sha256, Verdict.PASS)
            assert [entered.run for entered in workspace.history(serial_number).runs] == [finished.header.run]
        assert sum("RunSealed" in type(logged.entry).__name__ for logged in SiteLog(workspace.folder.site_log).entries()) == 2
        assert not list(workspace.folder.journals.glob("*.jsonl"))


@pytest.mark.timeout(120)
def test_a_program_that_dies_before_it_has_sealed_leaves_the_whole_run_to_the_next_start(tmp_path: Path) -> None:
    with served_bench(shipped_bench("lgad"), device="good", seed=1) as bench:
        station = station_beside(tmp_path, bench.addresses, bench.control_address)
        arguments = (str(tmp_path / "data"), str(station.path), GOOD)
        died = subprocess.run(
            [sys.executable, "-c", _DYING, *arguments], capture_output=True, text=True, check=False, timeout=100
        )
    assert died.returncode == 9, died.stderr
    with Workspace(tmp_path / "data") as workspace:
        (recovered,) = workspace.recovered
        assert recovered.outcome is Outcome.COMPLETED
        run = read_run(Path(died.stdout.strip()))
        assert (run.sealed, run.verdict) == (True, Verdict.PASS)
        assert [entered.run for entered in workspace.history(GOOD).runs] == [run.header.run]
