"""Which drivers there are: our own and those that other packages offer, each imported only when it is asked for."""

import importlib
import inspect
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points

from msgspec import Struct

from qcstation.model.errors import StationError

from .bench_roles import ProbeStation, SwitchMatrix
from .instrument import Instrument
from .oscilloscope import Oscilloscope
from .pixel_readout import PixelReadout
from .roles import Balance, Chamber, ClimateSensor, Electrometer, LcrMeter, SourceMeter
from .supply_roles import HighVoltageSupply

ENTRY_POINT_GROUP = "qcstation.drivers"
ROLES: tuple[type[Instrument], ...] = (
    SourceMeter,
    HighVoltageSupply,
    Electrometer,
    LcrMeter,
    SwitchMatrix,
    ProbeStation,
    ClimateSensor,
    Chamber,
    Balance,
    Oscilloscope,
    PixelReadout,
)

_BUILT_IN = {
    "caen.dt55xxe": "caen.supply:CaenDt55xxE",
    "caen.n1470": "caen.supply:CaenN1470",
    "cts.chamber": "cts.chamber:CtsChamber",
    "generic.climate": "generic.climate:SerialClimateSensor",
    "generic.climate-stream": "generic.climate:StreamingClimateSensor",
    "hephy.brandbox": "hephy.brandbox:BrandBox",
    "iseg.nhs": "iseg.supply:IsegNhs",
    "iseg.shr": "iseg.supply:IsegShr",
    "itk.corvus": "itk.corvus:Corvus",
    "keithley.2400": "keithley.keithley2400:Keithley2400",
    "keithley.2410": "keithley.keithley2410:Keithley2410",
    "keithley.2470": "keithley.keithley2470:Keithley2470",
    "keithley.6487": "keithley.keithley6487:Keithley6487",
    "keysight.e4980a": "keysight.e4980a:KeysightE4980A",
    "knu.switch16": "knu.switch16:Switch16",
    "mettler.sics": "mettler.sics:MettlerBalance",
    "simulated.altiroc": "altiroc.simulated:SimulatedAltiroc",
    "tektronix.mso": "tektronix.mso:TektronixMso",
    "teledyne.lecroy": "teledyne.lecroy:LecroyOscilloscope",
}


class DriverInfo(Struct, frozen=True, kw_only=True):
    """A driver as it is listed: what it is and which roles it fills, or why it cannot be used."""

    name: str
    title: str = ""
    roles: tuple[str, ...] = ()
    problem: str = ""


def driver(name: str) -> type[Instrument]:
    """Return the driver of that name.

    Raises:
        StationError: there is none, or it does not load.
    """
    # Looking through all installed packages takes longer than loading a driver of our own.
    plugins = {} if name in _BUILT_IN else _plugins()
    if name not in _BUILT_IN and name not in plugins:
        known = ", ".join(sorted({*_BUILT_IN, *plugins}))
        raise StationError(f"unknown driver {name!r}; known: {known}")
    try:
        found = _built_in(name) if name in _BUILT_IN else plugins[name].load()
    except Exception as error:
        # A plugin may fail in any way while it is imported; that is the plugin's fault and not a crash.
        raise StationError(f"driver {name!r} does not load: {type(error).__name__}: {error}") from error
    if not (inspect.isclass(found) and issubclass(found, Instrument)):
        raise StationError(f"driver {name!r} does not load: {found!r} is not a kind of Instrument")
    if inspect.isabstract(found):
        missing = ", ".join(sorted(getattr(found, "__abstractmethods__", ())))
        raise StationError(f"driver {name!r} does not load: it lacks {missing}")
    return found


def all_drivers() -> tuple[DriverInfo, ...]:
    """Return all drivers by name; one that does not load is listed with its problem."""
    return tuple(_info(name) for name in sorted({*_BUILT_IN, *_plugins()}))


def _built_in(name: str) -> object:
    module, _, attribute = _BUILT_IN[name].partition(":")
    return getattr(importlib.import_module(f"{__package__}.{module}"), attribute)


def _plugins() -> Mapping[str, EntryPoint]:
    return {found.name: found for found in entry_points(group=ENTRY_POINT_GROUP)}


def _info(name: str) -> DriverInfo:
    try:
        kind = driver(name)
    except StationError as error:
        return DriverInfo(name=name, problem=str(error))
    roles = tuple(role.__name__ for role in ROLES if issubclass(kind, role))
    return DriverInfo(name=name, title=getattr(kind, "title", ""), roles=roles)
