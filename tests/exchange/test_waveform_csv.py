"""Waveforms in two columns: units of any size, evenly spaced or refused."""

from pathlib import Path

import numpy as np
import pytest

from qcstation.exchange import read_file, recognise
from qcstation.model.errors import ImportFormatError

ROWS = [(-1.0, 2.0), (-0.5, -3.5), (0.0, 100.25), (0.5, 7.0)]


def written(folder: Path, heading: str, rows: list[tuple[float, float]], end: str = "\n") -> Path:
    path = folder / "wave.csv"
    path.write_text(heading + "\n" + "\n".join(f"{t},{v}" for t, v in rows) + end, encoding="utf-8")
    return path


@pytest.mark.parametrize("heading", ["time_ns,amplitude_mV", "t [ns],U [mV]", "Time (ns),Channel 2 (mV)"])
def test_units_come_from_the_headings(heading: str, tmp_path: Path) -> None:
    raw = read_file(written(tmp_path, heading, ROWS)).raw
    array = raw.arrays["waveforms"]
    np.testing.assert_allclose(array.values, [[2e-3, -3.5e-3, 0.10025, 7e-3]])
    assert array.layout.attributes["interval"] == pytest.approx(0.5e-9)
    assert raw["waveforms_segments"]["trigger_offset"][0] == pytest.approx(-1e-9)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([*ROWS, (1.5, 0.0)], "evenly spaced"),
        ([ROWS[1], ROWS[0], *ROWS[2:]], "evenly spaced"),
        (list(reversed(ROWS)), "evenly spaced"),
        (ROWS[:1], "at least two samples"),
        ([*ROWS, (1.0, float("nan"))], "all of them numbers"),
    ],
)
def test_gaps_and_disorder_are_refused(rows: list[tuple[float, float]], message: str, tmp_path: Path) -> None:
    with pytest.raises(ImportFormatError, match=message):
        read_file(written(tmp_path, "time_ns,amplitude_mV", rows))


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImportFormatError, match="no line end"):
        read_file(written(tmp_path, "time_ns,amplitude_mV", ROWS, end=""))


@pytest.mark.parametrize("heading", ["time_ns,current_nA", "voltage_V,time_s", "time,amplitude", "time_ns,a_mV,b_mV"])
def test_other_columns_are_no_waveform(heading: str, tmp_path: Path) -> None:
    assert recognise(written(tmp_path, heading, ROWS)) is None
