"""A bench driven by hand, with faults put in on purpose: what is on is made safe, whatever happens."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.instruments.registry import all_drivers, driver
from qcstation.model.errors import InputError
from qcstation.model.events import Event, MessageLogged, OutputChanged, RunStarted
from qcstation.model.verdicts import Outcome
from qcstation.procedures.station.controls import CONTROLS, controls_of
from qcstation.simulation import SimulatedBench, parse_fault
from qcstation.station.config import StationFile
from qcstation.station.manual import MANUAL_CONTROL, CommandChannel, controlled_instruments, typed_command
from qcstation.station.recording import FinishedRun
from qcstation.station.running import PreparedRun, RunRequest
from qcstation.station.shipped import shipped_bench
from qcstation.station.workspace import Workspace

PATIENCE = 30.0


class Hand:
    """Somebody who drives a bench, and what is said to them."""

    def __init__(self, workspace: Workspace, station: StationFile, bench: SimulatedBench, idle: str = "10 min") -> None:
        self.station = station
        self.bench = bench
        self.channel = CommandChannel()
        self.events: list[Event] = []
        request = RunRequest(
            procedure=MANUAL_CONTROL, station=station, settings={"idle": idle}, operator="tester", commands=self.channel
        )
        self.prepared = PreparedRun(workspace, request, onlookers=(self.events.append,))
        self.finished: FinishedRun | None = None
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        self.finished = self.prepared.run()

    def say(self, *lines: str) -> None:
        for line in lines:
            self.channel.send(typed_command(self.station, line))

    def wait_until(self, condition: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < end, self.told
            time.sleep(0.01)

    def end(self) -> FinishedRun:
        self.thread.join(PATIENCE)
        assert self.finished is not None
        return self.finished

    @property
    def told(self) -> list[str]:
        return [event.text for event in self.events if isinstance(event, MessageLogged)]

    @property
    def bias(self) -> dict[str, object]:
        return dict(self.bench.state()["instruments"]["bias"])


@pytest.fixture
def hand(workspace: Workspace, station: StationFile, bench: SimulatedBench) -> Iterator[Hand]:
    driven = Hand(workspace, station, bench)
    yield driven
    driven.prepared.abort("end of the test")
    driven.thread.join(PATIENCE)
    assert not bench.state()["instruments"]["bias"]["output"]


def switched_on(hand: Hand) -> None:
    hand.say("bias on up_to=100V compliance=10uA", "bias ramp -50 V")
    hand.wait_until(lambda: hand.bias["level"] == pytest.approx(-50.0))


def test_commands_are_carried_out_in_order_and_kept(hand: Hand) -> None:
    hand.say("pad read", "bias on up_to=100V compliance=10uA", "bias ramp -50 V", "wait 0 s", "bias off", "climate read", "end")
    finished = hand.end()
    assert (finished.outcome, finished.unsafe) == (Outcome.COMPLETED, ())
    told = "\n".join(hand.told)
    assert "pad: zero check is on" in told, "an instrument that is off and cannot be read ends nothing"
    assert told.index("bias is at -50 V") < told.index("climate reads")
    assert isinstance(hand.events[0], RunStarted)
    levels = [event.level for event in hand.events if isinstance(event, OutputChanged) and event.on]
    assert min(levels) == pytest.approx(-50.0)
    assert max(abs(after - before) for before, after in itertools.pairwise(levels)) <= 5.0 + 1e-9


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("bias on up_to=400V compliance=10uA", "above the station file's 300 V"),
        ("bias on up_to=100V compliance=1mA", "above the station file's 0.0001 A"),
        ("bias ramp -10 V", "is off: switch it on first"),
        ("bias off", "is off: switch it on first"),
    ],
)
def test_what_the_bench_does_not_allow_is_refused_and_nothing_is_switched(line: str, reason: str, hand: Hand) -> None:
    hand.say(line, "end")
    assert hand.end().outcome is Outcome.COMPLETED
    assert any(text.startswith("refused: ") and reason in text for text in hand.told), hand.told
    assert not any(entry.kind == "output" and entry.on for entry in hand.bench.history.since(0))


def test_a_later_command_takes_the_place_of_a_ramp(hand: Hand) -> None:
    hand.say("bias on up_to=300V compliance=10uA", "bias ramp -300 V")
    hand.wait_until(lambda: float(str(hand.bias["level"])) < -5.0)
    hand.say("bias stop", "bias ramp 0 V")
    hand.wait_until(lambda: "bias is at 0 V" in hand.told)
    lowest = min(float(entry.level or 0.0) for entry in hand.bench.history.since(0) if entry.kind == "level")
    assert -300.0 < lowest < 0.0
    hand.say("bias ramp -301 V", "end")
    hand.end()
    assert any("at most 300 V" in text for text in hand.told)


def test_an_interlock_stops_it_and_makes_safe(hand: Hand) -> None:
    switched_on(hand)
    hand.bench.set_environment(None, 80.0)
    finished = hand.end()
    assert finished.outcome is Outcome.ABORTED
    assert "humidity" in finished.reason
    assert not hand.bias["output"]


@pytest.mark.parametrize("fault", ["dropped-link:bias,seconds=0.2", "garbage:bias,times=1"])
def test_an_instrument_that_fails_with_its_output_on_ends_it_and_is_made_safe(fault: str, hand: Hand) -> None:
    switched_on(hand)
    hand.bench.inject(parse_fault(fault))
    finished = hand.end()
    assert finished.outcome is Outcome.ERROR
    assert finished.reason.startswith("bias: ")
    assert not hand.bias["output"]


def test_an_output_that_does_not_go_off_ends_it_and_is_named_unsafe(hand: Hand) -> None:
    switched_on(hand)
    hand.bench.inject(parse_fault("output-stuck-on:bias"))
    hand.say("bias off", "climate read")
    finished = hand.end()
    assert (finished.outcome, finished.unsafe) == (Outcome.ERROR, ("bias",))
    assert hand.bias["output"], "it is still on: nobody must be told otherwise"
    assert not any("climate reads" in text for text in hand.told), "nothing is done beside an output that is unsafe"
    hand.bench.clear(None)
    # The watchdog has gone on trying.
    hand.wait_until(lambda: not hand.bias["output"])


def test_two_outputs_ramp_down_at_the_same_time(hand: Hand) -> None:
    hand.say("pad on up_to=50V compliance=250uA", "pad ramp 40 V")
    switched_on(hand)
    hand.wait_until(lambda: "pad is at 40 V" in hand.told)
    since = len(hand.bench.history.since(0))
    hand.prepared.abort("Esc")
    assert (hand.end().outcome, hand.end().unsafe) == (Outcome.ABORTED, ())
    levels = [(entry.instrument, entry.wall) for entry in hand.bench.history.since(since) if entry.kind == "level"]
    first = {name: min(wall for one, wall in levels if one == name) for name in ("bias", "pad")}
    last = {name: max(wall for one, wall in levels if one == name) for name in ("bias", "pad")}
    assert max(first.values()) < min(last.values())


def test_without_a_command_everything_is_ramped_down(workspace: Workspace, station: StationFile, bench: SimulatedBench) -> None:
    hand = Hand(workspace, station, bench, idle="1 s")
    switched_on(hand)
    assert hand.end().outcome is Outcome.COMPLETED
    assert any("no command for 1 s" in text for text in hand.told)
    assert not hand.bias["output"]


def test_an_abort_makes_safe(hand: Hand) -> None:
    switched_on(hand)
    hand.prepared.abort("Esc")
    finished = hand.end()
    assert (finished.outcome, finished.reason) == (Outcome.ABORTED, "Esc")


def test_every_driver_can_be_driven_by_hand() -> None:
    for info in all_drivers():
        controls = controls_of(driver(info.name))
        assert controls, info.name
        names = [action.name for role in controls for action in role.actions]
        assert len(names) == len(set(names)), f"{info.name}: two actions of one name"


def test_arguments_stand_at_values_that_are_right() -> None:
    for role in CONTROLS:
        for action in role.actions:
            assert action.parsed({argument.name: argument.usual for argument in action.arguments}) is not None
            assert not action.arms or any(argument.name == "compliance" for argument in action.arguments)


@given(st.text(max_size=40))
def test_any_line_is_a_command_or_refused(line: str) -> None:
    station = shipped_bench("lgad")
    assert {instrument.name for instrument in controlled_instruments(station)} == {"bias", "pad", "lcr", "climate"}
    with suppress(InputError):
        assert typed_command(station, line).action


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("bias ramp -20 V", {"voltage": "-20 V"}),
        ("bias ramp voltage=-20V", {"voltage": "-20V"}),
        ("bias on up_to=20 V compliance='10 uA'", {"up_to": "20 V", "compliance": "10 uA"}),
        ("bias off", {}),
    ],
)
def test_lines_as_people_type_them(line: str, values: dict[str, str]) -> None:
    assert typed_command(shipped_bench("lgad"), line).values == values
