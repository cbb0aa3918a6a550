"""A data folder and a simulated bench in this process, whose clock runs free."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qcstation.simulation import SimulatedBench
from qcstation.station.config import StationFile, parse_station_file
from qcstation.station.serving import served_bench, station_text
from qcstation.station.shipped import shipped_bench
from qcstation.station.workspace import Workspace


@pytest.fixture
def workspace(data_dir: Path) -> Iterator[Workspace]:
    with Workspace(data_dir) as opened:
        yield opened


@pytest.fixture
def bench() -> Iterator[SimulatedBench]:
    with served_bench(shipped_bench("lgad"), seed=3) as served:
        yield served


@pytest.fixture
def station(bench: SimulatedBench, tmp_path: Path) -> StationFile:
    """The bench's station file, its ramp quick, its control address named."""
    text = station_text(shipped_bench("lgad"), bench.addresses, bench.control_address)
    text = text.replace('ramp = "50 V/s"', 'ramp = "500 V/s"')
    path = tmp_path / "station.toml"
    path.write_text(text)
    return parse_station_file(text, path)
