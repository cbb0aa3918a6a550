"""What is connected to this computer, and which driver serves it: asked with questions that can switch nothing."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress

from filelock import FileLock, Timeout
from msgspec import Struct
from msgspec.structs import replace

from qcstation.instruments.instrument import Instrument
from qcstation.instruments.registry import all_drivers, driver
from qcstation.model.errors import InstrumentError, LinkError, StationError
from qcstation.simulation import BenchControl
from qcstation.transports import LinkSettings, ResourceInfo, list_resources, open_link

from .config import StationFile
from .workspace import Workspace

_IDENTITY = "*IDN?"
"""IEEE 488.2-1992, section 10.14: every instrument that knows it answers, and it changes nothing."""
_READING = "?"
"""What serial sensors answer with a reading; no instrument switches anything for it."""
_BAUD_RATES = (9600, 115200, 57600, 19200)
"""The usual ones of laboratory instruments, the most usual first."""
_LAN_PORTS = (5025, 5024, 4000)
"""Raw SCPI ports: 5025 (IANA scpi-raw) and two that are usual beside it."""
_ANSWER_WITHIN = 1.0
_SERIAL_WITHIN = 0.4
_LISTEN = 1.2
"""s; streaming sensors send a line a second."""
_MOST_AT_ONCE = 8


class Found(Struct, frozen=True, kw_only=True):
    """Something that is connected, or was typed. `resource` is what a station file should say.

    `identity` is its answer and `drivers` those that serve it; `options` are keys of its section that differ from the driver's
    own. `used_by` names the station's instrument at this address. `problem` says why it gave no answer.
    """

    resource: str
    port: str = ""
    description: str = ""
    identity: str = ""
    drivers: tuple[str, ...] = ()
    options: Mapping[str, int | str] = {}
    used_by: str = ""
    problem: str = ""


def discover(
    workspace: Workspace,
    station: StationFile | None = None,
    *,
    addresses: Iterable[str] = (),
    ask: bool = True,
    seen: Callable[[Found], object] = lambda _: None,
) -> tuple[Found, ...]:
    """Return what is connected: VISA resources, serial ports, the `addresses` typed (a host, host:port or a resource).

    With `ask`, each is asked who it is; `seen` is called from another thread with each as it is known. While it lasts no run
    starts on any bench of this data folder. A simulated bench that `station` names is found too.

    Raises:
        StationError: a bench is in use.
        LinkError: the VISA library cannot be used.
    """
    with nothing_runs(workspace):
        places = [*list_resources(), *(ResourceInfo(resource=address) for address in _simulated(station))]
        places += [place for address in addresses for place in _typed(address.strip()) if address.strip()]
        kinds = _kinds() if ask else {}

        def look(place: ResourceInfo) -> Found:
            found = _named(place, station)
            found = _ask(place, found, kinds) if ask else found
            seen(found)
            return found

        with ThreadPoolExecutor(max_workers=_MOST_AT_ONCE, thread_name_prefix="discovery") as pool:
            return tuple(pool.map(look, {place.resource: place for place in places}.values()))


@contextmanager
def nothing_runs(workspace: Workspace) -> Iterator[None]:
    """Keep runs from starting on any bench of the data folder while the block lasts.

    Raises:
        StationError: a run goes on, or a watchdog is still making a bench safe.
    """
    with ExitStack() as held:
        for path in sorted((workspace.folder.path / "benches").glob("*.lock")):
            try:
                held.enter_context(FileLock(path, timeout=0))
            except Timeout:
                name = path.name.split(".")[0]
                raise StationError(f"bench {name!r} is in use: nothing is asked before its run has ended") from None
        yield


def _kinds() -> dict[str, type[Instrument]]:
    return {info.name: driver(info.name) for info in all_drivers() if not info.problem}


def _matching(answer: str, kinds: Mapping[str, type[Instrument]]) -> tuple[str, ...]:
    return tuple(name for name, kind in kinds.items() if kind.recognises(answer.strip()))


def _simulated(station: StationFile | None) -> list[str]:
    control = station.simulation.control if station is not None and station.simulation is not None else ""
    if not control:
        return []
    with suppress(LinkError), BenchControl(control) as bench:
        return list(bench.hello()["addresses"].values())
    return []


def _typed(address: str) -> list[ResourceInfo]:
    """A resource as it is; a host and port as a socket; a host alone wherever instruments usually answer."""
    if "::" in address or address.startswith(("/dev/", "serial:")) or re.fullmatch(r"COM\d+", address, re.IGNORECASE):
        return [ResourceInfo(resource=address, description="typed")]
    host, colon, port = address.rpartition(":")
    if colon and port.isdigit():
        return [ResourceInfo(resource=f"TCPIP::{host}::{port}::SOCKET", description="typed")]
    sockets = [ResourceInfo(resource=f"TCPIP::{address}::{port}::SOCKET", description="typed") for port in _LAN_PORTS]
    return [*sockets, ResourceInfo(resource=f"TCPIP::{address}::inst0::INSTR", description="typed")]


def _named(place: ResourceInfo, station: StationFile | None) -> Found:
    description = " ".join(dict.fromkeys(filter(None, [place.vendor, place.product or place.description])))
    resource = place.stable or place.resource
    used = station.instruments.items() if station is not None else ()
    used_by = ", ".join(name for name, section in used if section.resource in {resource, place.resource})
    return Found(resource=resource, port=place.resource, description=description, used_by=used_by)


def _ask(place: ResourceInfo, found: Found, kinds: Mapping[str, type[Instrument]]) -> Found:
    serial = place.resource.upper().startswith(("ASRL", "SERIAL:", "/DEV/", "COM"))
    unknown: Found | None = None
    for settings, question in _attempts(place.resource, serial=serial):
        if unknown is not None and settings.baud_rate != unknown.options.get("baud_rate", settings.baud_rate):
            break
        answer, problem = _answer(settings, question)
        if problem:
            return unknown or replace(found, problem=problem)
        drivers = _matching(answer, kinds)
        options = {"baud_rate": settings.baud_rate} if serial and _unusual_speed(settings, drivers, kinds) else {}
        if drivers:
            return replace(found, identity=answer, drivers=drivers, options=options)
        # What came at a wrong speed is noise: only text counts as an answer of something unknown.
        if question == _IDENTITY and answer.count(",") >= 2 and answer.isprintable():
            unknown = replace(found, identity=answer, options=options)
    return unknown or replace(found, problem="no answer to who it is; choose its driver by hand if you know what it is")


def _attempts(resource: str, *, serial: bool) -> Iterator[tuple[LinkSettings, str]]:
    def settings(**given: object) -> LinkSettings:
        import msgspec

        return msgspec.convert({"instrument": resource, "resource": resource, **given}, LinkSettings)

    if not serial:
        yield settings(timeout=_ANSWER_WITHIN), _IDENTITY
        return
    yield settings(timeout=_LISTEN), ""
    for baud_rate in _BAUD_RATES:
        for question in (_IDENTITY, _READING):
            # A carriage return and a line feed end a command for instruments that want either.
            yield settings(timeout=_SERIAL_WITHIN, baud_rate=baud_rate, write_termination="\r\n"), question


def _answer(settings: LinkSettings, question: str) -> tuple[str, str]:
    """Return what was answered, and what was wrong if nothing was; an empty question listens."""
    try:
        link = open_link(settings)
    except (InstrumentError, StationError) as error:
        return "", str(error)
    try:
        answer = link.query(question) if question else link.newest_line()
    except InstrumentError as error:
        # An answer that ends in a carriage return alone is complete, though it does not look so.
        return error.answer.strip(), ""
    finally:
        link.close()
    return answer.strip(), ""


def _unusual_speed(settings: LinkSettings, drivers: tuple[str, ...], kinds: Mapping[str, type[Instrument]]) -> bool:
    usual = {kinds[name].link_defaults.get("baud_rate", LinkSettings(instrument="", resource="").baud_rate) for name in drivers}
    return settings.baud_rate not in usual
