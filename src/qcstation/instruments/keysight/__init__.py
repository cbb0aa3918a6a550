"""Keysight, formerly Agilent: LCR meters."""
