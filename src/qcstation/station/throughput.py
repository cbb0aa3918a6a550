"""How long a site's benches are busy for each HGTD module, and how many of them its share of the production needs."""

import math
from collections.abc import Iterator, Mapping
from statistics import median

from msgspec import Struct

from qcstation.model.catalogue import default_catalogue
from qcstation.model.errors import InputError
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome
from qcstation.procedures.registry import procedure as find_procedure
from qcstation.production import RunFilter

from .shipped import bench_for
from .workspace import Workspace

MODULES = 8032
"""Modules of the whole detector (ATLAS HGTD technical design report, CERN-LHCC-2020-007)."""
_PARTS: Mapping[str, int] = {"hgtd.sensor": 2, "hgtd.hybrid": 2, "hgtd.module": 1}
"""Components of each kind in a module: the part tree of `model.hgtd`."""
BY_HAND: Mapping[str, float] = {
    "hgtd.visual-inspection": 600.0,
    "hgtd.metrology": 1200.0,
    "hgtd.wire-bond-pull": 900.0,
    "hgtd.glue-mass": 300.0,
    "hgtd.mass": 120.0,
}
"""s that a person needs for a form (assumed: no public source); once runs are kept, theirs stand beside."""
AT_ONCE: Mapping[str, int] = {"hgtd.thermal-cycles": 10}
"""Components that one run serves (assumed: a chamber holds ten modules)."""


class Assumptions(Struct, frozen=True, kw_only=True):
    """What a site plans with; every number is an assumption that it changes to its own.

    `share` of all modules, `years` of production, `days` a year and `hours` a day in which benches work, `availability` as a
    part of that, `handling` in s to load, contact and unload for each run, `repeated` the part of runs that are done twice.
    """

    share: float = 0.16
    years: float = 2.0
    days: float = 220.0
    hours: float = 8.0
    availability: float = 0.8
    handling: float = 300.0
    repeated: float = 0.05

    def __post_init__(self) -> None:
        for name in ("share", "years", "days", "hours", "availability"):
            if not 0 < getattr(self, name) < math.inf:
                raise InputError(f"{name} must be above 0, not {getattr(self, name):g}")
        if self.share > 1 or self.availability > 1 or self.days > 366 or self.hours > 24:
            raise InputError("share and availability are at most 1, days at most 366, hours at most 24")
        if not (0 <= self.handling < math.inf and 0 <= self.repeated < math.inf):
            raise InputError("handling and repeated must be at least 0")

    @property
    def modules(self) -> int:
        """The site's modules."""
        return round(self.share * MODULES)

    @property
    def bench_time(self) -> float:
        """Seconds for which one bench works in the whole production."""
        return self.years * self.days * self.hours * self.availability * 3600


class TestTime(Struct, frozen=True, kw_only=True):
    """One required test. Times are in s: `planned` for a run, `measured` the median of runs that are kept (None: none are).

    `per_module` is the bench's time for a module: runs of all its parts, with handling and repetitions, shared where one run
    serves several components. It uses what was measured on real benches, else what was planned.
    """

    component_type: str
    stage: str
    procedure: str
    bench: str
    parts: int
    at_once: int
    planned: float
    assumed: bool
    measured: float | None
    simulated: bool
    runs: int
    per_module: float


class BenchNeed(Struct, frozen=True, kw_only=True):
    """A kind of bench: its time for a module (s), modules a working day, and how many of it the site needs."""

    bench: str
    per_module: float
    modules_a_day: float
    needed: int


class Throughput(Struct, frozen=True, kw_only=True):
    """The whole answer: what was assumed, each test, each kind of bench. `one_bench` is the sum over all tests, in s."""

    assumptions: Assumptions
    modules: int
    tests: tuple[TestTime, ...]
    benches: tuple[BenchNeed, ...]
    one_bench: float


def throughput(workspace: Workspace | None = None, assumptions: Assumptions | None = None) -> Throughput:
    """Return what the tests that component types require take, by the procedures' own plans, and what a site needs for it.

    With a `workspace` the runs that are kept there stand beside the plans.
    """
    assumed = assumptions or Assumptions()
    tests = tuple(_tests(workspace, assumed))
    benches = []
    for bench in dict.fromkeys(test.bench for test in tests):
        time = sum(test.per_module for test in tests if test.bench == bench)
        day = assumed.hours * assumed.availability * 3600
        needed = math.ceil(assumed.modules * time / assumed.bench_time - 1e-9)
        benches.append(BenchNeed(bench=bench, per_module=time, modules_a_day=day / time, needed=needed))
    total = sum(test.per_module for test in tests)
    return Throughput(assumptions=assumed, modules=assumed.modules, tests=tests, benches=tuple(benches), one_bench=total)


def _tests(workspace: Workspace | None, assumed: Assumptions) -> Iterator[TestTime]:
    for kind in (default_catalogue().type(name) for name in _PARTS):
        for stage in kind.tests:
            for name in stage.procedures:
                yield _test(workspace, assumed, kind.id, stage.stage, name)


def _test(workspace: Workspace | None, assumed: Assumptions, kind: str, stage: str, name: str) -> TestTime:
    found = find_procedure(name)
    plan = found.plan(found.Settings()).duration
    by_hand = plan is None
    planned = BY_HAND.get(name, 600.0) if plan is None else plan
    measured, simulated, runs = _measured(workspace, kind, name)
    parts, at_once = _PARTS[kind], AT_ONCE.get(name, 1)
    # A form filled in by a test says nothing of how long a person takes.
    time = measured if measured is not None and not simulated else planned
    # A form's time has the handling in it.
    busy = time + (0.0 if by_hand else assumed.handling)
    return TestTime(
        component_type=kind,
        stage=stage,
        procedure=name,
        bench=bench_for(found).station.name if found.roles() else "mechanics",
        parts=parts,
        at_once=at_once,
        planned=planned,
        assumed=by_hand,
        measured=measured,
        simulated=simulated,
        runs=runs,
        per_module=parts * busy * (1 + assumed.repeated) / at_once,
    )


def _measured(workspace: Workspace | None, kind: str, name: str) -> tuple[float | None, bool, int]:
    """The median time of completed runs, on real benches if there are any, whether they were simulated, and how many."""
    if workspace is None:
        return None, False, 0
    wanted = RunFilter(procedure=name, component_type=kind, outcome=Outcome.COMPLETED)
    times: dict[RunKind, list[float]] = {RunKind.MEASURED: [], RunKind.SIMULATED: []}
    for run in workspace.database.every_run(wanted):
        if run.kind in times:
            times[run.kind].append(run.ended - run.started)
    for found, each in times.items():
        if each:
            return median(each), found is RunKind.SIMULATED, len(each)
    return None, False, 0
