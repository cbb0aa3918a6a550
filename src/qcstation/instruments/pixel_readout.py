"""Role of what reads the pixels of a module's front-end chips: gives test pulses, counts hits, takes times."""

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from msgspec import Struct

from .instrument import Instrument

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class PixelGeometry(Struct, frozen=True, kw_only=True):
    """How many front-end chips a module has, and how many rows and columns of pixels each."""

    chips: int
    rows: int
    columns: int

    @property
    def pixels(self) -> int:
        """Pixels of a chip."""
        return self.rows * self.columns


class PixelHits(Struct, frozen=True, kw_only=True, eq=False):
    """What one chip's pixels made of test pulses: codes of the time of arrival and of the time over threshold, 0: no hit.

    Both have the shape (pulses, rows, columns).
    """

    arrival: "NDArray[np.uint8]"
    over_threshold: "NDArray[np.uint16]"


class PixelReadout(Instrument, ABC):
    """Reads the front-end chips of a module, which are numbered from 0; so are their rows and columns."""

    @abstractmethod
    def geometry(self) -> PixelGeometry:
        """Get what is connected."""

    @abstractmethod
    def set_pulse(self, *, amplitude: int, delay: float) -> None:
        """Set the test pulse: its amplitude in steps of the pulser and its delay in s; read back."""

    @abstractmethod
    def count(self, chip: int, pulses: int) -> "NDArray[np.uint16]":
        """Give each pixel of a chip `pulses` test pulses and count what it sees, shape (rows, columns)."""

    @abstractmethod
    def take(self, chip: int, pulses: int) -> PixelHits:
        """Give each pixel of a chip `pulses` test pulses and take their codes."""
