"""The promise of safety on supplies that ramp by themselves: kill -9, and the watchdog alone brings them down."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from qcstation.simulation import BenchControl
from tests.product.conftest import GOOD, wait_for

RAMP = 100.0
"""V/s, as these tests' station file says."""
STATION = """
[station]
name = "supply"

[instruments.bias]
driver = "{driver}"
resource = "TCPIP0::192.0.2.1::1470::SOCKET"
channel = 1
ramp = "100 V/s"

[instruments.guard]
driver = "{driver}"
resource = "TCPIP0::192.0.2.1::1470::SOCKET"
channel = 2

[instruments.climate]
driver = "generic.climate"
resource = "TCPIP0::192.0.2.2::5000::SOCKET"

[simulation]
variant = "no-gain-layer"
"""


@pytest.mark.timeout(100)
@pytest.mark.parametrize("driver", ["caen.n1470", "iseg.shr"])
def test_kill_9_ramps_a_supply_down(driver: str, tmp_path: Path, data_dir: Path) -> None:
    wanted, station = tmp_path / "wanted.toml", tmp_path / "station.toml"
    wanted.write_text(STATION.format(driver=driver))
    command = [sys.executable, "-m", "qcstation"]
    bench = subprocess.Popen(
        [*command, "simulate", str(wanted), "--json", "--write-station", str(station)],
        stdout=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    assert bench.stdout is not None
    text = next(lines := iter(bench.stdout.readline, ""))
    while text.count("{") > text.count("}"):
        text += next(lines)
    # By the wall clock: without the control address, runs do not drive the bench's clock.
    station.write_text("\n".join(line for line in station.read_text().splitlines() if not line.startswith("control")))
    with BenchControl(json.loads(text)["control"]) as control:
        run = subprocess.Popen(
            [
                *command, "run", "hgtd.sensor-iv", "--component", GOOD, "--station", str(station), "--json",
                "--set", "stop=200 V", "--set", "step=50 V", "--set", "settle=0.2 s",
            ],
            env={**os.environ, "QCSTATION_DATA": str(data_dir)}, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        wait_for(lambda: abs(control.state()["device"]["voltage"]) > 60.0, within=40, what="the bias is up")
        run.kill()
        killed = time.monotonic()
        run.wait(10)
        voltage = abs(control.state()["device"]["voltage"])
        wait_for(lambda: not control.state()["instruments"]["bias"]["output"], within=15, what="the output is off")
        history = control.history()
        began = next(e.wall for e in history if e.kind == "connected" and e.instrument == "bias" and e.wall > killed)
        off = next(e.wall for e in history if e.kind == "output" and e.instrument == "bias" and e.on is False and e.wall > killed)
        assert began - killed <= 1.0
        assert off - began <= voltage / RAMP + 2.0
        levels = [abs(e.level or 0.0) for e in history if e.kind == "level" and e.instrument == "bias" and began < e.wall <= off]
        # It went on with the ramp that it had been given until the first order of the watchdog came.
        down = levels[levels.index(max(levels)) :]
        assert max(levels) <= voltage + RAMP * 1.0
        assert down == sorted(down, reverse=True), "the way down must be a ramp"
        assert max(high - low for high, low in itertools.pairwise(down)) <= 0.5 * RAMP
    bench.send_signal(signal.SIGTERM)
    bench.wait(10)
    bench.stdout.close()
