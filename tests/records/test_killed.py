"""Run files and journals of processes that are killed, with SIGKILL, at any moment."""

import os
import random
import signal
import threading
from collections.abc import Callable, Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from qcstation.model.verdicts import Outcome
from qcstation.records import DataFolder, RunRecord, SiteLog, open_journals, read_run, recover

from .streams import RUN, STARTED
from .victims import do_a_run, take_data_for_ever, traced, write_a_file

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")

# A server that has everything imported makes a process in milliseconds.
_context = get_context("forkserver")
_context.set_forkserver_preload(["qcstation.records", "tests.records.victims"])


def _rows_of(run: RunRecord) -> list[float]:
    """All points in the order they were taken, after checking that every row is whole."""
    points: list[float] = []
    for table in run.raw.tables.values():
        assert list(table["twice"]) == [2 * point for point in table["point"]]
        points += list(table["point"])
    return points


def _drain(told: Connection) -> dict[str, int]:
    last = {"journalled": 0, "flushed": 0}
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


def _killed_at(work: Callable[[Path, Connection], None], folder: Path, fatal: int) -> dict[str, int]:
    told, tell = _context.Pipe(duplex=False)
    process = _context.Process(target=traced, args=(work, folder, tell, fatal))
    process.start()
    tell.close()
    process.join(30)
    return _drain(told)


def _moments(work: Callable[[Path, Connection], None], folder: Path, count: int) -> Iterator[tuple[Path, dict[str, int]]]:
    """Do the work again and again, killed at `count` lines spread over all that it executes."""
    total = _killed_at(work, folder / "whole", 10**9)["lines"]
    assert total > count
    for step in range(count):
        place = folder / str(step)
        place.mkdir()
        yield place, _killed_at(work, place, 1 + step * total // count)


def test_the_path_holds_an_openable_file_between_any_two_lines(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    seen = set()
    for place, last in _moments(write_a_file, tmp_path, 60):
        if not (place / "run.h5").exists():
            assert last["flushed"] == 0
            continue
        points = _rows_of(read_run(place / "run.h5"))
        assert len(points) >= last["flushed"]
        seen.add(len(points))
    assert {1, 2} <= seen


def test_a_run_killed_between_any_two_lines_of_its_end_is_recovered_whole(tmp_path: Path) -> None:
    (tmp_path / "whole").mkdir()
    outcomes = set()
    for place, last in _moments(do_a_run, tmp_path, 40):
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
        outcomes |= {run.outcome for run in runs}
        leftovers = [path.name for path in place.rglob("*") if path.suffix in {".new", ".sealing", ".recovered", ".jsonl"}]
        assert leftovers in ([], ["site-log.jsonl"])
    assert outcomes == {Outcome.COMPLETED, Outcome.INTERRUPTED}
