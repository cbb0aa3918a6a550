"""Which run counts: the latest completed one at its stage, unless it was invalidated; nothing is ever deleted."""

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from qcstation.model.components import Component
from qcstation.model.events import RunFinished
from qcstation.model.raw import RawData
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome
from qcstation.production import Database
from qcstation.production.entering import enter_entry
from qcstation.production.runs import enter_run
from qcstation.production.schema import RunRow
from qcstation.records import DataFolder, RunAssigned, RunInvalidated, RunRecord
from tests.records.streams import STARTED, header

from .site import CV, IV, OTHER, SENSOR, add_run, answers, database_of, log


def _counting(database: Database) -> set[str]:
    return {run.run for run in database.runs() if run.counts}


def test_a_retest_supersedes(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    first = add_run(data_folder, day=1)
    other_procedure = add_run(data_folder, day=0, procedure=CV)
    other_component = add_run(data_folder, OTHER, day=0)
    retest = add_run(data_folder, day=2, value=90.0)
    database.sync(data_folder)
    assert _counting(database) == {retest, other_procedure, other_component}
    assert len(database.runs(component=SENSOR.serial_number)) == 3
    counting = database.latest_counting_run(SENSOR.serial_number, IV)
    assert counting is not None
    assert (counting.run, counting.verdict) == (retest, "FAIL")
    assert first not in _counting(database)


def test_what_did_not_end_well_does_not_supersede(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    good = add_run(data_folder, day=1)
    for day, outcome in enumerate((Outcome.ABORTED, Outcome.ERROR, Outcome.INTERRUPTED), start=2):
        add_run(data_folder, day=day, outcome=outcome)
    database.sync(data_folder)
    assert _counting(database) == {good}


def test_an_invalidated_run_gives_way_to_the_one_before(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    first, second = add_run(data_folder, day=1), add_run(data_folder, day=2)
    log(data_folder, RunInvalidated(time=0.0, by="me", run=second, reason="probe slipped"))
    database.sync(data_folder)
    assert _counting(database) == {first}
    assert database.run(second).summary.invalidated == "probe slipped"
    log(data_folder, RunInvalidated(time=0.0, by="me", run=first, reason="wrong sensor"))
    database.sync(data_folder)
    assert _counting(database) == set()
    assert len(database.runs()) == 2


def test_an_old_run_entered_late_does_not_supersede(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    newest = add_run(data_folder, day=5)
    database.sync(data_folder)
    add_run(data_folder, day=1)
    database.sync(data_folder)
    assert _counting(database) == {newest}


def test_each_stage_has_its_own(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    at_reception = add_run(data_folder, day=1)
    later = Component(serial_number=SENSOR.serial_number, type=SENSOR.type, stage="hybridised")
    hybridised = add_run(data_folder, later, day=2)
    database.sync(data_folder)
    assert _counting(database) == {at_reception, hybridised}
    newest = database.latest_counting_run(SENSOR.serial_number, IV)
    at = database.latest_counting_run(SENSOR.serial_number, IV, "reception")
    assert newest is not None
    assert at is not None
    assert (newest.run, at.run) == (hybridised, at_reception)
    assert database.latest_counting_run(SENSOR.serial_number, IV, "none") is None


def test_a_simulated_run_never_supersedes_a_real_one(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    simulated = add_run(data_folder, day=1, kind=RunKind.SIMULATED)
    database.sync(data_folder)
    assert _counting(database) == {simulated}
    imported = add_run(data_folder, day=0, kind=RunKind.IMPORTED)
    add_run(data_folder, day=3, kind=RunKind.SIMULATED)
    database.sync(data_folder)
    assert _counting(database) == {imported}


def test_an_unassigned_run_counts_once_it_has_a_component(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    run = add_run(data_folder, None, kind=RunKind.IMPORTED)
    database.sync(data_folder)
    assert [found.run for found in database.unassigned_runs()] == [run]
    assert _counting(database) == set()
    log(data_folder, RunAssigned(time=0.0, by="me", run=run, component=SENSOR))
    database.sync(data_folder)
    assert database.unassigned_runs() == ()
    assert _counting(database) == {run}


def test_a_run_assigned_elsewhere_leaves_its_place_to_the_next(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    older, newer = add_run(data_folder, day=1), add_run(data_folder, day=2)
    log(data_folder, RunAssigned(time=0.0, by="me", run=newer, component=OTHER))
    database.sync(data_folder)
    assert _counting(database) == {older, newer}
    assert {run.run for run in database.history(OTHER.serial_number).runs} == {newer}
    assert answers(database)["histories"][0].runs[0].run == older


_runs = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from(Outcome), st.sampled_from(RunKind), st.booleans(), st.sampled_from([SENSOR, OTHER])
    ),
    max_size=8,
)


def _enter(
    session: Session, number: int, day: int, outcome: Outcome, kind: RunKind, invalid: bool, component: Component
) -> RunRow:
    run_header = header(f"run-{number}", component=component, kind=kind, started=STARTED + day)
    finished = RunFinished(time=STARTED + day, outcome=outcome)
    record = RunRecord(header=run_header, raw=RawData({}), events=(finished,), path=Path("none"))
    row = enter_run(session, record, f"runs/{number}.h5", "")
    if invalid:
        enter_entry(session, number + 1, RunInvalidated(time=0.0, run=row.uuid, reason="test"))
    return row


def test_the_rule_itself() -> None:
    """Against the rule in plain words, over runs that are entered straight into a database in memory."""
    database = Database("sqlite://")
    database.upgrade()

    @settings(max_examples=100)
    @given(runs=_runs)
    def check(runs: list[tuple[int, Outcome, RunKind, bool, Component]]) -> None:
        with database._connection.reading() as session:
            rows = [_enter(session, number, *run) for number, run in enumerate(runs)]
            counting = {row.uuid for row in rows if row.counts}
            first = {row.uuid for row in rows if row.is_first}
            session.rollback()
        expected, expected_first = set(), set()
        for component in (SENSOR, OTHER):
            valid = [
                (kind is not RunKind.SIMULATED, day, f"run-{number}")
                for number, (day, outcome, kind, invalid, of) in enumerate(runs)
                if of is component and outcome is Outcome.COMPLETED and not invalid
            ]
            expected |= {max(valid)[2]} if valid else set()
            expected_first |= {min(valid, key=lambda run: (not run[0], run[1:]))[2]} if valid else set()
        assert counting == expected
        assert first == expected_first

    check()
    database.close()
