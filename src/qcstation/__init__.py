"""Test and quality-control station for particle-detector components."""

__version__ = "0.1.0"
