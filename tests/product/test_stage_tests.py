"""Which tests a component's stage requires, and how each of them stands."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from qcstation.model.catalogue import default_catalogue
from qcstation.model.verdicts import Outcome
from qcstation.procedures.registry import all_procedures
from qcstation.records import DataFolder, RunInvalidated
from tests.product.conftest import GOOD, Finished
from tests.production.site import CV, IV, SENSOR, add_run, log

Command = Callable[..., Finished]


@pytest.fixture
def states(qcstation: Command) -> Callable[[], dict[str, Any]]:
    """How each test of the good sensor stands, by procedure, once the database knows all records."""

    def states() -> dict[str, Any]:
        qcstation("db", "rebuild")
        tests = qcstation("component", "tests", GOOD, "--json").document["tests"]
        return {test["procedure"]: (test["required"], test["state"]) for test in tests}

    return states


def test_the_stages_tests_come_first_in_their_order(states: Callable[[], dict[str, Any]], qcstation: Command) -> None:
    found = states()
    required = [name for name, (needed, _) in found.items() if needed]
    assert required == list(found)[: len(required)]
    assert required.index(IV) < required.index(CV)
    assert "hgtd.golden-device" not in required
    assert all(state == "" for _, state in found.values())
    assert "not run yet" in qcstation("component", "tests", GOOD).out


def test_a_verdict_stands_per_stage_and_until_it_is_invalidated(data_dir: Path, states: Callable[[], dict[str, Any]]) -> None:
    folder = DataFolder(data_dir)
    add_run(folder, structs.replace(SENSOR, stage="hybridisation"), day=0)
    add_run(folder, day=1, procedure=CV, outcome=Outcome.ABORTED)
    found = states()
    # The run's header said last that the sensor is back at its reception.
    assert found[CV] == (True, "ABORTED")
    assert found[IV] == (True, "")
    run = add_run(folder, day=2)
    add_run(folder, day=3, outcome=Outcome.ERROR)
    assert states()[IV] == (True, "PASS"), "a failed attempt does not take the place of a run that counts"
    log(folder, RunInvalidated(time=1.0, by="me", run=run, reason="wrong sensor"))
    assert states()[IV] == (True, "ERROR")


def test_a_bench_says_what_it_cannot_do(qcstation: Command, tmp_path: Path) -> None:
    station = tmp_path / "empty.toml"
    station.write_text('[station]\nname = "empty"\n', encoding="utf-8")
    tests = qcstation("component", "tests", GOOD, "--station", str(station), "--json").document["tests"]
    assert "bias" in next(test["problem"] for test in tests if test["procedure"] == IV)


def test_every_required_test_is_of_a_stage_and_measures_such_components() -> None:
    offered = {entry.id: entry for entry in all_procedures()}
    required = [(kind, tests) for kind in default_catalogue().types for tests in kind.tests]
    assert required
    for kind, tests in required:
        assert tests.stage in kind.stages
        for name in tests.procedures:
            assert kind.id in offered[name].accepts, name
        assert kind.required_at(tests.stage) == tests.procedures
    assert default_catalogue().type("hgtd.glue").required_at("reception") == ()


def test_a_sites_own_procedure_says_itself_where_it_belongs(qcstation: Command, tmp_path: Path) -> None:
    (tmp_path / "own.py").write_text(
        "from qcstation.procedures.procedure import Procedure\n"
        "class Look(Procedure):\n"
        "    id, title, accepts, stages = 'lab.look', 'Look', ('hgtd.sensor',), ('reception',)\n",
        encoding="utf-8",
    )
    station = tmp_path / "lab.toml"
    station.write_text('[station]\nname = "lab"\n[procedures]\nfiles = ["own.py"]\n', encoding="utf-8")
    tests = qcstation("component", "tests", GOOD, "--station", str(station), "--json").document["tests"]
    required = [test["procedure"] for test in tests if test["required"]]
    assert required[-1] == "lab.look"
    assert required.index(IV) < required.index(CV)
