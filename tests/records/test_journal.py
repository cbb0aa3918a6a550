"""The journal: every event in the operating system's hands at once, a torn end tolerated, other damage named."""

import os
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.model.errors import StorageError
from qcstation.model.events import Event, MessageLogged, encode_event
from qcstation.records import Journal, read_journal

from .streams import a_run


def test_every_event_is_in_the_file_when_the_call_returns(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "run.jsonl")
    events = a_run()
    for number, event in enumerate(events, start=1):
        journal(event)
        # Another descriptor sees what the operating system has: what a kill cannot take away.
        assert len((tmp_path / "run.jsonl").read_bytes().splitlines()) == number
    journal.close()
    assert list(read_journal(tmp_path / "run.jsonl")) == events


def test_lines_reach_the_disk_in_the_background_and_at_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = threading.Event()
    by_threads = set()
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        fsync(descriptor)
        by_threads.add(threading.current_thread().name)
        if len(by_threads) > 1:
            synced.set()

    monkeypatch.setattr(os, "fsync", watched)
    journal = Journal(tmp_path / "run.jsonl")
    journal(a_run()[0])
    assert synced.wait(20)
    assert by_threads == {threading.current_thread().name, "journal run"}
    journal.close()
    journal.close()
    with pytest.raises(StorageError, match="journal is closed"):
        journal(a_run()[1])


@settings(max_examples=60)
@given(cut=st.integers(0, 2000))
def test_a_torn_last_line_is_left_out(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    path = tmp_path_factory.getbasetemp() / "torn.jsonl"
    events = a_run()
    lines = [encode_event(event) + b"\n" for event in events]
    content = b"".join(lines)[: -1 - cut]
    path.write_bytes(content)
    # An event whose newline alone is missing is complete.
    whole = next(k for k in range(len(lines), -1, -1) if content.startswith(b"".join(lines[:k])[:-1]))
    assert list(read_journal(path)) == events[:whole]


@pytest.mark.parametrize("damage", [b"", b"{}", b'{"type":"RunStarted"', b"\x00" * 30, b"\xff\xfe", b'{"type":"Unheard"}'])
def test_damage_elsewhere_names_file_and_line(tmp_path: Path, damage: bytes) -> None:
    lines = [encode_event(event) for event in a_run()]
    lines[3] = damage
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"\n".join(lines) + b"\n")
    found: list[Event] = []
    with pytest.raises(StorageError, match=r"run\.jsonl, line 4: damaged") as caught:
        found.extend(read_journal(path))
    assert "\n" not in str(caught.value)


def test_a_second_journal_of_a_run_is_refused(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "run.jsonl")
    with pytest.raises(StorageError, match="exists already"):
        Journal(tmp_path / "run.jsonl")
    journal.close()


def test_a_missing_folder_and_a_missing_journal(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such file or folder"):
        Journal(tmp_path / "none" / "run.jsonl")
    with pytest.raises(StorageError, match="no such file or folder"):
        list(read_journal(tmp_path / "none.jsonl"))


def test_events_from_several_threads_stay_whole(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "run.jsonl")

    def write(worker: int) -> None:
        for number in range(300):
            journal(MessageLogged(time=float(number), text=f"{worker} " * 50))

    workers = [threading.Thread(target=write, args=(worker,)) for worker in range(4)]
    for thread in workers:
        thread.start()
    for thread in workers:
        thread.join()
    journal.close()
    texts = [event.text[0] for event in read_journal(tmp_path / "run.jsonl") if isinstance(event, MessageLogged)]
    assert sorted(texts) == sorted("0123" * 300)
