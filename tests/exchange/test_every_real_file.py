"""Every real file of the HGTD that there is: imported, or refused with a reason. A new one has to be decided on."""

from pathlib import Path

import pytest

from qcstation.exchange import read_file
from qcstation.model.errors import ImportFormatError

IMPORTED = {
    "hpk_bnl_cv/HPK_LGAD_3_1_3_2021-07-16_1.cv": ("labview-text", "hgtd.sensor-cv"),
    "ihep_ime/IMEv1_W7_IV_B4_L1-15-100_10kHz.csv": ("ihep-ime", "hgtd.sensor-cv"),
    "ihep_ime/IMEv2_W4_III_D2_1-4.csv": ("ihep-ime", "hgtd.sensor-iv"),
    "lecroy_trc/issue_1.trc": ("lecroy-trc", "hgtd.waveforms"),
    "lecroy_trc/pulse_sequence.trc": ("lecroy-trc", "hgtd.waveforms"),
    "sengerm_waveform/lgad_signal_example.csv": ("waveform-csv", "hgtd.waveforms"),
}
REFUSED = {
    "ucsc_beta_runs/beta_results.csv": "is a table of 4757 results of 299 runs, analysed by another program: no raw data",
}


def test_no_file_is_undecided(shared_data: Path) -> None:
    folder = shared_data / "hgtd"
    found = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert found == {*IMPORTED, *REFUSED}


@pytest.mark.parametrize("name", sorted(IMPORTED))
def test_imported(name: str, shared_data: Path) -> None:
    data = read_file(shared_data / "hgtd" / name)
    assert (data.format, data.procedure) == IMPORTED[name]
    assert any(len(table) for table in data.raw.tables.values())


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_refused(name: str, shared_data: Path) -> None:
    with pytest.raises(ImportFormatError) as refused:
        read_file(shared_data / "hgtd" / name)
    assert REFUSED[name] in str(refused.value)
    assert "\n" not in str(refused.value)


def test_the_real_pulse_keeps_every_sample(shared_data: Path) -> None:
    """1002 samples 50 ps apart, and a pulse of 847 to 851 mV: the figures of the data's own description."""
    raw = read_file(shared_data / "hgtd" / "sengerm_waveform" / "lgad_signal_example.csv").raw
    array = raw.arrays["waveforms"]
    samples = array.values[0]
    assert samples.shape == (1002,)
    assert samples[[0, -1]].tolist() == [-0.0126448, -0.0430651]
    assert array.layout.attributes["interval"] == pytest.approx(50e-12, rel=1e-4)
    assert raw["waveforms_segments"]["trigger_offset"].tolist() == [-2.50348e-08]
    early = samples[:250]
    assert samples.max() - early.mean() == pytest.approx(0.849, abs=0.02)
