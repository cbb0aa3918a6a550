"""The role of high-voltage supplies: hardware ramps, one polarity, a trip."""

from abc import ABC, abstractmethod

from msgspec import Struct

from .roles import BiasSource


class SupplyStatus(Struct, frozen=True, kw_only=True):
    """What a channel is doing.

    `problems` are the reasons why it switched itself off, or will not be switched on, in words; they stay until `clear_events`.
    """

    on: bool
    ramping: bool
    in_compliance: bool
    problems: tuple[str, ...] = ()


class HighVoltageSupply(BiasSource, ABC):
    """One channel of a high-voltage supply: it ramps by itself, in one polarity, and trips."""

    bipolar = False

    @abstractmethod
    def polarity(self) -> int:
        """Get the sign of the channel's output voltage, +1 or -1."""

    @abstractmethod
    def status(self) -> SupplyStatus:
        """Get what the channel is doing."""

    @abstractmethod
    def clear_events(self) -> None:
        """Clear latched trips and alarms, without which the channel does not go on again."""
