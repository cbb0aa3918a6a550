"""Instruments: the roles that procedures ask for and the drivers that fill them."""

from .instrument import Instrument, InstrumentOptions
from .registry import DriverInfo, all_drivers, driver
from .roles import (
    Chamber,
    ClimateReading,
    ClimateSensor,
    CurrentReading,
    Electrometer,
    ImpedanceReading,
    LcrMeter,
    Source,
    SourceMeter,
    SourceReading,
)

__all__ = [
    "Chamber",
    "ClimateReading",
    "ClimateSensor",
    "CurrentReading",
    "DriverInfo",
    "Electrometer",
    "ImpedanceReading",
    "Instrument",
    "InstrumentOptions",
    "LcrMeter",
    "Source",
    "SourceMeter",
    "SourceReading",
    "all_drivers",
    "driver",
]
