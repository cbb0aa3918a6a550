"""A station file's interlocks, checked against its instruments."""

from qcstation.model.errors import QcStationError, StationError
from qcstation.safety.interlocks import Interlock

from .config import StationFile


def interlocks_of(station: StationFile) -> tuple[Interlock, ...]:
    """Return the station's interlocks.

    Raises:
        StationError: a condition is no condition, or names an instrument that the station does not have.
    """
    found = []
    for name, section in station.interlocks.items():
        try:
            interlock = Interlock(name, section.require, on_violation=section.on_violation, max_age=section.max_age)
        except QcStationError as error:
            raise StationError(f"{station.path}: interlock {name}: {error}") from error
        for instrument in interlock.instruments:
            if instrument not in station.instruments:
                raise StationError(
                    f"{station.path}: interlock {name} names {instrument!r}, which is no instrument of the station; "
                    f"it has: {', '.join(station.instruments) or 'none'}"
                )
        found.append(interlock)
    return tuple(found)
