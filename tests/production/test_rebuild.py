"""The database is an index: made again from run files and site log, it gives the same answers to every question."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qcstation.model.components import Component
from qcstation.model.estimates import Estimate, Result
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome, Verdict, judge, overall
from qcstation.production import Database
from qcstation.records import (
    BenchConfirmedSafe,
    BenchUnsafe,
    Calibration,
    Comment,
    ComponentAssembled,
    ComponentDisassembled,
    ComponentEntered,
    DataFolder,
    OperatorEntered,
    RunAssigned,
    RunInvalidated,
    RunReanalysed,
    RunSignedOff,
    SiteLog,
    SpecificationUsed,
    StagePassed,
    Waiver,
)
from tests.records.streams import SPECIFICATION

from .site import CV, HYBRID, IV, OTHER, SENSOR, add_run, answers, database_of, log

_components = st.sampled_from([SENSOR, OTHER, HYBRID])
_stages = st.sampled_from(["reception", "assembly", "hybridised"])


def _reanalysed(run: str, number: int, value: float) -> RunReanalysed:
    results = (Result("breakdown_voltage", Estimate(value=value, unit="V", uncertainty=0.2)),)
    judgements = judge(results, SPECIFICATION)
    return RunReanalysed(
        time=float(number),
        by="me",
        run=run,
        software="0.2.0",
        digest=SPECIFICATION.digest,
        results=results,
        judgements=judgements,
        verdict=overall(judgements),
    )


class _Site:
    """Takes one random step after another."""

    def __init__(self, folder: DataFolder) -> None:
        self.folder = folder
        self.runs: list[str] = []
        self.number = 0

    def step(self, draw: st.DataObject) -> None:
        self.number += 1
        kind = draw.draw(st.sampled_from(["run", "run", "component", "run entry", "bench"]))
        if kind == "run" or (kind == "run entry" and not self.runs):
            self._run(draw)
        elif kind == "component":
            log(self.folder, self._component_entry(draw))
        elif kind == "bench":
            entry = draw.draw(st.sampled_from([BenchUnsafe, BenchConfirmedSafe]))
            log(self.folder, entry(time=float(self.number), by="me", station="bench 1", instrument="bias"))
            log(self.folder, OperatorEntered(time=float(self.number), operator="A. Nother", badge="B1"))
            log(self.folder, Calibration(time=float(self.number), instrument="bias", identity="K", due=1e9))
        else:
            log(self.folder, self._run_entry(draw))

    def _run(self, draw: st.DataObject) -> None:
        component = draw.draw(st.none() | st.builds(_at, _components, _stages))
        self.runs.append(
            add_run(
                self.folder,
                component,
                day=draw.draw(st.integers(0, 5)),
                procedure=draw.draw(st.sampled_from([IV, CV])),
                outcome=draw.draw(st.sampled_from([Outcome.COMPLETED, Outcome.COMPLETED, Outcome.ABORTED])),
                kind=draw.draw(st.sampled_from(RunKind)),
                run=f"{self.number:08d}-0000-4000-8000-000000000000",
            )
        )

    def _component_entry(self, draw: st.DataObject) -> Any:
        one, other = draw.draw(st.permutations([SENSOR, OTHER, HYBRID]))[:2]
        time = float(self.number)
        return draw.draw(
            st.sampled_from(
                [
                    ComponentEntered(time=time, component=_at(one, "reception")),
                    ComponentAssembled(time=time, parent=one.serial_number, child=other.serial_number, position="HV"),
                    ComponentDisassembled(time=time, parent=one.serial_number, child=other.serial_number),
                    StagePassed(time=time, component=one.serial_number, stage="reception", next_stage="assembly"),
                    StagePassed(time=time, component=one.serial_number, stage="assembly"),
                    Comment(time=time, text="seen", component=one.serial_number),
                    SpecificationUsed(time=time, specification=SPECIFICATION, digest=SPECIFICATION.digest),
                ]
            )
        )

    def _run_entry(self, draw: st.DataObject) -> Any:
        run = draw.draw(st.sampled_from(self.runs))
        time = float(self.number)
        return draw.draw(
            st.sampled_from(
                [
                    RunInvalidated(time=time, by="me", run=run, reason="x"),
                    RunAssigned(time=time, run=run, component=OTHER),
                    _reanalysed(run, self.number, 100.0),
                    Waiver(time=time, by="me", run=run, result="breakdown_voltage", reason="accepted"),
                    Comment(time=time, text="hm", run=run),
                    RunSignedOff(time=time, by="me", run=run),
                ]
            )
        )


def _at(component: Component, stage: str) -> Component:
    return Component(serial_number=component.serial_number, type=component.type, stage=stage, identifiers=component.identifiers)


@settings(max_examples=15, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(draw=st.data())
def test_a_rebuilt_database_gives_the_same_answers(tmp_path_factory: pytest.TempPathFactory, draw: st.DataObject) -> None:
    folder = DataFolder(tmp_path_factory.mktemp("site"))
    database = database_of(folder)
    site = _Site(folder)
    for _ in range(draw.draw(st.integers(1, 12))):
        site.step(draw)
        if draw.draw(st.booleans()):
            database.sync(folder)
    database.sync(folder)
    before = answers(database)
    assert len(before["runs"]) == len(site.runs)
    assert database.rebuild(folder).problems == ()
    assert answers(database) == before
    from_nothing = Database(f"sqlite:///{folder.path}/another.db")
    from_nothing.rebuild(folder)
    assert answers(from_nothing) == before
    for opened in (database, from_nothing):
        opened.close()


def test_a_lost_database_is_made_again(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    run = add_run(data_folder)
    log(data_folder, _reanalysed(run, 1, 100.0))
    database.sync(data_folder)
    before = answers(database)
    database.close()
    for path in data_folder.path.glob("qcstation.db*"):
        path.unlink()
    database = database_of(data_folder)
    report = database.rebuild(data_folder)
    assert (report.runs, report.entries) == (1, 2)
    assert answers(database) == before
    assert database.run(run).summary.verdict is Verdict.FAIL


def test_a_rebuild_that_fails_leaves_the_old_state(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    add_run(data_folder)
    database.sync(data_folder)
    before = answers(database)
    with data_folder.site_log.open("ab") as file:
        file.write(b"garbage\n")
    with pytest.raises(Exception, match="line 2: the log is damaged"):
        database.rebuild(data_folder)
    assert answers(database) == before


def test_run_files_that_the_site_log_does_not_know_are_adopted(data_folder: DataFolder, tmp_path: Path) -> None:
    elsewhere = DataFolder(tmp_path / "elsewhere")
    run = add_run(elsewhere, day=40)
    (path,) = elsewhere.run_files()
    add_run(data_folder)
    target = data_folder.path / elsewhere.relative(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(path.read_bytes())
    (data_folder.runs / "2026" / "09" / "junk.h5").write_bytes(b"junk")
    database = database_of(data_folder)
    report = database.rebuild(data_folder)
    assert report.adopted == (elsewhere.relative(path),)
    assert len(report.problems) == 1
    assert "junk.h5 is damaged" in report.problems[0]
    assert database.run(run).summary.run_file == elsewhere.relative(path)
    assert SiteLog(data_folder.site_log).verify() == 2
    assert database.rebuild(data_folder).adopted == ()
