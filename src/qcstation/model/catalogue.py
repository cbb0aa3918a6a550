"""The product lines that qcstation knows, joined in one catalogue."""

from functools import lru_cache

from . import hgtd
from .components import Catalogue


@lru_cache(maxsize=1)
def default_catalogue() -> Catalogue:
    """Return the catalogue of all product lines."""
    return Catalogue(hgtd.COMPONENT_TYPES, [hgtd.HgtdSerialNumbers()])
