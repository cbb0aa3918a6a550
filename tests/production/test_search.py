"""Filters, orders and pages, held against the same asked in plain Python of all rows."""

import math
from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from large_site import STARTED, make_site, sensor_number
from qcstation.model.components import Component
from qcstation.model.errors import InputError
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome, Verdict
from qcstation.production import (
    ComponentFilter,
    ComponentOrder,
    ComponentSummary,
    Database,
    RunFilter,
    RunOrder,
    RunSummary,
    day_began,
    day_ended,
)
from qcstation.records import ComponentAssembled, ComponentEntered, DataFolder, RunInvalidated

from .site import CV, HYBRID, IV, OTHER, SENSOR, add_run, database_of, log

COMPONENTS, RUNS = 60, 140
DAY = 86400.0


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    url = f"sqlite:///{tmp_path_factory.mktemp('site')}/qc.db"
    make_site(url, components=COMPONENTS, runs=RUNS)
    return Database(url)


def pages(page: Callable[..., tuple], limit: int, **asked: object) -> list:
    """All rows, page by page; a page is never longer than asked for."""
    found: list = []
    while True:
        rows = page(after=found[-1] if found else None, limit=limit, **asked)
        assert len(rows) <= limit
        if not rows:
            return found
        found += rows


_OPERATORS = ["", "R. Öst", "A. Person", "nobody"]
_run_filters = st.builds(
    RunFilter,
    text=st.sampled_from(["", "", "20ws10120001", sensor_number(3), "_", "%", "0", "nothing"]),
    component=st.sampled_from(["", "", "", sensor_number(3), "20WX"]),
    component_type=st.sampled_from(["", "", "hgtd.sensor", "hgtd.hybrid"]),
    stage=st.sampled_from(["", "", "reception", "loading"]),
    procedure=st.sampled_from(["", IV, CV]),
    verdict=st.none() | st.sampled_from(Verdict),
    outcome=st.none() | st.sampled_from(Outcome),
    kind=st.none() | st.just(RunKind.MEASURED),
    station=st.sampled_from(["", "", "LGAD bench 2"]),
    operator=st.sampled_from(_OPERATORS),
    since=st.none() | st.floats(STARTED - 1, STARTED + RUNS * 600.0),
    until=st.none() | st.floats(STARTED - 1, STARTED + RUNS * 600.0),
    counting=st.booleans(),
)


def fits(run: RunSummary, wanted: RunFilter) -> bool:
    text = wanted.text.lower()
    return all(
        [
            not text or text in (run.component or "").lower() or run.run.lower().startswith(text),
            wanted.component in {"", run.component},
            wanted.component_type in {"", run.component_type},
            wanted.stage in {"", run.stage},
            wanted.procedure in {"", run.procedure},
            wanted.verdict in {None, run.verdict},
            wanted.outcome in {None, run.outcome},
            wanted.kind in {None, run.kind},
            wanted.station in {"", run.station},
            wanted.operator in {"", run.operator},
            run.started >= (-math.inf if wanted.since is None else wanted.since),
            run.started < (math.inf if wanted.until is None else wanted.until),
            run.counts or not wanted.counting,
        ]
    )


