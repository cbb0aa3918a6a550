"""What goes in comes out: live, closed, sealed, and through a journal."""

import math
import tempfile
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from qcstation.model.errors import StorageError
from qcstation.model.events import Event, Progressed, RowsTaken, TableDeclared
from qcstation.model.raw import TableLayout
from qcstation.model.runs import RunHeader
from qcstation.model.verdicts import Outcome, Verdict
from qcstation.records import Journal, RunRecord, RunRecorder, file_sha256, read_journal, read_run, sealing

from .streams import IV, RUN, SPECIFICATION, a_run, expected_tables, header, record, rows, streams


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(events=streams())
def test_replaying_the_journal_gives_the_same_record_live_closed_and_sealed(events: list[Event]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        journal = Journal(folder / "run.jsonl")
        recorder = RunRecorder(folder / "run.h5")
        for event in events:
            journal(event)
            recorder(event)
        recorder.flush()
        live = read_run(folder / "run.h5")
        recorder.close()
        journal.close()
        replayed = record(folder / "again.h5", read_journal(folder / "run.jsonl"))
        assert live == read_run(folder / "run.h5") == read_run(folder / "again.h5")
        sha256 = replayed.seal()
        sealed = read_run(folder / "again.h5")
        assert sealed == live
        assert (sealed.sealed, sealed.sha256) == (True, sha256)
        _check_against(events, live)


def _check_against(events: list[Event], found: RunRecord) -> None:
    assert list(found.events) == [event for event in events if not isinstance(event, (RowsTaken, Progressed))]
    expected = expected_tables(events)
    assert list(found.raw.tables) == list(expected)
    for name, taken in expected.items():
        for column, values in enumerate(found.raw[name].columns.values()):
            assert np.array_equal(values, [row[column] for row in taken], equal_nan=True)


def test_the_record_tells_the_run(tmp_path: Path) -> None:
    record(tmp_path / "run.h5", a_run()).seal()
    run = read_run(tmp_path / "run.h5")
    assert run.header == header()
    assert (run.outcome, run.verdict, run.ended) == (Outcome.COMPLETED, Verdict.PASS, header().started + 51)
    assert run.specification == SPECIFICATION
    assert [judgement.verdict for judgement in run.judgements] == [Verdict.PASS, None]
    assert [result.name for result in run.results] == ["breakdown_voltage", "gain_layer_voltage"]
    assert [message.text for message in run.messages] == ["compliance reached"]
    assert [instrument.identity for instrument in run.instruments] == ["KEITHLEY,2410,1,C33"]
    assert run.raw.answers == {"probe": "yes"}
    assert len(run.raw["iv"]) == 15
    assert run.raw["iv"].layout == IV
    assert math.isnan(run.raw["iv"]["current"][3])


def test_records_of_different_runs_differ(tmp_path: Path) -> None:
    record(tmp_path / "one.h5", a_run())
    record(tmp_path / "other.h5", a_run(value=100.0))
    record(tmp_path / "longer.h5", a_run(row_events=6))
    one, other, longer = (read_run(tmp_path / f"{name}.h5") for name in ("one", "other", "longer"))
    assert one == read_run(tmp_path / "one.h5")
    assert one != other
    assert one != longer


def test_a_sealed_file_explains_itself_to_plain_h5py(tmp_path: Path) -> None:
    path = tmp_path / "run.h5"
    sha256 = record(path, a_run()).seal()
    assert file_sha256(path) == sha256
    assert path.stat().st_mode & 0o777 == 0o444
    with h5py.File(path, "r") as file:
        assert file.attrs["run"] == RUN
        assert (file.attrs["format"], file.attrs["format_version"]) == ("qcstation run", 1)
        assert (file.attrs["outcome"], file.attrs["verdict"]) == ("COMPLETED", "PASS")
        assert file["tables/iv/voltage"].attrs["units"] == "V"
        assert file["tables/iv"].attrs["sweep"] == "up"
        assert list(file["tables/iv/voltage"][:3]) == [0.0, -5.0, -10.0]
        assert file["tables/iv/voltage"].compression == "gzip"
        assert file["settings/stop"][()] == -200.0
        assert file["settings/stop"].attrs["units"] == "V"
        assert [row["name"].decode() for row in file["judgements"]] == ["breakdown_voltage", "gain_layer_voltage"]
        assert file["judgements"]["min"][0] == 120.0
        assert file["results"]["refusal"][1].decode() == "no knee"
        assert list(file["environment/climate/temperature"]) == [21.0, 22.0, 23.0, 24.0, 25.0]
        assert file["environment/climate/temperature"].attrs["units"] == "degC"
        assert file["specification"].attrs["digest"] == SPECIFICATION.digest
        assert b"KEITHLEY,2410,1,C33" in file["instruments"]["identity"]
        assert [row["what"].decode() for row in file["safing"]] == ["safing started", "made safe"]


def test_sealing_compresses_and_the_reserve_is_given_back(tmp_path: Path) -> None:
    path = tmp_path / "run.h5"
    events = [*a_run()[:-1], RowsTaken(time=0.0, table="iv", rows=rows(0, 20_000)), a_run()[-1]]
    recorder = record(path, events)
    before = path.stat().st_size
    recorder.seal()
    assert path.stat().st_size < before / 2


def test_what_reads_back_differently_is_not_sealed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forgetful(old: Any, new: Any, name: str) -> Any:
        made = copy(old, new, name)
        if name == "voltage":
            made[2] = 17.0
        return made

    copy = sealing._copy_dataset
    monkeypatch.setattr(sealing, "_copy_dataset", forgetful)
    recorder = record(tmp_path / "run.h5", a_run())
    with pytest.raises(StorageError, match="/tables/iv/voltage reads back differently"):
        recorder.seal()
    assert [path.name for path in tmp_path.glob("run*")] == ["run.h5"]
    assert not read_run(tmp_path / "run.h5").sealed


def test_tables_declared_late_and_twice(tmp_path: Path) -> None:
    recorder = RunRecorder(tmp_path / "run.h5")
    for event in a_run()[:-1]:
        recorder(event)
    recorder.flush()
    recorder(TableDeclared(time=0.0, layout=TableLayout(name="cv", columns={"capacitance": "F"})))
    recorder(TableDeclared(time=0.0, layout=IV))
    recorder(RowsTaken(time=0.0, table="cv", rows=((1e-12,), (2e-12,))))
    recorder(RowsTaken(time=0.0, table="iv", rows=rows(15, 1)))
    recorder.flush()
    live = read_run(tmp_path / "run.h5")
    assert (len(live.raw["iv"]), len(live.raw["cv"])) == (16, 2)
    recorder.close()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (RowsTaken(time=0.0, table="cv", rows=((1.0,),)), "'cv', which was not declared"),
        (RowsTaken(time=0.0, table="iv", rows=((1.0,),)), "has 1 values, expected 2"),
        (RowsTaken(time=0.0, table="iv", rows=((1.0, 2.0), (1.0,))), "not 2 numbers each"),
        (TableDeclared(time=0.0, layout=TableLayout(name="iv", columns={"x": "V"})), "declared twice"),
        (TableDeclared(time=0.0, layout=TableLayout(name="a/b", columns={})), "cannot be a name"),
    ],
)
def test_what_cannot_be_written_is_told_once_by_the_next_event_and_again_by_close(
    tmp_path: Path, wrong: Event, message: str
) -> None:
    recorder = RunRecorder(tmp_path / "run.h5")
    events = a_run()
    for event in events[:8]:
        recorder(event)
    recorder(wrong)
    with pytest.raises(StorageError, match=message):
        recorder.flush()
    with pytest.raises(StorageError, match=message):
        recorder(events[9])
    recorder(events[10])
    with pytest.raises(StorageError, match=message):
        recorder.close()


