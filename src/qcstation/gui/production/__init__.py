"""The page on which runs and components are found again."""

from .page import ProductionPage

__all__ = ["ProductionPage"]
