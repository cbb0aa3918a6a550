import itertools
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model.clock import WallClock
from qcstation.model.errors import InstrumentError, LinkTimeoutError
from qcstation.safety.execution import execute
from qcstation.safety.recipes import Await, Expect, Ramp, SafingRecipe, SafingStep, Send
from qcstation.transports import open_link
from tests.safety.fakes import Answers, DropsAt, FakeLink, Garbage, ManualClock, broken, mute, silent
from tests.safety.supply import Supply


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcstation.safety.execution._PAUSE", 0.001)
    monkeypatch.setattr("qcstation.safety.execution._LONGEST_PAUSE", 0.001)


def _recipe(link: FakeLink, *steps: SafingStep, deadline: float = 5.0) -> SafingRecipe:
    return SafingRecipe(instrument="bias", link=link.settings, steps=steps, deadline=deadline)


def _steps_of(levels: list[float]) -> list[float]:
    return [abs(b - a) for a, b in itertools.pairwise(levels)]


def test_ramps_down_in_steps_then_switches_off_and_reads_back() -> None:
    link, clock = FakeLink("bias", -23.0), ManualClock()
    assert execute(link.recipe(step=5.0, interval=0.25), link, clock) == ()
    assert link.levels == [-23, -18, -13, -8, -3, 0]
    assert not link.on
    assert link.sent[-3:] == ["OUT OFF", "OUT?", "OUT?"]
    assert clock.monotonic() == pytest.approx(5 * 0.25)


def test_unread_answers_are_dropped_before_anything_is_asked() -> None:
    link = FakeLink("bias")
    execute(link.recipe(), link, ManualClock())
    assert link.clears >= 1


@given(
    level=st.floats(-1100, 1100, allow_nan=False),
    target=st.floats(-50, 50, allow_nan=False),
    step=st.floats(5.0, 50),
    interval=st.floats(0.0, 2.0),
    late=st.floats(0.0, 0.5),
)
def test_no_step_is_larger_or_earlier_than_allowed(
    level: float, target: float, step: float, interval: float, late: float
) -> None:
    clock = ManualClock(late=late)
    link = FakeLink("bias", level, clock=clock)
    ramp = Ramp(read="LEV?", write="LEV {level}", target=target, step=step, interval=interval)
    execute(_recipe(link, ramp, Expect(query="OUT?", answer="1"), deadline=1e6), link, clock)
    assert link.level == pytest.approx(target, abs=0.011)
    assert max(_steps_of(link.levels), default=0.0) <= step * (1 + 1e-6) + 1e-6
    assert all(b - a >= 0.8 * interval - 1e-9 for a, b in itertools.pairwise(link.level_times))
    assert all(time >= index * interval - 1e-6 for index, time in enumerate(link.level_times))


def test_waits_that_are_all_a_little_late_do_not_add_up() -> None:
    clock = ManualClock(late=0.015)
    link = FakeLink("bias", -1000.0, clock=clock)
    execute(link.recipe(step=5.0, interval=0.1, deadline=100.0), link, clock)
    assert clock.monotonic() == pytest.approx(200 * 0.1, abs=0.1)


@given(
    garbage=st.integers(0, 3),
    noise=st.text(st.characters(exclude_categories=["Nd"]), max_size=20),
    drops=st.sets(st.integers(0, 12), max_size=2),
    refusals=st.integers(0, 2),
)
def test_noise_and_broken_connections_do_not_keep_an_output_on(garbage: int, noise: str, drops: set[int], refusals: int) -> None:
    spoil, drop = Garbage(garbage, noise), DropsAt(*drops)

    def fault(link: FakeLink, command: str) -> str | None:
        drop(link, command)
        return spoil(link, command)

    link = FakeLink("bias", -20.0, fault=fault)
    link.refusals = refusals
    execute(link.recipe(), link, ManualClock(), retry_for=5.0)
    assert not link.on
    assert link.level == 0.0


@pytest.mark.parametrize("at", range(8))
def test_a_connection_that_breaks_during_the_ramp_is_made_again_and_the_ramp_goes_on(at: int) -> None:
    link = FakeLink("bias", -20.0, fault=DropsAt(at))
    assert execute(link.recipe(step=5.0), link, ManualClock()) == ()
    assert link.reconnections == 1
    assert max(_steps_of(link.levels)) <= 5.0
    assert not link.on


