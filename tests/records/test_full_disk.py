"""A disk that gets full at any moment: one-line errors, nothing half-written, and the process lives."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from qcstation.model.verdicts import Outcome
from qcstation.records import DataFolder, SiteLog, open_journals, read_journal, read_run, recover

from .victims import journal_on_a_full_disk, live_on_a_full_disk

pytestmark = pytest.mark.skipif(os.name != "posix", reason="limits of file sizes are POSIX's")


def _live(folder: Path, limit: int | None) -> tuple[list[str], bool]:
    """Do a run in a process of its own; HDF5 takes its process with it when a write of its own fails."""
    context = get_context("forkserver")
    told, tell = context.Pipe(duplex=False)
    process = context.Process(target=live_on_a_full_disk, args=(folder, limit, tell))
    process.start()
    tell.close()
    errors, finished = told.recv()
    process.join(60)
    assert process.exitcode == 0
    return errors, finished


def _check(folder: DataFolder, errors: list[str], *, finished: bool) -> None:
    assert all("the disk is full; free some space" in error and "\n" not in error for error in errors)
    assert finished == (not errors)
    # With space again, all that a journal took can be recovered.
    for journal in open_journals(folder):
        recover(journal, folder)
    for path in folder.run_files():
        run = read_run(path)
        assert run.sealed
        assert run.outcome in {Outcome.COMPLETED, Outcome.INTERRUPTED}
    assert SiteLog(folder.site_log).verify() == len(list(folder.run_files()))
    assert [path.name for path in folder.path.rglob("*") if path.suffix in {".new", ".sealing", ".recovered"}] == []


# From a disk that takes nothing at all to one where all but the last step fits.
@pytest.mark.parametrize("limit", [0, 100, 1500, 3000, 20_000, 100_000, 180_000, 260_000, 350_000, 10_000_000])
def test_no_file_may_grow_beyond_a_limit(tmp_path: Path, limit: int) -> None:
    folder = DataFolder(tmp_path)
    errors, finished = _live(tmp_path, limit)
    assert finished == (limit == 10_000_000)
    _check(folder, errors, finished=finished)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of one megabyte, where the system lets us have one."""
    place = Path(tempfile.mkdtemp())
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("mounting a small disk needs more rights than this user has")
    yield place
    # Lazily: a test that failed may still have files open there.
    subprocess.run(["umount", "-l", str(place)], check=True)
    place.rmdir()


@pytest.mark.parametrize("taken", [200_000, 500_000, 700_000, 900_000, 1_000_000])
def test_a_disk_that_gets_full(small_disk: Path, taken: int) -> None:
    folder = DataFolder(small_disk)
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * taken)
    errors, finished = _live(small_disk, None)
    subprocess.run(["mount", "-o", "remount,size=16m", str(small_disk)], check=True)
    _check(folder, errors, finished=finished)


def test_an_event_that_does_not_fit_leaves_the_journal_whole(tmp_path: Path) -> None:
    context = get_context("forkserver")
    told, tell = context.Pipe(duplex=False)
    process = context.Process(target=journal_on_a_full_disk, args=(tmp_path / "run.jsonl", tell))
    process.start()
    tell.close()
    errors = told.recv()
    process.join(60)
    assert [bool(error) for error in errors] == [False, True, False, True, False]
    assert len(list(read_journal(tmp_path / "run.jsonl"))) == 3
