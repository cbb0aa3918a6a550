"""A bench in a process of its own: it starts, says where it is, survives its clients and goes away when nobody needs it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from qcstation.simulation import BenchControl, BenchSpec, SteppedClock
from tests.simulation.clients import LineClient, lgad_bench, one_instrument

Served = tuple["subprocess.Popen[str]", dict[str, object]]


class Benches:
    """Starts benches and ends those that are left over."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[str]] = []

    def serve(self, spec: BenchSpec, *arguments: str) -> tuple["subprocess.Popen[str]", dict[str, str]]:
        process = subprocess.Popen(
            [sys.executable, "-m", "qcstation.simulation", "--spec", "-", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        )  # fmt: skip
        self.processes.append(process)
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(msgspec.json.encode(spec).decode())
        process.stdin.close()
        ready = json.loads(process.stdout.readline())
        return process, {"control": ready["control"], "bias": ready["tcp_addresses"].get("bias", ""), "pid": str(ready["pid"])}


@pytest.fixture
def benches() -> Iterator[Benches]:
    started = Benches()
    yield started
    for process in started.processes:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(benches: Benches, number: int) -> None:
    process, ready = benches.serve(lgad_bench())
    assert int(ready["pid"]) == process.pid
    with LineClient(ready["bias"]) as client:
        assert client.query("*OPC?") == "1"
    process.send_signal(number)
    assert process.wait(timeout=10) == 0


def test_a_stop_request_ends_it(benches: Benches) -> None:
    process, ready = benches.serve(one_instrument("keithley.2410"))
    with BenchControl(ready["control"]) as control:
        control.stop()
    assert process.wait(timeout=10) == 0


def test_it_lingers_while_somebody_is_there_and_then_goes(benches: Benches) -> None:
    process, ready = benches.serve(one_instrument("keithley.2410"), "--linger", "0.15")
    with BenchControl(ready["control"]):
        time.sleep(0.3)
        assert process.poll() is None
    assert process.wait(timeout=10) == 0


def test_it_goes_if_nobody_ever_comes(benches: Benches) -> None:
    process, _ = benches.serve(one_instrument("keithley.2410"), "--linger", "0.1")
    assert process.wait(timeout=10) == 0


def test_it_survives_the_kill_of_the_program_that_drives_it(benches: Benches) -> None:
    """The owner of the clock is killed in the middle of a run: time runs free, and whoever comes next can switch off."""
    _, ready = benches.serve(lgad_bench(), "--linger", "30")
    script = f"""
import time
from qcstation.simulation import BenchControl, SteppedClock
from tests.simulation.clients import LineClient
clock = SteppedClock(BenchControl({ready["control"]!r}))
bias = LineClient({ready["bias"]!r})
bias.write(":SOUR:VOLT -60;:OUTP ON")
assert bias.query(":OUTP?") == "1"
clock.sleep(100.0)
print("on", flush=True)
time.sleep(60)
"""
    driver = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2], env=os.environ
    )
    assert driver.stdout is not None
    with driver:
        assert driver.stdout.readline() == "on\n"
        with pytest.raises((OSError, AssertionError)), LineClient(ready["bias"]) as intruder:
            assert intruder.query("*OPC?") == "1"
        killed = time.monotonic()
        driver.kill()
        driver.wait()
    with LineClient(ready["bias"]) as watchdog:
        watchdog.write(":SOUR:VOLT 0;:OUTP OFF")
        assert watchdog.query(":OUTP?") == "0"
    with BenchControl(ready["control"]) as control:
        state, history = control.state(), control.history()
        assert state["clock"] == "running"
        assert state["time"] >= 100.0
        off = next(entry for entry in history if entry.kind == "output" and entry.on is False)
        connected = [entry for entry in history if entry.kind == "connected" and entry.instrument == "bias"]
        assert killed < connected[-1].wall <= off.wall
        SteppedClock(control)


@pytest.mark.parametrize("text", ["", "{", '{"instruments": {}}', '{"instruments": {"a": {"model": "acme"}}, "wiring": {}}'])
def test_a_wrong_specification_is_one_line_and_exit_code_2(tmp_path: Path, text: str) -> None:
    path = tmp_path / "bench.json"
    path.write_text(text)
    done = subprocess.run(
        [sys.executable, "-m", "qcstation.simulation", "--spec", str(path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr


def test_faults_can_be_given_on_the_command_line(benches: Benches) -> None:
    _, ready = benches.serve(lgad_bench(), "--fault", "wrong-identity:bias,text=nobody")
    with LineClient(ready["bias"]) as client:
        assert client.query("*IDN?") == "nobody"


def test_starting_needs_neither_scipy_nor_drivers() -> None:
    code = (
        "import sys, qcstation.simulation.__main__; "
        "print([m for m in sys.modules if m.split('.')[0] in ('scipy', 'pint', 'pyvisa', 'sqlalchemy', 'h5py', 'pydantic') "
        "or m.startswith(('qcstation.instruments', 'qcstation.transports', 'qcstation.safety'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
