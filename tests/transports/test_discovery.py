"""Discovery, with serial ports laid out by the test."""

import pytest
from serial.tools import list_ports
from serial.tools.list_ports_common import ListPortInfo

from qcstation.transports import ResourceInfo, discovery


def test_serial_ports_come_with_their_usb_names(monkeypatch: pytest.MonkeyPatch) -> None:
    port = ListPortInfo("/dev/ttyUSB7")
    port.description, port.manufacturer, port.product, port.serial_number = "UART", "FTDI", "FT232R", "A1B2"
    monkeypatch.setattr(list_ports, "comports", lambda **_: [port])
    monkeypatch.setattr(discovery, "_visa_resources", lambda _: [])
    assert discovery.list_resources() == (
        ResourceInfo(
            resource="ASRL/dev/ttyUSB7::INSTR",
            description="UART",
            vendor="FTDI",
            product="FT232R",
            serial_number="A1B2",
            stable="serial:usb=A1B2",
        ),
    )


def test_visa_resources_are_listed_without_serial_ports(monkeypatch: pytest.MonkeyPatch) -> None:
    class Manager:
        def list_resources(self) -> tuple[str, ...]:
            return ("GPIB0::24::INSTR", "ASRL/dev/ttyS0::INSTR")

    monkeypatch.setattr("qcstation.transports.visa._manager", lambda _: Manager())
    monkeypatch.setattr(list_ports, "comports", lambda **_: [])
    assert [found.resource for found in discovery.list_resources()] == ["GPIB0::24::INSTR"]
