import numpy as np
import pytest

from qcstation.model.errors import ImportFormatError
from qcstation.model.raw import ArrayLayout, RawArray, RawData, RawTable, TableLayout

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


WAVEFORMS = ArrayLayout(name="waveforms", dtype="int16", shape=(3,), unit="V")


def test_an_array_gives_items_in_slices_in_blocks_and_whole() -> None:
    values = np.arange(21, dtype=np.int16).reshape(7, 3)
    array = RawArray(WAVEFORMS, values)
    assert len(array) == 7
    np.testing.assert_array_equal(array.values, values)
    for items in (slice(2, 4), slice(-2, None), slice(5, 99), slice(4, 2), slice(None)):
        np.testing.assert_array_equal(array[items], values[items])
    assert [len(block) for block in array.blocks(3)] == [3, 3, 1]
    np.testing.assert_array_equal(np.concatenate(list(array.blocks(3))), values)
    with pytest.raises(ValueError, match="no step"):
        array[::2]


@pytest.mark.parametrize("values", [np.zeros((2, 4), dtype=np.int16), np.zeros((2, 3)), np.zeros(2, dtype=np.int16)])
def test_an_array_has_the_type_and_shape_of_its_layout(values: np.ndarray) -> None:
    with pytest.raises(ImportFormatError, match="array waveforms"):
        RawArray(WAVEFORMS, values)


def test_arrays_stand_beside_tables() -> None:
    raw = RawData({}, arrays={"waveforms": RawArray(WAVEFORMS, np.zeros((2, 3), dtype=np.int16))})
    assert "waveforms" not in raw
    assert len(raw.arrays["waveforms"]) == 2
