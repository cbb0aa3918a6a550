"""The production is searched and counted from the command line."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from qcstation.records import DataFolder
from tests.product.conftest import GOOD, Finished
from tests.production.site import CV, IV, OTHER, add_run

Command = Callable[..., Finished]


@pytest.fixture
def site(data_dir: Path, qcstation: Command) -> list[str]:
    folder = DataFolder(data_dir)
    runs = [
        add_run(folder, day=1, value=90.0),
        add_run(folder, day=2),
        add_run(folder, OTHER, day=3, procedure=CV),
        add_run(folder, None, day=4),
    ]
    assert qcstation("db", "rebuild").code == 0
    return runs


def table(finished: Finished) -> list[dict[str, str]]:
    assert finished.code == 0, finished.err
    return list(csv.DictReader(io.StringIO(finished.out)))


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ((), [3, 2, 1, 0]),
        (("--limit", "2"), [3, 2]),
        (("--limit", "0", "--counting"), [2, 1]),
        (("--unassigned",), [3]),
        (("--verdict", "fail"), [0]),
        (("--procedure", CV), [2]),
        (("--component", GOOD), [1, 0]),
        (("--text", "00102"), [2]),
        (("--type", "hgtd.sensor", "--outcome", "completed"), [2, 1, 0]),
        (("--since", "2026-09-23", "--until", "2026-09-23"), [1]),
        (("--kind", "imported"), []),
        (("--station", "another"), []),
    ],
)
def test_runs_are_narrowed_down(arguments: tuple[str, ...], expected: list[int], site: list[str], qcstation: Command) -> None:
    listed = qcstation("runs", *arguments, "--json")
    assert [run["run"] for run in listed.document] == [site[index] for index in expected]
    assert [row["run"] for row in table(qcstation("runs", *arguments, "--csv"))] == [site[index] for index in expected]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("runs", "--verdict", "good"), "--verdict GOOD: expected one of PASS, FAIL, INCONCLUSIVE"),
        (("runs", "--since", "monday"), "'monday' is no date; expected one such as"),
        (("yield", "--of", "wafer"), "--of wafer: expected one of procedure, stage, type"),
        (("distribution", "nothing"), "nothing is called 'nothing'; there is: breakdown_voltage"),
        (("curves", "ffff0000", "--x", "voltage", "--y", "current"), "no run begins with"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_one_line(
    arguments: tuple[str, ...], words: str, site: list[str], qcstation: Command
) -> None:
    refused = qcstation(*arguments)
    assert refused.code == 2
    assert words in refused.err
    assert len(refused.err.splitlines()) == 1


def test_components_are_found_by_any_name(site: list[str], qcstation: Command) -> None:
    assert [row["serial_number"] for row in qcstation("components", "--json").document] == [GOOD, OTHER.serial_number]
    found = table(qcstation("components", "w12-7", "--csv"))
    assert [(row["serial_number"], row["last_verdict"], row["identifiers"]) for row in found] == [(GOOD, "PASS", "vendor=W12-7")]
    assert table(qcstation("components", "--unmeasured", "--csv")) == []
    assert GOOD in qcstation("components", "--verdict", "pass").out


def test_the_yield_is_told_for_people_and_for_scripts(site: list[str], qcstation: Command) -> None:
    rows = {row["group"]: row for row in table(qcstation("yield", "--csv"))}
    assert set(rows) == {IV, CV}
    assert (rows[IV]["share_passed"], rows[IV]["share_failed"], rows[IV]["first_pass_failed"]) == ("1", "0", "1")
    by_month = qcstation("yield", "--of", "type", "--per", "month", "--json").document
    assert [(each["group"], each["period"], each["share"]["passed"]) for each in by_month] == [("hgtd.sensor", "2026-09", 2)]
    assert "100.0 % (2.5 to 100.0)" in qcstation("yield", "--procedure", CV).out
    everything = qcstation("yield", "--procedure", IV, "--all-runs", "--json").document
    assert everything[0]["share"]["fraction"] == 0.5


def test_a_distribution_is_told_for_people_and_for_scripts(site: list[str], qcstation: Command) -> None:
    (found,) = qcstation("distribution", "breakdown_voltage", "--json").document
    assert (found["unit"], found["n"], found["mean"]) == ("V", 2, 156.1)
    assert [row["component"] for row in table(qcstation("distribution", "breakdown_voltage", "--csv"))] == [
        GOOD,
        OTHER.serial_number,
    ]
    shown = qcstation("distribution", "breakdown_voltage", "--all-runs").out
    assert "breakdown_voltage (V)" in shown
    assert "90 V, 156.1 V" in shown


def test_curves_of_several_runs_are_one_table(data_dir: Path, qcstation: Command) -> None:
    folder = DataFolder(data_dir)
    first = add_run(folder, day=1, curve=((-1.0, -1e-9), (-2.0, None), (-3.0, -3e-9)))
    second = add_run(folder, OTHER, day=2, curve=((-1.0, -2e-9),))
    qcstation("db", "rebuild")
    points = table(qcstation("curves", first[:8], second, "--x", "voltage", "--y", "current"))
    assert [(row["component"], row["run"], float(row["x"]), float(row["y"])) for row in points] == [
        (GOOD, first, -1.0, -1e-9),
        (GOOD, first, -3.0, -3e-9),
        (OTHER.serial_number, second, -1.0, -2e-9),
    ]
    assert len(qcstation("curves", first, "--table", "iv", "--x", "voltage", "--y", "current", "--json").document) == 2
    assert (
        "no common column 'nothing'; there is: voltage, current"
        in qcstation("curves", first, "--x", "voltage", "--y", "nothing").err
    )
