"""What a person may do with each role by hand: data, for the window's panels, the command line and the engine alike.

A new role gets one entry in `CONTROLS`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from qcstation.instruments.bench_roles import ProbeStation, SwitchMatrix
from qcstation.instruments.instrument import Instrument
from qcstation.instruments.oscilloscope import Oscilloscope
from qcstation.instruments.pixel_readout import PixelReadout
from qcstation.instruments.roles import Balance, BiasSource, Chamber, ClimateSensor, Electrometer, LcrMeter
from qcstation.instruments.supply_roles import HighVoltageSupply
from qcstation.model.errors import InputError
from qcstation.model.units import parse_quantity

from . import actions
from .actions import Quantities
from .desk import Desk


class Argument(Struct, frozen=True, kw_only=True):
    """A quantity that an action needs: its unit (None: a text), and what stands in its field at first.

    `bound` names the key of the station file's instrument section that it may not exceed in magnitude.
    """

    name: str
    unit: str | None
    usual: str
    bound: str = ""


class Action(Struct, frozen=True, kw_only=True):
    """Something that can be done with a role. `title` is an imperative.

    `arms` says that an output goes on, which a person confirms first; `needs_output` whether it is for an output that is on
    (True) or off (False), None if that does not matter.
    """

    name: str
    title: str
    carry_out: Callable[[Desk, Any, Quantities], None]
    arguments: tuple[Argument, ...] = ()
    arms: bool = False
    needs_output: bool | None = None

    def parsed(self, values: Mapping[str, str]) -> dict[str, Any]:
        """Return the quantities of a command in canonical units.

        Raises:
            InputError: one is missing, unknown or no such quantity.
        """
        known = {argument.name: argument.unit for argument in self.arguments}
        if values.keys() != known.keys():
            wanted = ", ".join(f"{argument.name} ({argument.usual})" for argument in self.arguments) or "nothing"
            raise InputError(f"{self.name} needs {wanted}, not {', '.join(values) or 'nothing'}")
        return {name: values[name] if unit is None else parse_quantity(values[name], unit) for name, unit in known.items()}


class RoleControls(Struct, frozen=True, kw_only=True):
    """The actions of one role. `live` reads what may be read all the time, without switching anything; None: nothing is."""

    role: type[Instrument]
    title: str
    actions: tuple[Action, ...]
    live: Callable[[Any], None] | None = None


CONTROLS: tuple[RoleControls, ...] = (
    RoleControls(
        role=BiasSource,
        title="Bias source",
        actions=(
            Action(
                name="on",
                title="Switch on",
                carry_out=actions.switch_on,
                arms=True,
                needs_output=False,
                arguments=(
                    Argument(name="up_to", unit="V", usual="10 V", bound="highest_voltage"),
                    Argument(name="compliance", unit="A", usual="10 uA", bound="highest_compliance"),
                ),
            ),
            Action(
                name="ramp",
                title="Ramp to",
                carry_out=actions.ramp_to,
                needs_output=True,
                arguments=(Argument(name="voltage", unit="V", usual="-5 V", bound="highest_voltage"),),
            ),
            Action(name="stop", title="Stop here", carry_out=actions.stop_here, needs_output=True),
            Action(name="off", title="Ramp down and off", carry_out=actions.switch_off, needs_output=True),
        ),
    ),
    RoleControls(
        role=Electrometer,
        title="Electrometer",
        actions=(
            Action(
                name="range",
                title="Set range (0 A: automatic)",
                carry_out=actions.prepare_electrometer,
                # What is sourcing must not be zero-corrected under load.
                needs_output=False,
                arguments=(Argument(name="up_to", unit="A", usual="0 A"),),
            ),
            Action(name="read", title="Read", carry_out=actions.read_electrometer, needs_output=False),
        ),
    ),
    RoleControls(
        role=LcrMeter,
        title="LCR meter",
        actions=(
            Action(
                name="measure",
                title="Measure",
                carry_out=actions.read_lcr,
                arguments=(
                    Argument(name="frequency", unit="Hz", usual="10 kHz"),
                    Argument(name="level", unit="V", usual="100 mV"),
                ),
            ),
        ),
    ),
    RoleControls(
        role=ClimateSensor,
        title="Climate sensor",
        actions=(Action(name="read", title="Read", carry_out=actions.read_climate),),
        live=Instrument.monitor,
    ),
    RoleControls(
        role=Chamber,
        title="Climate chamber",
        actions=(
            Action(
                name="temperature",
                title="Go to",
                carry_out=actions.set_chamber,
                arguments=(Argument(name="temperature", unit="degC", usual="20 degC"),),
            ),
            Action(name="read", title="Read", carry_out=actions.read_chamber),
            Action(name="stop", title="Stop", carry_out=actions.stop_chamber),
        ),
        live=Instrument.monitor,
    ),
    RoleControls(
        role=HighVoltageSupply,
        title="High-voltage supply",
        actions=(Action(name="clear", title="Clear trip", carry_out=actions.clear_trip, needs_output=False),),
        live=Instrument.monitor,
    ),
    RoleControls(
        role=SwitchMatrix,
        title="Switching matrix",
        actions=(
            Action(
                name="connect",
                title="Connect",
                carry_out=actions.connect,
                arguments=(Argument(name="contacts", unit=None, usual="1"),),
            ),
            Action(name="disconnect", title="Disconnect all", carry_out=actions.disconnect),
        ),
    ),
    RoleControls(
        role=ProbeStation,
        title="Probe station",
        actions=(
            Action(
                name="move",
                title="Move to",
                carry_out=actions.move,
                arguments=(Argument(name="x", unit="m", usual="0 mm"), Argument(name="y", unit="m", usual="0 mm")),
            ),
            Action(
                name="die",
                title="Move to die",
                carry_out=actions.move_to_die,
                arguments=(Argument(name="column", unit="1", usual="0"), Argument(name="row", unit="1", usual="0")),
            ),
            Action(name="contact", title="Contact", carry_out=actions.raise_to_contact),
            Action(name="separate", title="Separate", carry_out=actions.separate),
            Action(name="lower", title="Lower", carry_out=actions.lower),
            Action(name="position", title="Read position", carry_out=actions.tell_position),
        ),
    ),
    RoleControls(
        role=Oscilloscope,
        title="Oscilloscope",
        actions=(
            Action(
                name="trigger",
                title="Wait for a trigger",
                carry_out=actions.trigger,
                arguments=(Argument(name="within", unit="s", usual="2 s"),),
            ),
        ),
    ),
    RoleControls(
        role=PixelReadout,
        title="Pixel read-out",
        actions=(
            Action(
                name="count",
                title="Count test pulses",
                carry_out=actions.count_pulses,
                arguments=(Argument(name="chip", unit="1", usual="0"), Argument(name="amplitude", unit="1", usual="30")),
            ),
        ),
    ),
    RoleControls(role=Balance, title="Balance", actions=(Action(name="read", title="Weigh", carry_out=actions.weigh),)),
)


def controls_of(kind: type[Instrument]) -> tuple[RoleControls, ...]:
    """Return the controls of every role that a driver fills."""
    return tuple(controls for controls in CONTROLS if issubclass(kind, controls.role))


def action_of(kind: type[Instrument], name: str) -> Action:
    """Return an action of a driver's roles by its name.

    Raises:
        InputError: there is none of that name.
    """
    actions = [action for controls in controls_of(kind) for action in controls.actions]
    found = next((action for action in actions if action.name == name), None)
    if found is None:
        known = ", ".join(action.name for action in actions) or "nothing"
        raise InputError(f"no action {name!r}; this instrument has: {known}")
    return found
