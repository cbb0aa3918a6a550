"""Delimited text with a column map: how cells are cut, which column is meant, which unit it has."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.exchange import parse_column_map, read_file
from qcstation.model.errors import ImportFormatError
from tests.exchange import samples
from tests.exchange.conftest import Write

ROWS = list(zip(samples.IV_VOLTAGE.tolist(), (samples.IV_CURRENT * 1e9).tolist(), strict=True))
MAP = {"voltage": "Bias [V]", "current": "I (nA)"}
HEADING = ("Bias [V]", "I (nA)")


@pytest.mark.parametrize(("delimiter", "decimal"), [(",", "."), (";", "."), (";", ","), ("\t", ","), ("|", "."), ("\t", ".")])
def test_delimiters_and_decimal_commas(delimiter: str, decimal: str, write: Write) -> None:
    path = write(samples.plain(ROWS, HEADING, delimiter=delimiter, decimal=decimal))
    data = read_file(path, column_map=MAP)
    assert (data.format, data.procedure, data.notes) == ("delimited", "hgtd.sensor-iv", ())
    np.testing.assert_allclose(data.raw["iv"]["voltage"], samples.IV_VOLTAGE)
    np.testing.assert_allclose(data.raw["iv"]["current"], samples.IV_CURRENT, rtol=1e-8)


def test_decimal_comma_that_shows_late_is_found(write: Write) -> None:
    data = read_file(write("U [V];I [nA]\n0;1\n-5;2\n-10;2,5\n"), column_map={"voltage": "U", "current": "I"})
    np.testing.assert_allclose(data.raw["iv"]["current"], [1e-9, 2e-9, 2.5e-9])


def test_blanks_between_the_cells_and_a_commented_heading(write: Write) -> None:
    text = "# probe station 2\n# V I\n" + "".join(f"{v:10.1f}  {i:12.5e}\n" for v, i in ROWS)
    data = read_file(write(text), column_map={"voltage": "V:V", "current": "I:nA"})
    np.testing.assert_allclose(data.raw["iv"]["current"], samples.IV_CURRENT, rtol=1e-5)


def test_columns_by_number_counted_from_one(write: Write) -> None:
    text = "".join(f"{k}\t{i}\t{v}\n" for k, (v, i) in enumerate(ROWS))
    data = read_file(write(text), column_map={"voltage": "3:V", "current": "2:nA"})
    np.testing.assert_allclose(data.raw["iv"]["voltage"], samples.IV_VOLTAGE)


def test_a_heading_that_is_a_number_is_meant_before_the_column_of_that_number(write: Write) -> None:
    data = read_file(write("# 2,1\n0,7\n-5,8\n-9,9\n"), column_map={"voltage": "2:V", "current": "1:A"})
    assert data.raw["iv"]["voltage"].tolist() == [0.0, -5.0, -9.0]


@pytest.mark.parametrize("heading", ["V;I", "V;I;"])
def test_delimiter_at_each_lines_end_makes_no_column(heading: str, write: Write) -> None:
    data = read_file(write(f"{heading}\n0;7;\n-5;8;\n-9;9;\n;;\n"), column_map={"voltage": "V:V", "current": "I:A"})
    assert data.raw["iv"]["current"].tolist() == [7.0, 8.0, 9.0]


def test_mark_comments_blank_lines_and_quoted_headings(write: Write) -> None:
    text = '\ufeff% exported\n\n"Bias, set [V]","I, pad [uA]"\n0,1\n% paused\n-5,2\n\n-10,3\n\n'
    data = read_file(write(text), column_map={"voltage": "Bias, set [V]", "current": "I, pad"})
    np.testing.assert_allclose(data.raw["iv"]["current"], [1e-6, 2e-6, 3e-6])


def test_unit_after_the_colon_wins_over_the_headings(write: Write) -> None:
    data = read_file(write(samples.plain(ROWS, HEADING)), column_map={"voltage": "Bias", "current": "I:pA"})
    np.testing.assert_allclose(data.raw["iv"]["current"], samples.IV_CURRENT * 1e-3, rtol=1e-8)


@pytest.mark.parametrize(
    ("heading", "cell", "column", "expected"),
    [
        ("T [°C]", "21.5", "temperature", 21.5),
        ("T (K)", "273.15", "temperature", 0.0),
        ("RH [%rH]", "35", "humidity", 35.0),
        ("t / min", "2", "elapsed", 120.0),
        ("Itot [µA]", "-4", "total_current", -4e-6),
        ("in compliance", "1", "in_compliance", 1.0),
    ],
)
def test_further_columns(heading: str, cell: str, column: str, expected: float, write: Write) -> None:
    text = f"V [V];I [A];{heading}\n" + "".join(f"{v};1e-9;{cell}\n" for v in (0, -5, -10))
    data = read_file(write(text), column_map={"voltage": "V", "current": "I", column: heading})
    np.testing.assert_allclose(data.raw["iv"][column], [expected] * 3, atol=1e-12)


def test_capacitance_makes_it_a_cv_and_conductance_gives_the_resistance(write: Write) -> None:
    text = "V,C,G\n0,100,2\n-5,50,4\n-10,20,0\n"
    data = read_file(write(text), column_map={"voltage": "V:V", "capacitance": "C:pF", "resistance": "G:uS"})
    cv = data.raw["cv"]
    assert data.procedure == "hgtd.sensor-cv"
    np.testing.assert_allclose(cv["capacitance"], [1e-10, 5e-11, 2e-11])
    np.testing.assert_allclose(cv["resistance"], [5e5, 2.5e5, np.nan])


def test_empty_cells_are_readings_not_taken(write: Write) -> None:
    data = read_file(write("V [V];I [A]\n0;1e-9\n-5;\n-10;None\n-15;nan\n"), column_map={"voltage": "V", "current": "I"})
    assert np.isfinite(data.raw["iv"]["current"]).tolist() == [True, False, False, False]


@pytest.mark.parametrize(
    ("column_map", "message"),
    [
        ({}, r"no known format; say which column is what, such as: --map voltage='Bias \[V\]' --map current='I \[nA\]'"),
        ({"voltage": "Bias"}, r"expected a column map with voltage, current \(hgtd.sensor-iv\) or voltage, capacitance"),
        ({"voltage": "Bias", "curent": "I"}, "unknown 'curent'; known: .*current"),
        ({"voltage": "Bias", "current": "II"}, r"has no column 'II'; its columns: 'Bias \[V\]', 'I \[nA\]'"),
        ({"voltage": "Bias", "current": "3:A"}, "has no column '3:A'"),
        ({"voltage": "Bias", "current": "0:A"}, "has no column '0:A'"),
        ({"voltage": "Bias", "current": "I:kg"}, "column 'I': 'kg' cannot be converted to 'A'.*--map current="),
        ({"voltage": "I", "current": "Bias"}, "column 'I': 'nA' cannot be converted to 'V'"),
        ({"voltage": "Bias", "current": "I:9**9**9"}, "is not a unit"),
        ({"voltage": "Bias:MV", "current": "I"}, "expected voltage within 10 kV, found 50 MV; its unit must be wrong"),
        ({"voltage": "Bias", "current": "I:kA"}, "expected current within 10 A"),
    ],
)
def test_map_that_does_not_fit_is_refused(column_map: dict[str, str], message: str, write: Write) -> None:
    with pytest.raises(ImportFormatError, match=message) as caught:
        read_file(write(samples.plain(ROWS, HEADING)), column_map=column_map)
    assert "\n" not in str(caught.value)


def test_column_without_unit_is_refused_with_what_to_type(write: Write) -> None:
    with pytest.raises(ImportFormatError, match=r"column 'I' has no unit; .* --map current='I:A'"):
        read_file(write("V,I\n0,1\n-5,2\n"), column_map={"voltage": "V:V", "current": "I"})


def test_two_columns_of_one_name_need_the_number(write: Write) -> None:
    path = write("V,I,I\n0,1,2\n-5,2,3\n")
    with pytest.raises(ImportFormatError, match="2 columns are called 'I'; give the column's number"):
        read_file(path, column_map={"voltage": "V:V", "current": "I:A"})
    assert read_file(path, column_map={"voltage": "V:V", "current": "3:A"}).raw["iv"]["current"].tolist() == [2.0, 3.0]


def test_decimal_commas_between_commas_are_not_guessed(write: Write) -> None:
    with pytest.raises(ImportFormatError, match=r"line 1: expected as many headings as the 4 values below, found 2"):
        read_file(write("V,I\n0,1,2,5\n-5,0,3,5\n"), column_map={"voltage": "1:V", "current": "2:A"})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("V,I\n0,1\n-5\n-10,3\n", "line 3: expected 2 values as in the heading, found 1"),
        ("V,I\n0,1\n-5,2,7\n-10,3\n", "line 3: expected 2 values as in the heading, found 3"),
        ("V,I\n0,1\n-5,2\n-10,three\n", "line 4: expected a number in column 'I', found 'three'"),
        ("V,I\n0,1\n-5,1.2e\n-10,3\n", "line 3: expected a number in column 'I', found '1.2e'"),
        ("V,I\n0,1.25e-9\n-5,1.50e-9\n-10,1.75e-", "line 4: .* its last number is shorter"),
        ("V,I\n0,1.25e-9\n-5,1.50e-9\n-10,1.7", "line 4: .* its last number is shorter"),
        ("V,I\n0,1\n,2\n-10,3\n", "1 of 3 rows have no voltage"),
        ("V,I\n-5,1\n-5,2\n", r"expected a curve over voltage, found 2 point\(s\) at one voltage"),
        ("V,I\n0,\n-5,\n", "holds no reading of current"),
        ("only words\nand more words\n", "expected columns of numbers, found none"),
    ],
)
def test_damaged_text_is_refused_with_its_line(text: str, message: str, write: Write) -> None:
    with pytest.raises(ImportFormatError, match=message):
        read_file(write(text), column_map={"voltage": "1:V", "current": "2:A"})


def test_last_line_without_end_is_noted_where_its_number_is_whole(write: Write) -> None:
    data = read_file(write("V,I\n0,1.25e-9\n-5,1.50e-9\n-10,1.75e-9"), column_map={"voltage": "V:V", "current": "I:A"})
    assert data.notes == ("the last line has no line end",)


def test_column_map_overrules_a_recognised_format(write: Write) -> None:
    data = read_file(write(samples.ihep_iv()), column_map={"voltage": "Bias Voltage[V]", "current": "Total Current"})
    assert data.format == "delimited"
    np.testing.assert_allclose(data.raw["iv"]["current"], 2 * samples.IV_CURRENT)


@given(
    voltages=st.lists(st.floats(-1000, -1e-3), min_size=2, max_size=30, unique=True),
    current=st.floats(-1e-3, 1e-3),
    separators=st.sampled_from([(",", "."), (";", ","), ("\t", ",")]),
)
def test_what_was_written_is_what_is_read(
    voltages: list[float], current: float, separators: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    delimiter, decimal = separators
    rows = [delimiter.join((repr(v), repr(current))).replace(".", decimal) for v in voltages]
    path = tmp_path_factory.getbasetemp() / "round-trip.txt"
    path.write_text("\n".join([f"V{delimiter}I", *rows]) + "\n")
    iv = read_file(path, column_map={"voltage": "V:V", "current": "I:A"}).raw["iv"]
    assert iv["voltage"].tolist() == voltages
    assert iv["current"].tolist() == [current] * len(voltages)


def test_arguments_become_a_column_map() -> None:
    assert parse_column_map(["voltage=Bias [V]", "current = I = pad:nA"]) == {"voltage": "Bias [V]", "current": "I = pad:nA"}


@pytest.mark.parametrize("arguments", [["voltage"], ["=V"], ["voltage="], ["voltage=1", "voltage=2"]])
def test_arguments_that_are_no_map_are_refused(arguments: list[str]) -> None:
    with pytest.raises(ImportFormatError, match=r"expected a column as NAME=HEADING|given twice"):
        parse_column_map(arguments)
