"""What the actions of manual control do: each with the desk, the instrument, and its quantities in canonical units."""

from collections.abc import Mapping
from typing import Any

from qcstation.instruments.bench_roles import ProbeStation, SwitchMatrix
from qcstation.instruments.oscilloscope import Oscilloscope
from qcstation.instruments.pixel_readout import PixelReadout
from qcstation.instruments.roles import Balance, BiasSource, Chamber, ClimateSensor, Electrometer, LcrMeter
from qcstation.instruments.supply_roles import HighVoltageSupply
from qcstation.model.units import format_quantity

from .desk import Desk

Quantities = Mapping[str, Any]
"""Floats in canonical units by name, and texts where an argument is one."""

_PULSES = 100


def switch_on(desk: Desk, meter: BiasSource, given: Quantities) -> None:
    """Switch an output on at 0 V."""
    desk.switch_on(meter, compliance=given["compliance"], highest=given["up_to"])


def ramp_to(desk: Desk, meter: BiasSource, given: Quantities) -> None:
    """Have an output ramp to a voltage (V)."""
    desk.aim(meter, given["voltage"])


def stop_here(desk: Desk, meter: BiasSource, _: Quantities) -> None:
    """Have an output stay where it is."""
    desk.stop(meter)


def switch_off(desk: Desk, meter: BiasSource, _: Quantities) -> None:
    """Ramp an output down and switch it off."""
    desk.switch_off(meter)


def prepare_electrometer(_: Desk, meter: Electrometer, given: Quantities) -> None:
    """Set the range that holds `up_to` (A); 0 A: automatic."""
    meter.prepare(highest=given["up_to"] or None)


def read_electrometer(desk: Desk, meter: Electrometer, _: Quantities) -> None:
    """Read the current."""
    reading = meter.measure()
    if reading.overflow:
        desk.tell(f"{meter.name}: the current is beyond its range; set a larger one")
        return
    desk.keep(f"{meter.name} reading", {"current": reading.current}, {"current": "A"})
    desk.tell(f"{meter.name} reads {format_quantity(reading.current, 'A')}")


def read_lcr(desk: Desk, meter: LcrMeter, given: Quantities) -> None:
    """Measure capacitance and resistance at a frequency (Hz) and a level (V rms)."""
    meter.prepare(frequency=given["frequency"], level=given["level"])
    reading = meter.measure()
    if not reading.valid:
        desk.tell(f"{meter.name} gives no valid reading (status {reading.status}); check the cables")
        return
    values = {"capacitance": reading.capacitance, "resistance": reading.resistance}
    desk.keep(f"{meter.name} reading", values, {"capacitance": "F", "resistance": "ohm"})
    shown = f"{format_quantity(reading.capacitance, 'F')}, {format_quantity(reading.resistance, 'ohm')}"
    desk.tell(f"{meter.name} reads {shown} at {format_quantity(given['frequency'], 'Hz')}")


def read_climate(desk: Desk, sensor: ClimateSensor, _: Quantities) -> None:
    """Read temperature, humidity and dew point."""
    reading = sensor.measure()
    shown = f"{format_quantity(reading.temperature, 'degC')}, {reading.humidity:.3g} %RH"
    desk.tell(f"{sensor.name} reads {shown}, dew point {format_quantity(reading.dew_point, 'degC')}")


def set_chamber(desk: Desk, chamber: Chamber, given: Quantities) -> None:
    """Have a chamber go to a temperature (degC)."""
    chamber.set_temperature(given["temperature"])
    desk.tell(f"{chamber.name} goes to {format_quantity(given['temperature'], 'degC')} and stays there until it is stopped")


def stop_chamber(desk: Desk, chamber: Chamber, _: Quantities) -> None:
    """Stop conditioning."""
    chamber.stop()
    desk.tell(f"{chamber.name} has stopped")


