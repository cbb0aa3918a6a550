"""What holds the device and connects it: a prober that brings it up to the needles, a matrix that chooses contacts."""

from collections.abc import Iterable

from .circuit import Circuit
from .devices import LgadArray, LgadSensor
from .devices.lgad_variants import NOTHING_CONNECTED


class Fixture:
    """Keeps what is connected, and lets the circuit see the device accordingly.

    Without a prober the device touches its needles; without a matrix its first contact is on the meter.
    """

    def __init__(self, circuit: Circuit, device: LgadSensor, *, prober: bool, matrix: bool) -> None:
        self._circuit = circuit
        self._device = device
        self._touching = not prober
        self._contacts: frozenset[str] = frozenset() if matrix else frozenset({"1"})
        circuit.device = self._seen()

    @property
    def device(self) -> LgadSensor:
        """The device itself, however it is connected."""
        return self._device

    @property
    def touching(self) -> bool:
        """Whether the needles touch."""
        return self._touching

    @property
    def contacts(self) -> frozenset[str]:
        """The contacts on the meter."""
        return self._contacts

    def load(self, device: LgadSensor) -> None:
        """Put another device in."""
        self._device = device
        self._circuit.device = self._seen()

    def touch(self, touching: bool, at: float) -> None:
        """Bring the device up to the needles, or away from them."""
        if touching != self._touching:
            self._touching = touching
            self._circuit.connect(self._seen(), at)

    def route(self, contacts: Iterable[str], at: float) -> None:
        """Connect these contacts to the meter and ground the others."""
        chosen = frozenset(contacts)
        if chosen != self._contacts:
            self._contacts = chosen
            self._circuit.connect(self._seen(), at)

    def _seen(self) -> LgadSensor:
        if isinstance(self._device, LgadArray):
            return self._device.seen(self._contacts, touching=self._touching)
        # The single pad is contact 1: what is behind other contacts is not there.
        return self._device if self._touching and "1" in self._contacts else LgadSensor(NOTHING_CONNECTED)
