"""Charge of pulses: its spectrum, the gain, how both grow with the bias, and where to operate a sensor."""

from .bias import ChargeLaw, WorkingPointRule, fit_charge_law, working_point
from .spectrum import ChargeSpectrum, fit_charges, gain

__all__ = [
    "ChargeLaw",
    "ChargeSpectrum",
    "WorkingPointRule",
    "fit_charge_law",
    "fit_charges",
    "gain",
    "working_point",
]
