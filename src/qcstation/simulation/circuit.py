"""One bias circuit: a source that may be limited, a device, and what meters in it see."""

import math

from .devices import LgadSensor
from .devices.lgad_variants import NOTHING_CONNECTED
from .environment import Environment

SETTLING_TIME = 1e-3
"""Time constant (s) of a source after a change of level (`unverified`: data sheets quote below a millisecond to 0.1 %)."""
RELAY_CHARGE = 1e-9
"""C, that flows when a relay connects a contact: cable and dielectric have to follow (`unverified`: 100 pF by 10 V)."""
CABLE_CAPACITANCE = 49.4e-12
CABLE_CONDUCTANCE = 1.691e-9
"""F and S in parallel to the device: the open correction noted in the header of a public HPK 3.1 CV file, at 10 kHz."""


class Circuit:
    """The device under test between bias and ground. All times `at` are bench time in s.

    The applied voltage follows every change exponentially. In compliance the source falls back to the voltage at which the
    device draws the limit. A step also drives a polarisation current that dies out with the device's relaxation time.
    """

    def __init__(self, environment: Environment, device: LgadSensor | None = None) -> None:
        self.environment = environment
        self.device = device or LgadSensor(NOTHING_CONNECTED)
        self._set = 0.0
        self._limit = float("inf")
        self._from = 0.0
        self._since = 0.0
        self._time_constant = SETTLING_TIME
        self._polarisation = 0.0
        self._steady_key: tuple[object, ...] = ()
        self._steady = (0.0, False)
        self._currents_key: tuple[object, ...] = ()
        self._currents = (0.0, 0.0)
        self._impedance_key: tuple[object, ...] = ()
        self._impedance = (0.0, 0.0)

    def drive(self, voltage: float, limit: float, at: float, *, time_constant: float = SETTLING_TIME) -> None:
        """Set the source to `voltage` (V), limited to `limit` (A)."""
        present = self.voltage(at)
        polarisation = self._relaxing(at)
        self._set, self._limit = voltage, limit
        step = self.steady(at)[0] - present
        self._from, self._since, self._time_constant = present, at, time_constant
        self._polarisation = polarisation + step * self.device.relaxation_capacitance / self.device.relaxation_time

    def connect(self, device: LgadSensor, at: float) -> None:
        """Connect another device, or the same one otherwise: the bias stays, the meter sees the charge of the contact."""
        present = self.voltage(at)
        self.device = device
        self._from, self._since = present, at
        charge = RELAY_CHARGE if device.relaxation_capacitance else 0.0
        self._polarisation = math.copysign(charge / device.relaxation_time, present)

    def steady(self, at: float) -> tuple[float, bool]:
        """Return the voltage (V) that the device ends up at, and whether the source is in compliance."""
        key = (self._set, self._limit, self.environment.temperature(at), self.device)
        if key != self._steady_key:
            self._steady = self.device.clamped_voltage(self._set, self._limit, self.environment.temperature(at))
            self._steady_key = key
        return self._steady

    def voltage(self, at: float) -> float:
        """Return the voltage (V) on the device."""
        end = self.steady(at)[0]
        elapsed = (at - self._since) / self._time_constant
        return end if elapsed > 30 else end + (self._from - end) * _decay(elapsed)

    def in_compliance(self, at: float) -> bool:
        """Whether the source is limited."""
        return self.steady(at)[1]

    def pad_current(self, at: float) -> float:
        """Return the current (A) that an electrometer at the pad reads."""
        return self._currents_at(at)[0] + self._relaxing(at)

    def total_current(self, at: float) -> float:
        """Return the current (A) that the source delivers."""
        total = self._currents_at(at)[1] + self._relaxing(at)
        return max(-self._limit, min(self._limit, total))

    def capacitance(self, at: float, frequency: float) -> float:
        """Return the capacitance (F) of device and cables at `frequency` (Hz)."""
        return self._impedance_at(at, frequency)[0] + CABLE_CAPACITANCE

    def conductance(self, at: float, frequency: float) -> float:
        """Return the parallel conductance (S) of device and cables at `frequency` (Hz)."""
        return self._impedance_at(at, frequency)[1] + CABLE_CONDUCTANCE

    def _currents_at(self, at: float) -> tuple[float, float]:
        voltage, temperature = self.voltage(at), self.environment.temperature(at)
        key = (voltage, temperature, self.device)
        if key != self._currents_key:
            self._currents = (
                float(self.device.current(voltage, temperature)),
                float(self.device.total_current(voltage, temperature)),
            )
            self._currents_key = key
        return self._currents

    def _impedance_at(self, at: float, frequency: float) -> tuple[float, float]:
        voltage, temperature = self.voltage(at), self.environment.temperature(at)
        key = (voltage, temperature, frequency, self.device)
        if key != self._impedance_key:
            self._impedance = (
                float(self.device.capacitance(voltage, frequency)),
                float(self.device.conductance(voltage, frequency, temperature)),
            )
            self._impedance_key = key
        return self._impedance

    def _relaxing(self, at: float) -> float:
        return self._polarisation * _decay((at - self._since) / self.device.relaxation_time) if self._polarisation else 0.0


def _decay(elapsed: float) -> float:
    return 0.0 if elapsed > 60 else math.exp(-max(elapsed, 0.0))
