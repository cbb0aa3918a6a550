"""The connection to a database, SQLite in a file or PostgreSQL, with errors of one line."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.orm import Session

from qcstation.model.errors import StorageError
from qcstation.records.storage import storing

BUSY_TIMEOUT = 10.0
"""Seconds of wall time that SQLite waits for another process's transaction."""

_WRITING = "qcstation_writing"
# Any number that no other program on the same PostgreSQL database is likely to take.
_ADVISORY_LOCK = 7_201_554_012


class DatabaseConnection:
    """An engine for `url`; connects when it is used.

    Raises:
        StorageError: the URL is wrong or its driver is not installed; (from the methods) the database cannot be used.
    """

    def __init__(self, url: str) -> None:
        try:
            self._url = make_url(url)
            self.name = self._url.database or "" if self.is_sqlite else self._url.render_as_string(hide_password=True)
            self.engine: Engine = create_engine(self._url)
        except (ArgumentError, NoSuchModuleError) as error:
            raise StorageError(f"{url!r} is no database that can be used here ({error}); sqlite:///PATH always works") from error
        except ImportError as error:
            raise StorageError(f"{url!r} needs a Python package that is not installed ({error}); install it") from error
        if self.is_sqlite:
            event.listen(self.engine, "connect", _set_up_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is an SQLite file."""
        return self._url.get_backend_name() == "sqlite"

    def prepare(self) -> None:
        """Make the folder of an SQLite file, and the file as one that readers and a writer use at the same time (WAL)."""
        if not self.is_sqlite or not self.name:
            return
        with storing(Path(self.name), doing="create the database"):
            Path(self.name).parent.mkdir(parents=True, exist_ok=True)
        with self.explained(), closing(sqlite3.connect(self.name, timeout=BUSY_TIMEOUT)) as connection:
            deadline = time.monotonic() + BUSY_TIMEOUT
            while True:
                try:
                    # The file remembers it. SQLite does not wait for another process here, whatever the time-out says.
                    connection.execute("PRAGMA journal_mode=WAL")
                    return
                except sqlite3.OperationalError as error:
                    if error.sqlite_errorname != "SQLITE_BUSY" or time.monotonic() > deadline:
                        raise
                time.sleep(0.01)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database."""
        with self.explained(), Session(self.engine) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that no other writer of qcstation shares; committed at the end of the block, undone if it raises."""
        with self.explained(), self.engine.connect().execution_options(**{_WRITING: True}) as connection, connection.begin():
            if not self.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
            yield connection

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turn what the database raises inside into a StorageError of one line."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise StorageError(self._explain(error)) from error

    def close(self) -> None:
        """Give up all connections; using it again opens new ones."""
        self.engine.dispose()

    def _explain(self, error: Exception) -> str:
        cause = getattr(error, "orig", None) or error
        detail = (str(cause).splitlines() or [type(error).__name__])[0]
        advice = "check that it can be reached"
        if isinstance(cause, sqlite3.Error):
            advice = {
                "SQLITE_FULL": "the disk is full; free some space and try again",
                "SQLITE_READONLY": "make the file and its folder writable, or choose another folder with --data-dir",
                "SQLITE_CANTOPEN": "make its folder, make it writable, or choose another with --data-dir",
                "SQLITE_BUSY": "another process holds it; look for one that hangs",
                "SQLITE_NOTADB": "the file is damaged; move it away and run 'qcstation db rebuild'",
                "SQLITE_CORRUPT": "the file is damaged; move it away and run 'qcstation db rebuild'",
            }.get(getattr(cause, "sqlite_errorname", "").partition("_IOERR")[0], "check the disk, or run 'qcstation db rebuild'")
        return f"database {self.name}: {detail}; {advice}"


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    # No transactions begun behind our back: see _begin_sqlite.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={int(BUSY_TIMEOUT * 1000)}",
        # FULL: a committed result survives a loss of power too.
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that will write takes the write lock first: one that reads and then writes can fail at once, without waiting.
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
