"""Damaged, cut, wrong and hostile files: one line that says where and what to do, never anything else."""

import os
import re
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from qcstation.exchange import ImportedData, read_file, recognise
from qcstation.exchange.text import MAX_BYTES, MAX_LINES
from qcstation.model.errors import ImportFormatError
from tests.exchange import samples
from tests.exchange.conftest import Write

SAMPLES: dict[str, Callable[[], bytes]] = {
    name: getattr(samples, name) for name in ("ihep_iv", "ihep_cv", "labview_iv", "labview_cv", "hephy_iv", "hephy_cv")
}
MAP = {"voltage": "1:V", "current": "2:A"}


def _read(folder: Path, content: bytes, column_map: dict[str, str] | None = None) -> ImportedData | str:
    """Read bytes as a file: the data, or the message, which is one line and names the file."""
    path = folder / "damaged"
    path.write_bytes(content)
    try:
        return read_file(path, column_map=column_map)
    except ImportFormatError as error:
        message = str(error)
    assert "\n" not in message
    assert str(path) in message
    return message


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("damaged")


@pytest.mark.parametrize("name", SAMPLES)
def test_file_cut_at_any_byte_never_gives_a_wrong_number(name: str, folder: Path) -> None:
    content = SAMPLES[name]()
    whole = _read(folder, content)
    assert isinstance(whole, ImportedData)
    for position in range(len(content)):
        cut = _read(folder, content[:position])
        if isinstance(cut, str):
            continue
        for table in cut.raw.tables.values():
            for column, values in table.columns.items():
                expected = whole.raw[table.layout.name][column][: len(table)]
                np.testing.assert_array_equal(values, expected, err_msg=f"{column} of a file cut at byte {position}")


@pytest.mark.parametrize("name", ["labview_iv", "labview_cv"])
def test_file_with_an_end_mark_is_refused_when_cut_before_it(name: str, folder: Path) -> None:
    content = SAMPLES[name]()
    for position in range(content.index(b"END")):
        assert isinstance(_read(folder, content[:position]), str)


@pytest.mark.parametrize(
    ("sample", "old", "new", "message"),
    [
        ("ihep_iv", "Signal Current[A]", "Signal Current[V]", "line 1: column 'Signal Current': 'V' cannot be converted to 'A'"),
        ("ihep_iv", "Signal Current[A]", "Signal Current", "line 1: column 'Signal Current'"),
        (
            "ihep_iv",
            "Signal Current[A]",
            "Pad[A]",
            "line 1: expected the headings Bias Voltage, Measured Voltage, Signal",
        ),
        ("ihep_iv", "-5.0,-5.0,", "-5.0,", "line 3: expected 4 values as in the heading, found 3"),
        ("ihep_iv", "-10.0,-10.0,-", "-10.0,-10.0,x", "line 4: expected a number in column 'Signal Current', found 'x"),
        ("ihep_iv", "-10.0,-10.0,-", "-10.0,-10.0,1_0e", "line 4: expected a number in column 'Signal Current'"),
        ("labview_iv", "END", "", "expected the line END after the values, found none; the file is cut"),
        ("labview_iv", "BEGIN", "", "expected the line BEGIN before the values, found none; the file is cut"),
        ("labview_iv", "Pad Current [A]", "Pad Current [F]", "column 'pad current': 'F' cannot be converted to 'A'"),
        ("labview_iv", "Pad Current [A]", "Something [A]", "expected the columns bias, Pad Current"),
        ("labview_iv", ", 11\n", ", 12\n", "expected 12 rows of values as the header says, found 11"),
        ("labview_cv", "-8.000000E+00\t", "-8.000000E\t", "expected a number in column 'v_detector', found '-8.000000E'"),
        ("hephy_iv", "measurement_type: iv", "measurement_type: iv_bias", "expected measurement_type iv or cv, found 'iv_bias'"),
        ("hephy_iv", "v_smu[V]", "v_smu[s]", "column 'v_smu': 's' cannot be converted to 'V'"),
        ("hephy_iv", "voltage[V]\tv_smu", "volts[V]\tv_smu", r"expected a column voltage\[V\]"),
        ("hephy_iv", "voltage_step[V]: ", "voltage_step[V] ", "line 5: expected 'key: value', found 'voltage_step"),
        ("hephy_iv", "sample: Diode 7", 'sample: "Diode 7\r\n"', "damaged|expected 'key: value'"),
    ],
)
def test_wrong_piece_is_named_with_its_line(sample: str, old: str, new: str, message: str, write: Write) -> None:
    content = SAMPLES[sample]().decode()
    assert old in content
    with pytest.raises(ImportFormatError, match=message) as caught:
        read_file(write(content.replace(old, new, 1)))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \r\n\n\t\n", "is empty"),
        (b"\x89HDF\r\n\x1a\n\x00\x00", "an HDF5 file; qcstation's own run files are opened with `qcstation show`"),
        (b"PK\x03\x04rest", "a workbook or archive; save the sheet as CSV first"),
        (b"Bias Voltage\x00Measured", "is not a text file: control character 0"),
        (b"\xff\xfeB", "is not a text file: truncated data"),
        (b"0,1\n" * (MAX_LINES + 1), f"has more than {MAX_LINES} lines"),
        (b"0" * 30_000, "line 1: is longer than"),
        (b"\n" * (MAX_BYTES + 1), "is larger than 16 MiB"),
    ],
    ids=["empty", "blank", "hdf5", "workbook", "nul", "utf-16", "lines", "long line", "large"],
)
def test_what_is_no_measurement_is_told_apart(content: bytes, message: str, write: Write) -> None:
    path = write(content)
    for reader in (read_file, recognise):
        with pytest.raises(ImportFormatError, match=re.escape(message)):
            reader(path)


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFormatError, match="cannot be read: No such file"):
        read_file(tmp_path / "none.csv")
    with pytest.raises(ImportFormatError, match="is a folder, expected a file"):
        read_file(tmp_path)
    with pytest.raises(ImportFormatError, match="cannot be read"):
        read_file("nul\x00byte")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX named pipes and rights")