def read_chamber(desk: Desk, chamber: Chamber, _: Quantities) -> None:
    """Read the chamber's temperature."""
    desk.tell(f"{chamber.name} is at {format_quantity(chamber.temperature(), 'degC')}")


def weigh(desk: Desk, balance: Balance, _: Quantities) -> None:
    """Weigh what lies on the pan."""
    mass = balance.measure().mass
    desk.keep(f"{balance.name} reading", {"mass": mass}, {"mass": "kg"})
    desk.tell(f"{balance.name} reads {format_quantity(mass, 'kg')}")


def clear_trip(desk: Desk, supply: HighVoltageSupply, _: Quantities) -> None:
    """Clear latched trips, and tell what is left of them."""
    supply.clear_events()
    desk.tell(f"{supply.name}: {'; '.join(supply.status().problems) or 'no trip is latched'}")


def connect(desk: Desk, matrix: SwitchMatrix, given: Quantities) -> None:
    """Connect contacts, separated by commas, and no others."""
    desk.refuse_while_on("switch relays")
    matrix.connect([contact.strip() for contact in str(given["contacts"]).split(",") if contact.strip()])
    desk.tell(f"{matrix.name} connects {', '.join(sorted(matrix.connected())) or 'nothing'}")


def disconnect(desk: Desk, matrix: SwitchMatrix, _: Quantities) -> None:
    """Open all relays."""
    desk.refuse_while_on("switch relays")
    matrix.disconnect()
    desk.tell(f"{matrix.name} connects nothing")


def move(desk: Desk, station: ProbeStation, given: Quantities) -> None:
    """Move in the plane to `x`, `y` (m)."""
    desk.refuse_while_on("move")
    station.move_to(given["x"], given["y"])
    tell_position(desk, station, given)


def move_to_die(desk: Desk, station: ProbeStation, given: Quantities) -> None:
    """Move to a die."""
    desk.refuse_while_on("move")
    station.move_to_die(round(given["column"]), round(given["row"]))
    tell_position(desk, station, given)


def raise_to_contact(desk: Desk, station: ProbeStation, given: Quantities) -> None:
    """Raise the component to the needles."""
    desk.refuse_while_on("move")
    station.contact()
    tell_position(desk, station, given)


def separate(desk: Desk, station: ProbeStation, given: Quantities) -> None:
    """Lower the component until it is clear of the needles."""
    desk.refuse_while_on("move")
    station.separate()
    tell_position(desk, station, given)


def lower(desk: Desk, station: ProbeStation, given: Quantities) -> None:
    """Lower the component far enough to be taken away."""
    desk.refuse_while_on("move")
    station.lower()
    tell_position(desk, station, given)


def tell_position(desk: Desk, station: ProbeStation, _: Quantities) -> None:
    """Tell where the component is."""
    at = station.position()
    touching = "the needles touch" if station.in_contact() else "the needles are clear"
    place = ", ".join(format_quantity(value, "m") for value in (at.x, at.y, at.z))
    desk.tell(f"{station.name} is at {place}; {touching}")


def trigger(desk: Desk, scope: Oscilloscope, given: Quantities) -> None:
    """Wait for one trigger, at most `within` (s)."""
    scope.arm(1)
    came = scope.wait(min(given["within"], 60.0))
    desk.tell(f"{scope.name}: {'a trigger came' if came else 'no trigger came'}")


def count_pulses(desk: Desk, readout: PixelReadout, given: Quantities) -> None:
    """Give each pixel of a chip a hundred test pulses of an amplitude, and tell how many pixels see them."""
    readout.set_pulse(amplitude=round(given["amplitude"]), delay=0.0)
    counts = readout.count(round(given["chip"]), _PULSES)
    readout.set_pulse(amplitude=0, delay=0.0)
    desk.tell(f"{readout.name}: {int((counts > _PULSES / 2).sum())} of {counts.size} pixels see most of {_PULSES} pulses")
