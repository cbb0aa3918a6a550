"""The life of a run on every path: what its outcome is, what its record holds, and that the output is off."""

from collections.abc import Iterator

import pytest

from qcstation.engine.prompts import Unattended
from qcstation.model.errors import InstrumentError, RunAborted
from qcstation.model.events import (
    MessageLogged,
    OutputMadeSafe,
    OutputUnsafe,
    Progressed,
    ResultsFound,
    RunFinished,
    RunStarted,
    SafingStarted,
    VerdictReached,
)
from qcstation.model.prompts import Prompt
from qcstation.model.runs import Run
from qcstation.model.verdicts import Outcome, Verdict
from qcstation.safety.interlocks import Interlock
from tests.engine.bench import Bench, Scripted


@pytest.fixture(autouse=True)
def sound_analysis() -> Iterator[None]:
    yield
    Scripted.fault_of_analysis = None


def measure(self: Scripted, run: Run, *, values: tuple[float, ...] = (1.0, 2.0, 3.0)) -> None:
    table = run.table("data", voltage="V")
    self.source.switch_on()
    for value in run.sweep(values):
        run.wait(1.0)
        table.append(voltage=value)


def test_a_run_goes_through_its_life_in_order() -> None:
    bench = Bench()
    report = bench.run(measure)
    assert (report.outcome, report.judged and report.judged.verdict) == (Outcome.COMPLETED, Verdict.PASS)
    kinds: list[type] = [type(event) for event in bench.events]
    order: list[type] = [RunStarted, SafingStarted, OutputMadeSafe, ResultsFound, VerdictReached, RunFinished]
    places = [kinds.index(kind) for kind in order]
    assert places == sorted(places), "outputs are safe before anything is analysed"
    assert bench.heart.beats > 3
    assert not bench.link.on


@pytest.mark.parametrize(
    ("error", "outcome", "words"),
    [
        (InstrumentError("no", instrument="source", command="X"), Outcome.ERROR, "source: no; sent 'X'"),
        (RunAborted("enough"), Outcome.ABORTED, "enough"),
        (KeyboardInterrupt(), Outcome.ABORTED, "keyboard"),
        (ZeroDivisionError("division by zero"), Outcome.ERROR, "ZeroDivisionError"),
    ],
)
def test_every_error_ends_safe_and_named(error: BaseException, outcome: Outcome, words: str) -> None:
    def script(self: Scripted, run: Run) -> None:
        measure(self, run)
        raise error

    bench = Bench()
    report = bench.run(script)
    assert report.outcome is outcome
    assert words in report.reason
    assert "\n" not in report.reason
    assert not bench.link.on
    assert report.judged is None
    assert bench.all(RunFinished)[-1].outcome is outcome
    if isinstance(error, ZeroDivisionError):
        assert "Traceback" in bench.all(MessageLogged)[-1].text, "the record keeps what a programmer needs"


def test_an_analysis_that_fails_loses_no_data() -> None:
    Scripted.fault_of_analysis = RuntimeError("bad fit")
    bench = Bench()
    report = bench.run(measure)
    assert report.outcome is Outcome.ERROR
    assert "bad fit" in report.reason
    assert not bench.link.on


def test_an_output_that_cannot_be_made_safe_is_an_error_whatever_was_measured() -> None:
    def script(self: Scripted, run: Run) -> None:
        measure(self, run)
        self.source.link.silent = True

    bench = Bench()
    report = bench.run(script)
    assert (report.outcome, report.unsafe) == (Outcome.ERROR, ("source",))
    assert "UNSAFE" in report.reason
    assert bench.all(OutputUnsafe)


def test_abort_acts_within_a_tenth_of_a_second_of_the_runs_clock() -> None:
    bench = Bench()

    def script(self: Scripted, run: Run) -> None:
        self.source.switch_on()
        sleep = bench.clock.sleep

        def sleep_and_abort(seconds: float) -> None:
            sleep(seconds)
            if bench.clock.time >= 5.0 and bench.runner is not None:
                bench.runner.abort("operator")

        bench.clock.sleep = sleep_and_abort  # type: ignore[method-assign]
        run.wait(3600.0)

    report = bench.run(script)
    assert (report.outcome, report.reason) == (Outcome.ABORTED, "operator")
    assert bench.clock.time < 5.2
    assert not bench.link.on


