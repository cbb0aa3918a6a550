"""Damage at any place of a run file is noticed at once, or harmless: reading neither hangs nor crashes."""

import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from qcstation.model.errors import StorageError
from qcstation.model.events import ArrayDeclared, ArrayTaken, AttachmentAdded, Event
from qcstation.model.raw import ArrayLayout
from qcstation.records import RunRecord, RunRecorder, read_run
from qcstation.records.live_view import lookup3

from .streams import STARTED, a_run

PATIENCE = 2.0
"""Seconds in which a damaged file has to be told."""


def _events() -> list[Event]:
    layout = ArrayLayout(name="waveforms", dtype="int16", shape=(50,), unit="V")
    block = np.arange(1000, dtype=np.int16).reshape(20, 50)
    first, *rest = a_run()
    return [
        first,
        ArrayDeclared(time=STARTED, layout=layout),
        ArrayTaken(time=STARTED, array="waveforms", first=0, count=20, data=block),
        AttachmentAdded(time=STARTED, name="a.txt", media_type="text/plain", size=2, sha256="x", data=b"ab"),
        *rest,
    ]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed run file."""
    path = tmp_path_factory.mktemp("sealed") / "run.h5"
    recorder = RunRecorder(path)
    for event in _events():
        recorder(event)
    recorder.seal()
    return path


@pytest.fixture(scope="module")
def growing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A run file that is open for writing."""
    path = tmp_path_factory.mktemp("growing") / "run.h5"
    recorder = RunRecorder(path)
    for event in _events()[:-1]:
        recorder(event)
    recorder.flush()
    yield path
    recorder.close()


def _read(path: Path, content: bytes) -> tuple[RunRecord | None, str]:
    path.write_bytes(content)
    began = time.monotonic()
    try:
        found, error = read_run(path), ""
    except StorageError as refused:
        found, error = None, str(refused)
    assert time.monotonic() - began < PATIENCE
    assert "\n" not in error
    assert found or "damaged" in error or "not a run file" in error or "update qcstation" in error
    return found, error


def _flipped(content: bytes, places: list[int], chance: random.Random) -> bytes:
    damaged = bytearray(content)
    for place in places:
        damaged[place] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def test_a_sealed_file_with_one_bit_changed_is_refused(sealed: Path) -> None:
    content, chance = sealed.read_bytes(), random.Random(7)
    for place in chance.sample(range(len(content)), 150):
        _, error = _read(sealed.with_name("damaged.h5"), _flipped(content, [place], chance))
        assert error


def test_a_sealed_file_cut_short_is_refused(sealed: Path) -> None:
    content, chance = sealed.read_bytes(), random.Random(8)
    for kept in [0, 1, 100, len(content) - 100, len(content) - 1, *chance.sample(range(len(content)), 40)]:
        _, error = _read(sealed.with_name("damaged.h5"), content[:kept])
        assert error


def test_a_growing_file_with_bits_changed_anywhere_is_read_or_refused_at_once(growing: Path) -> None:
    content, chance = growing.read_bytes(), random.Random(9)
    used = len(content.rstrip(b"\0"))
    told, whole = set(), read_run(growing)
    # Dense where HDF5's own structures begin, and anywhere.
    for place in [*range(0, 48, 3), *chance.sample(range(48, 4096), 15), *chance.sample(range(4096, used), 40)]:
        found, error = _read(growing.with_name("damaged.h5"), _flipped(content, [place], chance))
        told.add(bool(error))
        assert found is None or found.header == whole.header
    assert told == {True, False}


def test_a_growing_file_cut_short_is_read_or_refused_at_once(growing: Path) -> None:
    content, chance = growing.read_bytes(), random.Random(10)
    for kept in [0, 1, 47, 48, *chance.sample(range(len(content)), 20)]:
        _read(growing.with_name("damaged.h5"), content[:kept])


def test_an_array_in_a_file_damaged_after_it_was_opened_is_refused(sealed: Path) -> None:
    copy = sealed.with_name("copy.h5")
    content = sealed.read_bytes()
    copy.write_bytes(content)
    waveforms = read_run(copy).raw.arrays["waveforms"]
    assert waveforms.values.shape == (20, 50)
    copy.write_bytes(content[: len(content) // 2])
    with pytest.raises(StorageError, match=r"copy\.h5"):
        _ = waveforms.values


@pytest.mark.parametrize(("text", "value"), [(b"", 0xDEADBEEF), (b"Four score and seven years ago", 0x17770551)])
def test_the_checksum_is_that_of_its_author(text: bytes, value: int) -> None:
    # The examples in burtleburtle.net/bob/c/lookup3.c, driver5.
    assert lookup3(text) == value
