"""Devices under test: physics with known truth, and curves sampled from it."""

from .lgad import LgadParameters, LgadSensor
from .lgad_variants import VARIANTS as LGAD_VARIANTS
from .noise import MeterNoise
from .sampling import sample_cv, sample_iv

__all__ = ["LGAD_VARIANTS", "LgadParameters", "LgadSensor", "MeterNoise", "sample_cv", "sample_iv"]
