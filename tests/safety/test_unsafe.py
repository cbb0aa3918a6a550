import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from qcstation.model.errors import BenchUnsafeError, InputError, StorageError
from qcstation.safety.unsafe import UnsafeOutput, UnsafeRegister, write_atomically

_BIAS = UnsafeOutput(
    station="bench 1", instrument="bias", resource="GPIB0::24::INSTR", time=1_700_000_000.0, why="no answer in time"
)
_names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.fixture
def register(tmp_path: Path) -> UnsafeRegister:
    return UnsafeRegister(tmp_path / "unsafe")


def test_a_bench_without_markers_is_free(register: UnsafeRegister) -> None:
    register.check("bench 1", ["GPIB0::24::INSTR"])
    assert register.listed() == ()


def test_a_marked_bench_is_refused_with_what_to_do(register: UnsafeRegister) -> None:
    register.mark(_BIAS)
    with pytest.raises(BenchUnsafeError) as raised:
        register.check("bench 1")
    message = str(raised.value)
    assert "\n" not in message
    for part in (
        "bench 1",
        "bias since 2023-11-14 22:13 UTC",
        "no answer in time",
        "by hand",
        'qcstation station confirm "bench 1" --by NAME',
    ):
        assert part in message


def test_another_bench_with_the_same_instrument_is_refused_too(register: UnsafeRegister) -> None:
    register.mark(_BIAS)
    register.check("bench 2", ["GPIB0::25::INSTR"])
    with pytest.raises(BenchUnsafeError, match="bias of 'bench 1'"):
        register.check("bench 2", ["gpib0::24::instr"])


def test_a_person_confirms_and_the_bench_is_free(register: UnsafeRegister) -> None:
    other = structs.replace(_BIAS, instrument="lv", output="2", time=_BIAS.time - 1)
    elsewhere = structs.replace(_BIAS, station="bench 2", resource="")
    for output in (_BIAS, other, elsewhere):
        register.mark(output)
    assert register.listed("bench 1") == (other, _BIAS)
    confirmed = register.confirm("bench 1", "A. Person", "switched off at the front panel")
    assert {output.label for output in confirmed} == {"bias", "lv/2"}
    assert {(output.confirmed_by, output.confirmed_note) for output in confirmed} == {
        ("A. Person", "switched off at the front panel")
    }
    register.check("bench 1")
    with pytest.raises(BenchUnsafeError):
        register.check("bench 2")


@pytest.mark.parametrize(
    ("station", "by", "problem"), [("bench 1", "  ", "who confirms"), ("bench 3", "A. Person", "these have: 'bench 1'")]
)
def test_a_confirmation_that_says_nothing_is_refused(register: UnsafeRegister, station: str, by: str, problem: str) -> None:
    register.mark(_BIAS)
    with pytest.raises(InputError, match=problem):
        register.confirm(station, by)
    assert register.listed() == (_BIAS,)


def test_a_marker_that_cannot_be_read_counts_for_every_bench_until_confirmed(register: UnsafeRegister) -> None:
    register.mark(_BIAS)
    (path,) = register.folder.iterdir()
    path.write_bytes(path.read_bytes()[:20])
    with pytest.raises(BenchUnsafeError, match="cannot be read"):
        register.check("bench 7")
    assert len(register.confirm("bench 7", "A. Person")) == 1
    register.check("bench 7")


def test_a_marker_is_replaced_and_withdrawn(register: UnsafeRegister) -> None:
    register.mark(_BIAS)
    register.mark(structs.replace(_BIAS, why="later"))
    assert [output.why for output in register.listed()] == ["later"]
    assert register.has("bench 1", "bias")
    register.withdraw("bench 1", "bias")
    register.withdraw("bench 1", "bias")
    assert not register.has("bench 1", "bias")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(names=st.lists(st.tuples(_names, _names, st.one_of(st.just(""), _names)), min_size=1, max_size=4, unique=True))
def test_any_names_are_kept_apart(
    names: list[tuple[str, str, str]], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Hundreds of files: whether they are there after a power cut is not what is asked here.
    monkeypatch.setattr(os, "fsync", lambda _: None)
    register = UnsafeRegister(tmp_path_factory.mktemp("unsafe"))
    outputs = [UnsafeOutput(station=s, instrument=i, output=o, time=0.0, why="") for s, i, o in names]
    for output in outputs:
        register.mark(output)
    assert set(register.listed()) == set(outputs)
    for key in names:
        register.withdraw(*key)
    assert register.listed() == ()


def test_a_register_that_cannot_be_written_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="do not use the bench"):
        UnsafeRegister(tmp_path / "file").mark(_BIAS)


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "marker"
    write_atomically(path, b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_atomically(path, b"new")
    assert [(entry.name, entry.read_bytes()) for entry in tmp_path.iterdir()] == [("marker", b"old")]
