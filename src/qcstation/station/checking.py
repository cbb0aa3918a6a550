"""Checking a station file: what it names exists, its interlocks can be evaluated, its instruments answer."""

from pathlib import Path

from msgspec import Struct

from qcstation.instruments.registry import driver
from qcstation.model.errors import StationError
from qcstation.procedures.registry import load_procedure_file
from qcstation.procedures.registry import procedure as find_procedure
from qcstation.procedures.specifications import specification_of

from .bench import InstrumentCheck, check_instruments
from .config import StationFile, load_station_file
from .interlocks import interlocks_of


class StationCheck(Struct, frozen=True, kw_only=True):
    """What came of checking a station."""

    station: str
    instruments: tuple[InstrumentCheck, ...]


def check_station(path: Path, *, connect: bool = True) -> StationCheck:
    """Check a station file and, with `connect`, ask each instrument who it is. Nothing is switched on.

    Raises:
        InputError: the file is wrong, or names a driver, procedure or specification that does not load.
    """
    station = load_station_file(path)
    check_names(station)
    if connect:
        return StationCheck(station=station.station.name, instruments=check_instruments(station))
    unasked = tuple(
        InstrumentCheck(name=name, driver=section.driver, resource=section.resource)
        for name, section in station.instruments.items()
    )
    return StationCheck(station=station.station.name, instruments=unasked)


def check_names(station: StationFile) -> None:
    """Load all that a station file names.

    Raises:
        InputError: something does not load; the message says what and where.
    """
    for name, section in station.instruments.items():
        try:
            driver(section.driver)
        except StationError as error:
            raise StationError(f"{station.path}: instrument {name}: {error}") from error
    interlocks_of(station)
    files = tuple(station.beside(name) for name in station.procedures.files)
    for file in files:
        load_procedure_file(file)
    for procedure_id, overlay in station.specifications.items():
        specification_of(find_procedure(procedure_id, files=files), station.beside(overlay))
