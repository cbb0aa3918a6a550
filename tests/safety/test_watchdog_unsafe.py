"""Outputs that the watchdog cannot reach, at once or at all; outputs handed over to it; confirmations."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from qcstation.safety.unsafe import UnsafeOutput
from qcstation.safety.watchdog import read_report
from tests.safety.guarded import Orders, Ready
from tests.safety.mains import MARGIN, RAMP, Main, running, until
from tests.safety.supply import Supply

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are stopped and killed by POSIX signals")


def test_an_instrument_that_holds_the_old_session_for_a_while_is_waited_for(start: Callable[..., Main]) -> None:
    main = start("drive")
    main.wait_until_on()
    main.supplies[0].hold = 1.0
    killed = main.send(signal.SIGKILL)
    main.wait_until_off()
    freed = killed + 1.0
    main.assert_kept_the_promise(freed)
    assert [output.safe for output in main.report.outputs] == [True]
    assert main.register.listed() == ()


def test_a_silent_instrument_is_unsafe_until_a_person_confirms(start: Callable[..., Main]) -> None:
    main = start("drive", supplies=2, declare_unsafe_after=1.0, retry_for=60.0)
    main.wait_until_on()
    silent, other = main.supplies
    silent.deaf = True
    killed = main.send(signal.SIGKILL)
    until(lambda: other.off_since is not None)
    assert other.off_since is not None
    assert other.off_since - killed < RAMP + MARGIN
    until(lambda: any("not proven safe" in output.why for output in main.register.listed("bench")))
    (marker,) = main.register.listed("bench")
    assert (marker.instrument, marker.resource) == ("hv0", silent.resource)
    assert "UNSAFE: hv0 of bench" in main.said
    assert "\a" in main.said

    silent.deaf = False
    until(lambda: silent.off_since is not None)
    until(lambda: "safe after all" in main.said)
    (marker,) = main.register.listed("bench")
    assert "the watchdog has made it safe since" in marker.why
    assert main.report.unsafe == ()


def test_while_the_watchdog_is_at_work_no_run_may_begin(start: Callable[..., Main]) -> None:
    main = start("drive", declare_unsafe_after=10.0)
    main.wait_until_on()
    main.supplies[0].hold = 1.0
    main.send(signal.SIGKILL)
    until(lambda: main.register.listed("bench"))
    assert "at work" in main.register.listed("bench")[0].why
    main.wait_until_off()
    until(lambda: not main.register.listed("bench"))


@pytest.mark.parametrize("after_it_was_declared", [False, True])
def test_an_unsafe_output_is_handed_over_and_left_when_a_person_has_confirmed_it(
    start: Callable[..., Main], after_it_was_declared: bool
) -> None:
    main = start("finish", declare_unsafe_after=0.5, retry_for=60.0)
    main.supplies[0].stuck_on = True
    assert main.process.wait(20) == 5
    until(lambda: main.register.has("bench", "hv0"))
    if after_it_was_declared:
        until(lambda: "not proven safe" in main.register.listed("bench")[0].why)
    assert running(main.ready.watchdog)
    main.register.confirm("bench", "A. Person", "unplugged")
    until(lambda: not running(main.ready.watchdog))
    report = main.report
    assert report.cause == "handed over"
    assert [output.safe for output in report.outputs] == [False]
    assert main.register.listed() == ()


def test_whoever_reads_the_programs_output_is_not_kept_waiting_by_the_watchdog(tmp_path: Path) -> None:
    supply = Supply()
    supply.stuck_on = True
    orders = Orders(behaviour="finish", folder=str(tmp_path), recipes=[supply.recipe(deadline=0.5)], retry_for=3.0)
    program = [sys.executable, "-m", "tests.safety.guarded", msgspec.json.encode(orders).decode()]
    ended = subprocess.run(program, capture_output=True, cwd=Path(__file__).parents[2], timeout=60, check=False)
    watchdog = msgspec.json.decode(ended.stdout, type=Ready).watchdog
    assert ended.returncode == 5
    assert b"handed over; making safe: bias" in ended.stderr
    assert running(watchdog)
    supply.stuck_on = False
    until(lambda: supply.off_since is not None)
    until(lambda: not running(watchdog))
    supply.close()


def test_an_output_handed_over_is_made_safe_once_it_obeys(start: Callable[..., Main]) -> None:
    main = start("finish", declare_unsafe_after=0.5, retry_for=60.0)
    main.supplies[0].stuck_on = True
    assert main.process.wait(20) == 5
    main.supplies[0].stuck_on = False
    main.wait_until_off()
    assert [output.safe for output in main.report.outputs] == [True]
    # Nobody had declared it UNSAFE.
    assert main.register.listed() == ()


def test_what_the_program_declared_unsafe_stays_so_when_the_watchdog_has_made_it_safe(start: Callable[..., Main]) -> None:
    main = start("finish", declare_unsafe_after=0.5, retry_for=60.0)
    main.supplies[0].stuck_on = True
    main.register.mark(UnsafeOutput(station="bench", instrument="hv0", time=0.0, why="no answer"))
    assert main.process.wait(20) == 5
    until(lambda: read_report(main.folder / "report.json"))
    time.sleep(0.1)
    assert main.register.listed("bench")[0].why == "no answer"
    main.supplies[0].stuck_on = False
    main.wait_until_off()
    assert main.report.unsafe == ()
    assert "the watchdog has made it safe since" in main.register.listed("bench")[0].why
