"""The database of a large site, made in seconds: rows that are put in directly, consistent as if they had come from records."""

import random
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Engine, create_engine, insert

from qcstation.production import Database
from qcstation.production.schema import (
    Analysis,
    ComponentLink,
    ComponentRow,
    ComponentType,
    Identifier,
    LimitVerdict,
    Measurement,
    RunRow,
    Stage,
)

STARTED = 1_760_000_000.0
_SENSORS_A_WAFER = 50
_PROCEDURES = ("hgtd.sensor-iv", "hgtd.sensor-cv")
_OPERATORS = ("R. Öst", "A. Person", "B. Mensch", "")
# Name, unit, mean, standard deviation and limits of what a run measures: only their number matters here.
_MEASURED: dict[str, tuple[tuple[str, str, float, float, float | None, float | None], ...]] = {
    "hgtd.sensor-iv": (
        ("breakdown_voltage", "V", 160.0, 12.0, 130.0, None),
        ("leakage_current", "A", 8e-9, 1e-9, None, 1.2e-8),
        ("working_voltage", "V", 145.0, 10.0, None, None),
    ),
    "hgtd.sensor-cv": (
        ("gain_layer_voltage", "V", 24.5, 0.3, 23.5, 25.5),
        ("end_capacitance", "F", 3.9e-12, 5e-14, None, None),
        ("depletion_voltage", "V", 28.0, 0.8, None, 31.0),
    ),
}


def sensor_number(index: int) -> str:
    """Return a valid serial number of an HGTD sensor, another for every index below 500,000."""
    wafer, position = divmod(index, _SENSORS_A_WAFER)
    return f"20WS1012{wafer + 1:04d}{position + 1:02d}"


def make_site(url: str, *, components: int, runs: int, seed: int = 1) -> None:
    """Make the database at `url` with so many components (four sensors to each hybrid) and runs of the sensors."""
    database = Database(url)
    database.upgrade()
    database.close()
    engine = create_engine(url)
    dice = random.Random(seed)
    hybrids = components // 5
    sensors = components - hybrids
    made = _runs(dice, sensors, runs)
    _insert(engine, ComponentType, [{"id": 1, "name": "hgtd.sensor"}, {"id": 2, "name": "hgtd.hybrid"}])
    stages = ((1, 1, "reception"), (2, 1, "hybridisation"), (3, 2, "reception"))
    _insert(engine, Stage, [{"id": key, "component_type_id": kind, "name": name} for key, kind, name in stages])
    _insert(engine, ComponentRow, _components(sensors, hybrids, made))
    _insert(engine, Identifier, [row for index in range(sensors) for row in _names(index)])
    links = [
        {"entry": k + 1, "parent_id": sensors + k + 1, "child_id": 4 * k + 1, "position": "", "assembled": STARTED + k}
        for k in range(hybrids)
    ]
    _insert(engine, ComponentLink, [{**link, "disassembled": None} for link in links])
    _insert(engine, RunRow, made)
    _insert(engine, Analysis, [_analysis(run) for run in made])
    measured, judged = _measurements(dice, made)
    _insert(engine, Measurement, measured)
    _insert(engine, LimitVerdict, judged)
    engine.dispose()


def _insert(engine: Engine, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        with engine.begin() as connection:
            connection.execute(insert(table.__table__), list(rows))


def _names(index: int) -> list[dict[str, Any]]:
    wafer, position = divmod(index, _SENSORS_A_WAFER)
    names = {"wafer": f"W{wafer + 1}", "vendor": f"IHEP-{wafer + 1}-{position + 1}"}
    known = {"known_entry": 0, "known_time": STARTED}
    return [{"component_id": index + 1, "kind": kind, "value": value, **known} for kind, value in names.items()]


def _components(sensors: int, hybrids: int, runs: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    last = {run["component_id"]: run for run in runs if run["counts"]}
    rows = []
    for index in range(sensors + hybrids):
        run = last.get(index + 1)
        sensor = index < sensors
        rows.append(
            {
                "id": index + 1,
                "serial_number": sensor_number(index) if sensor else f"20WHNNIP01{index - sensors + 1:04d}",
                "component_type_id": 1 if sensor else 2,
                "stage_id": (1 + index % 2) if sensor else 3,
                "known_entry": 0,
                "known_time": STARTED,
                "last_run": run["started"] if run else 0.0,
                "last_verdict": run["verdict"] if run else None,
            }
        )
    return rows


def _runs(dice: random.Random, sensors: int, count: int) -> list[dict[str, Any]]:
    """Return runs in order of time; of each sensor and procedure, the newest completed one counts and the oldest was first."""
    rows: list[dict[str, Any]] = []
    for number in range(count):
        procedure = _PROCEDURES[number // sensors % 2]
        completed = dice.random() < 0.97
        verdict = dice.choices(("PASS", "FAIL", "INCONCLUSIVE"), (90, 8, 2))[0] if completed else None
        name = str(uuid.UUID(int=dice.getrandbits(128), version=4))
        started = STARTED + 600.0 * number
        rows.append(
            {
                "id": number + 1,
                "uuid": name,
                "component_id": number % sensors + 1,
                "assigned_entry": 0,
                "stage": "reception",
                "procedure": procedure,
                "procedure_version": "1",
                "kind": "measured",
                "outcome": "COMPLETED" if completed else "ABORTED",
                "reason": "" if completed else "aborted by the operator",
                "started": started,
                "ended": started + 300.0,
                "operator": dice.choice(_OPERATORS),
                "site": "here",
                "station": f"LGAD bench {1 + number % 3}",
                "slot": "",
                "software": "0.1.0",
                "note": "",
                "source": "",
                "source_sha256": "",
                "run_file": f"runs/2026/01/{name}.h5",
                "sha256": "",
                "counts": False,
                "is_first": False,
                "verdict": verdict,
                "invalidated": None,
                "invalidated_reason": "",
                "invalidated_by": "",
            }
        )
    completed_runs = [row for row in rows if row["outcome"] == "COMPLETED"]
    for row in {(row["component_id"], row["procedure"]): row for row in completed_runs}.values():
        row["counts"] = True
    for row in {(row["component_id"], row["procedure"]): row for row in reversed(completed_runs)}.values():
        row["is_first"] = True
    return rows


def _analysis(run: dict[str, Any]) -> dict[str, Any]:
    fields = {"entry": 0, "specification_id": None, "software": "0.1.0", "by": run["operator"], "time": run["ended"]}
    return {"id": run["id"], "run_id": run["id"], "verdict": run["verdict"], **fields}


def _measurements(dice: random.Random, runs: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    measured, judged = [], []
    for run in runs:
        if run["verdict"] is None:
            continue
        for number, (name, unit, mean, sd, low, high) in enumerate(_MEASURED[run["procedure"]]):
            value = dice.gauss(mean, sd)
            key = {"analysis_id": run["id"], "number": number}
            texts = {"channel": "", "method": "", "note": "", "refusal": "", "censored": None}
            measured.append({**key, **texts, "name": name, "unit": unit, "value": value, "uncertainty": sd / 20})
            if low is not None or high is not None:
                fails = (low is not None and value < low) or (high is not None and value > high)
                flags = {"required": True, "set_by_site": False, "unverified": True, "reason": ""}
                judged.append({**key, **flags, "min": low, "max": high, "verdict": "FAIL" if fails else "PASS"})
    return measured, judged
