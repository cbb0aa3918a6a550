"""What goes out: the JSON document of a run and tables as CSV."""

import csv
import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from qcstation.exchange import read_file, run_document, write_raw_tables, write_results
from qcstation.model.components import Component
from qcstation.model.errors import StorageError
from qcstation.model.estimates import Censoring, Estimate, Refusal, Result
from qcstation.model.limits import parse_specification
from qcstation.model.raw import ArrayLayout, RawArray, RawData, RawTable, TableLayout
from qcstation.model.runs import RunHeader, RunKind
from qcstation.model.verdicts import Judgement, Outcome, judge, overall
from tests.exchange import samples
from tests.exchange.conftest import Write

SPECIFICATION = parse_specification("""
[specification]
id = "hgtd.sensor-iv"
version = "1"
[limits.breakdown_voltage]
unit = "V"
min = 120
required = true
source = "test"
[limits.leakage_current]
unit = "A"
max = 1e-7
required = true
source = "test"
""")
HEADER = RunHeader(
    run="5f2b7a1e-0000-4000-8000-000000000001",
    procedure="hgtd.sensor-iv",
    procedure_version="1",
    started=1_700_000_000.25,
    kind=RunKind.MEASURED,
    component=Component(serial_number="20WS1000100101", type="hgtd.sensor"),
)
RESULTS = (
    Result("breakdown_voltage", Estimate(value=156.13, unit="V", uncertainty=0.4, method="500 nA")),
    Result("leakage_current", Refusal(unit="A", reason="no point at 100 V"), channel="pad 12"),
    Result("compliance_voltage", Estimate(value=200.0, unit="V", censored=Censoring.ABOVE)),
)


@pytest.fixture
def judgements() -> tuple[Judgement, ...]:
    return judge(RESULTS, SPECIFICATION)


def test_document_of_a_run_has_the_documented_shape(judgements: tuple[Judgement, ...]) -> None:
    document = run_document(
        HEADER, outcome=Outcome.COMPLETED, verdict=overall(judgements), judgements=judgements, run_file="/data/run.h5"
    )
    plain = json.loads(msgspec.json.encode(document))
    results = plain.pop("results")
    assert plain == {
        "run": HEADER.run, "procedure": "hgtd.sensor-iv", "component": "20WS1000100101", "outcome": "COMPLETED",
        "verdict": "INCONCLUSIVE", "run_file": "/data/run.h5", "kind": "measured", "started": "2023-11-14T22:13:20.250Z",
        "reason": "", "sha256": "", "warnings": [],
    }  # fmt: skip
    assert results[0] == {
        "name": "breakdown_voltage", "channel": "", "value": 156.13, "uncertainty": 0.4, "unit": "V", "censored": None,
        "min": 120, "max": None, "verdict": "PASS", "required": True, "method": "500 nA", "reason": "",
    }  # fmt: skip
    assert (results[1]["value"], results[1]["channel"], results[1]["verdict"]) == (None, "pad 12", "INCONCLUSIVE")
    assert results[1]["reason"] == "no point at 100 V"
    assert (results[2]["value"], results[2]["censored"], results[2]["verdict"]) == (200.0, "above", None)


def test_document_of_a_run_that_goes_on_and_one_that_is_unassigned() -> None:
    header = msgspec.structs.replace(HEADER, component=None, kind=RunKind.IMPORTED)
    document = run_document(header, outcome=None, verdict=None, judgements=(), run_file="run.h5", warnings=("full disk",))
    assert (document.component, document.outcome, document.verdict) == (None, None, None)
    assert (document.results, document.kind, document.warnings) == ((), RunKind.IMPORTED, ("full disk",))


def test_results_as_csv_have_the_documents_columns(judgements: tuple[Judgement, ...], tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    write_results(judgements, path)
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["name"] for row in rows] == ["breakdown_voltage", "leakage_current", "compliance_voltage"]
    assert (rows[0]["value"], rows[0]["max"], rows[1]["value"], rows[2]["censored"]) == ("156.13", "", "", "above")


def test_raw_table_comes_back_exactly_from_its_csv(write: Write, tmp_path: Path) -> None:
    data = read_file(write(samples.hephy_iv()))
    paths = write_raw_tables(data.raw, tmp_path, stem="run")
    assert [path.name for path in paths] == ["run-iv.csv", "run-it.csv"]
    columns = [name for name in data.raw["iv"].layout.columns if np.isfinite(data.raw["iv"][name]).any()]
    again = read_file(paths[0], column_map={name: name for name in columns}).raw["iv"]
    for name in columns:
        np.testing.assert_array_equal(again[name], data.raw["iv"][name])


def test_table_without_rows_is_a_heading(tmp_path: Path) -> None:
    table = RawTable(TableLayout(name="iv", columns={"voltage": "V"}), {"voltage": np.empty(0)})
    (path,) = write_raw_tables(RawData({"iv": table}), tmp_path, stem="x")
    assert path.read_text() == "voltage [V]\n"


def test_arrays_become_files_of_numpy(tmp_path: Path) -> None:
    values = np.arange(6000, dtype=np.int16).reshape(1500, 4)
    layout = ArrayLayout(name="waveforms", dtype="int16", shape=(4,))
    (path,) = write_raw_tables(RawData({}, arrays={"waveforms": RawArray(layout, values)}), tmp_path, stem="x")
    again = np.load(path)
    assert (path.name, again.dtype) == ("x-waveforms.npy", np.int16)
    np.testing.assert_array_equal(again, values)


def test_folder_that_cannot_be_written_is_a_storage_error(judgements: tuple[Judgement, ...], tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="cannot be written: No such file or directory; check the folder"):
        write_results(judgements, tmp_path / "none" / "results.csv")
