"""What a form's field can be taken from: the roles, and how each is read until its value holds."""

from collections.abc import Callable, Mapping

from msgspec import Struct

from qcstation.instruments.instrument import Instrument
from qcstation.instruments.roles import Balance
from qcstation.model.errors import InstrumentError
from qcstation.model.runs import Run

_PATIENCE = 30.0
"""Seconds that a balance is given to come to rest: analytical balances need a few, and a draught keeps them from it for ever."""
_BETWEEN = 0.3


class InstrumentReading(Struct, frozen=True, kw_only=True):
    """A role that a field may name, the unit of what it gives, and how it is read."""

    role: type[Instrument]
    unit: str
    read: Callable[[Run, Instrument], float]


def _mass(run: Run, balance: Instrument) -> float:
    """Return the mass (kg) once the balance is at rest.

    Raises:
        InstrumentError: it does not come to rest.
    """
    assert isinstance(balance, Balance)  # noqa: S101 - for the type checker: the station has checked the role
    deadline = run.clock.monotonic() + _PATIENCE
    while True:
        reading = balance.measure()
        if reading.stable:
            return reading.mass
        if run.clock.monotonic() >= deadline:
            raise InstrumentError(
                f"did not come to rest within {_PATIENCE:g} s; close the draught shield and take it again",
                instrument=balance.name,
            )
        run.wait(_BETWEEN)


INSTRUMENTS: Mapping[str, InstrumentReading] = {"balance": InstrumentReading(role=Balance, unit="kg", read=_mass)}
"""By the name that the station file gives the instrument."""
