"""What the database answers, and how it says that it has no answer."""

import pytest

from qcstation.model.components import Component
from qcstation.model.errors import InputError
from qcstation.model.estimates import Censoring, Estimate, Result
from qcstation.model.runs import RunKind
from qcstation.model.verdicts import Outcome, Verdict, judge, overall
from qcstation.production import Assembly, Disposition, PassedStage, Remark, Signature, UsedInstrument
from qcstation.records import (
    Comment,
    ComponentAssembled,
    ComponentDisassembled,
    ComponentEntered,
    DataFolder,
    RunReanalysed,
    RunSignedOff,
    StagePassed,
    Waiver,
)
from tests.records.streams import SPECIFICATION, STARTED

from .site import CV, HYBRID, IV, OTHER, SENSOR, add_run, database_of, log

RUN_A = "aaaa1111-0000-4000-8000-000000000001"
RUN_B = "aaaa2222-0000-4000-8000-000000000002"


def test_a_run_with_all_that_belongs_to_it(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    add_run(data_folder, run=RUN_A, day=1, slot="left", note="nöte", source="file.csv", source_sha256="ab")
    log(
        data_folder,
        Waiver(time=5.0, by="boss", run=RUN_A, result="breakdown_voltage", channel="3", reason="accepted"),
        Comment(time=6.0, by="me", text="odd", run=RUN_A),
        RunSignedOff(time=7.0, by="A. Signer", note="seen", run=RUN_A),
    )
    database.sync(data_folder)
    detail = database.run(RUN_A)
    run = detail.summary
    assert (run.component, run.component_type, run.stage) == (SENSOR.serial_number, "hgtd.sensor", "reception")
    assert (run.procedure, run.kind, run.outcome) == (IV, RunKind.MEASURED, Outcome.COMPLETED)
    assert (run.verdict, run.counts, run.invalidated) == (Verdict.PASS, True, None)
    assert (run.started, run.ended) == (STARTED + 86400, STARTED + 86460)
    assert (run.operator, run.site, run.station, run.slot) == ("R. Öst", "here", "bench 1", "left")
    assert (run.source, run.note) == ("file.csv", "nöte")
    assert run.run_file == f"runs/2026/09/{RUN_A}.h5"
    assert detail.instruments == (
        UsedInstrument(instrument="bias", driver="keithley.2410", identity="KEITHLEY,2410,1,C33", resource=""),
    )
    assert detail.waivers == (
        Disposition(run=RUN_A, result="breakdown_voltage", channel="3", reason="accepted", time=5.0, by="boss"),
    )
    assert detail.comments == (Remark(text="odd", time=6.0, by="me"),)
    signed = Signature(run=RUN_A, time=7.0, by="A. Signer", note="seen")
    assert detail.signatures == (signed,)
    history = database.history(SENSOR.serial_number)
    assert history.signatures == (signed,)
    assert history.comments == detail.comments
    analysis = detail.valid_analysis
    assert analysis is not None
    assert (analysis.entry, analysis.software, analysis.digest) == (0, "0.1.0", SPECIFICATION.digest)
    assert (analysis.specification, analysis.specification_version) == ("hgtd.sensor-iv", "1")
    value, refused = analysis.measurements
    assert (value.name, value.value, value.uncertainty, value.unit) == ("breakdown_voltage", 156.1, 0.4, "V")
    assert (value.min, value.max, value.required, value.verdict) == (120.0, None, True, Verdict.PASS)
    assert (value.censored, value.method) == (None, "500 nA")
    assert (refused.value, refused.refusal, refused.verdict) == (None, "no knee", None)


def test_a_run_by_the_beginning_of_its_uuid(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    add_run(data_folder, run=RUN_A)
    add_run(data_folder, run=RUN_B)
    database.sync(data_folder)
    assert database.run("AAAA1").summary.run == RUN_A
    assert database.run(f" {RUN_B} ").summary.run == RUN_B
    for wrong, message in [
        ("aaaa", "several runs begin with 'aaaa'"),
        ("bbbb", "no run begins with 'bbbb'"),
        ("aaaa%", "no run begins with"),
        ("aaa", "too short"),
        ("", "too short"),
    ]:
        with pytest.raises(InputError, match=message):
            database.run(wrong)


def test_runs_are_narrowed_down(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    one = add_run(data_folder, day=1)
    two = add_run(data_folder, day=2, procedure=CV)
    three = add_run(data_folder, OTHER, day=3, station="bench 2")
    database.sync(data_folder)
    assert [run.run for run in database.runs()] == [three, two, one]
    assert [run.run for run in database.runs(limit=2)] == [three, two]
    assert [run.run for run in database.runs(component=SENSOR.serial_number)] == [two, one]
    assert [run.run for run in database.runs(procedure=IV)] == [three, one]
    assert [run.run for run in database.runs(station="bench 2")] == [three]
    assert database.runs(component=SENSOR.serial_number, station="bench 2") == ()


def test_the_history_of_a_component(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    log(data_folder, ComponentEntered(time=1.0, component=SENSOR))
    run = add_run(data_folder)
    log(
        data_folder,
        StagePassed(time=2.0, by="me", component=SENSOR.serial_number, stage="reception", next_stage="hybridised", note="ok"),
        ComponentAssembled(time=3.0, parent=HYBRID.serial_number, child=SENSOR.serial_number, position="HV"),
        ComponentDisassembled(time=4.0, parent=HYBRID.serial_number, child=SENSOR.serial_number),
        ComponentAssembled(time=5.0, parent=HYBRID.serial_number, child=OTHER.serial_number),
        Comment(time=6.0, text="scratched", component=SENSOR.serial_number),
    )
    database.sync(data_folder)
    history = database.history(SENSOR.serial_number)
    assert history.component == Component(
        serial_number=SENSOR.serial_number, type="hgtd.sensor", stage="hybridised", identifiers={"vendor": "W12-7"}
    )
    assert history.stages == (PassedStage(stage="reception", next_stage="hybridised", time=2.0, by="me", note="ok"),)
    taken_out = Assembly(parent=HYBRID.serial_number, child=SENSOR.serial_number, position="HV", assembled=3.0, disassembled=4.0)
    assert history.parents == (taken_out,)
    assert [found.run for found in history.runs] == [run]
    assert [remark.text for remark in history.comments] == ["scratched"]
    hybrid = database.history(HYBRID.serial_number)
    assert hybrid.children[0] == taken_out
    assert hybrid.children[1].disassembled is None
    assert hybrid.component.type == ""
    with pytest.raises(InputError, match="'20WX' is not known here"):
        database.history("20WX")
    assert database.component("20WX") is None


def test_what_is_newer_about_a_component_wins(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    number = SENSOR.serial_number
    log(
        data_folder,
        StagePassed(time=9.0, component=number, stage="reception", next_stage="assembly"),
        ComponentEntered(time=1.0, component=Component(serial_number=number, type="hgtd.sensor", identifiers={"vendor": "A"})),
    )
    add_run(data_folder, day=50)
    database.sync(data_folder)
    # The run's header says "reception" and another identifier: the site log was explicit.
    assert database.component(number) == Component(
        serial_number=number, type="hgtd.sensor", stage="assembly", identifiers={"vendor": "A"}
    )
    log(data_folder, ComponentEntered(time=2.0, component=SENSOR))
    database.sync(data_folder)
    assert database.component(number) == SENSOR


def test_a_run_that_was_not_analysed(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    run = add_run(data_folder, outcome=Outcome.ABORTED)
    database.sync(data_folder)
    detail = database.run(run)
    assert (detail.analyses, detail.valid_analysis, detail.summary.verdict) == ((), None, None)
    assert (detail.summary.reason, detail.summary.counts) == ("because", False)


def test_a_reanalysis_gives_the_verdict_and_keeps_the_first_one(data_folder: DataFolder) -> None:
    database = database_of(data_folder)
    run = add_run(data_folder)
    not_reached = Estimate(value=100.0, unit="V", censored=Censoring.ABOVE)
    judgements = judge((Result("breakdown_voltage", not_reached),), SPECIFICATION)
    log(
        data_folder,
        RunReanalysed(
            time=7.0,
            by="me",
            run=run,
            software="0.2",
            digest=SPECIFICATION.digest,
            results=(),
            judgements=judgements,
            verdict=overall(judgements),
        ),
    )
    database.sync(data_folder)
    first, second = database.run(run).analyses
    assert (first.verdict, second.verdict) == (Verdict.PASS, Verdict.INCONCLUSIVE)
    assert database.run(run).summary.verdict is Verdict.INCONCLUSIVE
    assert database.run(run).valid_analysis == second
    (value,) = second.measurements
    assert (value.value, value.censored, value.verdict) == (100.0, Censoring.ABOVE, Verdict.INCONCLUSIVE)
    assert (second.entry, second.software, second.specification) == (2, "0.2", "hgtd.sensor-iv")
