"""One channel of a simulated iseg supply: its output and its status, event and mask registers.

Manual: "SCPI protocol common instruction set", 2020-10 (status, 8.2) and 2020-11 (events, 8.3).
"""

from .ramped_channel import RampedChannel
from .twin import Surroundings

NOMINAL_VOLTAGE, NOMINAL_CURRENT = 2000.0, 6e-3
POSITIVE, ON, RAMP, EMERGENCY, CC, CV = (1 << bit for bit in (0, 3, 4, 5, 6, 7))
INHIBIT, TRIP, RAMP_UP, RAMP_DOWN = (1 << bit for bit in (12, 13, 19, 20))
INPUT_ERROR, ON_TO_OFF, END_OF_RAMP = 1 << 2, 1 << 3, 1 << 4
BLOCKING = sum(1 << bit for bit in (5, 9, 10, 11, 12, 13, 14, 15))
"""Events that, latched and not masked, keep a channel from going on and up (8.3; HPS manual, channel event status)."""


class IsegChannel:
    """The registers of one channel beside its output."""

    def __init__(self, place: Surroundings, number_: int, *, sign: int) -> None:
        self.output = RampedChannel(place, number_, sign=sign, tripped=self._trip)
        self.numbers = {
            "level": 0.0,
            "limit": NOMINAL_CURRENT,
            "up": 100.0,
            "down": 100.0,
            "trip_time": 100.0,
            "trip_action": 0.0,
        }
        self.events = 0
        self.mask = BLOCKING
        self.emergency = False
        self._was_on = self._was_ramping = False
        self.apply()

    @property
    def blocked(self) -> bool:
        """Whether a latched event keeps it from going on and up."""
        return bool(self.events & self.mask & BLOCKING)

    def apply(self) -> None:
        """Hand the settings to the output."""
        output, numbers = self.output, self.numbers
        output.ramp_up, output.ramp_down = numbers["up"], numbers["down"]
        output.trip_after = numbers["trip_time"] / 1000 if numbers["trip_action"] else float("inf")
        output.trip_kills = numbers["trip_action"] > 1
        output.set(level=numbers["level"], limit=numbers["limit"])

    def latch(self, status: int) -> None:
        """Let the events follow the status."""
        ramping = bool(self.output.ramping)
        if self._was_ramping and not ramping:
            self.events |= END_OF_RAMP
        if self._was_on and not self.output.on:
            self.events |= ON_TO_OFF
        self._was_ramping, self._was_on = ramping, self.output.on
        self.events |= status & (EMERGENCY | CC | CV | INHIBIT)

    def _trip(self) -> None:
        self.events |= TRIP
