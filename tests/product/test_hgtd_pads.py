"""From a map of pads to a grade, a production-database file and pairs of hybrids, all from the command line."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from qcstation.exchange.hgtd_records import curve_of, read_hgtd_records
from qcstation.records import read_run
from qcstation.simulation.devices import LgadModule
from tests.product.conftest import GOOD, Finished

GRADES = """
[specification]
version = "site 1"

[grades.gold.guard_ring_current]
unit = "A"
max = 1e-12
source = "a test"

[grades.silver.guard_ring_current]
unit = "A"
max = 1e-6
source = "a test"
"""
HYBRIDS = {"20WHNNN1000001": 1, "20WHNNN1000002": 2, "20WHNNN1000003": 3, "20WHNNN1000004": 4, "20WHNNN1000005": 5}
COLUMNS = ("--map", "voltage=voltage (V)", "--map", "current=current (A)")
TIMEOUT = pytest.mark.timeout(90)


@TIMEOUT
def test_a_map_is_graded_again_without_measuring_and_exported(
    qcstation: Callable[..., Finished], data_dir: Path, tmp_path: Path
) -> None:
    settings = ("--set", "pads=7-9", "--set", "stop=110 V", "--set", "step=10 V")
    done = qcstation("run", "hgtd.sensor-iv-map", "--simulate", "--component", GOOD, *settings, "--json").document
    run = done["run"]
    assert done["outcome"] == "COMPLETED"
    grade = next(result for result in done["results"] if result["name"] == "grade")
    assert grade["value"] is None, "222 pads are missing: nobody knows the grade"
    assert qcstation("history", GOOD, "--json").document["grade"] == ""

    rules = tmp_path / "grades.toml"
    rules.write_text(GRADES)
    again = qcstation("reanalyse", run, "--specification", str(rules), "--json").document
    grade = next(result for result in again["results"] if result["name"] == "grade")
    assert grade["value"] == 2.0
    assert qcstation("history", GOOD, "--json").document["grade"] == "silver"
    assert "silver" in qcstation("history", GOOD).out
    wrong = tmp_path / "wrong.toml"
    wrong.write_text(GRADES.replace("gold.guard_ring_current", "gold.guard_ring"))
    refused = qcstation("reanalyse", run, "--specification", str(wrong))
    assert (refused.code, "no result 'guard_ring' to grade by" in refused.err) == (2, True)

    assert "is simulated" in qcstation("export", "hgtd", run).err
    file = tmp_path / "records.json"
    exported = qcstation("export", "hgtd", run, "--simulated", "--output", str(file), "--json").document
    assert exported["records"] == 3
    kept = read_hgtd_records(file)
    iv = read_run(Path(done["run_file"])).raw["iv"]
    for record in kept.records:
        voltage, current = curve_of(record.IV_PAD)
        np.testing.assert_array_equal(voltage, iv["voltage"][iv["pad"] == record.PAD_LOCATION])
        np.testing.assert_array_equal(current, iv["current"][iv["pad"] == record.PAD_LOCATION])
    assert [record.PAD_LOCATION for record in kept.records] == [7, 8, 9]
    assert kept.breakdown.VBD_BOUND == "above"


@TIMEOUT
def test_hybrids_are_paired_by_what_the_database_has_of_them(qcstation: Callable[..., Finished], tmp_path: Path) -> None:
    nothing = qcstation("hgtd", "pair")
    assert (nothing.code, "No hybrid has a value" in nothing.out) == (0, True)
    for name, seed in HYBRIDS.items():
        # The fifth ends before it breaks down.
        voltage = np.arange(0.0, 100.0 if seed == 5 else 158.0, 2.0)
        current = LgadModule.make("hybrid", seed).current(-voltage)
        path = tmp_path / f"{name}.csv"
        lines = [f"{-v:.3f},{i:.6e}" for v, i in zip(voltage, current, strict=True)]
        path.write_text("\n".join(["voltage (V),current (A)", *lines]) + "\n")
        imported = qcstation("import", str(path), "--component", name, "--procedure", "hgtd.hybrid-iv", *COLUMNS)
        assert imported.code == 4, "judged without a temperature: not conclusive"
    found = qcstation("hgtd", "pair", "--json").document
    assert [left["first"] for left in found["leftover"]] == ["20WHNNN1000005"]
    assert "only a bound is known" in found["leftover"][0]["reason"]
    voltages = {pair[which]: pair[f"{which}_voltage"] for pair in found["pairs"] for which in ("first", "second")}
    ordered = sorted(voltages.values())
    assert found["total_difference"] == pytest.approx(ordered[1] - ordered[0] + ordered[3] - ordered[2])
    rows = list(csv.DictReader(io.StringIO(qcstation("hgtd", "pair", "--csv", "--max-difference", "1 uV").out)))
    assert {row["reason"] for row in rows} == {"no other is near enough", rows[-1]["reason"]}
    assert "sum of differences" in qcstation("hgtd", "pair", "--same-grade").out

    best = found["pairs"][0]
    for part, position in ((best["first"], "HV"), (best["second"], "LV")):
        module = qcstation("component", "assemble", "20WMOFPP000001", part, "--position", position, "--operator", "Ada")
        assert module.code == 0, module.err
    left = qcstation("hgtd", "pair", "--json").document
    assert len(left["pairs"]) == 1
    assert {left["pairs"][0]["first"], left["pairs"][0]["second"]}.isdisjoint({best["first"], best["second"]})
