"""HGTD: the ATLAS High-Granularity Timing Detector's components and their serial numbers."""

from .component_types import COMPONENT_TYPES
from .serial_numbers import HgtdSerialNumbers

__all__ = ["COMPONENT_TYPES", "HgtdSerialNumbers"]
