"""The two clocks: stepped by its owner, running at a pace, and what becomes of the one when its owner dies."""

import time

import msgspec
import pytest

from qcstation.model.clock import Clock
from qcstation.model.errors import InputError, LinkError
from qcstation.simulation import BenchControl, SteppedClock
from qcstation.simulation.timeline import Timeline
from tests.simulation.clients import Rig, one_instrument
from tests.simulation.conftest import MakeRig


def smu(rig: MakeRig, *, stepped: bool = True, pace: float = 1.0) -> Rig:
    return rig(msgspec.structs.replace(one_instrument("keithley.2410"), pace=pace), stepped=stepped)


def test_a_held_clock_stands_still_and_moves_by_steps(rig: MakeRig) -> None:
    control = smu(rig).control
    start = control.time()
    time.sleep(0.01)
    assert control.time() == start
    assert control.advance(1.5) == pytest.approx(start + 1.5, abs=1e-9)


def test_the_stepped_clock_is_a_clock(rig: MakeRig) -> None:
    clock: Clock = smu(rig).clock or pytest.fail("no clock")
    before, utc = clock.monotonic(), clock.now()
    wall = time.monotonic()
    clock.sleep(3600.0)
    clock.sleep(0.0)
    clock.sleep(-1.0)
    assert clock.monotonic() == pytest.approx(before + 3600.0, abs=1e-6)
    assert clock.now() == pytest.approx(utc + 3600.0, abs=1e-6)
    assert time.monotonic() - wall < 60.0
    assert abs(utc - time.time()) < 60.0


def test_readings_move_the_time_by_what_they_take(rig: MakeRig) -> None:
    """NPLC 10 at 50 Hz with a repeating filter of 5: one second, and the source delay of 1 ms."""
    bench = smu(rig)
    client = bench["it"]
    client.write(":OUTP ON;:SENS:CURR:NPLC 10;:SENS:AVER:COUN 5;:SENS:AVER ON")
    before = bench.control.time() if client.query("*OPC?") else 0.0
    client.query(":READ?")
    assert bench.control.time() - before == pytest.approx(1.001, abs=1e-9)


def test_only_one_connection_owns_the_clock(rig: MakeRig) -> None:
    bench = smu(rig)
    with BenchControl(bench.bench.control_address) as other:
        with pytest.raises(InputError, match="another connection owns"):
            other.take_clock()
        with pytest.raises(InputError, match="does not own"):
            other.advance(1.0)
        with pytest.raises(InputError, match="does not own"):
            other.release_clock()


@pytest.mark.parametrize("seconds", [-1.0, float("1e10")])
def test_time_does_not_run_backwards_or_away(rig: MakeRig, seconds: float) -> None:
    with pytest.raises(InputError, match="time advances"):
        smu(rig).control.advance(seconds)


def test_time_runs_free_when_the_owner_is_gone(rig: MakeRig) -> None:
    """So that a ramp-down goes on: the next engine's instruments answer, and time passes at wall rate."""
    bench = smu(rig, stepped=False)
    owner = BenchControl(bench.bench.control_address)
    SteppedClock(owner).sleep(100.0)
    owner.close()
    deadline = time.monotonic() + 5.0
    while bench.control.state()["clock"] == "held" and time.monotonic() < deadline:
        time.sleep(0.002)
    wall, at = time.monotonic(), bench.control.time()
    assert at >= 100.0
    time.sleep(0.03)
    moved, waited = bench.control.time() - at, time.monotonic() - wall
    assert 0.03 <= moved <= waited + 0.001
    successor = BenchControl(bench.bench.control_address)
    successor.take_clock()
    successor.close()


def test_a_running_clock_really_waits_for_readings_at_its_pace(rig: MakeRig) -> None:
    """NPLC 10 at 50 Hz: 201 ms of bench time; at a pace of 4 that is 50 ms on the wall."""
    bench = smu(rig, stepped=False, pace=4.0)
    client = bench["it"]
    client.write(":SENS:CURR:NPLC 10;:OUTP ON")
    client.query("*OPC?")
    wall, at = time.monotonic(), bench.control.time()
    client.query(":READ?")
    waited = time.monotonic() - wall
    assert waited >= 0.050
    assert bench.control.time() - at >= 0.2


def test_while_one_instrument_is_busy_the_others_answer(rig: MakeRig) -> None:
    bench = smu(rig, stepped=False)
    client = bench["it"]
    client.write(":SENS:CURR:NPLC 10;:OUTP ON;:READ?")
    client.write("*OPC?")
    while not bench.state("it")["output"]:
        time.sleep(0.001)
    assert bench.control.time() > 0.0
    assert "," in client.read()
    assert client.read() == "1"


def test_the_owner_can_let_go_and_set_a_pace(rig: MakeRig) -> None:
    control = smu(rig).control
    control.release_clock(1000.0)
    before = control.time()
    time.sleep(0.01)
    assert control.time() - before >= 10.0
    control.take_clock()
    with pytest.raises(InputError, match="pace"):
        control.release_clock(0.0)


def test_what_was_written_before_time_passes_is_carried_out_before(rig: MakeRig) -> None:
    """A program writes to an instrument on one connection and steps the clock on another."""
    bench = smu(rig)
    client = bench["it"]
    for level in range(1, 301):
        client.write(f":SOUR:VOLT {level / 10}")
        at = bench.control.advance(1.0)
        assert bench.state("it")["level"] == level / 10
        assert bench.control.history()[-1].time <= at - 1.0 + 1e-9


def ask_for_seconds(control: BenchControl) -> None:
    for _ in range(500):
        control.time()
        time.sleep(0.01)


def test_a_bench_that_is_gone_is_a_link_error(rig: MakeRig) -> None:
    bench = smu(rig)
    bench.control.stop()
    with pytest.raises(LinkError, match="gone"):
        ask_for_seconds(bench.control)
    with pytest.raises(LinkError, match="no simulated bench"):
        BenchControl("127.0.0.1:1")


def test_due_actions_run_in_order_at_their_own_time() -> None:
    timeline = Timeline()
    timeline.hold()
    start = timeline.now()
    seen: list[float] = []
    timeline.at(start + 2.0, lambda: seen.append(timeline.now() - start))
    timeline.at(start + 1.0, lambda: seen.append(timeline.now() - start))
    timeline.at(start + 5.0, lambda: seen.append(timeline.now() - start))
    timeline.step(3.0)
    assert seen == pytest.approx([1.0, 2.0])
    assert timeline.now() == pytest.approx(start + 3.0)
