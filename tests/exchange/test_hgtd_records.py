"""Production-database records: written, checked field by field, and read back as they were."""

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest

from qcstation.exchange.hgtd_records import curve_of, hgtd_records, read_hgtd_records, write_hgtd_records
from qcstation.model.components import Component
from qcstation.model.errors import ImportFormatError, InputError
from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal, Result
from qcstation.model.events import Event, ResultsFound, RunFinished
from qcstation.model.raw import RawData, RawTable, TableLayout
from qcstation.model.runs import RunHeader, RunKind
from qcstation.model.verdicts import Outcome
from qcstation.records import RunRecord

SENSOR = "20WS1000100101"
VOLTAGE = [-0.0, -5.0, -10.1]
RNG = np.random.default_rng(4)


def table(name: str, **columns: list[float]) -> RawTable:
    return RawTable(
        TableLayout(name=name, columns=dict.fromkeys(columns, "1")), {key: np.array(each) for key, each in columns.items()}
    )


def run(
    *,
    pads: tuple[int, ...] = (1, 225),
    outcome: Outcome = Outcome.COMPLETED,
    kind: RunKind = RunKind.MEASURED,
    component: str = SENSOR,
    average: Finding | None = None,
) -> RunRecord:
    currents = (-1e-9 * RNG.random(3 * len(pads))).tolist()
    numbers = [float(pad) for pad in pads for _ in VOLTAGE]
    header = RunHeader(
        run="6a2f", procedure="hgtd.sensor-iv-map", procedure_version="1", started=1.79e9, kind=kind,
        component=Component(serial_number=component, type="hgtd.sensor", stage="reception") if component else None,
    )  # fmt: skip
    results = (
        Result("breakdown_voltage_average", average or Estimate(value=156.28, unit="V", uncertainty=0.03)),
        Result("pads_not_reached", Estimate(value=5.0, unit="1")),
    )
    events: tuple[Event, ...] = (ResultsFound(time=1.79e9, results=results), RunFinished(time=1.79e9 + 100, outcome=outcome))
    raw = RawData(
        {
            "iv": table("iv", pad=numbers, voltage=VOLTAGE * len(pads), current=currents),
            "guard_ring": table("guard_ring", voltage=VOLTAGE, current=[0.0, -1e-9, float("nan")]),
        }
    )
    return RunRecord(header=header, raw=raw, events=events, path=Path("none.h5"), sealed=True)


def test_every_pad_has_its_record_and_comes_back_to_the_last_bit(tmp_path: Path) -> None:
    record = run()
    export = hgtd_records(record, run_number=3)
    write_hgtd_records(tmp_path / "x.json", export)
    assert read_hgtd_records(tmp_path / "x.json") == export
    assert [each.PAD_LOCATION for each in export.records] == [1, 225]
    first = export.records[0]
    assert (first.SERIAL_NUMBER, first.RUN_TYPE, first.RUN_NUMBER, first.GUARD_RING) == (SENSOR, "15x15", 3, True)
    assert first.RUN_END_TIMESTAMP == "2026-09-21T14:15:00Z"
    voltage, current = curve_of(export.records[1].IV_PAD)
    assert voltage == VOLTAGE
    assert current == record.raw["iv"]["current"][3:].tolist()


def test_curves_are_json_texts_of_lists_of_texts_without_none(tmp_path: Path) -> None:
    write_hgtd_records(tmp_path / "x.json", hgtd_records(run(), run_number=1))
    plain = json.loads((tmp_path / "x.json").read_text())
    for each in plain["records"]:
        curve = json.loads(each["IV_PAD"])
        assert list(curve) == ["I", "V"]
        assert all(isinstance(text, str) and np.isfinite(float(text)) for values in curve.values() for text in values)
    # The point that was not taken is left out, voltage and all.
    assert json.loads(plain["records"][0]["IV_GUARD_RING"])["V"] == ["0.0", "-5.0"]


@pytest.mark.parametrize(
    ("average", "value", "bound"),
    [
        (Estimate(value=156.0, unit="V", uncertainty=0.1), 156.0, ""),
        (Estimate(value=200.0, unit="V", censored=Censoring.ABOVE), 200.0, "above"),
        (Refusal(unit="V", reason="no pad has a curve"), None, ""),
    ],
)
def test_the_average_says_whether_it_is_a_bound_and_how_many_pads_were_not_reached(
    average: Finding, value: float | None, bound: str
) -> None:
    breakdown = hgtd_records(run(average=average), run_number=1).breakdown
    assert (value, bound, 5) == (breakdown.VBD_AVERAGE, breakdown.VBD_BOUND, breakdown.VBD_PADS_NOT_REACHED)


def test_a_single_curve_is_1x1_and_a_hybrid_has_no_pad() -> None:
    record = run()
    record.raw.tables["iv"] = table("iv", voltage=VOLTAGE, current=[0.0, -1e-9, -2e-9])
    whole = hgtd_records(record, run_number=1).records
    assert [(each.RUN_TYPE, each.PAD_LOCATION) for each in whole] == [("1x1", None)]
    assert hgtd_records(record, run_number=1, pad=17, run_type="15x1").records[0].PAD_LOCATION == 17


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (run(outcome=Outcome.INTERRUPTED), "not completed"),
        (run(kind=RunKind.SIMULATED), "is simulated"),
        (run(component=""), "belongs to no component"),
        (run(pads=(0,)), "PAD_LOCATION"),
        (run(component="pad 7"), "SERIAL_NUMBER"),
    ],
)
def test_what_the_database_could_not_take_is_refused(record: RunRecord, message: str) -> None:
    with pytest.raises(InputError, match=message):
        hgtd_records(record, run_number=1)


def test_a_simulated_run_is_written_where_it_is_asked_for() -> None:
    assert hgtd_records(run(kind=RunKind.SIMULATED), run_number=1, simulated=True).records


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("RUN_TYPE", "15X15"),
        ("RUN_NUMBER", 0),
        ("RUN_END_TIMESTAMP", "yesterday"),
        ("PAD_LOCATION", 226),
        ("IV_PAD", '{"I":["None"],"V":["0.0"]}'),
        ("IV_PAD", '{"I":[1.0],"V":[0.0]}'),
        ("SERIAL_NUMBER", "20WS10001001"),
        ("EXTRA", 1),
    ],
)
def test_the_schema_refuses_what_has_gone_wrong_before(field: str, wrong: object, tmp_path: Path) -> None:
    document = msgspec.to_builtins(hgtd_records(run(), run_number=1))
    document["records"][0][field] = wrong
    (tmp_path / "x.json").write_bytes(msgspec.json.encode(document))
    with pytest.raises(ImportFormatError, match="no file of HGTD IV records"):
        read_hgtd_records(tmp_path / "x.json")
