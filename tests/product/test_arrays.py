"""A run with arrays through import, database, re-analysis and the commands that show it."""

from pathlib import Path

import numpy as np

from qcstation.exchange.imported import ImportedData
from qcstation.model.raw import ArrayLayout, RawArray, RawData, RawTable, TableLayout
from qcstation.model.verdicts import Outcome
from qcstation.records import read_run
from qcstation.station.importing import import_data
from qcstation.station.reanalysis import reanalyse
from qcstation.station.workspace import Workspace
from tests.product.test_import import Command


def test_a_run_with_arrays_is_imported_judged_again_shown_and_counted(tmp_path: Path, qcstation: Command) -> None:
    voltage = -np.arange(0.0, 205.0, 5.0)
    columns = {"voltage": voltage, "current": -1e-9 * np.exp(-voltage / 40), "temperature": np.full(len(voltage), 20.0)}
    table = RawTable(TableLayout(name="iv", columns={"voltage": "V", "current": "A", "temperature": "degC"}), columns)
    frames = np.arange(4500, dtype=np.uint16).reshape(1500, 3)
    layout = ArrayLayout(name="frames", dtype="uint16", shape=(3,), attributes={"origin": "scope"})
    data = ImportedData(
        procedure="hgtd.sensor-iv",
        raw=RawData({"iv": table}, arrays={"frames": RawArray(layout, frames)}),
        format="test",
        path=tmp_path / "file",
        sha256="0" * 64,
        modified=1.7e9,
    )
    with Workspace(tmp_path / "data") as workspace:
        finished = import_data(workspace, data)
        assert finished.outcome is Outcome.COMPLETED
        record = read_run(Path(finished.run_file))
        assert reanalyse(workspace, record).changes == ()
        assert workspace.database.rebuild(workspace.folder).problems == ()
    assert record.raw.arrays["frames"].layout == layout
    np.testing.assert_array_equal(record.raw.arrays["frames"].values, frames)
    shown = qcstation("show", finished.header.run, "--data-dir", str(tmp_path / "data"))
    assert "frames: 1500 items" in shown.out, shown.err
