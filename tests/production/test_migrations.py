"""From every schema that there ever was to the present one: with the same answers, on SQLite and on PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from qcstation.model.errors import StorageError
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome
from qcstation.production import Database, migrations, revisions
from qcstation.production.schema import Base
from qcstation.records import (
    BenchConfirmedSafe,
    BenchUnsafe,
    Calibration,
    Comment,
    ComponentAssembled,
    DataFolder,
    RunInvalidated,
    RunSignedOff,
    StagePassed,
    Waiver,
)

from . import postgresql
from .site import HYBRID, OTHER, SENSOR, add_run, answers, log

FOLDER = Path(migrations.__file__).parent
SCRIPTS = tuple(ScriptDirectory(str(FOLDER)).walk_revisions("base", "heads"))[::-1]
REVISIONS = tuple(script.revision for script in SCRIPTS)


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('sqlite')}/qc.db"
        return
    with postgresql.server() as url:
        yield url


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url)
    made.upgrade()
    yield made
    _go(made, "base")
    made.close()


def _go(database: Database, where: str) -> None:
    """Upgrade or downgrade to a revision, or to nothing ("base")."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    with database._connection.writing() as connection:
        config.attributes["connection"] = connection
        now = revisions.revision_of(connection) or ""
        (command.upgrade if where != "base" and where > now else command.downgrade)(config, where)


def _differences(connection: Connection) -> list[Any]:
    return list(compare_metadata(MigrationContext.configure(connection), Base.metadata))


def _is_whole(database: Database) -> None:
    assert database.revision == revisions.HEAD
    with database._connection.writing() as connection:
        assert _differences(connection) == []


def _fill(folder: DataFolder) -> str:
    """A site with a bit of everything that schemas of all ages know; return a run."""
    for day, kind in enumerate((RunKind.SIMULATED, RunKind.MEASURED, RunKind.MEASURED, RunKind.SIMULATED)):
        add_run(folder, day=day, kind=kind, value=90.0 if day == 2 else 156.0)
    add_run(folder, OTHER, day=9, outcome=Outcome.ABORTED)
    run = add_run(folder, day=0.5)
    log(
        folder,
        RunInvalidated(time=1.0, by="me", run=run, reason="x"),
        Waiver(time=2.0, by="me", run=run, result="breakdown_voltage", reason="accepted"),
        Comment(time=3.0, by="me", text="µ", component=SENSOR.serial_number),
        ComponentAssembled(time=4.0, parent=HYBRID.serial_number, child=SENSOR.serial_number, position="HV"),
        StagePassed(time=5.0, by="me", component=OTHER.serial_number, stage="reception", next_stage="assembly"),
        Calibration(time=6.0, by="me", instrument="bias", identity="KEITHLEY,2410,1,C33", due=1e9),
        BenchUnsafe(time=7.0, station="bench 1", instrument="bias"),
        BenchConfirmedSafe(time=8.0, by="me", station="bench 1", instrument="bias"),
    )
    return run


def test_the_revisions_are_one_line() -> None:
    assert tuple(ScriptDirectory(str(FOLDER)).get_heads()) == (revisions.HEAD,)
    assert [script.down_revision for script in SCRIPTS] == [None, *REVISIONS[:-1]]
    # `revisions.check` tells older from newer by their order.
    assert list(REVISIONS) == sorted(REVISIONS)
    names = sorted(path.name for path in (FOLDER / "versions").glob("[0-9]*.py"))
    assert [name.partition("_")[0] for name in names] == list(REVISIONS)


def test_from_every_revision_to_the_present_one_with_the_same_answers(
    url: str, database: Database, data_folder: DataFolder
) -> None:
    run = _fill(data_folder)
    assert database.sync(data_folder).problems == ()
    before = answers(database)
    for revision in REVISIONS[:-1]:
        _go(database, revision)
        assert database.revision == revision
        with (
            closing(Database(url)) as outdated,
            pytest.raises(StorageError, match=f"has schema {revision}, .*'qcstation db upgrade'"),
        ):
            outdated.runs()
        database.upgrade()
        _is_whole(database)
        assert answers(database) == before
        log(data_folder, RunSignedOff(time=9.0, by="me", run=run))
        assert database.sync(data_folder).problems == ()
        before = answers(database)
    assert database.rebuild(data_folder).problems == ()
    assert answers(database) == before
    assert len(before["kept"]["calibration"]) == len(before["kept"]["bench_alarm"]) == 1


def test_an_empty_database_of_every_revision_is_upgraded(database: Database) -> None:
    for revision in REVISIONS:
        _go(database, "base")
        assert database.revision == "none"
        _go(database, revision)
        assert database.revision == revision
        database.upgrade()
        _is_whole(database)
        assert database.runs() == ()
