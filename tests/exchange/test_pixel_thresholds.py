"""Thresholds of a module's pixels in files: both forms say the same, and what is wrong is named with its line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.exchange import read_file
from qcstation.model.errors import ImportFormatError

RNG = np.random.default_rng(2025)
THRESHOLDS = np.round(RNG.normal(12, 0.6, (2, 15, 15)), 3)
NOISE = np.round(RNG.normal(0.7, 0.05, (2, 15, 15)), 3)


def lines(delimiter: str = ",") -> list[str]:
    return [
        delimiter.join(map(str, (chip, row, column, THRESHOLDS[chip, row, column], NOISE[chip, row, column])))
        for chip, row, column in np.ndindex(2, 15, 15)
    ]


def as_text(folder: Path, rows: list[str], heading: str = "chip,row,column,threshold,noise", end: str = "\n") -> Path:
    path = folder / "thresholds.csv"
    path.write_text("# module 7, charge scan\n" + heading + "\n" + "\n".join(rows) + end, encoding="utf-8")
    return path


def document() -> dict[str, Any]:
    chips = [{"chip": chip, "threshold": THRESHOLDS[chip].tolist(), "noise": NOISE[chip].tolist()} for chip in (0, 1)]
    return {"format": "qcstation.pixel-thresholds", "version": 1, "chips": chips}


def as_json(folder: Path, content: dict[str, Any]) -> Path:
    path = folder / "thresholds.json"
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t", " "])
def test_text_of_any_delimiter_and_order(delimiter: str, tmp_path: Path) -> None:
    rows = lines(delimiter)
    RNG.shuffle(rows)
    data = read_file(as_text(tmp_path, rows, heading=delimiter.join(("Chip", "Row", "Column", "Threshold", "Noise"))))
    assert (data.format, data.procedure) == ("pixel-thresholds", "hgtd.module-thresholds")
    for chip in (0, 1):
        table = data.raw[f"thresholds_{chip}"]
        np.testing.assert_array_equal(table["threshold"].reshape(15, 15), THRESHOLDS[chip])
        np.testing.assert_array_equal(table["noise"].reshape(15, 15), NOISE[chip])
        np.testing.assert_array_equal(15 * table["row"] + table["column"], np.arange(225))


def test_json_says_the_same(tmp_path: Path) -> None:
    content = document()
    content["chips"][1]["threshold"][3][4] = None
    raw = read_file(as_json(tmp_path, content)).raw
    np.testing.assert_array_equal(raw["thresholds_0"]["threshold"], THRESHOLDS[0].ravel())
    assert np.flatnonzero(np.isnan(raw["thresholds_1"]["threshold"])).tolist() == [3 * 15 + 4]


def test_a_dead_pixel_has_an_empty_threshold_and_noise_may_be_absent(tmp_path: Path) -> None:
    rows = [line.rsplit(",", 1)[0] for line in lines()]
    rows[17] = "0,1,2,"
    data = read_file(as_text(tmp_path, rows, heading="chip,row,column,threshold"))
    assert np.flatnonzero(np.isnan(data.raw["thresholds_0"]["threshold"])).tolist() == [17]
    assert np.isnan(data.raw["thresholds_0"]["noise"]).all()
    assert any("1 pixel(s) without a threshold" in note for note in data.notes)
    assert any("noisy pixels cannot be told" in note for note in data.notes)


def _cut(rows: list[str]) -> None:
    del rows[100]


def _twice(rows: list[str]) -> None:
    rows[100] = rows[99]


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_cut, "chip 0: 1 pixel.s. missing, the first is row 6 column 10"),
        (_twice, "line 103: chip 0 row 6 column 9 comes twice"),
        (lambda rows: rows.__setitem__(3, "0,0,3,12.1"), "line 6: expected 5 values"),
        (lambda rows: rows.__setitem__(3, "0,0,3,abc,1"), "line 6: expected a number in column 'threshold'"),
        (lambda rows: rows.__setitem__(3, "0,0,3,inf,1"), "line 6: expected a number"),
        (lambda rows: rows.__setitem__(3, "0,0,3.5,12,1"), "line 6: expected a whole number as column"),
        (lambda rows: rows.__setitem__(3, "0,,3,12,1"), "line 6: expected a whole number as row"),
        (lambda rows: rows.__setitem__(3, "0,0,15,12,1"), "line 6: row 0, column 15: expected 0 to 14"),
        (lambda rows: rows.__setitem__(3, "2,0,3,12,1"), "chip 2: a module has chips 0 and 1"),
    ],
)
def test_damaged_text_is_refused_where_it_is_damaged(spoil: Callable[[list[str]], None], message: str, tmp_path: Path) -> None:
    rows = lines()
    spoil(rows)
    with pytest.raises(ImportFormatError, match=message):
        read_file(as_text(tmp_path, rows))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.update(version=2), '"version": 1'),
        (lambda d: d.update(chips=3), 'a list "chips"'),
        (lambda d: d["chips"].__setitem__(0, {}), "needs its number"),
        (lambda d: d["chips"][0].pop("threshold"), "15 rows of 15 numbers"),
        (lambda d: d["chips"][0]["threshold"].pop(), "15 rows of 15 numbers"),
        (lambda d: d["chips"][0]["threshold"][2].__setitem__(1, "high"), "15 rows of 15 numbers"),
        (lambda d: d.update(chips=[]), "holds no pixel"),
    ],
)
def test_damaged_documents_are_refused(change: Callable[[dict[str, Any]], None], message: str, tmp_path: Path) -> None:
    content = document()
    change(content)
    with pytest.raises(ImportFormatError, match=message):
        read_file(as_json(tmp_path, content))


@given(length=st.integers(min_value=60, max_value=6000))
def test_a_cut_file_is_never_taken_for_a_whole_one(length: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = as_text(tmp_path_factory.getbasetemp(), lines())
    whole = path.read_bytes()
    path.write_bytes(whole[:length])
    with pytest.raises(ImportFormatError):
        read_file(path)
