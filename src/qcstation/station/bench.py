"""The instruments of a station file: opened by role for a run, or checked one by one."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from msgspec import Struct

from qcstation.instruments.instrument import Instrument, InstrumentOptions
from qcstation.instruments.registry import driver
from qcstation.model.errors import InstrumentError, StationError
from qcstation.procedures.procedure import Procedure
from qcstation.transports import Link, LinkSettings, SharedLinks, WireLog, open_link

from .config import InstrumentSection, StationFile

_OPTION_KEYS = InstrumentOptions.__struct_fields__
_NOT_LINK_KEYS = {*_OPTION_KEYS, "driver", "resource"}


class InstrumentCheck(Struct, frozen=True, kw_only=True):
    """What came of checking one instrument: its identity, or what is wrong."""

    name: str
    driver: str
    resource: str
    identity: str = ""
    problem: str = ""


def instruments_for(station: StationFile, procedure: type[Procedure]) -> tuple[str, ...]:
    """Return the names of the instruments that a run of `procedure` needs on this bench, interlocks' included.

    Raises:
        StationError: the bench has no instrument for a role, or one that does not fill it.
    """
    names = []
    for name, role in procedure.roles().items():
        if name not in station.instruments:
            raise StationError(
                f"{procedure.id} needs a {role.__name__} called {name!r}, but {station.path} has no [instruments.{name}]; "
                f"it has: {', '.join(station.instruments) or 'none'}"
            )
        names.append(name)
    names += [name for name in procedure.optional_roles() if name in station.instruments]
    for name in names:
        _check_role(station, name, {**procedure.roles(), **procedure.optional_roles()}[name], procedure.id)
    return tuple(names)


def _check_role(station: StationFile, name: str, role: type[Instrument], procedure_id: str) -> None:
    kind = driver(station.instruments[name].driver)
    if not issubclass(kind, role):
        raise StationError(
            f"{procedure_id} needs a {role.__name__} as {name!r}, but {kind.driver} in {station.path} is none; "
            "use another driver or another bench"
        )


def open_instruments(station: StationFile, names: Iterable[str], *, wire_log: WireLog | None = None) -> Mapping[str, Instrument]:
    """Open the links of the named instruments; if one cannot be opened, those that were are closed again.

    Raises:
        LinkError: an instrument cannot be reached.
    """
    opened: dict[str, Instrument] = {}
    # Those of one resource share its connection, for instruments serve one client at a time.
    links = SharedLinks(partial(open_link, wire_log=wire_log))
    try:
        for name in names:
            opened[name] = open_instrument(name, station.instruments[name], connect=links.open)
    except BaseException:
        for instrument in opened.values():
            instrument.close()
        raise
    return opened


def open_instrument(name: str, section: InstrumentSection, *, connect: Callable[[LinkSettings], Link] = open_link) -> Instrument:
    """Open one instrument as its section of the station file says."""
    kind = driver(section.driver)
    given = section.model_dump(exclude_none=True)
    options = InstrumentOptions(**{key: given[key] for key in _OPTION_KEYS if key in given})
    link_keys = {key: value for key, value in given.items() if key not in _NOT_LINK_KEYS}
    settings = kind.link_settings(name, section.resource, **link_keys)
    return kind(name, connect(settings), options)


def check_instruments(station: StationFile) -> tuple[InstrumentCheck, ...]:
    """Connect to every instrument of a station and ask who it is; nothing is switched on."""
    return tuple(_check_one(name, section) for name, section in station.instruments.items())


def _check_one(name: str, section: InstrumentSection) -> InstrumentCheck:
    base = InstrumentCheck(name=name, driver=section.driver, resource=section.resource)
    try:
        instrument = open_instrument(name, section)
    except (InstrumentError, StationError) as error:
        return InstrumentCheck(name=base.name, driver=base.driver, resource=base.resource, problem=str(error))
    try:
        identity = instrument.identify()
    except InstrumentError as error:
        return InstrumentCheck(name=base.name, driver=base.driver, resource=base.resource, problem=str(error))
    finally:
        instrument.close()
    return InstrumentCheck(name=base.name, driver=base.driver, resource=base.resource, identity=identity)