def test_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(ImportFormatError, match="is not a regular file"):
        read_file(pipe)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="needs a user whom rights can stop")
def test_file_without_the_right_to_read_is_refused(write: Write) -> None:
    path = write(samples.ihep_iv())
    path.chmod(stat.S_IWUSR)
    with pytest.raises(ImportFormatError, match="cannot be read: Permission denied; check the name and the rights"):
        read_file(path)


@given(content=st.binary(max_size=400), column_map=st.sampled_from([None, MAP]))
def test_random_bytes_give_data_or_a_message(content: bytes, column_map: dict[str, str] | None, folder: Path) -> None:
    assert _read(folder, content, column_map)


_PIECES = st.sampled_from(
    [
        "\n",
        "\t",
        ",",
        ";",
        " ",
        '"',
        ":",
        "#",
        "END",
        "BEGIN",
        "nan",
        "inf",
        "-",
        "1e999",
        "9.9e37",
        "-0.0",
        "1,5",
        "V",
        "[A]",
        "٣",
        "1_0",
    ]
)


@given(
    name=st.sampled_from(list(SAMPLES)),
    edits=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 30), st.lists(_PIECES, max_size=3)), min_size=1, max_size=4),
    mapped=st.booleans(),
)
@example(name="hephy_cv", edits=[(0.0, 0, ['"'])], mapped=False)
def test_edited_files_give_data_or_a_message(
    name: str, edits: list[tuple[float, int, list[str]]], mapped: bool, folder: Path
) -> None:
    text = SAMPLES[name]().decode()
    for place, removed, added in edits:
        start = int(place * len(text))
        text = text[:start] + "".join(added) + text[start + removed :]
    assert _read(folder, text.encode(), MAP if mapped else None)


@given(
    column_map=st.dictionaries(
        st.sampled_from(["voltage", "current", "capacitance", "x"]) | st.text(max_size=5), st.text(max_size=12)
    )
)
def test_any_column_map_gives_data_or_a_message(column_map: dict[str, str], folder: Path) -> None:
    assert _read(folder, b"V [V],I [nA]\n0,1\n-5,2\n-10,4\n", column_map)
