"""Killed, crashed, hung, interrupted: real processes, and a supply on a real socket that judges them."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from qcstation.safety.watchdog import read_report
from tests.safety.mains import DETECTION, MARGIN, PROMISE, RAMP, START, Main, running, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are stopped and killed by POSIX signals")


def test_killed_at_random_moments_the_outputs_ramp_down_and_go_off(start: Callable[..., Main]) -> None:
    mains = [start("drive") for _ in range(4)]
    moments = random.Random(20261121)
    killed = []
    for main in mains:
        main.wait_until_on()
        time.sleep(moments.uniform(0.0, 0.05))
        killed.append(main.send(signal.SIGKILL))
    for main, moment in zip(mains, killed, strict=True):
        main.wait_until_off()
        main.assert_kept_the_promise(moment)
        report = main.report
        assert (report.cause, report.main_killed) == ("ended", False)
        assert [output.safe for output in report.outputs] == [True]
        assert report.began_monotonic is not None
        assert report.detected_monotonic - moment < START
        assert main.register.listed() == ()


@pytest.mark.parametrize("behaviour", ["crash", "exit"])
def test_a_segfault_or_a_sudden_exit_makes_the_bench_safe(start: Callable[..., Main], behaviour: str) -> None:
    main = start(behaviour)
    assert main.process.wait(20) == (3 if behaviour == "exit" else -signal.SIGSEGV)
    main.wait_until_off()
    main.assert_kept_the_promise(main.report.detected_monotonic)
    stacks = main.report.stacks
    assert bool(stacks) is (behaviour == "crash")
    assert not stacks or "in behave" in Path(stacks).read_text()


@pytest.mark.skipif(
    not hasattr(os, "pidfd_open"), reason="only Linux tells of a death in another way than by the end of the pipe"
)
def test_a_child_that_keeps_the_pipe_open_does_not_hide_the_death(start: Callable[..., Main]) -> None:
    main = start("fork", promise=5.0)
    main.wait_until_on()
    time.sleep(0.1)
    # The child's copy of the links keeps the old session alive, as a dead peer on a network does.
    killed = main.send(signal.SIGKILL)
    until(lambda: read_report(main.folder / "report.json"))
    report = read_report(main.folder / "report.json")
    assert report is not None
    assert report.detected_monotonic - killed < START
    main.wait_until_off()


def test_a_program_that_lives_on_without_its_pipe_is_ended(start: Callable[..., Main]) -> None:
    main = start("let go", promise=5.0)
    main.wait_until_on()
    main.wait_until_off()
    main.assert_kept_the_promise(main.report.detected_monotonic)
    assert main.report.main_killed
    assert main.process.wait(20) == -signal.SIGKILL


def test_stopped_by_a_signal_it_is_taken_for_hung_and_killed(start: Callable[..., Main]) -> None:
    main = start("drive", supplies=2)
    main.wait_until_on()
    stopped = main.send(signal.SIGSTOP)
    main.wait_until_off()
    report = main.report
    assert (report.cause, report.main_killed) == ("hung", True)
    assert report.main_state.startswith("T") or not Path("/proc/self").exists()
    assert report.stacks == ""
    assert PROMISE - 0.1 < report.detected_monotonic - stopped < PROMISE + 1.0
    main.assert_kept_the_promise(report.detected_monotonic)
    assert main.process.wait() == -signal.SIGKILL


def test_with_the_defaults_a_hang_is_noticed_within_ten_seconds(start: Callable[..., Main]) -> None:
    main = start("drive", promise=5.0)
    main.wait_until_on()
    stopped = main.send(signal.SIGSTOP)
    main.wait_until_off()
    report = main.report
    assert report.detected_monotonic - stopped < DETECTION
    main.assert_kept_the_promise(report.detected_monotonic)


@pytest.mark.parametrize(("behaviour", "place"), [("sleep", "in main"), ("spin", "PyRun_SimpleString|in spin|<string>")])
def test_the_stacks_of_a_hung_program_are_kept(start: Callable[..., Main], behaviour: str, place: str) -> None:
    main = start(behaviour)
    began = main.ready.time
    main.wait_until_off()
    report = main.report
    assert report.detected_monotonic - began < PROMISE + 1.0
    main.assert_kept_the_promise(report.detected_monotonic)
    assert report.stacks
    stacks = Path(report.stacks).read_text()
    assert "most recent call first" in stacks
    assert any(part in stacks for part in place.split("|"))


def test_a_clean_end_leaves_nothing_behind(start: Callable[..., Main]) -> None:
    main = start("finish")
    watchdog = main.ready.watchdog
    assert main.process.wait(20) == 0
    assert not Path(f"/proc/{watchdog}").exists()
    assert main.supplies[0].off_since is not None
    assert [path.name for path in main.folder.iterdir()] == ["stderr"]
    assert main.said == ""


def test_an_interrupt_from_the_terminal_ends_the_run_and_spares_the_watchdog(start: Callable[..., Main]) -> None:
    main = start("drive")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        os.kill(main.ready.watchdog, number)
    time.sleep(0.05)
    assert running(main.ready.watchdog)
    for _ in range(3):
        main.send(signal.SIGINT)
        time.sleep(0.01)
    assert main.process.wait(20) == 0
    assert main.supplies[0].off_since is not None
    assert read_report(main.folder / "report.json") is None


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGSTOP])
def test_a_run_without_its_watchdog_ends_and_is_made_safe(start: Callable[..., Main], number: signal.Signals) -> None:
    main = start("drive")
    lost = time.monotonic()
    os.kill(main.ready.watchdog, number)
    assert main.process.wait(20) == 7
    assert main.supplies[0].off_since is not None
    assert main.supplies[0].off_since - lost < (START if number == signal.SIGKILL else 6.0) + RAMP + MARGIN
    if number == signal.SIGSTOP:
        assert not running(main.ready.watchdog)
