"""A site to test with: runs and entries put into a data folder, and all that a database answers about them."""

import uuid
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from qcstation.model.components import Component
from qcstation.model.events import InstrumentIdentified, RowsTaken, RunFinished, RunStarted, TableDeclared
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome
from qcstation.production import ComponentFilter, Database, Period, RunFilter, YieldBy
from qcstation.production.schema import BenchAlarm, CalibrationRow
from qcstation.records import DataFolder, Entry, OpenRun, SiteLog
from tests.records.streams import IV as IV_TABLE
from tests.records.streams import STARTED, header, judged_events

SENSOR = Component(serial_number="20WS1000100101", type="hgtd.sensor", stage="reception", identifiers={"vendor": "W12-7"})
OTHER = Component(serial_number="20WS1000100102", type="hgtd.sensor", stage="reception")
HYBRID = Component(serial_number="20WHFA0P000001", type="hgtd.hybrid", stage="assembly")
# Tables that no question leads to (yet), whose rows are entries of the site log.
_KEPT = (CalibrationRow, BenchAlarm)
IV, CV = "hgtd.sensor-iv", "hgtd.sensor-cv"


def database_of(folder: DataFolder) -> Database:
    database = Database(f"sqlite:///{folder.database}")
    database.upgrade()
    return database


def add_run(
    folder: DataFolder,
    component: Component | None = SENSOR,
    *,
    procedure: str = IV,
    day: float = 0.0,
    outcome: Outcome = Outcome.COMPLETED,
    kind: RunKind = RunKind.MEASURED,
    value: float = 156.1,
    run: str = "",
    curve: tuple[tuple[float | None, ...], ...] = (),
    **fields: Any,
) -> str:
    """Do a whole run `day` days after the first, with the rows `curve` in a table "iv" if there are any; return its UUID."""
    run = run or str(uuid.uuid4())
    at = STARTED + 86400.0 * day
    run_header = header(run, component=component, procedure=procedure, started=at, kind=kind, **fields)
    with OpenRun(folder, run_header) as opened:
        events = [
            RunStarted(time=at, header=run_header),
            InstrumentIdentified(time=at, instrument="bias", driver="keithley.2410", identity="KEITHLEY,2410,1,C33"),
            *([TableDeclared(time=at, layout=IV_TABLE), RowsTaken(time=at, table="iv", rows=curve)] if curve else []),
            *(judged_events(value, time=at + 50) if outcome is Outcome.COMPLETED else []),
            RunFinished(time=at + 60, outcome=outcome, reason="" if outcome is Outcome.COMPLETED else "because"),
        ]
        for event in events:
            opened.journal(event)
            opened.recorder(event)
        opened.finish(time=at + 60)
    return run


def log(folder: DataFolder, *entries: Entry) -> None:
    SiteLog(folder.site_log).append(*entries)


def _rows(database: Database, table: type[CalibrationRow | BenchAlarm]) -> list[tuple[Any, ...]]:
    with database._connection.reading() as session:
        return [tuple(row) for row in session.execute(select(*table.__table__.columns).order_by(table.entry))]


def answers(database: Database, serial_numbers: Iterable[str] = ()) -> dict[str, Any]:
    """Everything that a database can be asked, and what it keeps beside that."""
    runs = database.runs()
    known = {run.component for run in runs if run.component} | set(serial_numbers)
    known = {number for number in known if database.component(number)}
    return {
        "runs": runs,
        "details": [database.run(run.run) for run in runs],
        "unassigned": database.unassigned_runs(),
        "components": [database.component(number) for number in sorted(known)],
        "histories": [database.history(number) for number in sorted(known)],
        "counting": [
            database.latest_counting_run(number, procedure, stage)
            for number in sorted(known)
            for procedure in (IV, CV)
            for stage in (None, "reception", "assembly")
        ],
        "listed": database.search_components(ComponentFilter()),
        "yields": [
            database.yields(RunFilter(counting=True), by=YieldBy.STAGE, period=Period.DAY),
            database.yields(RunFilter(), by=YieldBy.PROCEDURE),
        ],
        "distributions": database.distributions("breakdown_voltage", RunFilter(counting=True)),
        "kept": {table.__tablename__: _rows(database, table) for table in _KEPT},
        "narrowed": [database.runs(station=station, procedure=IV, limit=3) for station in ("bench 1", "bench 2")],
    }