def test_an_abort_before_the_start_stops_the_run_before_anything_is_on() -> None:
    def script(self: Scripted, run: Run) -> None:
        raise AssertionError("must not be reached")

    bench = Bench()
    original = bench._connect

    def connect() -> object:
        assert bench.runner is not None
        bench.runner.abort("too early")
        return original()

    bench._connect = connect  # type: ignore[assignment,method-assign]
    assert bench.run(script).outcome is Outcome.ABORTED


def test_the_serial_number_that_the_station_file_expects_is_checked() -> None:
    report = Bench(serial_number="4711").run(measure)
    assert report.outcome is Outcome.ERROR
    assert "4711" in report.reason
    assert Bench(serial_number="42").run(measure).outcome is Outcome.COMPLETED


def test_progress_reaches_the_end_with_an_estimate_on_the_way() -> None:
    bench = Bench()
    bench.run(lambda self, run: measure(self, run, values=tuple(map(float, range(1, 4)))))
    progress = bench.all(Progressed)
    assert progress[-1].fraction == 1.0
    assert any(event.remaining and abs(event.remaining - 1.0) < 0.5 for event in progress)


@pytest.mark.parametrize("reading", [50.0, float("nan"), None])
def test_an_interlock_that_does_not_hold_or_cannot_be_seen_to_hold_stops_the_run(reading: float | None) -> None:
    def script(self: Scripted, run: Run) -> None:
        self.source.switch_on()
        run.wait(10.0)

    bench = Bench(interlocks=(Interlock("dry", "source.humidity < 40 %"),))

    def monitor() -> None:
        if reading is not None and bench.source.supervisor is not None:
            bench.source.supervisor.reading_seen("source", {"humidity": reading}, {"humidity": "%"})

    bench.source.monitor = monitor  # type: ignore[method-assign]
    report = bench.run(script)
    assert report.outcome is Outcome.ABORTED
    assert "dry" in report.reason
    assert not bench.link.on


def test_readings_that_get_old_stop_the_run() -> None:
    bench = Bench(interlocks=(Interlock("dry", "source.humidity < 40 %", max_age=5.0),))
    seen = 0

    def monitor() -> None:
        nonlocal seen
        seen += 1
        if seen < 3 and bench.source.supervisor is not None:
            bench.source.supervisor.reading_seen("source", {"humidity": 20.0}, {"humidity": "%"})

    bench.source.monitor = monitor  # type: ignore[method-assign]
    report = bench.run(lambda self, run: run.wait(60.0))
    assert report.outcome is Outcome.ABORTED
    assert 5.0 < bench.clock.time < 8.0


def test_a_question_that_nobody_answers_ends_the_run() -> None:
    def script(self: Scripted, run: Run) -> None:
        run.ask(Prompt(id="q", text="Lid closed?"))

    report = Bench().run(script, prompter=Unattended())
    assert report.outcome is Outcome.ERROR
    assert "Lid closed?" in report.reason


def test_an_answer_is_part_of_the_raw_data() -> None:
    def script(self: Scripted, run: Run) -> None:
        measure(self, run)
        assert run.ask(Prompt(id="q", text="Which?", default="yes")).text == "yes"

    assert Bench().run(script, prompter=Unattended()).outcome is Outcome.COMPLETED


@pytest.mark.parametrize("row", [{}, {"current": 1.0}, {"voltage": 1.0, "current": 1.0}])
def test_a_row_that_does_not_fit_its_table_is_a_mistake_with_a_name(row: dict[str, float]) -> None:
    def script(self: Scripted, run: Run) -> None:
        run.table("data", voltage="V").append(**row)

    report = Bench().run(script)
    assert report.outcome is Outcome.ERROR
    assert "data" in report.reason
