"""The page on which a technician works: scan, choose, start, watch, read the verdict, next."""

from .page import RunPage

__all__ = ["RunPage"]
