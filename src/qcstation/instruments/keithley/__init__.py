"""Keithley: source-meters and electrometers."""
