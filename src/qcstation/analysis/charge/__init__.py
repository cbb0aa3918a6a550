"""Charge of pulses: its spectrum, the gain, how both grow with the bias, and where to operate a sensor."""

from .spectrum import ChargeSpectrum, fit_charges, gain

__all__ = ["ChargeSpectrum", "fit_charges", "gain"]
