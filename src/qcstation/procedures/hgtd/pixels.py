"""Names of a module's pixels, and the time that test pulses take."""

from msgspec import Struct

PULSE_TIME = 15 * 25e-6
"""s for one test pulse to each pixel of a chip, a column at a time (`unverified`), for estimates of time only."""


class PixelPlace(Struct, frozen=True):
    """Where a pixel is; all are counted from 0."""

    chip: int
    row: int
    column: int


def place(chip: int, row: float, column: float) -> PixelPlace:
    """Return the place that a table's row says."""
    return PixelPlace(chip, round(row), round(column))


def pixel_name(pixel: PixelPlace) -> str:
    """Return a pixel's name, as results' channels have it."""
    return f"chip {pixel.chip} row {pixel.row} column {pixel.column}"
