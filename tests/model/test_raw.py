import numpy as np
import pytest

from qcstation.model.errors import ImportFormatError
from qcstation.model.raw import RawData, RawTable, TableLayout

LAYOUT = TableLayout(name="iv", columns={"voltage": "V", "current": "A"})


def test_a_table_has_the_columns_of_its_layout() -> None:
    table = RawTable(LAYOUT, {"voltage": np.array([0.0, -5.0]), "current": np.array([0.0, np.nan])})
    assert len(table) == 2
    assert "voltage" in table
    assert "charge" not in table
    assert list(table.columns) == ["voltage", "current"]
    np.testing.assert_array_equal(table["voltage"], [0.0, -5.0])


@pytest.mark.parametrize(
    "columns",
    [
        {"voltage": np.zeros(2)},
        {"voltage": np.zeros(2), "current": np.zeros(3)},
        {"voltage": np.zeros(2), "current": np.zeros(2), "charge": np.zeros(2)},
    ],
)
def test_columns_that_do_not_fit_are_refused(columns: dict[str, np.ndarray]) -> None:
    with pytest.raises(ImportFormatError, match="table iv"):
        RawTable(LAYOUT, columns)


def test_raw_data_are_tables_by_name() -> None:
    raw = RawData({"iv": RawTable(LAYOUT, {"voltage": np.zeros(0), "current": np.zeros(0)})}, {"glove": "yes"})
    assert "iv" in raw
    assert "cv" not in raw
    assert (len(raw["iv"]), raw.answers) == (0, {"glove": "yes"})
    with pytest.raises(KeyError):
        raw["cv"]
