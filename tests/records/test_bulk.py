"""Arrays and attachments of a run: while it goes on, when its process is killed, and when it is sealed."""

import os
import signal
import threading
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from qcstation.model.errors import StorageError
from qcstation.model.events import (
    ArrayDeclared,
    ArrayTaken,
    AttachmentAdded,
    Event,
    MessageLogged,
    RunFinished,
    RunStarted,
)
from qcstation.model.raw import ArrayLayout
from qcstation.model.verdicts import Outcome
from qcstation.records import DataFolder, Journal, OpenRun, RunRecorder, read_run, reading, recover
from qcstation.records.bulk import BulkWriter, bulk_folder
from qcstation.records.recorder import PENDING_BYTES
from qcstation.records.seal_mark import check_seal

from .streams import RUN, STARTED, a_run, header, record

LAYOUT = ArrayLayout(name="waveforms", dtype="int16", shape=(100,), unit="V", attributes={"gain": 0.25})
PHOTO = b"\xff\xd8 a photo"


def waveforms(first: int, count: int) -> np.ndarray:
    """Items that differ from each other, with all 16 bits used."""
    return ((np.arange(first, first + count)[:, None] * 7919 + np.arange(100) * 31) % 65536 - 32768).astype(np.int16)


def taken(first: int, count: int) -> ArrayTaken:
    return ArrayTaken(time=STARTED, array="waveforms", first=first, count=count, data=waveforms(first, count))


def photo(name: str = "pad 7.jpg") -> AttachmentAdded:
    import hashlib

    return AttachmentAdded(
        time=STARTED,
        name=name,
        media_type="image/jpeg",
        size=len(PHOTO),
        sha256=hashlib.sha256(PHOTO).hexdigest(),
        caption="a scratch",
        data=PHOTO,
    )


def bulky_run(blocks: int = 3, size: int = 700) -> list[Event]:
    first, *rest = a_run()
    times = ArrayLayout(name="times", dtype="float64")
    return [
        first,
        ArrayDeclared(time=STARTED, layout=LAYOUT),
        *(taken(k * size, size) for k in range(blocks)),
        photo(),
        *rest[:-1],
        # Declared late: after rows and blocks.
        ArrayDeclared(time=STARTED, layout=times),
        ArrayTaken(time=STARTED, array="times", first=0, count=3, data=np.array([0.5, np.nan, 2.5])),
        ArrayDeclared(time=STARTED, layout=ArrayLayout(name="maps", dtype="uint8", shape=(15, 15))),
        rest[-1],
    ]


def test_a_sealed_run_gives_its_arrays_and_attachments_back(tmp_path: Path) -> None:
    path = tmp_path / "run.h5"
    record(path, bulky_run())
    unsealed = read_run(path)
    recorder = record(tmp_path / "other.h5", bulky_run())
    recorder.seal()
    sealed = read_run(tmp_path / "other.h5")
    assert sealed == unsealed
    assert not bulk_folder(tmp_path / "other.h5").exists()
    for run in (unsealed, sealed):
        array = run.raw.arrays["waveforms"]
        assert array.layout == LAYOUT
        np.testing.assert_array_equal(array.values, waveforms(0, 2100))
        for part in (slice(0, 1), slice(1300, 1320), slice(2099, 2100), slice(50, 50), slice(1000, 2100)):
            np.testing.assert_array_equal(array[part], waveforms(0, 2100)[part])
        np.testing.assert_array_equal(run.raw.arrays["times"].values, [0.5, np.nan, 2.5])
        assert run.raw.arrays["maps"].values.shape == (0, 15, 15)
        attached = run.attachments["pad 7.jpg"]
        assert (attached.media_type, attached.caption, attached.size, attached.read()) == ("image/jpeg", "a scratch", 10, PHOTO)


def test_plain_h5py_reads_arrays_and_attachments_of_a_sealed_file(tmp_path: Path) -> None:
    record(tmp_path / "run.h5", bulky_run()).seal()
    with h5py.File(tmp_path / "run.h5") as file:
        dataset = file["arrays/waveforms"]
        assert (dataset.compression, dataset.shuffle, dataset.dtype) == ("gzip", True, np.int16)
        assert (dataset.attrs["units"], dataset.attrs["gain"]) == ("V", 0.25)
        np.testing.assert_array_equal(dataset[()], waveforms(0, 2100))
        np.testing.assert_array_equal(file["arrays/times"][()], [0.5, np.nan, 2.5])
        assert file["attachments/pad 7.jpg"][()].tobytes() == PHOTO
        assert file["attachments/pad 7.jpg"].attrs["media_type"] == "image/jpeg"


