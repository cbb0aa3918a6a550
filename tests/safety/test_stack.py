import signal
import threading
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from qcstation.model.clock import Clock, WallClock
from qcstation.model.errors import InstrumentError, StorageError, WatchdogLost
from qcstation.model.events import Event, MessageLogged, OutputMadeSafe, OutputUnsafe, SafingStarted
from qcstation.safety.recipes import SafingRecipe, Send
from qcstation.safety.stack import SafeStack, unsafe_output
from qcstation.safety.workers import OutputOutcome
from qcstation.transports import open_link
from tests.safety.fakes import Answers, DropsAt, FakeLink, Garbage, ManualClock, Takes, broken, leaving, mute, silent
from tests.safety.supply import Supply

Fault = Callable[[FakeLink, str], str | None] | None

# What may become of one output: its fault, and whether it can then be proven safe.
_KINDS: dict[str, tuple[Callable[[], Fault], bool]] = {
    "good": (lambda: None, True),
    "noisy": (lambda: Garbage(2), True),
    "drops": (lambda: DropsAt(1, 6), True),
    "slow": (lambda: Takes(0.002), True),
    "silent": (lambda: silent, False),
    "mute": (lambda: mute, False),
    "broken": (lambda: broken, False),
    "leaving": (lambda: leaving, False),
    "stuck on": (lambda: Answers("OUT?", "1", forever=True), False),
}


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcstation.safety.execution._PAUSE", 0.001)
    monkeypatch.setattr("qcstation.safety.execution._SETTLE", 0.005)


