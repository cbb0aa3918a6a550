"""The shipped bench for timing: its simulated twin, and which bench is taken where several fit."""

from pathlib import Path

import pytest

from qcstation.procedures.registry import procedure
from qcstation.station.config import parse_station_file
from qcstation.station.shipped import bench_for, shipped_bench, shipped_benches
from qcstation.station.simulated import bench_spec


def test_the_twin_of_the_timing_bench() -> None:
    spec = bench_spec(shipped_bench("hgtd-timing"))
    assert (spec.wiring.bias, spec.wiring.scope) == ("bias", "scope")
    assert spec.instruments["scope"].front == "vicp"
    assert spec.instruments["scope"].options["reference_resolution"] == pytest.approx(12e-12)
    assert spec.device.variant == "good-hpk"


def test_the_usual_bench_is_the_first() -> None:
    assert shipped_benches()[0] == "lgad"
    assert bench_for(procedure("hgtd.sensor-iv")).path.stem == "lgad"
    assert bench_for(procedure("hgtd.waveforms")).path.stem == "hgtd-timing"


@pytest.mark.parametrize(
    ("resource", "front"),
    [
        ("VICP::192.168.1.30::INSTR", "vicp"),
        ("vicp::scope.lab,4000", "vicp"),
        ("TCPIP::192.168.1.30::inst0::INSTR", "tcp"),
        ("ASRL/dev/ttyUSB0::INSTR", "serial"),
    ],
)
def test_the_front_follows_the_resource(resource: str, front: str) -> None:
    text = f'[station]\nname = "x"\n[instruments.scope]\ndriver = "teledyne.lecroy"\nresource = "{resource}"\n[simulation]\n'
    spec = bench_spec(parse_station_file(text, Path("x.toml")))
    assert spec.instruments["scope"].front == front
    assert spec.wiring.scope == "scope"
