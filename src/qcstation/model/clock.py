"""Time is handed in, never taken: a clock is all that engine, drivers and procedures know of it."""

import time
from typing import Protocol


class Clock(Protocol):
    """What tells the time of a run. Input/output time-outs and heartbeats are wall time and do not come from here."""

    def now(self) -> float:
        """Return UTC in seconds since 1970-01-01."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never jump, from an arbitrary start."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""
        ...


class WallClock:
    """The computer's own clock."""

    def now(self) -> float:
        """Return UTC in seconds since 1970-01-01."""
        return time.time()

    def monotonic(self) -> float:
        """Return the computer's monotonic clock in seconds."""
        return time.monotonic()

    def sleep(self, seconds: float) -> None:
        """Sleep for `seconds`; zero or less returns at once."""
        if seconds > 0:
            time.sleep(seconds)
