"""One command from the bytes on a socket to the verdict in the database."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import h5py
import pytest

from tests.product.conftest import GOOD, Finished, ServedBench

Command = Callable[..., Finished]
RESULT_KEYS = {"name", "channel", "value", "uncertainty", "unit", "censored", "min", "max", "verdict"}


def _results(document: dict) -> dict[str, dict]:
    return {result["name"]: result for result in document["results"]}


@pytest.mark.parametrize("procedure", ["hgtd.sensor-iv", "hgtd.sensor-cv"])
def test_a_good_sensor_passes_all_the_way_to_the_database(procedure: str, qcstation: Command, data_dir: Path) -> None:
    finished = qcstation("run", procedure, "--component", GOOD, "--simulate", "--seed", "3", "--json")
    document = finished.document
    assert finished.code == 0, finished.err
    assert (document["outcome"], document["verdict"], document["component"]) == ("COMPLETED", "PASS", GOOD)
    assert all(set(result) >= RESULT_KEYS for result in document["results"])
    with h5py.File(document["run_file"], "r") as file:
        assert len(file["tables"][procedure.rpartition("-")[2]]["voltage"]) > 20
    with sqlite3.connect(data_dir / "qcstation.db") as database:
        rows = database.execute("select count(*) from measurement").fetchone()[0]
    assert rows == len(document["results"])
    history = qcstation("history", GOOD, "--json").document
    assert [(run["run"], run["verdict"], run["counts"]) for run in history["runs"]] == [(document["run"], "PASS", True)]


@pytest.mark.parametrize(
    ("device", "procedure", "result"),
    [
        ("early-breakdown", "hgtd.sensor-iv", "breakdown_voltage"),
        ("high-leakage", "hgtd.sensor-iv", "leakage_current"),
        ("no-gain-layer", "hgtd.sensor-cv", "gain_layer_voltage"),
    ],
)
def test_a_bad_sensor_does_not_pass_and_the_reason_is_the_right_one(
    device: str, procedure: str, result: str, qcstation: Command
) -> None:
    finished = qcstation("run", procedure, "--component", GOOD, "--simulate", "--device", device, "--seed", "4", "--json")
    assert finished.code in {1, 4}, finished.err
    assert finished.document["verdict"] in {"FAIL", "INCONCLUSIVE"}
    assert _results(finished.document)[result]["verdict"] != "PASS"


def test_a_dead_sensor_never_passes(qcstation: Command) -> None:
    for procedure in ("hgtd.sensor-iv", "hgtd.sensor-cv"):
        finished = qcstation("run", procedure, "--component", GOOD, "--simulate", "--device", "dead", "--json")
        assert finished.code in {1, 3, 4}, finished.err


def test_the_same_seed_gives_the_same_numbers(qcstation: Command) -> None:
    arguments = ("run", "hgtd.sensor-iv", "--component", GOOD, "--simulate", "--seed", "8", "--json")
    one, other = (_results(qcstation(*arguments).document) for _ in range(2))
    assert one == other


def test_a_retest_supersedes_and_an_invalidated_run_does_not_count(qcstation: Command) -> None:
    arguments = ("run", "hgtd.sensor-iv", "--component", GOOD, "--simulate", "--json")
    first, second = qcstation(*arguments).document["run"], qcstation(*arguments).document["run"]

    def counting() -> list[str]:
        return [run["run"] for run in qcstation("history", GOOD, "--json").document["runs"] if run["counts"]]

    assert counting() == [second]
    assert qcstation("invalidate", second, "--reason", "wrong needle", "--by", "tester").code == 0
    assert counting() == [first]
    assert qcstation("db", "rebuild").code == 0
    assert counting() == [first]


def test_reanalysis_says_which_verdict_changes_and_why(qcstation: Command, tmp_path: Path) -> None:
    run = qcstation("run", "hgtd.sensor-iv", "--component", GOOD, "--simulate", "--seed", "3", "--json").document["run"]
    overlay = tmp_path / "strict.toml"
    overlay.write_text(
        '[specification]\nversion = "strict"\n[limits.breakdown_voltage]\nmin = 500.0\nsource = "a test"\n', encoding="utf-8"
    )
    unchanged = qcstation("reanalyse", run, "--json")
    assert (unchanged.code, unchanged.document["changes"]) == (0, [])
    changed = qcstation("reanalyse", run, "--specification", str(overlay), "--json")
    assert (changed.code, changed.document["verdict"], changed.document["previous_verdict"]) == (1, "FAIL", "PASS")
    assert [(c["name"], c["before"], c["after"]) for c in changed.document["changes"]] == [("breakdown_voltage", "PASS", "FAIL")]
    assert "500" in changed.document["changes"][0]["reason"]
    assert qcstation("show", run, "--json").document["verdict"] == "PASS", "the run's own judgement stays"


def test_the_bench_that_another_process_serves_is_used_as_a_real_one(
    served_bench: Callable[..., ServedBench], qcstation: Command
) -> None:
    bench = served_bench("--seed", "5")
    checked = qcstation("station", "check", str(bench.station_file), "--json")
    assert checked.code == 0, checked.out
    assert all(instrument["identity"] for instrument in checked.document["instruments"])
    finished = qcstation("run", "hgtd.sensor-iv", "-c", GOOD, "--station", str(bench.station_file), "--json")
    truth = bench.control.truth()
    assert finished.code == 0, finished.err
    breakdown = _results(finished.document)["breakdown_voltage"]
    assert breakdown["value"] < truth["parameters"]["breakdown_pole"]
    assert not bench.control.state()["instruments"]["bias"]["output"]


def test_only_json_is_on_stdout_and_nothing_on_stderr(qcstation: Command) -> None:
    finished = qcstation("run", "hgtd.sensor-iv", "-c", GOOD, "--simulate", "--json")
    assert finished.document["verdict"] == "PASS"
    assert finished.err == ""


def test_the_table_for_people_has_limit_value_and_verdict(qcstation: Command) -> None:
    finished = qcstation("run", "hgtd.sensor-iv", "-c", GOOD, "--simulate")
    assert finished.code == 0
    for word in ("breakdown_voltage", "V", "at least", "PASS", ".h5"):
        assert word in finished.out


def test_the_wire_log_has_what_went_over_the_wires(qcstation: Command, tmp_path: Path) -> None:
    log = tmp_path / "wires.txt"
    assert qcstation("run", "hgtd.sensor-iv", "-c", GOOD, "--simulate", "--wire-log", str(log)).code == 0
    text = log.read_text(encoding="utf-8")
    assert "bias" in text
    assert "*IDN?" in text
    assert "KEITHLEY" in text
