"""Serial ports named by the serial number of their USB adapter: the name of the port changes with the order of plugging in."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from serial.tools.list_ports_common import ListPortInfo

_RESOURCE = re.compile(r"serial:usb=(?P<serial_number>[^,\s]+)(?:,interface=(?P<interface>\S+))?", re.IGNORECASE)


def is_usb_serial(resource: str) -> bool:
    """Return whether a resource is written ``serial:usb=SERIALNUMBER``, with ``,interface=1.0`` where an adapter has several."""
    return _RESOURCE.fullmatch(resource) is not None


def usb_port_name(resource: str) -> str:
    """Return the operating system's present name of such a port.

    Raises:
        ConnectionError: no such adapter is plugged in, or it has several ports and the resource does not say which.
    """
    match = _RESOURCE.fullmatch(resource)
    if match is None:
        raise ValueError(f"{resource!r} is not written serial:usb=SERIALNUMBER")
    ports = usb_ports()
    ours = [port for port in ports if port.serial_number == match["serial_number"]]
    if match["interface"]:
        ours = [port for port in ours if interface_of(port) == match["interface"]]
    if len(ours) == 1:
        return str(ours[0].device)
    if ours:
        names = ", ".join(f"{port.device} is interface={interface_of(port)}" for port in ours)
        raise ConnectionError(f"the adapter has several ports: {names}; add which one, as in {resource},interface=1.0")
    known = ", ".join(sorted({port.serial_number for port in ports})) or "none"
    raise ConnectionError(f"no USB serial port of that serial number is plugged in; there are: {known}")


def usb_resource(port: "ListPortInfo", ports: "list[ListPortInfo]") -> str:
    """Return the resource that names `port`, one of `ports`, wherever it is plugged in; empty if it has no serial number."""
    if not port.serial_number or re.search(r"[,\s]", port.serial_number):
        return ""
    several = sum(other.serial_number == port.serial_number for other in ports) > 1
    interface = interface_of(port)
    if several and not interface:
        return ""
    return f"serial:usb={port.serial_number}" + (f",interface={interface}" if several else "")


def interface_of(port: "ListPortInfo") -> str:
    """Return which of an adapter's ports this is, such as ``1.0``, as far as the system tells."""
    return (port.location or "").partition(":")[2]


def usb_ports() -> "list[ListPortInfo]":
    """Return the serial ports that have a USB serial number."""
    from serial.tools import list_ports

    return [port for port in list_ports.comports() if port.serial_number]