def test_one_lost_answer_does_not_end_the_ramp() -> None:
    asked = itertools.count()

    def lose_first(link: FakeLink, command: str) -> None:
        if next(asked) == 0:
            raise LinkTimeoutError("no answer in time")

    link = FakeLink("bias", -20.0, fault=lose_first)
    execute(link.recipe(step=5.0), link, ManualClock())
    assert max(_steps_of(link.levels)) <= 5.0


def test_a_level_that_cannot_be_read_is_set_to_zero_and_the_output_switched_off() -> None:
    link = FakeLink("bias", -20.0, fault=Answers("LEV?", "?!", forever=True))
    remarks = execute(link.recipe(), link, ManualClock())
    assert link.sent.index("LEV 0.0") < link.sent.index("OUT OFF")
    assert not link.on
    assert "the level cannot be read, got '?!'" in remarks[0]


def test_a_stale_answer_is_not_taken_for_the_level() -> None:
    stale = FakeLink("bias", -20.0, fault=Answers("LEV?", "1"))
    execute(stale.recipe(step=5.0), stale, ManualClock())
    assert stale.levels == [-20, -15, -10, -5, 0]


def test_switching_off_is_tried_when_every_question_stays_unanswered() -> None:
    link = FakeLink("bias", fault=mute)
    with pytest.raises(
        InstrumentError, match=r"bias: not proven safe in \d+ attempts: the ramp to 0 failed: no answer.*the read-back"
    ):
        execute(link.recipe(), link, ManualClock(), retry_for=0.0)
    assert not link.on
    assert link.level == 0.0


def test_a_new_connection_that_says_nothing_is_not_sent_anything_blindly_at_first() -> None:
    link = FakeLink("bias", fault=mute)
    link.connected = False
    with pytest.raises(InstrumentError):
        execute(link.recipe(), link, ManualClock(), retry_for=0.0)
    assert link.reconnections_at_off == 2


@pytest.mark.parametrize("fault", [silent, broken])
def test_an_output_that_cannot_be_proven_safe_raises(fault: object) -> None:
    link = FakeLink("bias", fault=fault)  # type: ignore[arg-type]
    with pytest.raises(InstrumentError, match="not proven safe") as raised:
        execute(link.recipe(), link, ManualClock(), retry_for=0.0)
    assert raised.value.instrument == "bias"


def test_an_output_that_stays_on_raises_with_what_was_read() -> None:
    link = FakeLink("bias", fault=Answers("OUT?", "1", forever=True))
    with pytest.raises(InstrumentError, match=r"the read-back of 'OUT\?', expected '0' failed: expected '0', got '1'") as raised:
        execute(link.recipe(), link, ManualClock(), retry_for=0.0)
    assert (raised.value.command, raised.value.answer) == ("OUT?", "1")


def test_a_read_back_that_is_right_only_once_is_asked_again() -> None:
    answers = Answers("OUT?", "0", "1", "0", "0")
    link = FakeLink("bias", fault=answers)
    execute(link.recipe(), link, ManualClock())
    assert answers.used_up


@pytest.mark.parametrize(("answer", "expected", "right"), [
    ("0", "0", True), ("+0.000E+00", "0", True), ("OFF", "OFF", True), ("1", "0", False), ("OFF", "ON", False), ("", "0", False),
    ("nan", "nan", False),
])  # fmt: skip
def test_read_backs_compare_as_numbers_where_both_are(answer: str, expected: str, right: bool) -> None:
    link = FakeLink("bias", fault=Answers("OUT?", answer, forever=True))
    recipe = _recipe(link, Expect(query="OUT?", answer=expected))
    if right:
        assert execute(recipe, link, ManualClock()) == ()
    else:
        with pytest.raises(InstrumentError):
            execute(recipe, link, ManualClock(), retry_for=0.0)


def test_fields_and_glued_units_are_read() -> None:
    levels = iter(["x,-1.5E1V,3", "x,-1.5E1V,3"])
    link = FakeLink(
        "bias", -15.0, fault=lambda link, command: next(levels, None) or f"x,{link.level}V,3" if command == "LEV?" else None
    )
    ramp = Ramp(read="LEV?", write="LEV {level}", step=5.0, interval=0.0, field=1)
    execute(_recipe(link, ramp, Expect(query="OUT?", answer="1")), link, ManualClock())
    assert link.levels == [-15, -10, -5, 0]


