"""What is connected: VISA resources and serial ports, for a person to choose from."""

import warnings

from msgspec import Struct

from qcstation.model.errors import LinkError

from .usb_serial import usb_resource


class ResourceInfo(Struct, frozen=True, kw_only=True):
    """A resource address; the USB fields are known for serial ports behind USB alone (`vendor` and `product` are names).

    `stable` is the address that a station file should have: the same wherever and in whatever order things are plugged in.
    """

    resource: str
    description: str = ""
    vendor: str = ""
    product: str = ""
    serial_number: str = ""
    stable: str = ""


def list_resources(*, visa_library: str = "") -> tuple[ResourceInfo, ...]:
    """Return what can be found: VISA resources, then serial ports. Sockets cannot be discovered.

    Raises:
        LinkError: the VISA library cannot be used.
    """
    return (*_visa_resources(visa_library), *_serial_ports())


def _visa_resources(library: str) -> list[ResourceInfo]:
    from .visa import _manager

    try:
        # pyvisa-py warns of each optional package that would find more.
        with warnings.catch_warnings(action="ignore"):
            found = _manager(library).list_resources()
    except Exception as error:
        raise LinkError(f"the VISA library cannot list resources: {error}; check its installation") from error
    # Serial ports are listed with more detail by pyserial.
    return [ResourceInfo(resource=name) for name in found if not name.upper().startswith("ASRL")]


def _serial_ports() -> list[ResourceInfo]:
    from serial.tools import list_ports

    ports = list(list_ports.comports())
    return [
        ResourceInfo(
            resource=f"ASRL{port.device}::INSTR",
            description=port.description or "",
            vendor=port.manufacturer or "",
            product=port.product or "",
            serial_number=port.serial_number or "",
            stable=usb_resource(port, ports),
        )
        for port in ports
    ]
