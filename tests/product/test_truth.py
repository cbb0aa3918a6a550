"""Twenty simulated sensors through the wire: what the program finds agrees with what the device is."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from qcstation.model.estimates import Estimate
from qcstation.simulation.devices import LgadSensor
from qcstation.station.config import StationFile, parse_station_file
from qcstation.station.running import PreparedRun, RunRequest
from qcstation.station.serving import served_bench, station_text
from qcstation.station.shipped import shipped_bench
from qcstation.station.workspace import Workspace
from tests.product.conftest import GOOD

SENSORS = 20
FIRST_SEED = 500
SETTINGS = {"hgtd.sensor-iv": {}, "hgtd.sensor-cv": {"stop": "40 V", "repeats": "3"}}
"""A CV of less than half the readings: the knee of a good sensor is below 30 V, and uncertainties come from the readings."""
WORST_PULL = 4.0
"""A correct program exceeds it in 20 sensors less than once in 700; these seeds are fixed."""

Find = Callable[[int, str], dict[str, Estimate]]


@pytest.fixture
def find(tmp_path: Path) -> Iterator[Find]:
    """Run a procedure on the good sensor with a given seed, over real sockets to a bench in this process."""
    shipped = shipped_bench("lgad")
    with served_bench(shipped, device="good", seed=1) as bench, Workspace(tmp_path / "data") as workspace:
        path = tmp_path / "station.toml"
        path.write_text(station_text(shipped, bench.addresses, bench.control_address), encoding="utf-8")
        station: StationFile = parse_station_file(path.read_text(encoding="utf-8"), path)

        def run(seed: int, procedure: str) -> dict[str, Estimate]:
            bench.swap("good", seed)
            request = RunRequest(procedure=procedure, station=station, serial_number=GOOD, settings=SETTINGS[procedure])
            finished = PreparedRun(workspace, request).run()
            findings = {j.result.name: j.result.finding for j in finished.judgements}
            return {name: finding for name, finding in findings.items() if isinstance(finding, Estimate)}

        yield run


def _pull(estimate: Estimate, truth: float) -> float:
    assert estimate.uncertainty
    return (estimate.value - truth) / estimate.uncertainty


def true_breakdown_voltage(sensor: LgadSensor) -> float:
    """The same definition on the noise-free curve, on a fine grid: the first crossing of 500 nA."""
    voltage = np.arange(0.0, 200.0, 0.001)
    current = np.abs(sensor.current(-voltage, 20.0))
    return float(voltage[np.argmax(current >= 500e-9)])


def true_gain_layer_voltage(sensor: LgadSensor) -> float:
    """The steepest fall of ln C on the noise-free curve, on a fine grid."""
    voltage = np.arange(5.0, 60.0, 0.005)
    slope = -np.gradient(np.log(sensor.capacitance(-voltage, 1e4)), voltage)
    return float(voltage[np.argmax(slope)])


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("procedure", "name", "truth"),
    [
        ("hgtd.sensor-iv", "breakdown_voltage", true_breakdown_voltage),
        ("hgtd.sensor-cv", "gain_layer_voltage", true_gain_layer_voltage),
    ],
)
def test_no_pull_beyond_four(procedure: str, name: str, truth: Callable[[LgadSensor], float], find: Find) -> None:
    pulls = [
        _pull(find(seed, procedure)[name], truth(LgadSensor.make("good", seed)))
        for seed in range(FIRST_SEED, FIRST_SEED + SENSORS)
    ]
    assert max(map(abs, pulls)) < WORST_PULL, pulls
