"""Instruments: the roles that procedures ask for and the drivers that fill them."""

from .bench_roles import Position, ProbeStation, SwitchMatrix
from .instrument import Instrument, InstrumentOptions
from .registry import DriverInfo, all_drivers, driver
from .roles import (
    Balance,
    BiasSource,
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
from .supply_roles import HighVoltageSupply, SupplyStatus

__all__ = [
    "Balance",
    "BiasSource",
    "Chamber",
    "ClimateReading",
    "ClimateSensor",
    "CurrentReading",
    "DriverInfo",
    "Electrometer",
    "HighVoltageSupply",
    "ImpedanceReading",
    "Instrument",
    "InstrumentOptions",
    "LcrMeter",
    "MassReading",
    "Position",
    "ProbeStation",
    "Source",
    "SourceMeter",
    "SourceReading",
    "SupplyStatus",
    "SwitchMatrix",
    "all_drivers",
    "driver",
]