@pytest.mark.parametrize("overflow", ["9.9E37", "+9.91E37", "nan", "inf", "-inf"])
def test_overflow_and_not_a_number_are_no_levels(overflow: str) -> None:
    link = FakeLink("bias", fault=Answers("LEV?", overflow, forever=True))
    execute(link.recipe(), link, ManualClock())
    assert link.levels[1:] == [0.0] * len(link.levels[1:])
    assert not link.on


def test_waits_for_a_discharge() -> None:
    link, clock = FakeLink("bias", fault=Answers("MEAS?", "80,1", "junk", "-30,1", "4.9,1")), ManualClock()
    execute(_recipe(link, Await(query="MEAS?", at_most=5.0, interval=0.1)), link, clock)
    assert clock.monotonic() == pytest.approx(0.3)


def test_a_discharge_that_does_not_come_is_not_safe() -> None:
    link = FakeLink("bias", fault=Answers("MEAS?", "80", forever=True))
    recipe = _recipe(
        link, Await(query="MEAS?", at_most=5.0, timeout=1.0), Send(command="OUT OFF"), Expect(query="OUT?", answer="0")
    )
    with pytest.raises(InstrumentError, match=r"waiting for 'MEAS\?' to fall to 5 failed: expected at most 5, got '80'"):
        execute(recipe, link, ManualClock(), retry_for=0.0)
    assert not link.on


def test_a_ramp_that_is_too_slow_for_the_deadline_is_cut_short() -> None:
    link = FakeLink("bias", -1000.0)
    remarks = execute(link.recipe(step=1.0, interval=0.01, deadline=0.2), link, WallClock())
    assert "the level still was" in remarks[0]
    assert link.levels[-2] < -900
    assert link.level == 0.0
    assert not link.on


def test_without_reconnection_the_link_is_left_as_it_is() -> None:
    link = FakeLink("bias", fault=DropsAt(3))
    with pytest.raises(InstrumentError):
        execute(link.recipe(), link, ManualClock(), attempt_reconnect=False, retry_for=0.0)
    assert link.reconnections == 0


def test_a_link_that_another_thread_keeps_is_given_up_in_time() -> None:
    link, keeping, done = FakeLink("bias"), threading.Event(), threading.Event()

    def keep() -> None:
        with link.transaction():
            keeping.set()
            done.wait(10)

    thread = threading.Thread(target=keep)
    thread.start()
    keeping.wait(10)
    with pytest.raises(InstrumentError, match="busy"):
        execute(link.recipe(), link, ManualClock(), retry_for=0.0)
    done.set()
    thread.join()


@pytest.mark.parametrize(
    ("step", "interval", "tolerance"), [(0.0, 0.1, 0.1), (-1.0, 0.1, 0.1), (1.0, -0.1, 0.1), (1.0, 0.1, -1.0)]
)
def test_ramps_that_would_not_end_cannot_be_made(step: float, interval: float, tolerance: float) -> None:
    with pytest.raises(ValueError, match="a ramp needs a step above 0"):
        Ramp(read="LEV?", write="LEV {level}", step=step, interval=interval, tolerance=tolerance)


@pytest.mark.parametrize("times", range(1, 12))
def test_however_often_new_connections_are_closed_unheard_the_level_is_ramped(times: int) -> None:
    link = FakeLink("bias", -20.0)
    link.connected = False
    link.turned_away = times
    execute(link.recipe(step=5.0), link, ManualClock())
    assert link.levels == [-20, -15, -10, -5, 0]
    assert not link.on


def test_an_instrument_that_turns_the_first_connections_away_is_ramped_when_it_is_back() -> None:
    supply = Supply(-40.0, on=True)
    link = open_link(supply.recipe().link)
    supply.drop(refuse_for=0.5)
    execute(supply.recipe(interval=0.01), link, ManualClock(), retry_for=5.0)
    assert not supply.on
    assert [m.level for m in supply.history if m.command.startswith("LEV ")] == [-35, -30, -25, -20, -15, -10, -5, 0]
    link.close()
    supply.close()
