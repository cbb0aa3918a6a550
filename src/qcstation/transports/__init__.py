"""Connections to instruments: sockets, VISA and serial lines behind one interface."""

from .discovery import ResourceInfo, list_resources
from .link import Link, LinkSettings
from .opening import open_link, prepare_link
from .shared import SharedLinks
from .wire_log import Direction, WireLine, WireLog

__all__ = [
    "Direction",
    "Link",
    "LinkSettings",
    "ResourceInfo",
    "SharedLinks",
    "WireLine",
    "WireLog",
    "list_resources",
    "open_link",
    "prepare_link",
]
