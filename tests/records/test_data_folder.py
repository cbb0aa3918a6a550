"""Where data live, and who owns which run there."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

import pytest

from qcstation.model.errors import StorageError
from qcstation.records import DataFolder, OpenRun, default_data_folder, open_journals, recover

from .streams import RUN, STARTED, header
from .victims import hold_a_run, without_privileges

posix_only = pytest.mark.skipif(os.name != "posix", reason="needs POSIX users and processes")


def test_explicit_comes_before_environment_before_platform(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QCSTATION_DATA", str(tmp_path / "environment"))
    assert default_data_folder(tmp_path / "explicit") == tmp_path / "explicit"
    assert default_data_folder() == tmp_path / "environment"
    monkeypatch.setenv("QCSTATION_DATA", "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "local"))
    assert default_data_folder().name == "qcstation"
    assert tmp_path in default_data_folder().parents


def test_files_have_their_places(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "new" / "data")
    file = folder.run_file(RUN, STARTED)
    assert folder.relative(file) == f"runs/2026/09/{RUN}.h5"
    assert file.parent.is_dir()
    assert folder.relative(folder.journal(RUN)) == f"journals/{RUN}.jsonl"
    assert (folder.site_log.name, folder.database.name) == ("site-log.jsonl", "qcstation.db")
    file.touch()
    assert list(folder.run_files()) == [file]


def test_a_file_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(StorageError, match="cannot create the data folder"):
        DataFolder(tmp_path / "data")


@pytest.fixture
def read_only_folder() -> Iterator[Path]:
    """A data folder that a user without privileges can see, but not write."""
    folder = Path(tempfile.mkdtemp())
    DataFolder(folder)
    for path in (folder, folder / "runs", folder / "journals"):
        path.chmod(0o555)
    yield folder
    for path in (folder, folder / "runs", folder / "journals"):
        path.chmod(0o755)
    shutil.rmtree(folder)


@posix_only
def test_a_read_only_folder_is_a_clear_error_everywhere(read_only_folder: Path) -> None:
    context = get_context("forkserver")
    told, tell = context.Pipe(duplex=False)
    process = context.Process(target=without_privileges, args=(read_only_folder, tell))
    process.start()
    tell.close()
    folder_error, log_error, journal_error, recorder_error = (told.recv() for _ in range(4))
    process.join(30)
    assert "is read-only; make it writable, or choose another with --data-dir" in folder_error
    for error in (log_error, journal_error, recorder_error):
        assert "permission denied; make the folder writable" in error
        assert "\n" not in error
    assert sorted(path.name for path in read_only_folder.rglob("*")) == ["journals", "runs"]


@posix_only
def test_a_run_has_one_owner_until_that_one_is_gone(tmp_path: Path) -> None:
    context = get_context("forkserver")
    told, tell = context.Pipe()
    process = context.Process(target=hold_a_run, args=(tmp_path, tell))
    process.start()
    tell.close()
    assert told.recv() == ("open", 0)
    folder = DataFolder(tmp_path)
    assert open_journals(folder) == ()
    with pytest.raises(StorageError, match="owned by another process that is still running"):
        OpenRun(folder, header())
    with pytest.raises(StorageError, match="owned by another process"):
        recover(folder.journal(RUN), folder)
    told.close()
    process.join(30)
    assert open_journals(folder) == (folder.journal(RUN),)


def test_a_lock_is_for_one_in_the_same_process_too(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    lock = folder.lock(RUN)
    with pytest.raises(StorageError, match="owned by another process"):
        folder.lock(RUN)
    lock.release()
    folder.lock(RUN).release(finished=True)
    assert not (folder.journals / f"{RUN}.lock").exists()
