"""Devices under test: physics with known truth, and curves sampled from it."""

from .lgad import LgadParameters, LgadSensor
from .lgad_array import LgadArray
from .lgad_array_variants import ARRAY_VARIANTS
from .lgad_module import MODULE_VARIANTS, LgadModule
from .lgad_variants import VARIANTS as LGAD_VARIANTS
from .noise import MeterNoise
from .sampling import sample_cv, sample_iv

__all__ = [
    "ARRAY_VARIANTS",
    "LGAD_VARIANTS",
    "MODULE_VARIANTS",
    "LgadArray",
    "LgadModule",
    "LgadParameters",
    "LgadSensor",
    "MeterNoise",
    "sample_cv",
    "sample_iv",
]
