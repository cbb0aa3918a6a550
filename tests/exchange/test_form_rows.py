"""Files of pull testers and coordinate-measuring machines, as their programs and their users write them."""

import csv
import io
import json
import math
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.exchange.form_rows import read_form_rows
from qcstation.model.errors import ImportFormatError
from qcstation.model.forms import Column

MODES = ("heel break", "lift-off")
PULLS = (
    Column(name="strength", unit="gf", headings=("Force", "Strength")),
    Column(name="mode", choices=MODES, codes=dict(zip("16", MODES, strict=True)), headings=("Code", "Mode")),
)
POINTS = tuple(Column(name=name, unit="mm", headings=(name.upper(),)) for name in "xyz")


def written(folder: Path, text: str) -> Path:
    path = folder / "file.txt"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "text",
    [
        "Tester 4000\nOperator;M\nNo;Force (g);Code\n1;9,5;1\n2;8,25;6\n",
        "Force [cN],Mode\n9.31632,Heel break\n8.090,lift-off\n",
        "# a remark\nMode\tStrength\n\tgf\n1\t9.5\n6\t8.25\n",
        "No;Force;Code\n;(g);\n1;9.5;1\n2;8.25;6\n\nMean;8.875\nSD;0.88\n",
        "9.5;1\n8.25;6\n",
        "9.5 1\n8.25 6\n",
    ],
    ids=["decimal commas", "another unit", "tabs and units below", "statistics below", "no headings", "blanks"],
)
def test_a_pull_testers_file_is_read_however_it_is_written(text: str, tmp_path: Path) -> None:
    rows = read_form_rows(written(tmp_path, text), PULLS).rows
    assert [row[1] for row in rows] == [0.0, 1.0]
    assert [row[0] for row in rows] == pytest.approx([9.5, 8.25], rel=1e-3)


def test_points_are_kept_in_metres(tmp_path: Path) -> None:
    rows = read_form_rows(written(tmp_path, "X Y Z\n1.5 2 -0.02\n0 0 0.01\n"), POINTS).rows
    assert rows[0] == pytest.approx((1.5e-3, 2e-3, -2e-5))


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    read = read_form_rows(written(tmp_path, "Force;Code\n9.5;1\n;\n8.25;6\n\nMean;8.9"), PULLS)
    assert len(read.rows) == 2
    assert any("1 row(s) without a value" in note for note in read.notes)
    assert any("1 line(s) below" in note for note in read.notes)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Force;Grade\n9.5;1\n", "Force/Strength, Code/Mode"),
        ("Force;Code\n9.5;7\n", "line 2.*heel break, lift-off, 1, 6"),
        ("Force;Code\n9.5;1\nn.a;1\n", "line 3.*number"),
        ("Force (V);Code\n9.5;1\n", "gf"),
        ("Force;Code\n", "no row"),
        ("Force;Code\n9.5\n", "line 2.*at least 2"),
        ("Force;Code\nnan;1\n", "number"),
        ("", "empty"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(text: str, word: str, tmp_path: Path) -> None:
    with pytest.raises(ImportFormatError, match=word):
        read_form_rows(written(tmp_path, text), PULLS)


@settings(max_examples=30)
@given(
    rows=st.lists(st.tuples(st.floats(0.001, 1e4), st.sampled_from([0, 1])), min_size=1, max_size=20),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    headed=st.booleans(),
)
def test_what_was_written_is_what_is_read(
    rows: list[tuple[float, int]], delimiter: str, headed: bool, tmp_path_factory: pytest.TempPathFactory
) -> None:
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, lineterminator="\n")
    if headed:
        writer.writerow(["Force (g)", "Code"])
    for strength, mode in rows:
        writer.writerow([repr(strength), ("1", "6")[mode]])
    path = written(tmp_path_factory.mktemp("rows"), stream.getvalue())
    assert read_form_rows(path, PULLS).rows == tuple((strength, float(mode)) for strength, mode in rows)


@settings(max_examples=60)
@given(text=st.text(alphabet="0123456789.,;\t\n FXYZorce()g-#\x00é", max_size=80))
def test_any_text_is_read_or_refused(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = written(tmp_path_factory.mktemp("any"), text)
    try:
        rows = read_form_rows(path, POINTS).rows
    except ImportFormatError as error:
        assert "\n" not in str(error)  # noqa: PT017 - either is right
    else:
        assert all(len(row) == 3 and all(map(math.isfinite, row)) for row in rows)


def test_a_real_pull_test_reads_back(shared_data: Path, tmp_path: Path) -> None:
    (source,) = (shared_data / "itk" / "nonelec").glob("*WIREBOND_PULL_TEST*.json")
    pulls = json.loads(source.read_text())[0][0]["results"]["Metadata"]["pull_data"]
    modes = tuple(dict.fromkeys(pull["break_mode"] for pull in pulls))
    columns = (PULLS[0], Column(name="mode", choices=modes, headings=("Break mode",)))
    text = "Strength [g];Break mode\n" + "".join(f"{pull['strength']};{pull['break_mode']}\n" for pull in pulls)
    rows = read_form_rows(written(tmp_path, text), columns).rows
    assert [row[0] for row in rows] == [pull["strength"] for pull in pulls]
    assert [modes[int(row[1])] for row in rows] == [pull["break_mode"] for pull in pulls]