def test_the_first_event_has_to_be_the_start(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="first event is RunStarted"):
        RunRecorder(tmp_path / "run.h5")(a_run()[1])


def test_not_finite_numbers_are_not_taken(tmp_path: Path) -> None:
    events = [*a_run()[:7], RowsTaken(time=0.0, table="iv", rows=((math.inf, -math.inf), (math.nan, 1.0)))]
    record(tmp_path / "run.h5", events)
    table = read_run(tmp_path / "run.h5").raw["iv"]
    assert np.isnan(table["voltage"]).all()
    assert math.isnan(table["current"][0])
    assert table["current"][1] == 1.0


def test_header_values_that_hdf5_cannot_hold_are_kept_in_its_json(tmp_path: Path) -> None:
    odd: RunHeader = header(note="a\0b" * 40_000, settings={"file: a/b": "x\0y", "big": 2**63 - 1, "": 1.0}, operator="\0")
    record(tmp_path / "run.h5", a_run(odd)).seal()
    assert read_run(tmp_path / "run.h5").header == odd


@pytest.mark.parametrize("kept", [0, 100, 2000, 15_000])
def test_a_truncated_file_is_named_with_what_to_do(tmp_path: Path, kept: int) -> None:
    path = tmp_path / "run.h5"
    record(path, a_run()).seal()
    content = path.read_bytes()
    assert len(content) > 15_000
    path.unlink()
    path.write_bytes(content[:kept])
    with pytest.raises(StorageError, match=r"run\.h5 is damaged, truncated or not a run file .*; restore it") as caught:
        read_run(path)
    assert "\n" not in str(caught.value)


def test_damaged_data_are_noticed(tmp_path: Path) -> None:
    path = tmp_path / "run.h5"
    record(path, a_run(row_events=300)).seal()
    with h5py.File(path, "r") as file:
        chunk = file["tables/iv/voltage"].id.get_chunk_info(0)
    content = bytearray(path.read_bytes())
    content[chunk.byte_offset + chunk.size // 2] ^= 0x10
    path.chmod(0o644)
    path.write_bytes(content)
    with pytest.raises(StorageError, match="is damaged"):
        read_run(path)


def test_other_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such file"):
        read_run(tmp_path / "none.h5")
    with h5py.File(tmp_path / "other.h5", "w") as file:
        file["x"] = 1
    with pytest.raises(StorageError, match="not a run file"):
        read_run(tmp_path / "other.h5")
    record(tmp_path / "newer.h5", a_run())
    with h5py.File(tmp_path / "newer.h5", "r+") as file:
        file.attrs["format_version"] = 2
    with pytest.raises(StorageError, match=r"version 2.*update qcstation"):
        read_run(tmp_path / "newer.h5")
