"""Instruments of no maker in particular."""
