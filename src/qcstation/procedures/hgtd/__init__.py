"""Procedures for the sensors and modules of the ATLAS High-Granularity Timing Detector."""
