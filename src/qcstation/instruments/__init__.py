"""Instruments: the roles that procedures ask for and the drivers that fill them."""

from .bench_roles import Position, ProbeStation, SwitchMatrix
from .instrument import Instrument, InstrumentOptions
from .oscilloscope import ChannelSetup, Coupling, Oscilloscope, Slope, TimeBase, TriggerCondition
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
    "ChannelSetup",
    "ClimateReading",
    "ClimateSensor",
    "Coupling",
    "CurrentReading",
    "DriverInfo",
    "Electrometer",
    "HighVoltageSupply",
    "ImpedanceReading",
    "Instrument",
    "InstrumentOptions",
    "LcrMeter",
    "MassReading",
    "Oscilloscope",
    "Position",
    "ProbeStation",
    "Slope",
    "Source",
    "SourceMeter",
    "SourceReading",
    "SupplyStatus",
    "SwitchMatrix",
    "TimeBase",
    "TriggerCondition",
    "all_drivers",
    "driver",
]
