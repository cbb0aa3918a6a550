"""The throughput of a site: every required test counts, and the arithmetic is that of a person with a pencil."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from qcstation.cli import run
from qcstation.model.catalogue import default_catalogue
from qcstation.model.errors import InputError
from qcstation.procedures.registry import procedure
from qcstation.station.throughput import AT_ONCE, Assumptions, throughput
from qcstation.station.workspace import Workspace


def test_every_required_test_of_a_modules_parts_is_there_once() -> None:
    types = [default_catalogue().type(name) for name in ("hgtd.sensor", "hgtd.hybrid", "hgtd.module")]
    required = [(kind.id, tests.stage, name) for kind in types for tests in kind.tests for name in tests.procedures]
    assert [(test.component_type, test.stage, test.procedure) for test in throughput().tests] == required


def test_times_are_the_plans_and_the_sums_are_right() -> None:
    plain = Assumptions(handling=0.0, repeated=0.0, availability=1.0)
    found = throughput(assumptions=plain)
    assert found.modules == 1285, "16 % of 8032"
    for test in found.tests:
        kind = procedure(test.procedure)
        plan = kind.plan(kind.Settings()).duration
        assert test.assumed == (plan is None)
        assert plan is None or test.planned == plan
        assert test.per_module == pytest.approx(test.parts * test.planned / AT_ONCE.get(test.procedure, 1))
    assert found.one_bench == pytest.approx(sum(bench.per_module for bench in found.benches))
    for bench in found.benches:
        # The number of benches is the least that has the time.
        busy = found.modules * bench.per_module / (2.0 * 220 * 8 * 3600)
        assert bench.needed - 1 < busy <= bench.needed
        assert bench.modules_a_day == pytest.approx(8 * 3600 / bench.per_module)


def test_handling_and_repetitions_cost_time_but_not_a_form_that_has_them_in_it() -> None:
    bare, usual = (
        throughput(assumptions=Assumptions(handling=0.0, repeated=0.0)),
        throughput(assumptions=Assumptions(repeated=0.0)),
    )
    for before, after in zip(bare.tests, usual.tests, strict=True):
        more = 0.0 if before.assumed else before.parts * 300.0 / before.at_once
        assert after.per_module - before.per_module == pytest.approx(more)


@pytest.mark.parametrize(
    "wrong", [{"share": 1.2}, {"share": 0.0}, {"availability": 1.5}, {"hours": 25.0}, {"handling": -1.0}, {"years": float("nan")}]
)
def test_assumptions_without_sense_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError, match=r"must be|at most"):
        replace(Assumptions(), **wrong)


def test_simulated_runs_stand_beside_the_plan_and_do_not_replace_it(data_dir: Path) -> None:
    before = throughput()
    assert run(["run", "hgtd.module-thresholds", "-c", "20WMOFP0100001", "--simulate", "--yes", "--json"]) == 0
    with Workspace(data_dir) as workspace:
        found = throughput(workspace)
    (first, *_) = [test for test in found.tests if test.procedure == "hgtd.module-thresholds"]
    assert (first.runs, first.simulated) == (1, True)
    assert first.measured == pytest.approx(first.planned, rel=0.3), "the plan is what the simulated bench takes"
    assert found.one_bench == pytest.approx(before.one_bench)
