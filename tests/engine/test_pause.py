"""A paused run stands still with its outputs as they are; abort, interlocks and the heartbeat go on working."""

from collections.abc import Callable

import pytest

from qcstation.model.errors import StorageError
from qcstation.model.events import Event, OutputMadeSafe, Progressed, ResultsFound, RowsTaken, RunPaused, RunResumed
from qcstation.model.runs import Run
from qcstation.model.verdicts import Outcome
from qcstation.safety.interlocks import Interlock
from tests.engine.bench import Bench, Scripted

DRY = Interlock("dry", "source.humidity < 40 %")


def measure(self: Scripted, run: Run) -> None:
    table = run.table("data", voltage="V")
    self.source.switch_on()
    for value in run.sweep((1.0, 2.0, 3.0)):
        run.wait(0.05)
        table.append(voltage=value)


def paused_bench(then: Callable[[Bench], None], *, interlocks: tuple[Interlock, ...] = (), sleeps: int = 2) -> Bench:
    """A bench whose run is paused after its second row; `then` happens during the pause, after `sleeps` of its slices."""
    bench = Bench(interlocks=interlocks)
    original = bench.clock.sleep
    left = sleeps

    class Kept(list[Event]):
        def append(self, event: Event) -> None:
            super().append(event)
            if isinstance(event, RowsTaken) and len(bench.all(RowsTaken)) == 2:
                assert bench.runner is not None
                bench.runner.pause()

    def sleep(seconds: float) -> None:
        nonlocal left
        original(seconds)
        if bench.all(RunPaused) and not bench.all(RunResumed):
            assert bench.link.on, "outputs stay as they are"
            left -= 1
            if left == 0:
                then(bench)

    bench.events = Kept()
    bench.clock.sleep = sleep  # type: ignore[method-assign]
    bench.source.monitor = lambda: show(bench, 20.0)  # type: ignore[method-assign]
    return bench


def show(bench: Bench, humidity: float) -> None:
    assert bench.source.supervisor is not None
    bench.source.supervisor.reading_seen("source", {"humidity": humidity}, {"humidity": "%"})


def resume(bench: Bench) -> None:
    assert bench.runner is not None
    bench.runner.resume()


def test_a_paused_run_goes_on_where_it_stood() -> None:
    bench = paused_bench(resume)
    beats = []
    beat = bench.heart.beat

    def note_beat(next_within: float = 5.0) -> None:
        beats.append(len(bench.all(RunPaused)))
        beat(next_within)

    bench.heart.beat = note_beat  # type: ignore[method-assign]
    report = bench.run(measure)
    assert report.outcome is Outcome.COMPLETED
    assert [event.rows[0][0] for event in bench.all(RowsTaken)] == [1.0, 2.0, 3.0]
    (paused,), (resumed,) = bench.all(RunPaused), bench.all(RunResumed)
    assert resumed.time - paused.time == pytest.approx(0.2), "the run's clock goes on"
    between = bench.events[bench.events.index(paused) + 1 : bench.events.index(resumed)]
    assert between == []
    assert beats.count(1) > 2, "the watchdog is told that all is well"
    # The estimate of what is left does not take the pause for work: a point takes 0.05 s.
    assert all(event.remaining is None or event.remaining < 0.16 for event in bench.all(Progressed))


def test_abort_while_paused_makes_safe_at_once() -> None:
    aborted_at: list[float] = []

    def abort(bench: Bench) -> None:
        assert bench.runner is not None
        aborted_at.append(bench.clock.now())
        bench.runner.abort("operator")

    bench = paused_bench(abort)
    report = bench.run(measure)
    assert (report.outcome, report.reason) == (Outcome.ABORTED, "operator")
    assert not bench.link.on
    assert bench.all(OutputMadeSafe)[0].time - aborted_at[0] < 0.2
    assert not bench.all(RunResumed)


def test_an_interlock_that_is_violated_while_paused_aborts() -> None:
    bench = paused_bench(lambda bench: show(bench, 60.0), interlocks=(DRY,))
    report = bench.run(measure)
    assert report.outcome is Outcome.ABORTED
    assert "dry" in report.reason
    assert not bench.link.on


def test_interlocks_are_read_anew_while_paused() -> None:
    def breaks(bench: Bench) -> None:
        bench.source.monitor = lambda: show(bench, 60.0)  # type: ignore[method-assign]
        # More than the second between two readings.
        bench.clock.time += 1.0

    bench = paused_bench(breaks, interlocks=(DRY,), sleeps=1)
    assert "dry" in bench.run(measure).reason
    assert not bench.link.on


def test_an_instrument_in_the_middle_of_an_exchange_is_not_held() -> None:
    bench = Bench()

    def script(self: Scripted, run: Run) -> None:
        self.source.switch_on()
        assert bench.runner is not None
        bench.runner.pause()
        self.source.pause(1.0)
        assert not bench.all(RunPaused)
        bench.runner.resume()
        measure(self, run)

    assert bench.run(script).outcome is Outcome.COMPLETED


def test_a_run_that_is_paused_before_it_starts_stands_still_before_anything_is_on() -> None:
    bench = Bench()
    connect, sleep = bench._connect, bench.clock.sleep

    def pause_and_connect() -> object:
        assert bench.runner is not None
        bench.runner.pause()
        return connect()

    def sleep_and_resume(seconds: float) -> None:
        sleep(seconds)
        if bench.all(RunPaused) and not bench.all(RunResumed):
            assert not bench.link.on
            resume(bench)

    bench._connect = pause_and_connect  # type: ignore[assignment,method-assign]
    bench.clock.sleep = sleep_and_resume  # type: ignore[method-assign]
    assert bench.run(measure).outcome is Outcome.COMPLETED
    assert len(bench.all(RunResumed)) == 1


def test_what_cannot_be_recorded_ends_a_pause_safe() -> None:
    def fail(_bench: Bench) -> None:
        raise StorageError("the disk is full")

    bench = paused_bench(fail)
    report = bench.run(measure)
    assert report.outcome is Outcome.ERROR
    assert not bench.link.on
    assert not bench.all(ResultsFound)
