"""The output of a voltage source: what it applies to the circuit that its terminals are connected to."""

from qcstation.simulation.circuit import SETTLING_TIME, Circuit
from qcstation.simulation.faults import FaultKind

from .twin import Surroundings

DISCHARGE_TIME = 0.5
"""Time constant (s) of a device that is left charged by an opened relay (`unverified`: its own leakage discharges it)."""


class SourceOutput:
    """A source's output: on or off, level (V), limit (A); every change goes to the circuit and into the history."""

    def __init__(self, place: Surroundings) -> None:
        self._place = place
        self._circuit = place.open_circuit
        self.on = False
        self.level = 0.0
        """The level programmed (V)."""
        self._applied = 0.0
        self._limit = 1e-4

    @property
    def circuit(self) -> Circuit:
        """What the terminals in use are connected to."""
        return self._circuit

    @property
    def stuck(self) -> bool:
        """Whether a fault keeps the output on."""
        return FaultKind.OUTPUT_STUCK_ON in self._place.faults

    def connect(self, *, to_device: bool, at: float) -> None:
        """Use terminals that are, or are not, connected to the device."""
        circuit = self._place.circuit if to_device and self._place.drives else self._place.open_circuit
        if circuit is not self._circuit:
            self._circuit.drive(0.0, self._limit, at)
            self._circuit = circuit

    def set(self, level: float, applied: float, limit: float, at: float) -> None:
        """Program `level` (V), of which `applied` (V) gets out at most, limited to `limit` (A)."""
        if level != self.level:
            self.level = level
            self._place.history.add(at, "level", self._place.name, level=level)
        if self.stuck and self.on and abs(applied) < abs(self._applied):
            applied = self._applied
        self._applied, self._limit = applied, limit
        if self.on:
            self._circuit.drive(applied, limit, at)

    def switch(self, on: bool, at: float, *, high_impedance: bool = False) -> None:
        """Switch the output on or off; a high-impedance off state leaves the device to discharge by itself."""
        if on == self.on or (self.stuck and not on):
            return
        self.on = on
        if on:
            self._circuit.drive(self._applied, self._limit, at)
        else:
            self._circuit.drive(0.0, self._limit, at, time_constant=DISCHARGE_TIME if high_impedance else SETTLING_TIME)
        self._place.history.add(at, "output", self._place.name, on=on, level=self.level)

    def voltage(self, at: float) -> float:
        """Return the voltage (V) at the terminals in use."""
        return self._circuit.voltage(at)
