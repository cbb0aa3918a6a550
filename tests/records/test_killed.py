"""Run files and journals of processes that are killed, with SIGKILL, at any moment."""

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

import pytest

from qcstation.model.verdicts import Outcome
from qcstation.records import DataFolder, RunRecord, SiteLog, open_journals, read_run, recover

from .streams import RUN, STARTED
from .victims import do_a_run, take_data_for_ever, traced, write_a_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")

# A server that has everything imported makes a process in milliseconds.
Work = Callable[[Path, Connection], None]
_context = get_context("forkserver")
_context.set_forkserver_preload(["qcstation.records", "tests.records.victims"])


def _rows_of(run: RunRecord) -> list[float]:
    """All points in the order they were taken, after checking that every row is whole."""
    points: list[float] = []
    for table in run.raw.tables.values():
        assert list(table["twice"]) == [2 * point for point in table["point"]]
        points += list(table["point"])
    return points


def _drain(told: Connection) -> dict[str, Any]:
    last: dict[str, Any] = {"journalled": 0, "flushed": 0}
    try:
        while told.poll():
            kind, point = told.recv()
            last[kind] = point
    except EOFError:
        pass
    return last


@pytest.mark.parametrize("seed", range(30))
def test_a_run_killed_at_a_random_moment_keeps_every_row(tmp_path: Path, seed: int) -> None:
    told, tell = _context.Pipe(duplex=False)
    process: ForkServerProcess = _context.Process(target=take_data_for_ever, args=(tmp_path, tell), daemon=True)
    process.start()
    tell.close()
    # The run has begun: now let it live for a random while.
    assert told.poll(30)
    threading.Event().wait(random.Random(seed).uniform(0, 0.06))
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    last = _drain(told)
    folder = DataFolder(tmp_path)
    file = folder.run_file(RUN, STARTED)
    points = _rows_of(read_run(file))
    assert points == [float(point) for point in range(len(points))]
    assert len(points) >= last["flushed"]
    (journal,) = open_journals(folder)
    recovered = recover(journal, folder)
    run = read_run(file)
    points = _rows_of(run)
    assert points == [float(point) for point in range(len(points))]
    assert len(points) == sum(recovered.rows.values()) >= last["journalled"]
    assert (run.outcome, run.sealed) == (Outcome.INTERRUPTED, True)
    assert open_journals(folder) == ()
    assert [logged.entry.run for logged in SiteLog(folder.site_log).entries()] == [RUN]  # type: ignore[union-attr]


def _killed_at(work: Work, files: Sequence[str], folder: Path, fatal: int) -> dict[str, Any]:
    told, tell = _context.Pipe(duplex=False)
    process = _context.Process(target=traced, args=(work, files, folder, tell, fatal))
    process.start()
    tell.close()
    process.join(30)
    return _drain(told)


def _moments(work: Work, files: Sequence[str], folder: Path, step: int = 1) -> Iterator[tuple[Path, dict[str, int]]]:
    """Do the work again and again, killed before each `step`-th line of the named files, as it is executed for the last time."""
    (folder / "whole").mkdir()
    lines = _killed_at(work, files, folder / "whole", 0)["lines"]
    assert len(lines) > 30
    for fatal in lines[::step]:
        place = folder / str(fatal)
        place.mkdir()
        yield place, _killed_at(work, files, place, fatal)


def test_the_path_holds_an_openable_file_between_any_two_lines(tmp_path: Path) -> None:
    counts = []
    for place, last in _moments(write_a_file, ["records/live_file.py"], tmp_path):
        # Not there only before it was there for the first time.
        count = len(_rows_of(read_run(place / "run.h5"))) if (place / "run.h5").exists() else -1
        assert count >= last["flushed"] or count == last["flushed"] - 1 == -1
        counts.append(count)
    assert counts == sorted(counts)
    assert set(counts) >= {-1, 1, 2}


def test_a_run_killed_between_any_two_lines_of_its_end_is_recovered_whole(tmp_path: Path) -> None:
    outcomes = set()
    files = ["records/open_run.py", "records/sealing.py", "records/bulk.py", "records/storage.py", "records/site_log.py"]
    for place, last in _moments(do_a_run, files, tmp_path, step=3):
        if not (place / "journals").exists():
            continue
        folder = DataFolder(place)
        for journal in open_journals(folder):
            recover(journal, folder)
        runs = [read_run(path) for path in folder.run_files()]
        logged = [entry.entry for entry in SiteLog(folder.site_log).entries()]
        assert [entry.sha256 for entry in logged] == [run.sha256 for run in runs]  # type: ignore[union-attr]
        assert sum(len(_rows_of(run)) for run in runs) >= last["journalled"]
        assert all(run.sealed for run in runs)
        # Whatever a message of the run does not call lost is there; what was, was lost before sealing began.
        for run in runs:
            assert bool(len(run.raw.arrays["bytes"])) != any("items were lost" in message.text for message in run.messages)
        outcomes |= {run.outcome for run in runs}
        leftovers = [
            path.name for path in place.rglob("*") if path.suffix in {".bulk", ".new", ".sealing", ".recovered", ".jsonl"}
        ]
        assert leftovers in ([], ["site-log.jsonl"])
    assert outcomes == {Outcome.COMPLETED}
