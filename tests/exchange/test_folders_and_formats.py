"""Whole folders, the list of formats, plugins, and serial numbers in names."""

import sys
from pathlib import Path

import pytest

from qcstation.exchange import ImportedData, all_formats, guess_serial_number, read_file, read_folder
from qcstation.model.catalogue import default_catalogue
from qcstation.model.errors import ImportFormatError
from tests.exchange import samples

PLUGIN = """
from qcstation.exchange import Content, ImportFormat, TextFile
from qcstation.model.raw import RawData

class Reader:
    name = "lab-seven"
    title = "files of laboratory seven"

    def recognises(self, file):
        return file.lines[0] == "LAB SEVEN"

    def read(self, file):
        return Content(procedure="lab.seven", raw=RawData({}), metadata={"lines": str(len(file.lines))})
"""


def test_folder_goes_on_after_bad_files_and_keeps_the_order(tmp_path: Path) -> None:
    (tmp_path / "wafer 2").mkdir()
    (tmp_path / "a.csv").write_bytes(samples.ihep_iv())
    (tmp_path / "b.csv").write_bytes(samples.ihep_iv()[:-5])
    (tmp_path / "wafer 2" / "c.cv").write_bytes(samples.labview_cv())
    (tmp_path / "plot.PNG").write_bytes(b"\x89PNG")
    (tmp_path / ".hidden.csv").write_bytes(b"")
    found = list(read_folder(tmp_path))
    assert [path.name for path, _ in found] == ["a.csv", "b.csv", "c.cv"]
    assert [type(data).__name__ for _, data in found] == ["ImportedData", "ImportFormatError", "ImportedData"]
    assert "copy it again" in str(found[1][1])


def test_folder_with_a_column_map(tmp_path: Path) -> None:
    for name in ("1.txt", "2.txt"):
        (tmp_path / name).write_text("V,I\n0,1\n-5,2\n")
    found = [data for _, data in read_folder(tmp_path, column_map={"voltage": "V:V", "current": "I:nA"})]
    assert all(isinstance(data, ImportedData) for data in found)
    assert len(found) == 2


def test_folder_that_is_not_there_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(ImportFormatError, match="the folder cannot be read: No such file"):
        list(read_folder(tmp_path / "none"))


def test_formats_are_listed_with_titles() -> None:
    entries = {entry.name: entry for entry in all_formats() if entry.origin == "qcstation"}
    assert list(entries) == [
        "labview-text",
        "hephy-diode",
        "ihep-ime",
        "waveform-csv",
        "pixel-thresholds",
        "beta-summary",
        "lecroy-trc",
        "delimited",
    ]
    assert all(entry.title and not entry.error for entry in entries.values())


def _install(folder: Path, monkeypatch: pytest.MonkeyPatch, entry_points: str) -> None:
    """Put a package with entry points on the path, as pip would."""
    info = folder / "lab_seven-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lab-seven\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[qcstation.exchange]\n{entry_points}\n")
    (folder / "lab_seven_plugin.py").write_text(PLUGIN)
    monkeypatch.syspath_prepend(str(folder))
    monkeypatch.delitem(sys.modules, "lab_seven_plugin", raising=False)


def test_installed_package_brings_a_format(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _install(tmp_path, monkeypatch, "lab-seven = lab_seven_plugin:Reader")
    path = tmp_path / "old.dat"
    path.write_text("LAB SEVEN\n1 2 3\n")
    data = read_file(path)
    assert (data.format, data.procedure, data.metadata["lines"]) == ("lab-seven", "lab.seven", "2")
    assert ("lab-seven", "files of laboratory seven") in [(entry.name, entry.title) for entry in all_formats()]


@pytest.mark.parametrize(
    ("entry_point", "error"),
    [
        ("lab-seven = lab_seven_plugin:Missing", "lab_seven_plugin:Missing does not load: AttributeError"),
        ("lab-seven = no_such_module:Reader", "does not load: ModuleNotFoundError"),
        ("ihep-ime = lab_seven_plugin:Reader", "the name is taken by qcstation"),
    ],
)
def test_broken_package_is_listed_and_stops_nothing(
    entry_point: str, error: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _install(tmp_path, monkeypatch, entry_point)
    broken = [entry for entry in all_formats() if entry.error]
    assert [entry.origin for entry in broken] == ["lab-seven"]
    assert error in broken[0].error
    path = tmp_path / "good.csv"
    path.write_bytes(samples.ihep_iv())
    assert read_file(path).format == "ihep-ime"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20WS1000100101_IV_2026-03-01.csv", "20WS1000100101"),
        ("iv-20ws1000100101 (2).csv", "20WS1000100101"),
        ("/data/20WS1000100101/20WS1000100101.iv", "20WS1000100101"),
        ("IMEv2_W4_III_D2_1-4.csv", None),
        ("20WS1000100101 and 20WS1000100102", None),
        ("x20WS1000100101", None),
        ("", None),
    ],
)
def test_serial_number_in_a_name(text: str, expected: str | None) -> None:
    found = guess_serial_number(text, default_catalogue())
    assert (found.text if found else None) == expected
