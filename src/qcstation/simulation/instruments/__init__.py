"""Twins: the instruments of a simulated bench, one file a family."""

from .registry import all_models

__all__ = ["all_models"]
