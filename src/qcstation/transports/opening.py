"""From a resource address to an open link."""

import re

from qcstation.model.errors import StationError

from .channel import Channel
from .link import Link, LinkSettings
from .locked import LockedLink
from .serial_ports import SerialChannel, port_name
from .sockets import SocketChannel
from .vicp import VicpChannel, vicp_address
from .visa import VisaChannel
from .web_socket import WebSocketChannel
from .wire_log import WireLog

_LONGEST_TIMEOUT = 3600.0
"""s; what takes longer is polled."""
_SOCKET = re.compile(r"TCPIP\d*::(?:\[(?P<v6>[^\]]+)\]|(?P<host>[^:\[\]]+))::(?P<port>\d{1,5})::SOCKET", re.IGNORECASE)


def open_link(settings: LinkSettings, *, wire_log: WireLog | None = None) -> Link:
    """Connect to an instrument and return the link.

    Raises:
        LinkError: the connection cannot be made.
        StationError: the settings make no sense.
    """
    link = LockedLink(settings, _channel(settings), wire_log)
    link.open()
    return link


def prepare_link(settings: LinkSettings) -> None:
    """Load what such a link needs, without touching the instrument, so that `open_link` is quick when every moment counts.

    Raises:
        ImportError, OSError, ValueError: it cannot be loaded; `open_link` would fail too.
        StationError: the settings make no sense.
    """
    _channel(settings).prepare()


def _channel(settings: LinkSettings) -> Channel:
    if not 0 < settings.timeout <= _LONGEST_TIMEOUT:
        raise StationError(f"{settings.instrument}: timeout = {settings.timeout:g} s is not within 0 to {_LONGEST_TIMEOUT:g} s")
    if settings.resource.lower().startswith(("ws://", "wss://")):
        return WebSocketChannel(settings.resource, greeting=settings.greeting)
    if found := vicp_address(settings.resource):
        return VicpChannel(*found, settings.read_termination)
    address = _SOCKET.fullmatch(settings.resource)
    port = port_name(settings.resource)
    if (address or port) and not settings.read_termination:
        problem = f"read_termination must not be empty: nothing else ends an answer on {settings.resource}"
        raise StationError(f"{settings.instrument}: {problem}")
    if address:
        return SocketChannel(address["v6"] or address["host"], int(address["port"]), settings.read_termination)
    if port:
        return SerialChannel(port, settings)
    return VisaChannel(settings)
