"""What it costs to keep records: rows into the run file, events into the journal, measurements into SQLite.

Gates, each against a baseline that takes turns with it: rows through the event path at least as fast as plain h5py in batches;
ten times the rows cost at most half as much again a row; a journalled event no dearer than a line of json.dumps with a flush;
measurements with their verdicts at least an eighth as fast as sqlite3's executemany into the same tables.
"""

import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
from sqlalchemy.orm import Session

from qcstation.model.estimates import Estimate, Result
from qcstation.model.events import RowsTaken, RunFinished, RunStarted, TableDeclared
from qcstation.model.limits import Limit, Specification
from qcstation.model.raw import RawData, TableLayout
from qcstation.model.runs import RunHeader, RunKind
from qcstation.model.verdicts import Outcome, judge
from qcstation.production.connection import DatabaseConnection
from qcstation.production.revisions import upgrade
from qcstation.production.runs import enter_analysis, enter_run
from qcstation.production.schema import Analysis
from qcstation.records import Journal, RunRecord, RunRecorder

ROUNDS = 5
BATCH = 256
ROWS = 400_000
EVENTS = 20_000
MEASUREMENTS = 50_000
COLUMNS = ("voltage", "current", "temperature")

_HEADER = RunHeader(run="benchmark", procedure="benchmark", procedure_version="1", started=0.0, kind=RunKind.SIMULATED)
_ROWS = tuple((-0.1 * k, 1.3e-9 * k, 21.5) for k in range(BATCH))


