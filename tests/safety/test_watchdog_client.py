"""Heartbeats, announced calls, the lock, and a watchdog that does not start."""

import os
import sys
import time
import timeit
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock, Timeout

from qcstation.model.errors import WatchdogLost
from qcstation.safety.watchdog import Watchdog, read_report
from tests.safety.mains import Main, until
from tests.safety.supply import Supply

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes are stopped and killed by POSIX signals")


def test_a_program_that_announced_a_long_call_is_left_in_peace(start: Callable[..., Main]) -> None:
    main = start("busy", promise=0.3, busy=1.2)
    assert main.process.wait(20) == 0
    assert read_report(main.folder / "report.json") is None


def test_a_hang_after_an_announced_call_is_noticed_as_soon_as_any(start: Callable[..., Main]) -> None:
    main = start("busy no more", promise=0.5)
    began = main.ready.time
    main.wait_until_off()
    assert main.report.detected_monotonic - began < 0.5 + 1.5


def test_heartbeats_are_cheap_and_few(tmp_path: Path) -> None:
    with Watchdog.start(station="bench", report=tmp_path / "report.json", register=tmp_path / "unsafe") as watchdog:
        watchdog.beat()
        began, sent = time.monotonic(), watchdog._sent
        best = min(timeit.repeat(watchdog.beat, number=1000, repeat=20)) / 1000
        assert watchdog._sent - sent <= (time.monotonic() - began) / 0.5 + 1
    # 0.3 us where this was written; the engine has 100 us for everything.
    assert best < 5e-6


def test_the_benchs_lock_is_held_for_as_long_as_the_watchdog_lives(tmp_path: Path) -> None:
    path = tmp_path / "bench.lock"
    with Watchdog.start(station="b", report=tmp_path / "report.json", register=tmp_path / "unsafe", lock=path) as watchdog:
        until(lambda: watchdog._acknowledged)
        with pytest.raises(Timeout), FileLock(path, timeout=0):
            pass
    with FileLock(path, timeout=0) as lock:
        assert lock.is_locked


def test_a_watchdog_that_cannot_start_lets_nothing_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    supply = Supply()
    monkeypatch.setattr(sys, "executable", "/bin/false")
    watchdog = None
    with pytest.raises(WatchdogLost, match="the watchdog process is lost"):  # noqa: PT012 - it may be seen at the start or later
        watchdog = Watchdog.start(station="bench", report=tmp_path / "report.json", register=tmp_path / "unsafe")
        watchdog.arm(supply.recipe())
    if watchdog is not None:
        with pytest.raises(WatchdogLost):
            watchdog.beat()
        watchdog.disarm("bias")
        watchdog.finish()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
    with pytest.raises(WatchdogLost, match="cannot be started"):
        Watchdog.start(station="bench", report=tmp_path / "report.json", register=tmp_path / "unsafe")
    assert list(tmp_path.iterdir()) == []
    supply.close()
