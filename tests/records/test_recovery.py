"""Interrupted runs: found, closed as INTERRUPTED with all that their journals hold, and not done twice."""

from collections.abc import Sequence
from pathlib import Path

import h5py
import pytest
from hypothesis import given, settings

from qcstation.model.errors import StorageError
from qcstation.model.events import Event, RunFinished, encode_event
from qcstation.model.verdicts import Outcome
from qcstation.records import (
    DataFolder,
    OpenRun,
    RunSealed,
    SiteLog,
    file_sha256,
    open_journals,
    read_run,
    recover,
)
from qcstation.records.seal_mark import add_seal

from .streams import RUN, STARTED, a_run, expected_tables, header, record, streams


def _journal(folder: DataFolder, events: Sequence[Event], tail: bytes = b"", run: str = RUN) -> Path:
    path = folder.journal(run)
    path.write_bytes(b"".join(encode_event(event) + b"\n" for event in events) + tail)
    return path


def _sealed(folder: DataFolder) -> list[RunSealed]:
    return [logged.entry for logged in SiteLog(folder.site_log).entries() if isinstance(logged.entry, RunSealed)]


@settings(max_examples=25)
@given(events=streams())
def test_a_recovered_run_holds_all_that_its_journal_holds(tmp_path_factory: pytest.TempPathFactory, events: list[Event]) -> None:
    folder = DataFolder(tmp_path_factory.mktemp("data"))
    found = recover(_journal(folder, events), folder)
    assert found.sealed is not None
    run = read_run(found.sealed.file)
    expected = {name: len(rows) for name, rows in expected_tables(events).items()}
    assert {name: len(table) for name, table in run.raw.tables.items()} == expected
    assert run.header == found.header
    assert (found.events, run.sha256) == (len(events), found.sealed.sha256)
    ends = [event for event in events if isinstance(event, RunFinished)]
    assert run.outcome == found.outcome == (ends[0].outcome if ends else Outcome.INTERRUPTED)


def test_an_interrupted_run_is_closed_with_the_reason(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    events = a_run()[:15]
    journal = _journal(folder, events, tail=b'{"type":"RowsTak')
    assert open_journals(folder) == (journal,)
    found = recover(journal, folder, reason="the watchdog ended a hang")
    assert (found.torn, found.events, found.rows) == (16, 15, {"iv": 9})
    assert found.sealed is not None
    run = read_run(folder.path / found.sealed.path)
    assert (run.outcome, run.reason) == (Outcome.INTERRUPTED, "the watchdog ended a hang")
    assert run.ended == max(event.time for event in events)
    assert run.sealed
    assert [(entry.run, entry.sha256) for entry in _sealed(folder)] == [(RUN, run.sha256)]
    assert open_journals(folder) == ()
    assert [path.name for path in folder.journals.iterdir()] == []


def test_a_run_that_was_sealed_before_the_crash_keeps_its_file(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    events = a_run()
    with OpenRun(folder, header()) as run:
        for event in events:
            run.journal(event)
            run.recorder(event)
        sealed = run.finish(time=STARTED)
    assert open_journals(folder) == ()
    content = sealed.file.read_bytes()
    found = recover(_journal(folder, events), folder)
    assert found.sealed == sealed
    assert sealed.file.read_bytes() == content
    assert len(_sealed(folder)) == 1


def test_a_file_that_another_version_sealed_is_not_written_again(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    file = folder.run_file(RUN, STARTED)
    record(file, a_run()).seal()
    file.chmod(0o644)
    with h5py.File(file, "r+") as opened:
        opened.attrs["written_by"] = "another version"
    add_seal(file)
    content = file.read_bytes()
    found = recover(_journal(folder, a_run()), folder)
    assert file.read_bytes() == content
    assert found.sealed is not None
    assert found.sealed.sha256 == file_sha256(file)


def test_leftovers_of_the_crash_are_removed(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    file = folder.run_file(RUN, STARTED)
    for end in (".new", ".sealing", ".recovered"):
        file.with_name(file.name + end).write_bytes(b"half")
    recover(_journal(folder, a_run()), folder)
    assert [path.name for path in file.parent.iterdir()] == [file.name]


@pytest.mark.parametrize("content", [b"", b'{"type":"RunSta'])
def test_a_journal_without_a_header_is_moved_aside(tmp_path: Path, content: bytes) -> None:
    folder = DataFolder(tmp_path)
    found = recover(_journal(folder, [], tail=content), folder)
    assert found.sealed is None
    assert found.journal.read_bytes() == content
    assert open_journals(folder) == ()


def test_a_damaged_journal_is_kept_and_named(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    journal = _journal(folder, a_run()[:4], tail=b"garbage\n" + encode_event(a_run()[5]) + b"\n")
    content = journal.read_bytes()
    with pytest.raises(StorageError, match="line 5: damaged"):
        recover(journal, folder)
    assert journal.read_bytes() == content
    assert list(folder.run_files()) == []
    assert open_journals(folder) == (journal,)


def test_a_discarded_run_leaves_no_trace(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with OpenRun(folder, header()) as run:
        for event in a_run()[:9]:
            run.journal(event)
            run.recorder(event)
        run.discard()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_an_abandoned_run_is_found_again(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    with OpenRun(folder, header()) as run:
        for event in a_run()[:9]:
            run.journal(event)
            run.recorder(event)
    assert open_journals(folder) == (folder.journal(RUN),)