def recorder_rows(folder: Path, rows: int = ROWS) -> float:
    """Return rows a second through events and the writer thread, until they are flushed to the run file."""
    recorder = RunRecorder(folder / "recorder.h5")
    recorder(RunStarted(time=0.0, header=_HEADER))
    recorder(TableDeclared(time=0.0, layout=TableLayout(name="iv", columns=dict.fromkeys(COLUMNS, "V"))))
    recorder.flush()
    taken = RowsTaken(time=0.0, table="iv", rows=_ROWS)
    began = time.perf_counter()
    for _ in range(rows // BATCH):
        recorder(taken)
    recorder.flush()
    seconds = time.perf_counter() - began
    recorder.close()
    return rows / seconds


def h5py_rows(folder: Path) -> float:
    """Return rows a second of plain h5py: the same rows, a compound dataset, a resize and a write a batch."""
    kind = np.dtype([(name, "f8") for name in COLUMNS])
    with h5py.File(folder / "plain.h5", "w") as file:
        table = file.create_dataset("iv", (0,), kind, maxshape=(None,), chunks=(1024,))
        began = time.perf_counter()
        for _ in range(ROWS // BATCH):
            end = table.shape[0]
            table.resize((end + BATCH,))
            table[end:] = np.array(list(_ROWS), dtype=kind)
        file.flush()
        return ROWS / (time.perf_counter() - began)


def journal_event(folder: Path) -> float:
    """Return seconds an event of one row of six columns, encoded and in the operating system's hands."""
    journal = Journal(folder / "journal.jsonl")
    taken = RowsTaken(time=1.79e9, table="iv", rows=((-12.5, 1.3e-9, None, 21.5, 31.0, 812.25),))
    began = time.perf_counter()
    for _ in range(EVENTS):
        journal(taken)
    seconds = time.perf_counter() - began
    journal.close()
    return seconds / EVENTS


def json_line(folder: Path) -> float:
    """Return seconds a line with the same content by the standard library: json.dumps, write, flush."""
    row = {"type": "RowsTaken", "time": 1.79e9, "table": "iv", "rows": [[-12.5, 1.3e-9, None, 21.5, 31.0, 812.25]]}
    with (folder / "plain.jsonl").open("w", encoding="utf-8") as file:
        began = time.perf_counter()
        for _ in range(EVENTS):
            file.write(json.dumps(row) + "\n")
            file.flush()
        return (time.perf_counter() - began) / EVENTS


def _results() -> tuple[Result, ...]:
    finding = Estimate(value=156.1, unit="V", uncertainty=0.4, method="500 nA")
    return tuple(Result("breakdown_voltage", finding, channel=str(pad)) for pad in range(MEASUREMENTS))


def database_rows(folder: Path) -> float:
    """Return measurements a second into SQLite, each with its limit and verdict, on the disk when it returns."""
    limit = Limit(name="breakdown_voltage", unit="V", min=120.0, required=True, source="benchmark")
    results = _results()
    judgements = judge(results, Specification(id="benchmark", version="1", limits=(limit,)))
    database = DatabaseConnection(f"sqlite:///{folder}/qc.db")
    with database.writing() as connection:
        upgrade(connection)
    with database.writing() as connection, Session(connection) as session:
        finished = (RunFinished(time=1.0, outcome=Outcome.COMPLETED),)
        record = RunRecord(header=_HEADER, raw=RawData({}), events=finished, path=folder)
        run_id = enter_run(session, record, "benchmark.h5", "").id
        session.commit()
    began = time.perf_counter()
    with database.writing() as connection, Session(connection) as session:
        analysis = Analysis(run_id=run_id, entry=0, specification_id=None, software="", verdict="PASS", time=0.0, by="")
        enter_analysis(session, analysis, results, judgements)
        session.commit()
    seconds = time.perf_counter() - began
    database.close()
    return MEASUREMENTS / seconds


def executemany_rows(folder: Path) -> float:
    """Return the same rows a second by sqlite3's executemany: one transaction, the same two tables and index."""
    with sqlite3.connect(folder / "plain.db") as connection:
        connection.executescript(
            """PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
            CREATE TABLE measurement (analysis_id INTEGER, number INTEGER, name TEXT, channel TEXT, value DOUBLE,
                uncertainty DOUBLE, unit TEXT, censored TEXT, method TEXT, note TEXT, refusal TEXT,
                PRIMARY KEY (analysis_id, number));
            CREATE INDEX by_name ON measurement (name, analysis_id);
            CREATE TABLE limit_verdict (analysis_id INTEGER, number INTEGER, min DOUBLE, max DOUBLE, required BOOLEAN,
                set_by_site BOOLEAN, unverified BOOLEAN, verdict TEXT, reason TEXT, PRIMARY KEY (analysis_id, number));"""
        )
        values = [(1, k, "breakdown_voltage", str(k), 156.1, 0.4, "V", None, "500 nA", "", "") for k in range(MEASUREMENTS)]
        verdicts = [(1, k, 120.0, None, 1, 0, 0, "PASS", "") for k in range(MEASUREMENTS)]
        began = time.perf_counter()
        connection.executemany("INSERT INTO measurement VALUES (?,?,?,?,?,?,?,?,?,?,?)", values)
        connection.executemany("INSERT INTO limit_verdict VALUES (?,?,?,?,?,?,?,?,?)", verdicts)
        connection.commit()
        seconds = time.perf_counter() - began
    connection.close()
    return MEASUREMENTS / seconds


def in_turns(*measures: Callable[[Path], float]) -> list[list[float]]:
    """Return for each measure its figures over all rounds, measured in turns."""
    rounds = []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            rounds.append([measure(Path(folder)) for measure in measures])
    return [list(figures) for figures in zip(*rounds, strict=True)]


def ratio(ours: list[float], theirs: list[float]) -> float:
    """Return the median of the rounds' ratios."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def main() -> int:
    """Print the figures; exit code 1 if a gate is missed."""
    rows, plain_rows, many = in_turns(recorder_rows, h5py_rows, lambda folder: recorder_rows(folder, 10 * ROWS))
    event, line = in_turns(journal_event, json_line)
    values, plain_values = in_turns(database_rows, executemany_rows)
    gates = {
        "recorder / plain h5py, rows a second, at least 1": (found := ratio(rows, plain_rows), found >= 1),
        "cost a row at 10 times the rows, at most 1.5": (found := ratio(rows, many), found <= 1.5),
        "journal event / json line with a flush, at most 1": (found := ratio(event, line), found <= 1),
        "database / executemany, at least 1/8": (found := ratio(values, plain_values), found >= 1 / 8),
    }
    print(f"rows into the run file, events of {BATCH} rows  {statistics.median(rows):12,.0f} rows/s")
    print(f"the same by plain h5py in batches          {statistics.median(plain_rows):12,.0f} rows/s")
    print(f"journal                                    {statistics.median(event) * 1e6:12.2f} us an event")
    print(f"json.dumps, write and flush                {statistics.median(line) * 1e6:12.2f} us a line")
    print(f"measurements with verdicts into SQLite     {statistics.median(values):12,.0f} measurements/s")
    print(f"sqlite3 executemany                        {statistics.median(plain_values):12,.0f} measurements/s")
    for name, (figure, holds) in gates.items():
        print(f"{name:<54} {figure:8.3f}  {'holds' if holds else 'MISSED'}")
    return 0 if all(holds for _, holds in gates.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
