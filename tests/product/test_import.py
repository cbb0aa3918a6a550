"""The field's own files through the whole program: same analysis, same limits, same records as a live run."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.product.conftest import GOOD, Finished

Command = Callable[..., Finished]
IHEP_IV = "hgtd/ihep_ime/IMEv2_W4_III_D2_1-4.csv"
IHEP_CV = "hgtd/ihep_ime/IMEv1_W7_IV_B4_L1-15-100_10kHz.csv"
HPK_CV = "hgtd/hpk_bnl_cv/HPK_LGAD_3_1_3_2021-07-16_1.cv"


TRC_SEQUENCE = "hgtd/lecroy_trc/pulse_sequence.trc"
TRC_SINGLE = "hgtd/lecroy_trc/issue_1.trc"


@pytest.mark.parametrize(
    ("file", "name", "low", "high"),
    [
        (TRC_SEQUENCE, "segments", 20, 20),
        (TRC_SEQUENCE, "peak_to_peak", 3.5, 4.0),
        (TRC_SINGLE, "segments", 1, 1),
        (IHEP_IV, "breakdown_voltage", 156.08, 156.18),
        (IHEP_CV, "gain_layer_voltage", 24.5, 26.0),
        (IHEP_CV, "invalid_readings", 1, 1),
        (HPK_CV, "gain_layer_voltage", 40.7, 41.7),
    ],
)
def test_real_files_give_the_known_figures(
    file: str, name: str, low: float, high: float, qcstation: Command, shared_data: Path
) -> None:
    finished = qcstation("import", str(shared_data / file), "--json")
    results = {result["name"]: result for result in finished.document["results"]}
    assert finished.document["outcome"] == "COMPLETED", finished.document["reason"]
    assert low <= results[name]["value"] <= high
    assert finished.document["component"] is None


def test_a_whole_folder_is_imported_and_what_is_no_measurement_is_named(qcstation: Command, shared_data: Path) -> None:
    finished = qcstation("import", str(shared_data / "hgtd"), "--json")
    assert finished.code == 2
    assert len(finished.document["runs"]) == 6
    (refused,) = finished.document["refused"]
    assert "beta_results.csv" in refused
    assert "no raw data" in refused


def test_an_unassigned_run_is_assigned_later_and_then_counts(qcstation: Command, shared_data: Path) -> None:
    run = qcstation("import", str(shared_data / IHEP_IV), "--json").document["run"]
    assert [found["run"] for found in qcstation("runs", "--unassigned", "--json").document] == [run]
    assert qcstation("assign", run, "--component", GOOD).code == 0
    assert [(found["run"], found["counts"]) for found in qcstation("history", GOOD, "--json").document["runs"]] == [(run, True)]
    assert qcstation("assign", run, "--component", GOOD).code == 2, "it belongs to a component already"
    before = qcstation("history", GOOD, "--json").out
    assert qcstation("db", "rebuild").code == 0
    assert qcstation("history", GOOD, "--json").out == before


def test_a_column_map_reads_what_no_format_knows(qcstation: Command, tmp_path: Path) -> None:
    path = tmp_path / "probe.txt"
    rows = "\n".join(f"{-v};{-1e-9 * 1.03**v:.6e}" for v in range(0, 240, 2))
    path.write_text(f"Bias [V];Leakage [A]\n{rows}\n", encoding="utf-8")
    finished = qcstation("import", str(path), "-c", GOOD, "--map", "voltage=Bias [V]", "--map", "current=Leakage [A]", "--json")
    results = {result["name"]: result for result in finished.document["results"]}
    assert finished.document["component"] == GOOD
    assert results["breakdown_voltage"]["value"] == pytest.approx(210.25, abs=0.1)