def test_arrays_that_differ_make_runs_differ(tmp_path: Path) -> None:
    events = bulky_run()
    record(tmp_path / "one.h5", events)
    changed = waveforms(0, 700)
    changed[699, 99] += 1
    events[2] = ArrayTaken(time=STARTED, array="waveforms", first=0, count=700, data=changed)
    record(tmp_path / "two.h5", events)
    assert read_run(tmp_path / "one.h5") != read_run(tmp_path / "two.h5")


def test_what_was_flushed_is_read_while_the_run_goes_on(tmp_path: Path) -> None:
    recorder = RunRecorder(tmp_path / "run.h5")
    for event in bulky_run()[:4]:
        recorder(event)
    np.testing.assert_array_equal(recorder.arrays()["waveforms"].values, waveforms(0, 1400))
    np.testing.assert_array_equal(read_run(tmp_path / "run.h5").raw.arrays["waveforms"].values, waveforms(0, 1400))
    recorder.close()


def test_blocks_that_wait_for_the_disk_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    block = np.zeros((1, PENDING_BYTES // 8), dtype=np.int16)
    layout = ArrayLayout(name="waveforms", dtype="int16", shape=block.shape[1:])
    disk = threading.Event()
    written: list[int] = []

    def write(_self: BulkWriter, event: Event) -> None:
        assert disk.wait(10)
        if isinstance(event, ArrayTaken):
            written.append(event.first)

    monkeypatch.setattr(BulkWriter, "write", write)
    recorder = RunRecorder(tmp_path / "run.h5")
    recorder(a_run()[0])
    recorder(ArrayDeclared(time=STARTED, layout=layout))
    accepted: list[int] = []

    def take() -> None:
        for k in range(20):
            recorder(ArrayTaken(time=STARTED, array="waveforms", first=k, count=1, data=block))
            accepted.append(k)

    thread = threading.Thread(target=take)
    thread.start()
    # A quarter of the limit each: one batch being written, one waiting.
    thread.join(0.05)
    assert thread.is_alive()
    assert len(accepted) <= 8
    disk.set()
    thread.join()
    recorder.close()
    assert written == list(range(20))


def _interrupted(folder: DataFolder, events: list[Event], *, lost: int = 0) -> Path:
    """Leave what a process leaves that is killed: all events in the journal, all but the last `lost` blocks beside the file."""
    journal = Journal(folder.journal(RUN))
    recorder = RunRecorder(folder.run_file(RUN, STARTED))
    for number, event in enumerate(events):
        journal(event)
        if number < len(events) - lost:
            recorder(event)
    journal.close()
    recorder.close()
    return journal.path


def test_an_interrupted_run_is_recovered_with_its_arrays_and_attachments(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    events: list[Event] = [
        RunStarted(time=STARTED, header=header()),
        ArrayDeclared(time=STARTED, layout=LAYOUT),
        photo(),
        *(taken(k * 50, 50) for k in range(4)),
    ]
    recovered = recover(_interrupted(folder, events, lost=1), folder)
    run = read_run(folder.run_file(RUN, STARTED))
    assert (run.sealed, run.outcome, recovered.arrays) == (True, Outcome.INTERRUPTED, {"waveforms": 150})
    np.testing.assert_array_equal(run.raw.arrays["waveforms"].values, waveforms(0, 150))
    assert run.attachments["pad 7.jpg"].read() == PHOTO
    (message,) = run.all(MessageLogged)
    assert "waveforms: the last 50 of 200 items were lost" in message.text
    assert not list(folder.runs.rglob("*.bulk"))


def test_an_item_that_was_written_in_part_is_left_out(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    events: list[Event] = [
        RunStarted(time=STARTED, header=header()),
        ArrayDeclared(time=STARTED, layout=LAYOUT),
        taken(0, 50),
        photo(),
    ]
    journal = _interrupted(folder, events, lost=1)
    (file,) = folder.runs.rglob("array-*")
    os.truncate(file, file.stat().st_size - 3)
    recover(journal, folder)
    run = read_run(folder.run_file(RUN, STARTED))
    np.testing.assert_array_equal(run.raw.arrays["waveforms"].values, waveforms(0, 49))
    assert any("pad 7.jpg" in message.text for message in run.all(MessageLogged))
    with pytest.raises(StorageError, match="not what was attached"):
        run.attachments["pad 7.jpg"].read()


def _take_for_ever(folder: Path, told: Connection) -> None:
    with OpenRun(DataFolder(folder), header()) as run:
        first = 0
        for event in (RunStarted(time=STARTED, header=run.header), ArrayDeclared(time=STARTED, layout=LAYOUT)):
            run.journal(event)
            run.recorder(event)
        while True:
            block = taken(first, 40)
            run.journal(block)
            run.recorder(block)
            first += 40
            if first % 400 == 0:
                run.recorder.flush()
                told.send(first)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")
@pytest.mark.parametrize("seconds", [0.0, 0.01, 0.03])
def test_a_killed_run_keeps_every_item_that_was_flushed(tmp_path: Path, seconds: float) -> None:
    context = get_context("forkserver")
    told, tell = context.Pipe(duplex=False)
    process: Any = context.Process(target=_take_for_ever, args=(tmp_path, tell), daemon=True)
    process.start()
    tell.close()
    assert told.poll(30)
    threading.Event().wait(seconds)
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    flushed = 0
    try:
        while told.poll():
            flushed = told.recv()
    except EOFError:
        pass
    folder = DataFolder(tmp_path)
    live = read_run(folder.run_file(RUN, STARTED)).raw.arrays["waveforms"].values
    assert len(live) >= flushed > 0
    recover(folder.journal(RUN), folder)
    found = read_run(folder.run_file(RUN, STARTED)).raw.arrays["waveforms"].values
    assert len(found) >= len(live)
    np.testing.assert_array_equal(found, waveforms(0, len(found)))


@pytest.mark.parametrize(
    "event",
    [
        taken(5, 1),
        ArrayTaken(time=STARTED, array="unknown", first=0, count=1, data=waveforms(0, 1)),
        ArrayTaken(time=STARTED, array="waveforms", first=0, count=2, data=waveforms(0, 1)),
        ArrayDeclared(time=STARTED, layout=ArrayLayout(name="waveforms", dtype="int32", shape=(100,))),
        ArrayDeclared(time=STARTED, layout=ArrayLayout(name="a/b", dtype="int32")),
        ArrayDeclared(time=STARTED, layout=ArrayLayout(name="a", dtype="object")),
    ],
)
def test_what_does_not_fit_is_an_error(tmp_path: Path, event: Event) -> None:
    recorder = RunRecorder(tmp_path / "run.h5")
    for good in bulky_run()[:2]:
        recorder(good)
    recorder(event)
    with pytest.raises(StorageError, match="array"):
        recorder.flush()


def test_a_run_that_is_taken_back_leaves_no_bulk_data(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    run = OpenRun(folder, header())
    for event in bulky_run()[:4]:
        run.recorder(event)
    run.recorder.flush()
    run.discard()
    assert not [path for path in folder.runs.rglob("*") if not path.is_dir()]
    assert not list(folder.runs.rglob("*.bulk"))


def test_an_array_read_after_its_run_was_sealed_says_what_to_do(tmp_path: Path) -> None:
    recorder = record(tmp_path / "run.h5", bulky_run())
    array = read_run(tmp_path / "run.h5").raw.arrays["waveforms"]
    recorder.seal()
    with pytest.raises(StorageError, match="array-"):
        _ = array.values


def test_a_run_that_is_sealed_while_it_is_read_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = record(tmp_path / "run.h5", bulky_run())
    original = reading.read_events

    def seal_then_read(file: Any, *, sealed: bool = False) -> Any:
        events = original(file, sealed=sealed)
        if not sealed:
            monkeypatch.undo()
            recorder.seal()
        return events

    monkeypatch.setattr(reading, "read_events", seal_then_read)
    run = read_run(tmp_path / "run.h5")
    assert run.sealed
    np.testing.assert_array_equal(run.raw.arrays["waveforms"].values, waveforms(0, 2100))


def test_a_file_that_is_sealed_before_it_is_opened_is_read_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorder = record(tmp_path / "run.h5", bulky_run())

    def check_then_seal(path: Path) -> str:
        monkeypatch.undo()
        found = check_seal(path)
        recorder.seal()
        return found

    monkeypatch.setattr("qcstation.records.reading.check_seal", check_then_seal)
    assert read_run(tmp_path / "run.h5").sealed


def test_finished_runs_end_with_all_events(tmp_path: Path) -> None:
    record(tmp_path / "run.h5", bulky_run()).seal()
    run = read_run(tmp_path / "run.h5")
    assert isinstance(run.events[-1], RunFinished)
    assert [event.count for event in run.all(ArrayTaken)] == [700, 700, 700, 3]
    assert all(event.data is None for event in run.all(ArrayTaken))
