"""What the tests of the database share."""

from pathlib import Path

import pytest

from qcstation.records import DataFolder


@pytest.fixture
def data_folder(tmp_path: Path) -> DataFolder:
    """A data folder of its own, with nothing in it."""
    return DataFolder(tmp_path / "data")
