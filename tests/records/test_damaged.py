"""Damage at any place of a run file is noticed, or harmless; it never hangs, crashes or changes what is read of a sealed file."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.model.errors import StorageError
from qcstation.records import RunRecord, RunRecorder, read_run

from .streams import a_run, record

_places = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 7)), max_size=5)
_kept = st.none() | st.floats(0, 1)


def _damaged(content: bytes, places: list[tuple[float, int]], kept: float | None) -> bytes:
    """Flip bits and cut the end off."""
    damaged = bytearray(content)
    for place, bit in places:
        damaged[int(place * len(content))] ^= 1 << bit
    return bytes(damaged) if kept is None else bytes(damaged[: int(kept * len(content))])


def _read(path: Path) -> tuple[RunRecord | None, str]:
    try:
        return read_run(path), ""
    except StorageError as error:
        return None, str(error)


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed run file."""
    path = tmp_path_factory.mktemp("sealed") / "run.h5"
    record(path, a_run()).seal()
    return path


@pytest.fixture(scope="module")
def open_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A run file that is open for writing."""
    path = tmp_path_factory.mktemp("open") / "run.h5"
    recorder = RunRecorder(path)
    for event in a_run()[:-1]:
        recorder(event)
    recorder.flush()
    yield path
    recorder.close()


@settings(max_examples=200)
@given(places=_places, kept=_kept)
def test_of_a_sealed_file_the_truth_is_read_or_nothing(sealed: Path, places: list[tuple[float, int]], kept: float | None) -> None:
    damaged = sealed.with_name("damaged.h5")
    damaged.write_bytes(_damaged(sealed.read_bytes(), places, kept))
    found, error = _read(damaged)
    assert found is None or found == read_run(sealed)
    assert "\n" not in error
    assert found or "damaged" in error or "not a run file" in error or "update qcstation" in error


@settings(max_examples=25)
@given(places=_places, kept=_kept)
def test_a_damaged_file_that_is_open_is_told_in_good_time(
    open_file: Path, places: list[tuple[float, int]], kept: float | None
) -> None:
    damaged = open_file.with_name("damaged.h5")
    damaged.write_bytes(_damaged(open_file.read_bytes(), places, kept))
    # Without checksums of data a changed number cannot be noticed; the journal is the truth of an open run.
    found, error = _read(damaged)
    assert "\n" not in error
    assert bool(error) != bool(found)
