"""What a person may do with each role by hand: data, for the window's panels, the command line and the engine alike.

A new role gets one entry in `CONTROLS`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct

from qcstation.instruments.instrument import Instrument
from qcstation.instruments.roles import Balance, BiasSource, Chamber, ClimateSensor, Electrometer, LcrMeter
from qcstation.model.errors import InputError
from qcstation.model.units import format_quantity, parse_quantity

from .desk import Desk

Quantities = Mapping[str, float]


class Argument(Struct, frozen=True, kw_only=True):
    """A quantity that an action needs: its unit, and what stands in its field at first.

    `bound` names the key of the station file's instrument section that it may not exceed in magnitude.
    """

    name: str
    unit: str
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

    def parsed(self, values: Mapping[str, str]) -> dict[str, float]:
        """Return the quantities of a command in canonical units.

        Raises:
            InputError: one is missing, unknown or no such quantity.
        """
        known = {argument.name: argument.unit for argument in self.arguments}
        if values.keys() != known.keys():
            wanted = ", ".join(f"{argument.name} ({argument.usual})" for argument in self.arguments) or "nothing"
            raise InputError(f"{self.name} needs {wanted}, not {', '.join(values) or 'nothing'}")
        return {name: parse_quantity(values[name], unit) for name, unit in known.items()}


class RoleControls(Struct, frozen=True, kw_only=True):
    """The actions of one role. `live` reads what may be read all the time, without switching anything; None: nothing is."""

    role: type[Instrument]
    title: str
    actions: tuple[Action, ...]
    live: Callable[[Any], None] | None = None


def _switch_on(desk: Desk, meter: BiasSource, given: Quantities) -> None:
    desk.switch_on(meter, compliance=given["compliance"], highest=given["up_to"])


def _ramp(desk: Desk, meter: BiasSource, given: Quantities) -> None:
    desk.aim(meter, given["voltage"])


def _stop(desk: Desk, meter: BiasSource, _: Quantities) -> None:
    desk.stop(meter)


def _switch_off(desk: Desk, meter: BiasSource, _: Quantities) -> None:
    desk.switch_off(meter)


def _prepare_electrometer(_: Desk, meter: Electrometer, given: Quantities) -> None:
    meter.prepare(highest=given["up_to"] or None)


def _read_electrometer(desk: Desk, meter: Electrometer, _: Quantities) -> None:
    reading = meter.measure()
    if reading.overflow:
        desk.tell(f"{meter.name}: the current is beyond its range; set a larger one")
        return
    desk.keep(f"{meter.name} reading", {"current": reading.current}, {"current": "A"})
    desk.tell(f"{meter.name} reads {format_quantity(reading.current, 'A')}")


def _read_lcr(desk: Desk, meter: LcrMeter, given: Quantities) -> None:
    meter.prepare(frequency=given["frequency"], level=given["level"])
    reading = meter.measure()
    if not reading.valid:
        desk.tell(f"{meter.name} gives no valid reading (status {reading.status}); check the cables")
        return
    values = {"capacitance": reading.capacitance, "resistance": reading.resistance}
    desk.keep(f"{meter.name} reading", values, {"capacitance": "F", "resistance": "ohm"})
    shown = f"{format_quantity(reading.capacitance, 'F')}, {format_quantity(reading.resistance, 'ohm')}"
    desk.tell(f"{meter.name} reads {shown} at {format_quantity(given['frequency'], 'Hz')}")


def _read_climate(desk: Desk, sensor: ClimateSensor, _: Quantities) -> None:
    reading = sensor.measure()
    shown = f"{format_quantity(reading.temperature, 'degC')}, {reading.humidity:.3g} %RH"
    desk.tell(f"{sensor.name} reads {shown}, dew point {format_quantity(reading.dew_point, 'degC')}")


def _set_chamber(desk: Desk, chamber: Chamber, given: Quantities) -> None:
    chamber.set_temperature(given["temperature"])
    desk.tell(f"{chamber.name} goes to {format_quantity(given['temperature'], 'degC')} and stays there until it is stopped")


def _stop_chamber(desk: Desk, chamber: Chamber, _: Quantities) -> None:
    chamber.stop()
    desk.tell(f"{chamber.name} has stopped")


def _read_chamber(desk: Desk, chamber: Chamber, _: Quantities) -> None:
    desk.tell(f"{chamber.name} is at {format_quantity(chamber.temperature(), 'degC')}")


def _weigh(desk: Desk, balance: Balance, _: Quantities) -> None:
    mass = balance.measure().mass
    desk.keep(f"{balance.name} reading", {"mass": mass}, {"mass": "kg"})
    desk.tell(f"{balance.name} reads {format_quantity(mass, 'kg')}")


CONTROLS: tuple[RoleControls, ...] = (
    RoleControls(
        role=BiasSource,
        title="Source-meter",
        actions=(
            Action(
                name="on",
                title="Switch on",
                carry_out=_switch_on,
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
                carry_out=_ramp,
                needs_output=True,
                arguments=(Argument(name="voltage", unit="V", usual="-5 V", bound="highest_voltage"),),
            ),
            Action(name="stop", title="Stop here", carry_out=_stop, needs_output=True),
            Action(name="off", title="Ramp down and off", carry_out=_switch_off, needs_output=True),
        ),
    ),
    RoleControls(
        role=Electrometer,
        title="Electrometer",
        actions=(
            Action(
                name="range",
                title="Set range (0 A: automatic)",
                carry_out=_prepare_electrometer,
                # What is sourcing must not be zero-corrected under load.
                needs_output=False,
                arguments=(Argument(name="up_to", unit="A", usual="0 A"),),
            ),
            Action(name="read", title="Read", carry_out=_read_electrometer, needs_output=False),
        ),
    ),
    RoleControls(
        role=LcrMeter,
        title="LCR meter",
        actions=(
            Action(
                name="measure",
                title="Measure",
                carry_out=_read_lcr,
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
        actions=(Action(name="read", title="Read", carry_out=_read_climate),),
        live=Instrument.monitor,
    ),
    RoleControls(
        role=Chamber,
        title="Climate chamber",
        actions=(
            Action(
                name="temperature",
                title="Go to",
                carry_out=_set_chamber,
                arguments=(Argument(name="temperature", unit="degC", usual="20 degC"),),
            ),
            Action(name="read", title="Read", carry_out=_read_chamber),
            Action(name="stop", title="Stop", carry_out=_stop_chamber),
        ),
        live=Instrument.monitor,
    ),
    RoleControls(role=Balance, title="Balance", actions=(Action(name="read", title="Weigh", carry_out=_weigh),)),
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
