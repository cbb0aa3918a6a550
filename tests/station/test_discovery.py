"""Finding what is connected: simulated instruments on sockets and pseudo-terminals, and adapters laid out by the test."""

import sys
from pathlib import Path

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from qcstation.instruments.registry import all_drivers, driver
from qcstation.model.errors import LinkError, StationError
from qcstation.simulation import SimulatedBench
from qcstation.station import discovery
from qcstation.station.config import parse_station_file
from qcstation.station.discovery import Found, discover
from qcstation.station.serving import station_text
from qcstation.station.shipped import shipped_bench
from qcstation.station.workspace import Workspace
from qcstation.transports import LinkSettings, ResourceInfo, open_link

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals are POSIX")


@pytest.fixture(autouse=True)
def nothing_else_is_connected(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "list_resources", lambda: ())


def by_driver(found: tuple[Found, ...]) -> dict[tuple[str, ...], Found]:
    return {one.drivers: one for one in found}


def test_every_instrument_of_a_bench_is_found_with_its_driver_and_nothing_is_switched(
    bench: SimulatedBench, workspace: Workspace, tmp_path: Path
) -> None:
    text = station_text(shipped_bench("lgad"), bench.addresses, bench.control_address)
    station = parse_station_file(text, tmp_path / "station.toml")
    before = len(bench.history.since(0))
    found = by_driver(discover(workspace, station))
    wanted = {("keithley.2410",): "bias", ("keithley.6487",): "pad", ("keysight.e4980a",): "lcr"}
    assert {drivers: found[drivers].used_by for drivers in wanted} == wanted
    climate = next(one for drivers, one in found.items() if "generic.climate" in drivers)
    assert climate.resource == bench.addresses["climate"]
    assert climate.options == {}
    assert found["keithley.2410",].identity.startswith("KEITHLEY")
    switched = [entry for entry in bench.history.since(before) if entry.kind in {"output", "level"}]
    assert switched == []


def test_a_typed_host_and_port_is_found(bench: SimulatedBench, workspace: Workspace) -> None:
    port = bench.addresses["bias"].split("::")[2]
    (found,) = discover(workspace, addresses=[f"127.0.0.1:{port}"])
    assert found.drivers == ("keithley.2410",)
    assert found.resource == bench.addresses["bias"]


def test_what_gives_no_answer_is_named_with_the_reason(workspace: Workspace) -> None:
    (found,) = discover(workspace, addresses=["TCPIP::127.0.0.1::9::SOCKET"])
    assert found.drivers == ()
    assert "refused" in found.problem


def test_a_bench_in_use_is_not_disturbed(bench: SimulatedBench, workspace: Workspace) -> None:
    with workspace.bench_lock("other"), pytest.raises(StationError, match="'other' is in use"):
        discover(workspace, addresses=[bench.addresses["bias"]])
    discover(workspace)


def test_no_run_starts_while_instruments_are_asked(workspace: Workspace) -> None:
    with workspace.bench_lock("lgad"):
        pass
    with discovery.nothing_runs(workspace), pytest.raises(StationError), workspace.bench_lock("lgad"):
        pytest.fail("the bench was given away")


def test_what_another_program_holds_is_left_alone(bench: SimulatedBench, workspace: Workspace) -> None:
    resource = bench.addresses["climate"]
    link = open_link(LinkSettings(instrument="climate", resource=resource))
    (found,) = discover(workspace, addresses=[resource])
    assert found.drivers == ()
    assert found.problem
    assert link.query("?").startswith("T=")
    link.close()


def test_an_adapter_keeps_its_resource_wherever_it_is_plugged_in(
    bench: SimulatedBench, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = bench.addresses["climate"].removeprefix("ASRL").removesuffix("::INSTR")
    plugged = ListPortInfo(device)
    plugged.serial_number = "A1B2"
    monkeypatch.setattr(list_ports, "comports", lambda **_: [plugged])
    place = ResourceInfo(resource=bench.addresses["climate"], product="FT232R", serial_number="A1B2", stable="serial:usb=A1B2")
    monkeypatch.setattr(discovery, "list_resources", lambda: (place,))
    (found,) = discover(workspace)
    assert found.resource == "serial:usb=A1B2"
    assert "generic.climate" in found.drivers
    link = open_link(LinkSettings(instrument="climate", resource=found.resource))
    assert link.query("?").startswith("T=")
    link.close()


@pytest.mark.parametrize(
    ("resource", "message"),
    [
        ("serial:usb=C3", "no USB serial port of that serial number.*A1B2"),
        ("serial:usb=A1B2", r"several ports.*/dev/ttyUSB1 is interface=1\.1"),
        ("serial:usb=A1B2,interface=1.7", "no USB serial port"),
    ],
)
def test_an_adapter_that_is_not_there_is_told_from_those_that_are(
    resource: str, message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = [ListPortInfo(f"/dev/ttyUSB{number}") for number in (0, 1)]
    for number, port in enumerate(ports):
        port.serial_number, port.location = "A1B2", f"1-2:1.{number}"
    monkeypatch.setattr(list_ports, "comports", lambda **_: ports)
    with pytest.raises(LinkError, match=message):
        open_link(LinkSettings(instrument="climate", resource=resource))


@pytest.mark.parametrize(
    ("identity", "drivers"),
    [
        ("KEITHLEY INSTRUMENTS INC.,MODEL 2410,1234567,C30 Mar 17 1999 09:29:29/A02  /D/B", ("keithley.2410",)),
        ("Agilent Technologies,E4980A,MY46000000,A.02.00", ("keysight.e4980a",)),
        ("T=+21.34,RH=12.5,DP=-9.1", ("generic.climate", "generic.climate-stream")),
        ("KEITHLEY INSTRUMENTS INC.,MODEL 2001,1,A", ()),
        ("", ()),
    ],
)
def test_drivers_know_their_own(identity: str, drivers: tuple[str, ...]) -> None:
    assert tuple(info.name for info in all_drivers() if driver(info.name).recognises(identity)) == drivers