@settings(max_examples=120)
@given(wanted=_run_filters, order=st.sampled_from(RunOrder), descending=st.booleans(), limit=st.integers(1, 90))
def test_runs_are_those_that_fit_in_order_on_pages_of_any_length(
    database: Database, wanted: RunFilter, order: RunOrder, descending: bool, limit: int
) -> None:
    everything = database.runs()
    assert len(everything) == RUNS
    truth = [run for run in everything if fits(run, wanted)]
    keys = {
        RunOrder.STARTED: lambda run: (run.started, run.run),
        RunOrder.PROCEDURE: lambda run: (run.procedure, run.started, run.run),
    }
    truth.sort(key=keys[order], reverse=descending)
    # Short pages of a long list are asked for once in a while only.
    limit = max(limit, len(truth) // 10)
    found = pages(lambda **asked: database.search_runs(wanted, **asked), limit, order=order, descending=descending)
    assert found == truth
    assert database.count_runs(wanted) == len(truth)


_component_filters = st.builds(
    ComponentFilter,
    text=st.sampled_from(["", "", "20ws1012000101", "IHEP-1-1", "ihep-1-1", "_", "nothing"]),
    type=st.sampled_from(["", "", "hgtd.sensor", "hgtd.hybrid", "hgtd.module"]),
    stage=st.sampled_from(["", "", "reception", "hybridisation"]),
    batch=st.sampled_from(["", "", "w1", "20WHNNIP010002", "none"]),
    verdict=st.none() | st.sampled_from(Verdict),
    unmeasured=st.booleans(),
)


def component_fits(component: ComponentSummary, wanted: ComponentFilter, parents: Iterable[str]) -> bool:
    text, batch = wanted.text.lower(), wanted.batch.lower()
    names = [component.serial_number, *component.identifiers.values()]
    origins = [component.identifiers.get("wafer", ""), *parents]
    return all(
        [
            any(text in name.lower() for name in names),
            not batch or any(batch in origin.lower() for origin in origins if origin),
            wanted.type in {"", component.type},
            wanted.stage in {"", component.stage},
            wanted.verdict in {None, component.last_verdict},
            component.last_run is None or not wanted.unmeasured,
        ]
    )


@settings(max_examples=120)
@given(wanted=_component_filters, order=st.sampled_from(ComponentOrder), descending=st.booleans(), limit=st.integers(7, 70))
def test_components_are_those_that_fit_in_order(
    database: Database, wanted: ComponentFilter, order: ComponentOrder, descending: bool, limit: int
) -> None:
    everything = database.search_components(ComponentFilter(), limit=None)
    assert len(everything) == COMPONENTS
    parents = {sensor_number(4 * k): f"20WHNNIP01{k + 1:04d}" for k in range(COMPONENTS // 5)}
    truth = [each for each in everything if component_fits(each, wanted, [parents.get(each.serial_number, "")])]
    keys = {
        ComponentOrder.SERIAL_NUMBER: lambda each: (each.serial_number,),
        ComponentOrder.LAST_RUN: lambda each: (each.last_run or 0.0, each.serial_number),
    }
    truth.sort(key=keys[order], reverse=descending)
    found = pages(lambda **asked: database.search_components(wanted, **asked), limit, order=order, descending=descending)
    assert found == truth
    assert database.count_components(wanted) == len(truth)


def test_every_run_and_component_comes_once(database: Database) -> None:
    assert [run.run for run in database.every_run(RunFilter())] == [run.run for run in database.runs()]
    listed = [each.serial_number for each in database.every_component(ComponentFilter(type="hgtd.sensor"))]
    assert listed == sorted(sensor_number(index) for index in range(COMPONENTS - COMPONENTS // 5))


def test_the_choices_are_what_occurs(database: Database) -> None:
    choices = database.choices()
    runs = database.runs()
    assert choices.component_types == ("hgtd.hybrid", "hgtd.sensor")
    assert choices.procedures == tuple(sorted({run.procedure for run in runs}))
    assert choices.stations == tuple(sorted({run.station for run in runs}))
    assert choices.operators == tuple(sorted({run.operator for run in runs} - {""}))
    assert choices.run_stages == ("reception",)
    assert choices.component_stages == ("hybridisation", "reception")
    assert "breakdown_voltage" in choices.measurements
    assert choices.measurements == tuple(sorted(choices.measurements))


def test_a_run_that_is_entered_meanwhile_shifts_no_page(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    older = [add_run(data_folder, day=day) for day in (1, 2, 3)]
    database.sync(data_folder)
    first = database.search_runs(RunFilter(), limit=2)
    add_run(data_folder, day=4)
    database.sync(data_folder)
    second = database.search_runs(RunFilter(), limit=2, after=first[-1])
    assert [run.run for run in (*first, *second)] == older[::-1]


def test_runs_that_began_together_are_all_listed(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    together = {add_run(data_folder, component, day=1, procedure=kind) for component in (SENSOR, OTHER) for kind in (IV, CV)}
    database.sync(data_folder)
    found = pages(lambda **asked: database.search_runs(RunFilter(), **asked), 1)
    assert {run.run for run in found} == together
    assert len(found) == 4


def test_a_component_tells_of_its_newest_run_that_counts(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    log(data_folder, ComponentEntered(time=1.0, component=OTHER))

    def listed() -> dict[str, tuple[float | None, Verdict | None]]:
        database.sync(data_folder)
        found = database.search_components(ComponentFilter())
        return {each.serial_number: (each.last_run, each.last_verdict) for each in found}

    assert listed() == {OTHER.serial_number: (None, None)}
    passing = database.run(_sync(database, data_folder, add_run(data_folder, day=1))).summary
    failing = database.run(_sync(database, data_folder, add_run(data_folder, day=2, value=90.0))).summary
    assert listed()[SENSOR.serial_number] == (failing.started, Verdict.FAIL)
    log(data_folder, RunInvalidated(time=3.0, by="me", run=failing.run, reason="wrong pad"))
    assert listed()[SENSOR.serial_number] == (passing.started, Verdict.PASS)
    log(data_folder, RunInvalidated(time=4.0, by="me", run=passing.run, reason="wrong sensor"))
    assert listed()[SENSOR.serial_number] == (None, None)


def _sync(database: Database, folder: DataFolder, run: str) -> str:
    database.sync(folder)
    return run


def test_parts_are_found_by_what_they_are_a_part_of(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    named = Component(serial_number=OTHER.serial_number, type=OTHER.type, identifiers={"lot": "L7", "vendor": "L8"})
    log(
        data_folder,
        ComponentEntered(time=1.0, component=named),
        ComponentAssembled(time=2.0, parent=HYBRID.serial_number, child=SENSOR.serial_number),
    )
    database.sync(data_folder)

    def of(batch: str) -> list[str]:
        return [each.serial_number for each in database.search_components(ComponentFilter(batch=batch))]

    assert of("l7") == [OTHER.serial_number]
    assert of("L8") == []
    assert of(HYBRID.serial_number) == [SENSOR.serial_number]


def test_days_are_those_of_utc() -> None:
    assert day_began("1970-01-02") == DAY
    assert day_ended(" 1970-01-02 ") == 2 * DAY
    for wrong in ("2026", "yesterday", "2026-02-30", ""):
        with pytest.raises(InputError, match="is no date"):
            day_began(wrong)
