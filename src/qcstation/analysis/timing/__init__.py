"""Time resolution: widths of time differences, fractions, references, three devices, and what a resolution is made of."""

from .resolution import digitisation, jitter, remainder, subtract_reference, time_walk
from .scan import FractionScan, scan_fractions
from .three_devices import ThreeDevices, three_devices
from .widths import Widths, central_width, central_widths, gaussian_width, gaussian_widths

__all__ = [
    "FractionScan",
    "ThreeDevices",
    "Widths",
    "central_width",
    "central_widths",
    "digitisation",
    "gaussian_width",
    "gaussian_widths",
    "jitter",
    "remainder",
    "scan_fractions",
    "subtract_reference",
    "three_devices",
    "time_walk",
]
