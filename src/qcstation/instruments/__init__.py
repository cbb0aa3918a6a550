"""Instruments: the roles that procedures ask for and the drivers that fill them."""

from .instrument import Instrument, InstrumentOptions
from .registry import DriverInfo, all_drivers, driver
from .roles import (
    Balance,
    Chamber,
    ClimateReading,
    ClimateSensor,
    CurrentReading,
    Electrometer,
    ImpedanceReading,
    LcrMeter,
    MassReading,
    Source,
    SourceMeter,
    SourceReading,
)

__all__ = [
    "Balance",
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
    "MassReading",
    "Source",
    "SourceMeter",
    "SourceReading",
    "all_drivers",
    "driver",
]
