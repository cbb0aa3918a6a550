"""Teledyne LeCroy: oscilloscopes, and the waveforms that they send and store."""
