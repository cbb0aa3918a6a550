"""The role of an oscilloscope: what a timing measurement asks for, whoever made it."""

from abc import ABC, abstractmethod
from enum import StrEnum

from msgspec import Struct

from qcstation.model.clock import WallClock
from qcstation.model.frames import Frames

from .instrument import Instrument

_POLL_INTERVAL = 0.1
"""s between two looks at an acquisition that is under way: short, so that abort and interlocks act."""


class Coupling(StrEnum):
    """How an input is terminated."""

    DC_50_OHM = "DC 50 ohm"
    DC_1_MEGOHM = "DC 1 Mohm"
    AC_1_MEGOHM = "AC 1 Mohm"


class Slope(StrEnum):
    """Which way a signal crosses the trigger level."""

    RISING = "rising"
    FALLING = "falling"


class ChannelSetup(Struct, frozen=True, kw_only=True):
    """One input: `scale` in V a division, `centre` the voltage in the middle of the screen, `bandwidth` in Hz (None: full)."""

    scale: float
    centre: float = 0.0
    coupling: Coupling = Coupling.DC_50_OHM
    bandwidth: float | None = None


class TriggerCondition(Struct, frozen=True, kw_only=True):
    """A channel's crossing of `level` (V)."""

    channel: int
    level: float
    slope: Slope = Slope.RISING


class TimeBase(Struct, frozen=True, kw_only=True):
    """One segment's samples: `interval` in s, how many, and how many s of them lie `before` the trigger."""

    interval: float
    samples: int
    before: float


class Oscilloscope(Instrument, ABC):
    """Records waveforms round a trigger, many segments in one acquisition. Channels count from 1."""

    @abstractmethod
    def set_channel(self, channel: int, setup: ChannelSetup) -> ChannelSetup:
        """Switch a channel on and set it up; return what the instrument made of it.

        Raises:
            InputError: the instrument has no such channel or setting.
            InstrumentError: it reports an error, or reads back something else.
        """

    @abstractmethod
    def set_timebase(self, *, sample_rate: float, duration: float, before: float) -> TimeBase:
        """Set rate (samples a second) and record: `duration` (s) at least, of which `before` (s) precede the trigger.

        Returns what the instrument made of it: its steps are coarse.
        """

    @abstractmethod
    def set_trigger(self, *conditions: TriggerCondition) -> None:
        """Trigger when one condition is met, or when several are met at the same time (coincidence)."""

    @abstractmethod
    def arm(self, segments: int) -> None:
        """Start one acquisition of so many segments."""

    @abstractmethod
    def complete(self) -> bool:
        """Get whether all segments have been taken; does not wait."""

    @abstractmethod
    def stop(self) -> None:
        """Stop the acquisition; segments that were taken can be read."""

    @abstractmethod
    def read(self, channel: int) -> Frames:
        """Get all segments of a channel that the last acquisition took.

        Raises:
            InstrumentError: there is none, or what came is damaged.
        """

    def wait(self, deadline: float) -> bool:
        """Wait until all segments have been taken, at most `deadline` (s) of the run's clock; return whether they were.

        Abort and interlocks act meanwhile. When the time is over the acquisition is stopped.
        """
        clock = self.supervisor.clock if self.supervisor is not None else WallClock()
        give_up = clock.monotonic() + deadline
        while not self.complete():
            left = give_up - clock.monotonic()
            if left <= 0:
                self.stop()
                return False
            self.pause(min(_POLL_INTERVAL, left))
        return True
