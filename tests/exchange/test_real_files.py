"""The field's own files: what they say, in our tables and units. Figures: the shared data's README and the files themselves."""

from pathlib import Path

import numpy as np
import pytest

from qcstation.exchange import read_file, recognise


@pytest.fixture(scope="module")
def hgtd(shared_data: Path) -> Path:
    return shared_data / "hgtd"


def test_iv_of_ihep_ime_keeps_every_point_and_both_currents(hgtd: Path) -> None:
    data = read_file(hgtd / "ihep_ime" / "IMEv2_W4_III_D2_1-4.csv")
    iv = data.raw["iv"]
    assert (data.format, data.procedure) == ("ihep-ime", "hgtd.sensor-iv")
    assert len(iv) == 39
    assert iv["voltage"][[0, 1, -1]].tolist() == [0.0, -5.0, -166.0]
    assert iv["current"][iv["voltage"] == -158.0].tolist() == [-6.677677e-07]
    assert iv["total_current"][-1] == -9.99979e-06
    assert np.isnan(iv["temperature"]).all()


def test_iv_of_ihep_ime_crosses_500_na_where_the_field_says(hgtd: Path) -> None:
    """The definition of V_bd, by hand: the figure shows that neither units nor rows were mixed up."""
    iv = read_file(hgtd / "ihep_ime" / "IMEv2_W4_III_D2_1-4.csv").raw["iv"]
    voltage, current = -iv["voltage"], -iv["current"]
    above = int(np.argmax(current >= 500e-9))
    slope = (voltage[above] - voltage[above - 1]) / (current[above] - current[above - 1])
    assert voltage[above - 1] + slope * (500e-9 - current[above - 1]) == pytest.approx(156.13, abs=0.01)


def test_cv_of_ihep_ime_keeps_its_overload_and_marks_it_invalid(hgtd: Path) -> None:
    data = read_file(hgtd / "ihep_ime" / "IMEv1_W7_IV_B4_L1-15-100_10kHz.csv")
    cv = data.raw["cv"]
    assert (data.format, data.procedure, len(cv)) == ("ihep-ime", "hgtd.sensor-cv", 161)
    assert cv["capacitance"][0] == pytest.approx(9.9e37)
    assert cv["status"].tolist() == [1.0] + [0.0] * 160
    assert cv["capacitance"][cv["voltage"] == -1.0] == pytest.approx(365.6e-12, abs=0.05e-12)
    assert cv["capacitance"].min() == pytest.approx(4.87e-12, abs=0.005e-12)
    assert any("overload" in note and "0 V" in note for note in data.notes)
    assert data.settings["frequency"] == 10e3


def test_cv_of_hpk_brings_header_values_and_the_parallel_resistance(hgtd: Path) -> None:
    data = read_file(hgtd / "hpk_bnl_cv" / "HPK_LGAD_3_1_3_2021-07-16_1.cv")
    cv = data.raw["cv"]
    assert (data.format, data.procedure, len(cv)) == ("labview-text", "hgtd.sensor-cv", 60)
    assert cv["voltage"][[0, -1]].tolist() == [0.0, -60.0]
    assert cv["capacitance"][-1] == 3.738490e-12
    assert cv["resistance"][-1] == pytest.approx(1 / 2.385334e-9)
    assert cv["current"][0] == 2.929101e-6
    assert set(cv["temperature"]) == {25.0}
    assert data.settings == pytest.approx(
        {
            "start": 0.0,
            "stop": 60.0,
            "compliance": 1e-3,
            "frequency": 1e4,
            "level": 0.5,
            "temperature": 25.0,
            "area": 1.69e-6,
            "thickness": 50e-6,
            "open_capacitance": 4.940e-11,
            "open_conductance": 1.691e-9,
        }
    )
    assert data.metadata["Sample"] == "HPK_LGAD_3_1_3"
    assert data.started == 1626434865.0  # 2021-07-16 11:27:45, no zone given


def test_a_real_cv_cut_anywhere_before_its_end_is_refused(hgtd: Path, tmp_path: Path) -> None:
    from qcstation.model.errors import ImportFormatError

    content = (hgtd / "hpk_bnl_cv" / "HPK_LGAD_3_1_3_2021-07-16_1.cv").read_bytes()
    end = content.index(b"END")
    cut = tmp_path / "cut.cv"
    for position in range(400, end, 97):
        cut.write_bytes(content[:position])
        with pytest.raises(ImportFormatError, match="the file is cut"):
            read_file(cut)


def test_oscilloscope_file_is_told_from_a_curve(hgtd: Path) -> None:
    assert recognise(hgtd / "lecroy_trc" / "issue_1.trc") == "lecroy-trc"
