"""A PostgreSQL server of our own, where its programs and psycopg are installed: without a network, gone with the tests."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

_PATIENCE = 30.0
_ACCOUNT = "nobody"
"""PostgreSQL refuses to run as root; there it runs as this user."""


def _programs() -> tuple[str, str]:
    """The newest `initdb` and `postgres`: on the path, or where Debian puts them."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name), reverse=True)
    path = os.pathsep.join([*map(str, folders), os.environ.get("PATH", "")])
    initdb, postgres = shutil.which("initdb", path=path), shutil.which("postgres", path=path)
    if os.name != "posix" or initdb is None or postgres is None or find_spec("psycopg") is None:
        pytest.skip("PostgreSQL 13 or later, or psycopg, is not installed")
    return initdb, postgres


@contextlib.contextmanager
def server() -> Iterator[str]:
    """The SQLAlchemy URL of an empty database."""
    initdb, postgres = _programs()
    # The path of a Unix socket has room for about a hundred characters, which pytest's folders take already.
    folder = Path(tempfile.mkdtemp(prefix="qcstation-"))
    account = _ACCOUNT if os.geteuid() == 0 else None
    try:
        if account is not None:
            shutil.chown(folder, _ACCOUNT)
        data = str(folder / "data")
        making = [initdb, "-D", data, "-U", "qc", "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale", "--no-instructions"]
        subprocess.run(making, check=True, capture_output=True, cwd=folder, user=account)
        running = [postgres, "-D", data, "-k", str(folder), "-c", "listen_addresses=", "-c", "fsync=off"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(running, stdout=log, stderr=log, cwd=folder, user=account)
        try:
            deadline = time.monotonic() + _PATIENCE
            while b"ready to accept connections" not in (folder / "log").read_bytes():
                assert process.poll() is None, (folder / "log").read_text()
                assert time.monotonic() < deadline, (folder / "log").read_text()
                time.sleep(0.02)
            yield f"postgresql+psycopg://qc@/postgres?host={folder}"
        finally:
            process.terminate()
            process.wait(_PATIENCE)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
