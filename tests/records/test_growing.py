"""A run file is readable while it grows: by us, and by a program that knows h5py alone."""

import subprocess
import sys
from pathlib import Path

from qcstation.model.events import RowsTaken, encode_event
from qcstation.records import RunRecorder, read_run
from qcstation.records.live_file import LiveFile

from .streams import a_run, header, rows

# Run in another process, with no part of qcstation: it prints the number of rows at each line that it is sent.
_PLAIN_READER = """
import sys, h5py
assert not any(name.startswith("qcstation") for name in sys.modules)
file = h5py.File(sys.argv[1], "r", libver="latest", swmr=True)
voltage = file["tables/iv/voltage"]
for _ in sys.stdin:
    voltage.refresh()
    print(len(voltage), voltage[len(voltage) - 1], file.attrs["component"], flush=True)
"""


def test_plain_h5py_follows_a_growing_file(tmp_path: Path) -> None:
    recorder = RunRecorder(tmp_path / "run.h5")
    for event in a_run()[:8]:
        recorder(event)
    recorder.flush()
    with subprocess.Popen(
        [sys.executable, "-c", _PLAIN_READER, str(tmp_path / "run.h5")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as reader:
        assert reader.stdin is not None
        assert reader.stdout is not None
        for count in (3, 1500, 5000):
            recorder(RowsTaken(time=0.0, table="iv", rows=rows(count - 3, 3)))
            recorder.flush()
            print("look", file=reader.stdin, flush=True)
            length, last, component = reader.stdout.readline().split()
            assert (int(length) % 3, float(last), component) == (0, -5.0 * (count - 1), "20WS1000100101")
        reader.stdin.close()
    recorder.close()


def test_a_growing_file_is_read_in_the_same_process_too(tmp_path: Path) -> None:
    recorder = RunRecorder(tmp_path / "run.h5")
    events = a_run()
    for number, event in enumerate(events):
        recorder(event)
        if number % 6 == 0:
            recorder.flush()
            found = read_run(tmp_path / "run.h5")
            assert not found.sealed
            assert found.sha256 == ""
            assert found.outcome is None
    recorder.close()
    assert read_run(tmp_path / "run.h5").outcome is not None


def test_what_was_handed_over_is_in_the_file_soon_without_asking(tmp_path: Path) -> None:
    recorder = RunRecorder(tmp_path / "run.h5")
    for event in a_run():
        recorder(event)
    # Each look takes a while: far more than the quarter of a second that the writer waits.
    assert any(read_run(tmp_path / "run.h5").outcome is not None for _ in range(5000))
    recorder.close()


def test_the_beginning_of_an_event_is_not_one_yet(tmp_path: Path) -> None:
    events = a_run()
    file = LiveFile(tmp_path / "run.h5", header())
    file.append_events(encode_event(events[0]) + b"\n" + encode_event(events[1])[:30])
    file.flush()
    assert read_run(tmp_path / "run.h5").events == (events[0],)
    file.close()
