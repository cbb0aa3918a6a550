"""One output of a high-voltage supply that ramps by itself, is limited in current, and trips."""

import math
from collections.abc import Callable
from dataclasses import replace

from qcstation.simulation.circuit import Circuit

from .source_output import SourceOutput
from .twin import Surroundings

_TICK = 0.1
"""s of bench time between two steps of a ramp."""
_FOLLOWED = 0.01
"""s: ten times the circuit's time constant."""
_AT_LEVEL = 1e-6


class RampedChannel:
    """A channel of polarity `sign`; voltages and currents here are magnitudes. Times are bench time in s.

    `trip_after` is for how long it delivers its limit before it switches itself off, and `tripped` is called when it does; by a
    ramp, or at once with `trip_kills`.
    """

    def __init__(self, place: Surroundings, channel: int, *, sign: int, tripped: Callable[[], None]) -> None:
        own = replace(
            place,
            name=place.names.get(channel, f"{place.name}/{channel}"),
            open_circuit=Circuit(place.environment),
            faults=place.faults,
        )
        self._timeline = place.timeline
        self._output = SourceOutput(own)
        self._output.connect(to_device=channel == place.drives_channel, at=place.timeline.now())
        self._tripped = tripped
        self.sign = sign
        self.on = False
        self.level = 0.0
        self.limit = 1e-3
        self.ramp_up = self.ramp_down = 50.0
        self.trip_after = math.inf
        self.trip_kills = False
        self._present = 0.0
        self._advanced_at = place.timeline.now()
        self._limited_since: float | None = None
        self._ticking = False

    @property
    def live(self) -> bool:
        """Whether there is voltage: on, or on its way down."""
        return self.on or self._output.on

    @property
    def ramping(self) -> int:
        """+1 on the way up, -1 on the way down, 0 at its level."""
        distance = self._goal - self._present
        return 0 if abs(distance) <= _AT_LEVEL else int(math.copysign(1, distance))

    def voltage(self, at: float) -> float:
        """Return the voltage (V, magnitude) at the output."""
        return abs(self._output.voltage(at))

    def current(self, at: float) -> float:
        """Return the current (A, magnitude) that it delivers."""
        return abs(self._output.circuit.total_current(at)) if self._output.on else 0.0

    def limited(self, at: float) -> bool:
        """Whether it delivers its limit."""
        return self._output.on and self._output.circuit.in_compliance(at)

    def set(self, *, level: float | None = None, limit: float | None = None) -> None:
        """Set the voltage (V) to ramp to, or the current limit (A)."""
        self.advance()
        if level is not None:
            self.level = level
        if limit is not None:
            self.limit = limit
        self._apply()
        self._keep_ticking()

    def switch(self, on: bool) -> None:
        """Switch on, or ramp down and switch off."""
        self.advance()
        if not on and self._output.stuck:
            return
        self.on = on
        if on and not self._output.on:
            self._present = 0.0
            self._apply()
            self._output.switch(True, self._timeline.now())
        self._keep_ticking()

    def kill(self) -> None:
        """Switch off without a ramp."""
        self.advance()
        if self._output.stuck:
            return
        self.on = False
        self._present = 0.0
        self._apply()
        self._output.switch(False, self._timeline.now())

    def advance(self) -> None:
        """Let the ramp, the limit and the trip catch up with the bench's time."""
        now = self._timeline.now()
        elapsed, self._advanced_at = now - self._advanced_at, now
        direction = self.ramping
        if direction and elapsed > 0:
            rate = self.ramp_up if direction > 0 else self.ramp_down
            self._present += direction * min(rate * elapsed, abs(self._goal - self._present))
            # A ramp is continuous: the circuit has had time to follow it to here.
            self._apply(now - min(_FOLLOWED, elapsed))
        if not self.on and self._output.on and not self.ramping:
            self._output.switch(False, now)
        self._watch_limit(now)

    @property
    def _goal(self) -> float:
        return self.level if self.on else 0.0

    def _apply(self, at: float | None = None) -> None:
        voltage = self.sign * self._present
        self._output.set(voltage, voltage, self.limit, self._timeline.now() if at is None else at)

    def _watch_limit(self, now: float) -> None:
        if not (self.on and self.limited(now)):
            self._limited_since = None
            return
        if self._limited_since is None:
            self._limited_since = now
        if now - self._limited_since >= self.trip_after - 1e-9:
            self._limited_since = None
            self._tripped()
            if self.trip_kills:
                self.kill()
            else:
                self.on = False

    def _keep_ticking(self) -> None:
        if not self._ticking and (self.ramping or (self.on and math.isfinite(self.trip_after))):
            self._ticking = True
            self._timeline.at(self._timeline.now() + _TICK, self._tick)

    def _tick(self) -> None:
        self._ticking = False
        self.advance()
        self._keep_ticking()
