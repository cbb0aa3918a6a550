"""Manual control of a station's instruments: which ones, what may be done with each, and commands as a person types them."""

import shlex
from collections.abc import Mapping

from msgspec import Struct

from qcstation.instruments.registry import driver
from qcstation.model.errors import InputError, StationError
from qcstation.model.units import format_quantity
from qcstation.procedures.station.commands import END, WAIT, CommandChannel, ManualCommand
from qcstation.procedures.station.controls import Action, Argument, RoleControls, action_of, controls_of
from qcstation.procedures.station.manual_control import ManualControl, manual_control

from .config import StationFile

__all__ = [
    "END",
    "MANUAL_CONTROL",
    "WAIT",
    "Action",
    "Argument",
    "CommandChannel",
    "ControlledInstrument",
    "ManualCommand",
    "bound_of",
    "controlled_instruments",
    "manual_control_of",
    "typed_command",
]

MANUAL_CONTROL = ManualControl.id


class ControlledInstrument(Struct, frozen=True, kw_only=True):
    """An instrument that can be driven by hand."""

    name: str
    driver: str
    controls: tuple[RoleControls, ...]


def controlled_instruments(station: StationFile) -> tuple[ControlledInstrument, ...]:
    """Return the instruments of a station that can be driven by hand; one whose driver does not load is left out."""
    found = []
    for name, section in station.instruments.items():
        try:
            controls = controls_of(driver(section.driver))
        except StationError:
            continue
        if controls:
            found.append(ControlledInstrument(name=name, driver=section.driver, controls=controls))
    return tuple(found)


def manual_control_of(station: StationFile, channel: CommandChannel, names: tuple[str, ...] = ()) -> type[ManualControl]:
    """Return manual control of the station's instruments, or of those named.

    Raises:
        StationError: a driver does not load.
        InputError: a name is none of the station's.
    """
    unknown = [name for name in names if name not in station.instruments]
    if unknown:
        raise InputError(f"no instrument {unknown[0]!r} in {station.path}; it has: {', '.join(station.instruments) or 'none'}")
    chosen = names or tuple(instrument.name for instrument in controlled_instruments(station))
    return manual_control(channel, {name: driver(station.instruments[name].driver) for name in chosen})


def bound_of(station: StationFile, instrument: str, argument: Argument) -> str:
    """Return the bench's own bound of an argument as people read it; empty where the station file sets none."""
    value = getattr(station.instruments[instrument], argument.bound, None) if argument.bound else None
    return "" if value is None or argument.unit is None else format_quantity(value, argument.unit)


def typed_command(station: StationFile, line: str, *, by: str = "") -> ManualCommand:
    """Return the command in a line such as ``bias on up_to=20V compliance=10uA`` or ``bias ramp -20 V``.

    A single quantity need not be named. ``wait 2 s`` holds the next command back until ramps have ended and 2 s more; ``end``
    ends manual control.

    Raises:
        InputError: the line is no command of this station's instruments.
    """
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise InputError(f"{line!r} cannot be read: {error}") from error
    if not words:
        raise InputError("expected INSTRUMENT ACTION [NAME=VALUE]..., or end")
    if words[0] == END:
        return ManualCommand(action=END, by=by)
    if words[0] == WAIT:
        return ManualCommand(action=WAIT, values={"time": " ".join(words[1:]) or "0 s"}, by=by)
    if words[0] not in station.instruments or len(words) < 2:
        names = ", ".join(instrument.name for instrument in controlled_instruments(station))
        raise InputError(f"{line!r}: expected INSTRUMENT ACTION [NAME=VALUE]..., or end; instruments: {names}")
    action = action_of(driver(station.instruments[words[0]].driver), words[1])
    values = _typed_values(action, words[2:])
    action.parsed(values)
    return ManualCommand(action=action.name, instrument=words[0], values=values, by=by)


def _typed_values(action: Action, words: list[str]) -> Mapping[str, str]:
    if len(action.arguments) == 1 and words and "=" not in words[0]:
        return {action.arguments[0].name: " ".join(words)}
    values: dict[str, str] = {}
    name = ""
    for word in words:
        left, equals, right = word.partition("=")
        if equals:
            name = left
            values[name] = right
        elif name:
            values[name] += f" {word}"
        else:
            raise InputError(f"{word!r}: expected NAME=VALUE, such as {action.arguments[0].name}=..." if action.arguments else
                             f"{action.name} takes nothing more, not {word!r}")  # fmt: skip
    return values
