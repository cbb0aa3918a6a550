"""Station files with several channels of one supply, the bench for pad maps, and which bench is proposed."""

from pathlib import Path

import pytest

from qcstation.instruments import ClimateSensor, Electrometer, HighVoltageSupply, Instrument, LcrMeter, ProbeStation, SwitchMatrix
from qcstation.model.errors import StationError
from qcstation.procedures.hgtd.sensor_cv import SensorCV
from qcstation.procedures.hgtd.sensor_iv import SensorIV
from qcstation.procedures.procedure import Procedure
from qcstation.simulation import SimulatedBench
from qcstation.station.bench import open_instruments
from qcstation.station.config import StationFile, parse_station_file
from qcstation.station.shipped import bench_for, shipped_bench, shipped_benches
from qcstation.station.simulated import bench_spec, readdressed

TWO_CHANNELS = """
[station]
name = "two channels"

[instruments.bias]
driver = "caen.n1470"
resource = "TCPIP0::192.0.2.1::1470::SOCKET"
channel = 1
ramp = "30 V/s"
trip_delay = "2 s"

[instruments.guard]
driver = "{other}"
resource = "tcpip0::192.0.2.1::1470::socket"
channel = 2
"""


def station(other: str = "caen.n1470", more: str = "") -> StationFile:
    return parse_station_file(TWO_CHANNELS.format(other=other) + more, Path("two.toml"))


def test_channels_of_one_supply_are_one_simulated_instrument_and_one_connection() -> None:
    spec = bench_spec(station())
    assert spec.instruments["guard"].shares == "bias"
    assert (spec.instruments["bias"].shares, spec.instruments["bias"].channel) == ("", 1)
    with SimulatedBench(spec) as bench:
        opened = open_instruments(readdressed(station(), bench.addresses), ["bias", "guard"])
        assert [instrument.identify()[-9:] for instrument in opened.values()] == ["channel 1", "channel 2"]
        assert opened["bias"].options.ramp == 30.0
        assert opened["bias"].options.trip_delay == 2.0
        assert bench.state()["instruments"]["guard"]["clients"] == 1
        for instrument in opened.values():
            instrument.close()


def test_instruments_of_one_resource_have_one_driver() -> None:
    with pytest.raises(StationError, match=r"bias and guard share .* but not a driver"):
        bench_spec(station("iseg.shr"))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ('flow_control = "maybe"', "flow_control"),
        ("channel = -1", "channel"),
        ('trip_delay = "2 V"', "trip_delay"),
        ("chanel = 1", "unknown key"),
    ],
)
def test_wrong_keys_are_refused(more: str, message: str) -> None:
    with pytest.raises(StationError, match=message):
        parse_station_file(
            f'[station]\nname = "x"\n[instruments.it]\ndriver = "caen.n1470"\nresource = "y"\n{more}\n', Path("x.toml")
        )


@pytest.mark.parametrize("name", shipped_benches())
def test_every_shipped_bench_can_be_simulated(name: str) -> None:
    with SimulatedBench(bench_spec(shipped_bench(name))) as bench:
        assert set(bench.addresses) == set(shipped_bench(name).instruments)


def test_the_bench_for_pad_maps_has_all_roles() -> None:
    class PadMap(Procedure):
        id = "test.pad-map"
        bias: HighVoltageSupply
        pad: Electrometer
        matrix: SwitchMatrix
        prober: ProbeStation | None
        climate: ClimateSensor

    assert bench_for(PadMap).station.name == "hgtd-pads"


def test_the_bench_that_fits_best_is_proposed() -> None:
    assert bench_for(SensorIV).station.name == "lgad"
    assert bench_for(SensorCV).station.name == "lgad"

    class Impossible(Procedure):
        id = "test.impossible"
        somebody: Instrument
        lcr: LcrMeter

    with pytest.raises(StationError, match=r"no shipped bench has what test\.impossible needs"):
        bench_for(Impossible)
