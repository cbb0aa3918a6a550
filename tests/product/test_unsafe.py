"""A supply that falls silent with its output on; signals; a bench in use."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.product.conftest import GOOD, Finished, ServedBench, wait_for
from tests.product.test_killed import output_of, start_run

Command = Callable[..., Finished]


@pytest.mark.timeout(180)
def test_a_silent_supply_ends_the_run_loudly_and_the_bench_refuses_until_confirmed(
    served_bench: Callable[..., ServedBench], qcstation: Command, data_dir: Path
) -> None:
    bench = served_bench("--seed", "21")
    bench.change('resource = "TCPIP', 'timeout = "500 ms"\nresource = "TCPIP')
    bench.change('ramp = "50 V/s"', 'ramp = "200 V/s"')
    station = str(bench.station_file)
    run = ("run", "hgtd.sensor-iv", "-c", GOOD, "--station", station)
    bench.inject("silence:bias,when_voltage=40")
    ended = qcstation(*run)
    assert ended.code == 3
    assert "UNSAFE" in ended.err
    assert "\a" in ended.err, "the alarm must be heard too"
    assert "bias" in ended.out
    assert output_of(bench), "the silent supply is still on: the program must not say otherwise"

    refused = qcstation(*run, "--json")
    assert (refused.code, refused.document["error"]["kind"]) == (2, "BenchUnsafeError")
    assert "station confirm" in refused.document["error"]["message"]

    bench.control.clear()
    # The watchdog has gone on trying all the while.
    wait_for(lambda: not output_of(bench), within=30, what="the watchdog makes it safe when it answers again")
    assert qcstation(*run, "--json").code == 2, "made safe after all, but nobody has looked"
    confirmed = qcstation("station", "confirm", "lgad", "--by", "tester", "--note", "looked at the meter")
    assert confirmed.code == 0, confirmed.err
    attempts = []

    def accepted() -> bool:
        attempts.append(qcstation(*run, "--json"))
        return attempts[-1].code != 2

    wait_for(accepted, within=30, what="the watchdog has let the bench go")
    assert (attempts[-1].code, attempts[-1].document["verdict"]) == (0, "PASS")


@pytest.mark.timeout(150)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_makes_safe_and_keeps_the_data(
    number: signal.Signals, served_bench: Callable[..., ServedBench], qcstation: Command, data_dir: Path
) -> None:
    bench = served_bench("--seed", "22")
    bench.by_the_wall()
    process = start_run(bench, data_dir)
    wait_for(lambda: output_of(bench), within=60, what="the output is on")
    time.sleep(1.0)
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 3, err
    assert '"ABORTED"' in out
    assert number.name in out or "Ctrl-C" in out
    assert not output_of(bench)
    assert [run["outcome"] for run in qcstation("runs", "--json").document] == ["ABORTED"]


@pytest.mark.timeout(150)
def test_a_bench_in_use_is_refused(served_bench: Callable[..., ServedBench], qcstation: Command, data_dir: Path) -> None:
    bench = served_bench("--seed", "23")
    bench.by_the_wall()
    process = start_run(bench, data_dir)
    wait_for(lambda: output_of(bench), within=60, what="the output is on")
    second = qcstation("run", "hgtd.sensor-iv", "-c", GOOD, "--station", str(bench.station_file))
    assert second.code == 2
    assert "in use" in second.err
    process.send_signal(signal.SIGINT)
    with process:
        assert process.wait(30) == 3


@pytest.mark.timeout(150)
def test_the_interlock_stops_the_run(served_bench: Callable[..., ServedBench], data_dir: Path) -> None:
    bench = served_bench("--seed", "24")
    bench.by_the_wall()
    process = start_run(bench, data_dir)
    wait_for(lambda: output_of(bench), within=60, what="the output is on")
    bench.control.set_environment(humidity=80.0)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 3, err
    assert "climate.humidity is" in out
    assert "required: climate.humidity < 60 %" in out
    assert not output_of(bench)


def test_a_silent_climate_sensor_stops_the_run(qcstation: Command) -> None:
    finished = qcstation(
        "run", "hgtd.sensor-iv", "-c", GOOD, "--simulate", "--fault", "silence:climate,after_seconds=12", "--json"
    )
    assert (finished.code, finished.document["outcome"]) in {(3, "ABORTED"), (3, "ERROR")}
    assert "climate" in finished.document["reason"]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="the list of child processes is Linux's")
def test_no_process_is_left_behind(qcstation: Command) -> None:
    def children() -> set[str]:
        return set(Path(f"/proc/self/task/{os.getpid()}/children").read_text().split())

    before = children()
    assert qcstation("run", "hgtd.sensor-iv", "-c", GOOD, "--simulate", "--json").code == 0
    wait_for(lambda: children() <= before, within=10, what="watchdog and simulated bench have gone")


@pytest.mark.timeout(150)
@pytest.mark.skipif(not hasattr(os, "fork"), reason="limits of a process are POSIX")
@pytest.mark.parametrize("room", [20_000, 400_000])
def test_a_full_disk_ends_the_run_safely_in_one_line(room: int, served_bench: Callable[..., ServedBench], data_dir: Path) -> None:
    """No file may grow beyond `room` bytes: too little to begin with, or enough for the beginning alone."""
    bench = served_bench("--seed", "25")
    limited = (
        f"import resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room})); from qcstation.cli import main; main()"
    )
    done = subprocess.run(
        [
            sys.executable, "-c", limited, "run", "hgtd.sensor-iv", "-c", GOOD, "--station", str(bench.station_file),
            "--set", "step=1 V", "--json",
        ],
        env={**os.environ, "QCSTATION_DATA": str(data_dir)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode in {2, 3}, done.stdout
    assert "Traceback" not in done.stderr + done.stdout
    assert "disk is full" in done.stdout
    assert not output_of(bench)
