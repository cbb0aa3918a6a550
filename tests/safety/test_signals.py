import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest

from qcstation.safety.signals import RunSignals, signals_held

_NUMBERS = [number for number in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, number)]


@pytest.fixture(autouse=True)
def _handlers_untouched() -> Iterator[None]:
    before = {name: signal.getsignal(getattr(signal, name)) for name in _NUMBERS}
    yield
    assert {name: signal.getsignal(getattr(signal, name)) for name in _NUMBERS} == before


@pytest.mark.parametrize("name", _NUMBERS)
def test_a_signal_asks_the_run_to_stop(name: str) -> None:
    reasons: list[str] = []
    with RunSignals(reasons.append) as signals:
        signal.raise_signal(getattr(signal, name))
    assert reasons == [signals.reason]
    assert ("Ctrl-C" if name == "SIGINT" else name) in reasons[0]


def test_a_second_signal_asks_for_nothing_more(capfd: pytest.CaptureFixture[str]) -> None:
    reasons: list[str] = []
    with RunSignals(reasons.append) as signals:
        for number in (signal.SIGINT, signal.SIGINT, signal.SIGTERM):
            signal.raise_signal(number)
    assert (len(reasons), signals.count) == (1, 3)
    assert "being made safe, please wait" in capfd.readouterr().err


def test_nothing_is_installed_before_the_block_or_in_another_thread() -> None:
    before = signal.getsignal(signal.SIGINT)
    signals = RunSignals()
    assert signal.getsignal(signal.SIGINT) is before
    seen = []

    def run() -> None:
        with signals:
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [before]


def test_a_run_in_the_background_that_ignores_hangups_goes_on_ignoring_them() -> None:
    before = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with RunSignals() as signals:
            signal.raise_signal(signal.SIGTERM)
        assert signals.reason is None
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGTERM, before)


def test_held_signals_are_delivered_once_each_when_the_block_is_over() -> None:
    steps = []
    with RunSignals() as signals:
        with signals_held():
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGINT):
                signal.raise_signal(number)
            steps.append(signals.count)
        steps.append(signals.count)
    assert steps == [0, 2]


def test_a_held_interrupt_ends_a_script_after_the_block() -> None:
    steps = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - where it is raised is the point
        with signals_held():
            signal.raise_signal(signal.SIGINT)
            steps.append("inside")
        steps.append("never")
    assert steps == ["inside"]


@pytest.mark.skipif(os.name != "posix", reason="another process is sent POSIX signals")
def test_importing_the_room_installs_nothing() -> None:
    code = (
        "import signal; before = [signal.getsignal(n) for n in (2, 15)]\n"
        "import qcstation.safety.signals, qcstation.safety.stack, qcstation.safety.watchdog, qcstation.safety.interlocks\n"
        "print(before == [signal.getsignal(n) for n in (2, 15)])"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "True\n"
