"""A database needs no set-up, tells clearly why it cannot be used, and is safe against a loss of power."""

import os
import sqlite3
from multiprocessing import get_context
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect
from sqlalchemy.dialects import postgresql

from qcstation.model.errors import StorageError
from qcstation.production import Database, migrations, revisions
from qcstation.production.schema import Base, PlainText
from qcstation.records import DataFolder

from .site import add_run, database_of


def test_no_set_up_is_needed(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/not/made/yet/qc.db")
    database.upgrade()
    assert database.revision == revisions.HEAD
    assert database.runs() == ()
    database.upgrade()
    database.close()


def test_the_migrations_lead_to_the_models(tmp_path: Path) -> None:
    assert ScriptDirectory(str(Path(migrations.__file__).parent)).get_current_head() == revisions.HEAD
    Database(f"sqlite:///{tmp_path}/qc.db").upgrade()
    engine = create_engine(f"sqlite:///{tmp_path}/qc.db")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert set(inspect(connection).get_table_names()) == {*Base.metadata.tables, "alembic_version"}
    engine.dispose()


def test_sqlite_survives_a_loss_of_power_and_checks_keys(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/qc.db")
    database.upgrade()
    with database._connection.reading() as session:
        pragmas = {
            name: session.connection().exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    # synchronous 2 is FULL (SQLite documentation, PRAGMA synchronous).
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 10_000}
    database.close()


def test_postgresql_is_spared_what_it_refuses() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    without_nul = PlainText().bind_processor(dialect)
    assert [without_nul(text) for text in ("a\0b", "plain", None)] == ["a\ufffdb", "plain", None]


def test_an_empty_database_says_how_to_make_it(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/qc.db")
    with pytest.raises(StorageError, match="empty; run 'qcstation db init'"):
        database.runs()
    assert database.revision == "none"


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    database_of(folder).close()
    with sqlite3.connect(folder.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0999'")
    connection.close()
    database = Database(f"sqlite:///{folder.database}")
    for attempt in (database.upgrade, database.runs, lambda: database.sync(folder), lambda: database.rebuild(folder)):
        with pytest.raises(StorageError, match=r"has schema 0999, this version of qcstation knows up to .* update qcstation"):
            attempt()
    database.close()


def test_an_older_schema_says_how_to_upgrade(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path)
    database_of(folder).close()
    with sqlite3.connect(folder.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    with pytest.raises(StorageError, match="run 'qcstation db upgrade'"):
        Database(f"sqlite:///{folder.database}").runs()


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE precious (id INTEGER)")
    connection.close()
    with pytest.raises(StorageError, match=r"tables of another program \(precious"):
        Database(f"sqlite:///{tmp_path}/other.db").upgrade()


@pytest.mark.parametrize("content", [b"this is no database at all" * 100, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_file_says_how_to_get_another(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "qc.db").write_bytes(content)
    with pytest.raises(StorageError, match=r"qc\.db: .*damaged; move it away and run 'qcstation db rebuild'") as caught:
        Database(f"sqlite:///{tmp_path}/qc.db").upgrade()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("no url", "sqlite:///PATH always works"),
        ("oracle5://x", "sqlite:///PATH always works"),
        ("mysql+pymysql://a:b@c/d", "not installed"),
        ("sqlite:////proc/none/qc.db", "cannot create the database"),
    ],
)
def test_wrong_urls(url: str, message: str) -> None:
    with pytest.raises(StorageError, match=message) as caught:
        Database(url).upgrade()
    assert "\n" not in str(caught.value)


def test_a_locked_database_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcstation.production.connection.BUSY_TIMEOUT", 0.05)
    folder = DataFolder(tmp_path)
    database_of(folder).close()
    add_run(folder)
    holder = sqlite3.connect(folder.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    database = Database(f"sqlite:///{folder.database}")
    with pytest.raises(StorageError, match="database is locked; another process holds it"):
        database.sync(folder)
    # Readers are not in the way of a writer, nor it in theirs.
    assert database.runs() == ()
    holder.execute("ROLLBACK")
    holder.close()
    assert database.sync(folder).runs == 1
    database.close()


def _upgrade(path: Path) -> None:
    Database(f"sqlite:///{path}").upgrade()


@pytest.mark.skipif(os.name != "posix", reason="forkserver is POSIX's")
def test_several_processes_make_it_at_once(tmp_path: Path) -> None:
    context = get_context("forkserver")
    makers = [context.Process(target=_upgrade, args=(tmp_path / "qc.db",)) for _ in range(3)]
    for process in makers:
        process.start()
    for process in makers:
        process.join(60)
    assert [process.exitcode for process in makers] == [0, 0, 0]
    assert Database(f"sqlite:///{tmp_path}/qc.db").runs() == ()
