"""Entry from the records: repeated without harm, caught up after a failure, and never of something that was changed."""

import os
from multiprocessing import get_context
from pathlib import Path

import pytest

from qcstation.model.errors import StorageError
from qcstation.production import Database
from qcstation.records import Comment, DataFolder, RunInvalidated, SiteLog, read_run
from qcstation.records.open_run import SealedRun, log_sealed
from tests.records.streams import STARTED, a_run, header, record

from .site import SENSOR, add_run, answers, database_of, log


def test_entering_twice_changes_nothing(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    add_run(data_folder)
    log(data_folder, Comment(time=0.0, text="x", component=SENSOR.serial_number))
    assert (first := database.sync(data_folder)).entries == 2
    before = answers(database)
    assert database.sync(data_folder).entries == 0
    assert answers(database) == before
    assert first.runs == 1


def test_a_database_that_was_away_catches_up(data_folder: DataFolder, tmp_path: Path) -> None:
    away = Database(f"sqlite:///{tmp_path}/file-in-the-way/qc.db")
    (tmp_path / "file-in-the-way").touch()
    runs = [add_run(data_folder, day=1)]
    with pytest.raises(StorageError, match="cannot create the database"):
        away.upgrade()
    with pytest.raises(StorageError, match="unable to open database file"):
        away.sync(data_folder)
    runs.append(add_run(data_folder, day=2))
    (tmp_path / "file-in-the-way").unlink()
    away.upgrade()
    assert away.sync(data_folder).runs == 2
    assert {run.run for run in away.runs()} == set(runs)
    away.close()


def test_a_run_file_that_is_missing_is_entered_when_it_is_back(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    run = add_run(data_folder, day=1)
    other = add_run(data_folder, day=2)
    log(data_folder, RunInvalidated(time=0.0, run=run, reason="later"))
    path = data_folder.run_file(run, STARTED + 86400)
    hidden = path.rename(path.with_suffix(".away"))
    report = database.sync(data_folder)
    assert [found.run for found in database.runs()] == [other]
    assert "no such file" in report.problems[0]
    assert "is not in the database yet" in report.problems[1]
    assert len(database.sync(data_folder).problems) == 2
    hidden.rename(path)
    assert database.sync(data_folder).problems == ()
    assert database.run(run).summary.invalidated == "later"
    before = answers(database)
    database.rebuild(data_folder)
    assert answers(database) == before


def test_a_run_file_that_was_changed_is_refused(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    run = add_run(data_folder)
    path = data_folder.run_file(run, STARTED)
    forged = record(path.with_suffix(".forged"), a_run(header(run), value=199.0))
    path.unlink()
    forged.seal(path)
    report = database.sync(data_folder)
    assert database.runs() == ()
    assert "is not the file that was sealed" in report.problems[0]


def test_a_run_that_was_sealed_again_replaces_its_first_entry(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    run = add_run(data_folder, value=100.0)
    database.sync(data_folder)
    path = data_folder.run_file(run, STARTED)
    again = record(path.with_suffix(".again"), a_run(header(run), value=199.0))
    path.unlink()
    sha256 = again.seal(path)
    sealed = SealedRun(run=run, path=data_folder.relative(path), file=path, sha256=sha256)
    log_sealed(SiteLog(data_folder.site_log), sealed, time=0.0)
    assert database.sync(data_folder).problems == ()
    (analysis,) = database.run(run).analyses
    assert analysis.measurements[0].value == 199.0
    assert database.run(run).summary.sha256 == read_run(path).sha256


def test_another_site_log_is_refused(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    log(data_folder, Comment(time=0.0, text="a" * 100))
    database.sync(data_folder)
    data_folder.site_log.unlink()
    with pytest.raises(StorageError, match="cut or replaced"):
        database.sync(data_folder)
    log(data_folder, Comment(time=0.0, text="b" * 100), Comment(time=0.0, text="c"))
    with pytest.raises(StorageError, match="log is damaged"):
        database.sync(data_folder)
    database.rebuild(data_folder)
    log(data_folder, Comment(time=0.0, text="d"))
    assert database.sync(data_folder).entries == 1


def _sync(path: Path) -> None:
    folder = DataFolder(path)
    database = Database(f"sqlite:///{folder.database}")
    for _ in range(3):
        database.sync(folder)
    database.close()


@pytest.mark.skipif(os.name != "posix", reason="forkserver is POSIX's")
def test_several_processes_enter_at_once(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    runs = {add_run(data_folder, day=day) for day in range(4)}
    log(data_folder, *(Comment(time=float(number), text="x", component=SENSOR.serial_number) for number in range(250)))
    context = get_context("forkserver")
    others = [context.Process(target=_sync, args=(data_folder.path,)) for _ in range(3)]
    for process in others:
        process.start()
    for process in others:
        process.join(60)
    assert [process.exitcode for process in others] == [0, 0, 0]
    assert {run.run for run in database.runs()} == runs
    assert len(database.history(SENSOR.serial_number).comments) == 250
