"""Tektronix: oscilloscopes."""
