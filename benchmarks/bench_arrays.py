"""What it costs to keep arrays: blocks of waveforms from a procedure into the record, their sealing, reading them again.

Gates, each against a baseline that takes turns with it: blocks through engine, journal and run file at least a quarter as fast as
bare writes of the same blocks (they are copied once), and at least 400 MB/s; sealing, checked, at least twice as fast as h5py
packs alone with its own gzip and shuffle; reading back at least as fast as h5py.
"""

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import h5py
import numpy as np

from qcstation.engine.arrays import GrowingArray
from qcstation.engine.bus import EventBus
from qcstation.model.events import ArrayDeclared, ArrayTaken, RunStarted
from qcstation.model.raw import ArrayLayout
from qcstation.model.runs import RunHeader, RunKind
from qcstation.records import Journal, RunRecorder, read_run

ROUNDS = 3
BLOCKS = 100
LIMIT = 400e6
LAYOUT = ArrayLayout(name="waveforms", dtype="int16", shape=(1000,), unit="V")
_HEADER = RunHeader(run="benchmark", procedure="benchmark", procedure_version="1", started=0.0, kind=RunKind.SIMULATED)


def waveforms() -> np.ndarray:
    """Return a block of 2 MB: pulses of an LGAD's shape in noise, 12 bits of an int16, shape (1000, 1000)."""
    time_axis = np.arange(1000)
    pulse = np.where(time_axis > 400, 2000 * np.exp(-(time_axis - 400) / 80), 0)
    noise = np.random.default_rng(1).normal(0, 30, (1000, 1000))
    return (noise - pulse).astype(np.int16)


def measure(folder: Path, block: np.ndarray) -> Mapping[str, float]:
    """Return bytes a second of each step: ours, and its baseline."""
    size = BLOCKS * block.nbytes
    found = {"bare": size / _seconds(lambda: _bare(folder / "bare", block))}
    journal, recorder = Journal(folder / "run.jsonl"), RunRecorder(folder / "run.h5")
    bus = EventBus(keepers=(journal, recorder))
    bus.publish(RunStarted(time=0.0, header=_HEADER))
    bus.publish(ArrayDeclared(time=0.0, layout=LAYOUT))
    array = GrowingArray(
        LAYOUT,
        lambda name, first, data: bus.publish(ArrayTaken(time=0.0, array=name, first=first, count=len(data), data=data)),
        keep=False,
    )
    recorder.flush()

    def take() -> None:
        for _ in range(BLOCKS):
            array.append(block)
        recorder.flush()

    found["record"] = size / _seconds(take)
    recorder.close()
    journal.close()
    found["h5py packs"] = size / _seconds(lambda: _packed_by_h5py(folder / "plain.h5", block))
    found["seal"] = size / _seconds(recorder.seal)
    stored = read_run(folder / "run.h5").raw.arrays["waveforms"]
    found["read"] = size / _seconds(lambda: [None for _ in stored.blocks(len(block))])
    found["h5py reads"] = size / _seconds(lambda: _read_by_h5py(folder / "run.h5", len(block)))
    return found


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _bare(path: Path, block: np.ndarray) -> None:
    with path.open("wb", buffering=0) as file:
        for _ in range(BLOCKS):
            file.write(block.data)


def _packed_by_h5py(path: Path, block: np.ndarray) -> None:
    with h5py.File(path, "w") as file:
        shape = (BLOCKS * len(block), *block.shape[1:])
        packed = file.create_dataset(
            "waveforms", shape, block.dtype, chunks=(128, 1000), compression="gzip", compression_opts=1, shuffle=True
        )
        for first in range(0, len(packed), len(block)):
            packed[first : first + len(block)] = block
    with path.open("rb") as written:
        os.fsync(written.fileno())


def _read_by_h5py(path: Path, items: int) -> None:
    with h5py.File(path) as file:
        stored = file["arrays/waveforms"]
        for first in range(0, len(stored), items):
            stored[first : first + items]


def main() -> int:
    """Print the figures; exit code 1 if a gate is missed."""
    block, rounds = waveforms(), []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            rounds.append(measure(Path(folder), block))

    def ratio(ours: str, theirs: str) -> float:
        return statistics.median(found[ours] / found[theirs] for found in rounds)

    middle = {name: statistics.median(found[name] for found in rounds) for name in rounds[0]}
    gates = {
        "record / bare writes, at least 0.25": (found := ratio("record", "bare"), found >= 0.25),
        "into the record, at least 400 MB/s": (found := middle["record"] / 1e6, found >= LIMIT / 1e6),
        "seal / packing by h5py, at least 2": (found := ratio("seal", "h5py packs"), found >= 2),
        "read / reading by h5py, at least 1": (found := ratio("read", "h5py reads"), found >= 1),
    }
    for name, figure in middle.items():
        print(f"{name:<54} {figure / 1e6:8.0f} MB/s")
    for name, (figure, holds) in gates.items():
        print(f"{name:<54} {figure:8.3f}  {'holds' if holds else 'MISSED'}")
    return 0 if all(holds for _, holds in gates.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