class Guard:
    """A watchdog's place, to see what it is told."""

    def __init__(self) -> None:
        self.armed: list[str] = []
        self.beats = 0
        self.lost = False

    def arm(self, recipe: SafingRecipe) -> None:
        if self.lost:
            raise WatchdogLost("lost")
        self.armed.append(recipe.instrument)

    def disarm(self, instrument: str, output: str = "") -> None:
        if self.lost:
            raise WatchdogLost("lost")
        self.armed.remove(instrument)

    def beat(self, next_within: float = 5.0) -> None:
        self.beats += 1
        if self.lost:
            raise WatchdogLost("lost")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kinds=st.lists(st.sampled_from(sorted(_KINDS)), min_size=1, max_size=6),
    waiting=st.lists(st.booleans(), min_size=6, max_size=6),
    stepped=st.booleans(),
)
@pytest.mark.usefixtures("impatient")
def test_every_output_is_seen_to_newest_first_whatever_the_others_do(
    kinds: list[str], waiting: list[bool], stepped: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A busy computer must not turn the order of two threads round.
    monkeypatch.setattr("qcstation.safety.workers._HEAD_START", 5.0)
    monkeypatch.setattr("qcstation.safety.workers._ALL_HEAD_STARTS", 50.0)
    clock: Clock = ManualClock() if stepped else WallClock()
    links = [FakeLink(f"{index}", fault=_KINDS[kind][0]()) for index, kind in enumerate(kinds)]
    events: list[Event] = []
    stack = SafeStack(clock, emit=events.append, retry_for=0.0)
    for link, waits in zip(links, waiting, strict=False):
        stack.push(link.recipe(after_newer=waits), link)

    unsafe = stack.unwind("test")

    expected = {f"{index}" for index, kind in enumerate(kinds) if not _KINDS[kind][1]}
    assert set(unsafe) == expected == set(stack.outputs)
    names = {link.settings.instrument for link in links}
    assert {outcome.label: outcome.safe for outcome in stack.outcomes} == {name: name not in expected for name in names}
    assert all(not link.on for link in links if link.settings.instrument not in expected)
    touches = [link.first_touch for link, waits in zip(links, waiting, strict=False) if not waits or stepped]
    assert touches == sorted(touches, reverse=True)
    assert all(touch < float("inf") for touch in (link.first_touch for link in links))
    assert isinstance(events[0], SafingStarted)
    assert {e.instrument for e in events if isinstance(e, OutputUnsafe)} == expected
    assert {e.instrument for e in events if isinstance(e, OutputMadeSafe)} == names - expected


def test_the_mute_output_has_been_switched_off_all_the_same(impatient: None) -> None:
    link = FakeLink("bias", fault=mute)
    stack = SafeStack(WallClock(), retry_for=0.0)
    stack.push(link.recipe(), link)
    assert stack.unwind("test") == ("bias",)
    assert not link.on


def test_an_empty_stack_unwinds_without_a_word() -> None:
    events: list[Event] = []
    assert SafeStack(WallClock(), emit=events.append).unwind("end of run") == ()
    assert events == []


def test_a_recipe_that_proves_nothing_is_refused_before_anything_is_on() -> None:
    link, guard = FakeLink("bias"), Guard()
    stack = SafeStack(WallClock(), guard=guard)
    with pytest.raises(ValueError, match="no read-back"):
        stack.push(structs.replace(link.recipe(), steps=(Send(command="OUT OFF"),)), link)
    assert stack.outputs == ()
    assert guard.armed == []


def test_an_output_that_the_watchdog_cannot_take_is_not_on_the_stack() -> None:
    link, guard = FakeLink("bias"), Guard()
    guard.lost = True
    stack = SafeStack(WallClock(), guard=guard)
    with pytest.raises(WatchdogLost):
        stack.push(link.recipe(), link)
    assert stack.outputs == ()


def test_pushed_again_an_output_moves_to_the_top() -> None:
    a, b = FakeLink("a"), FakeLink("b")
    stack = SafeStack(WallClock())
    for link in (a, b, a):
        stack.push(link.recipe(), link)
    assert stack.outputs == ("b", "a")


def test_make_safe_takes_one_output_off_and_lets_the_watchdog_go() -> None:
    a, b, guard = FakeLink("a"), FakeLink("b"), Guard()
    stack = SafeStack(WallClock(), guard=guard)
    stack.push(a.recipe(), a)
    stack.push(b.recipe(), b)
    stack.make_safe("a")
    assert (a.on, b.on) == (False, True)
    assert stack.outputs == ("b",)
    assert guard.armed == ["b"]
    stack.make_safe("a")
    assert stack.outputs == ("b",)


def test_make_safe_raises_and_the_output_stays_until_it_is_proven_safe(impatient: None) -> None:
    link, guard = FakeLink("bias", fault=silent), Guard()
    told: list[OutputOutcome] = []
    stack = SafeStack(WallClock(), guard=guard, unsafe=told.append, retry_for=0.0)
    stack.push(link.recipe(), link)
    with pytest.raises(InstrumentError, match="bias: not proven safe"):
        stack.make_safe("bias")
    assert (stack.outputs, guard.armed, told) == (("bias",), ["bias"], [])
    link._fault = None
    assert stack.unwind("end of run") == ()
    assert (stack.outputs, guard.armed) == ((), [])


def test_a_lost_watchdog_and_failing_listeners_keep_nothing_on(impatient: None) -> None:
    good, bad, guard = FakeLink("good"), FakeLink("bad", fault=silent), Guard()

    def fail(_: object) -> None:
        raise StorageError("disk full")

    stack = SafeStack(WallClock(), guard=guard, emit=fail, safe=fail, unsafe=fail, retry_for=0.0)
    stack.push(good.recipe(), good)
    stack.push(bad.recipe(), bad)
    guard.lost = True
    assert stack.unwind("test") == ("bad",)
    assert not good.on


def test_a_marker_that_cannot_be_written_is_told_as_an_alarm(impatient: None) -> None:
    events: list[Event] = []
    link = FakeLink("bias", fault=silent)

    def fail(outcome: OutputOutcome) -> None:
        raise StorageError(f"cannot keep {outcome.label}")

    stack = SafeStack(WallClock(), emit=events.append, unsafe=fail, retry_for=0.0)
    stack.push(link.recipe(), link)
    stack.unwind("test")
    assert [event.text for event in events if isinstance(event, MessageLogged)] == ["cannot keep bias"]


def test_an_unsafe_output_is_told_with_all_that_a_marker_needs(impatient: None) -> None:
    told: list[OutputOutcome] = []
    link = FakeLink("bias", fault=silent)
    stack = SafeStack(WallClock(), unsafe=told.append, retry_for=0.0)
    stack.push(link.recipe(), link)
    stack.unwind("test")
    marker = unsafe_output(told[0], "bench 1")
    assert (marker.station, marker.instrument, marker.resource) == ("bench 1", "bias", "FAKE::bias")
    assert "no answer in time" in marker.why
    assert abs(marker.time - time.time()) < 60


def test_a_clock_that_the_run_drives_is_driven_by_one_output_at_a_time() -> None:
    clock = ManualClock(cost=0.0002)
    links = [FakeLink(name) for name in "abc"]
    stack = SafeStack(clock)
    for link in links:
        stack.push(link.recipe(step=5.0, interval=1.0), link)
    assert stack.unwind("test") == ()
    assert clock.most_drivers == 1
    assert clock.monotonic() == pytest.approx(3 * 4 * 1.0)
    assert links[2].off_at < links[1].off_at < links[0].off_at


def test_a_driven_clock_has_one_driver_even_when_a_stalled_output_comes_back() -> None:
    clock = ManualClock(cost=0.002)
    older, newer = FakeLink("older", level=-100.0), FakeLink("newer", level=-100.0, fault=DropsAt(0))
    newer.refusals = 1
    stack = SafeStack(clock)
    for link in (older, newer):
        stack.push(link.recipe(step=2.0, interval=0.1, deadline=60.0), link)
    assert stack.unwind("test") == ()
    assert older.first_touch < newer.off_at, "the older one must have begun meanwhile, or nothing is shown here"
    assert clock.most_drivers == 1


def test_safing_goes_on_in_wall_time_when_the_clock_of_the_run_breaks() -> None:
    class Broken(ManualClock):
        def sleep(self, seconds: float) -> None:
            raise OSError("the bench is gone")

        def monotonic(self) -> float:
            raise OSError("the bench is gone")

        def now(self) -> float:
            raise OSError("the bench is gone")

    link = FakeLink("bias")
    stack = SafeStack(Broken())
    stack.push(link.recipe(step=5.0, interval=0.01), link)
    began = time.monotonic()
    assert stack.unwind("test") == ()
    assert not link.on
    assert time.monotonic() - began >= 0.04


def test_heartbeats_go_on_while_outputs_are_made_safe() -> None:
    guard, link = Guard(), FakeLink("bias", fault=Takes(0.05))
    stack = SafeStack(WallClock(), guard=guard)
    stack.push(link.recipe(), link)
    stack.unwind("test")
    assert guard.beats > 5


def test_no_output_waits_for_ones_that_do_not_answer() -> None:
    supplies = [Supply(-20.0, on=True) for _ in range(4)]
    stack = SafeStack(WallClock(), retry_for=0.0)
    recipes = [supply.recipe(f"hv{index}", timeout=0.4) for index, supply in enumerate(supplies)]
    links = [open_link(recipe.link) for recipe in recipes]
    for recipe, link in zip(recipes, links, strict=True):
        stack.push(recipe, link)
    for supply in supplies[1:]:
        supply.deaf = True

    began = time.monotonic()
    unsafe = stack.unwind("test")

    assert set(unsafe) == {"hv1", "hv2", "hv3"}
    assert supplies[0].off_since is not None
    assert supplies[0].history[0].time - began < 1.0
    assert supplies[0].off_since - began < 4 * 0.05 + 2.0
    # Three unreachable outputs take as long as one: two attempts of three questions of 0.4 s, and a pause.
    assert time.monotonic() - began < 2 * 3 * 0.4 + 2.0
    for link, supply in zip(links, supplies, strict=True):
        link.close()
        supply.close()


def test_an_output_that_others_stand_on_is_touched_only_when_they_are_safe() -> None:
    low_voltage, high_voltage, module = FakeLink("lv"), FakeLink("hv"), FakeLink("module")
    stack = SafeStack(WallClock())
    stack.push(low_voltage.recipe(after_newer=True), low_voltage)
    stack.push(high_voltage.recipe(step=2.0, interval=0.02), high_voltage)
    stack.push(module.recipe(), module)
    assert stack.unwind("test") == ()
    assert low_voltage.first_touch > high_voltage.off_at
    assert low_voltage.first_touch > module.off_at


def test_an_output_that_others_stand_on_does_not_wait_for_one_that_is_stalled() -> None:
    hanging = threading.Event()
    low_voltage = FakeLink("lv")
    high_voltage = FakeLink("hv", fault=Takes(hanging), timeout=1.0)
    stack = SafeStack(WallClock(), retry_for=0.0)
    stack.push(low_voltage.recipe(after_newer=True), low_voltage)
    stack.push(high_voltage.recipe(), high_voltage)
    began = time.monotonic()
    threading.Timer(1.5, hanging.set).start()
    stack.unwind("test")
    assert low_voltage.off_at - began < 1.4
    assert high_voltage.off_at > low_voltage.off_at


def test_a_call_that_never_returns_is_left_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qcstation.safety.talk._CALL_MARGIN", 0.1)
    forever = threading.Event()
    stuck, good = FakeLink("stuck", fault=Takes(forever), timeout=0.02), FakeLink("good")
    stack = SafeStack(WallClock())
    stack.push(good.recipe(), good)
    stack.push(stuck.recipe(), stuck)
    assert stack.unwind("test") == ("stuck",)
    assert not good.on
    assert stack.outcomes[-1].detail == "a call to the instrument does not return"
    forever.set()


@pytest.mark.parametrize("calls", [0, 1, 5])
def test_a_clock_that_never_answers_is_left_behind_and_holds_up_no_older_output(
    calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging(ManualClock):
        def monotonic(self) -> float:
            if threading.current_thread().name == "safing stuck":
                nonlocal calls
                calls -= 1
                if calls < 0:
                    forever.wait(10.0)
            return super().monotonic()

    monkeypatch.setattr("qcstation.safety.talk._CALL_MARGIN", 0.1)
    forever = threading.Event()
    stuck, good = FakeLink("stuck", timeout=0.02), FakeLink("good")
    stack = SafeStack(Hanging())
    stack.push(good.recipe(), good)
    stack.push(stuck.recipe(interval=0.1), stuck)
    assert stack.unwind("test") == ("stuck",)
    assert not good.on
    forever.set()


def test_signals_meanwhile_are_held_back_and_delivered_at_the_end() -> None:
    link = FakeLink("bias")
    stack = SafeStack(WallClock())
    stack.push(link.recipe(step=1.0, interval=0.01), link)
    interrupters = [threading.Timer(0.03 * count, signal.raise_signal, [signal.SIGINT]) for count in (1, 2, 3)]
    for interrupter in interrupters:
        interrupter.start()
    with pytest.raises(KeyboardInterrupt):
        stack.unwind("test")
    assert not link.on
    assert link.level == 0.0
    assert [outcome.safe for outcome in stack.outcomes] == [True]
    assert stack.outputs == ()
