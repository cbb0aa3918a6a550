"""The page on which a bench is set up, looked at and driven by hand."""

from .page import StationPage

__all__ = ["StationPage"]
