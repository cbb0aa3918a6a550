"""Which schema a database has, and how it gets the present one."""

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from qcstation.model.errors import StorageError

HEAD = "0003"
"""The revision of the schema that this version works with: the last file of migrations/versions."""


def revision_of(connection: Connection) -> str | None:
    """Return the schema's revision; None for an empty database.

    Raises:
        StorageError: the database has tables, but not of qcstation.
    """
    tables = inspect(connection).get_table_names()
    if "alembic_version" not in tables:
        if tables:
            raise StorageError(f"the database has tables of another program ({tables[0]}, ...); choose another one")
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade(connection: Connection) -> None:
    """Bring the schema to `HEAD`, inside the caller's transaction.

    Raises:
        StorageError: it is of a newer version of qcstation.
    """
    revision = revision_of(connection)
    if revision == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        raise newer(revision)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def check(connection: Connection) -> None:
    """Refuse a schema that is not the present one.

    Raises:
        StorageError: it is empty, older or newer; the message says what to do.
    """
    revision = revision_of(connection)
    if revision is None:
        raise StorageError("the database is empty; run 'qcstation db init'")
    if revision > HEAD:
        raise newer(revision)
    if revision < HEAD:
        raise StorageError(f"the database has schema {revision}, this version needs {HEAD}; run 'qcstation db upgrade'")


def newer(revision: str) -> StorageError:
    """Return the error for a schema from the future."""
    return StorageError(
        f"the database has schema {revision}, this version of qcstation knows up to {HEAD}; update qcstation on this computer"
    )
