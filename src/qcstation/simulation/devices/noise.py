"""The noise of meters: the one model that instrument twins and analysis-only studies share."""

import math

import numpy as np
from msgspec import Struct
from numpy.typing import ArrayLike, NDArray


class MeterNoise(Struct, frozen=True, kw_only=True):
    """White noise of a single reading at one power-line cycle: `relative` to the value, plus `floor` in the value's unit.

    Standard deviations, added in quadrature. `source` says where they come from.
    """

    relative: float
    floor: float
    source: str

    def deviation(self, value: ArrayLike, averaging: float = 1.0) -> NDArray[np.float64]:
        """Return the standard deviation of a reading of `value`; `averaging` is power-line cycles times readings averaged."""
        value = np.asarray(value, dtype=float)
        return np.asarray(np.hypot(self.relative * value, self.floor) / np.sqrt(averaging))

    def read(self, value: ArrayLike, rng: np.random.Generator, averaging: float = 1.0) -> NDArray[np.float64]:
        """Return `value` as the meter would show it."""
        value = np.asarray(value, dtype=float)
        return np.asarray(value + self.deviation(value, averaging) * rng.standard_normal(value.shape))

    def read_one(self, value: float, rng: np.random.Generator, averaging: float = 1.0) -> float:
        """Return one `value` as `read` does, an order of magnitude faster."""
        deviation = math.hypot(self.relative * value, self.floor) / math.sqrt(averaging)
        return float(value + deviation * rng.standard_normal())


ELECTROMETER = MeterNoise(
    relative=4e-4,
    floor=2e-11,
    source="scatter of a public IHEP-IME pad IV: 0.04 % (fourth differences, 50 to 150 V); floor: its reading at 0 V, 30 pA",
)
ELECTROMETER_INPUT = MeterNoise(relative=0.0, floor=5e-14, source="unverified; data sheet of the 6487: 20 fA typical, filtered")
"""Of an input that is switched off by zero check."""
SOURCE_METER_CURRENT = MeterNoise(
    relative=4e-4,
    floor=3e-10,
    source="as the electrometer's; floor: scatter of the total current of the same file below 15 V, 0.3 nA",
)
SOURCE_METER_VOLTAGE = MeterNoise(relative=1e-5, floor=2e-4, source="unverified")
LCR_CAPACITANCE = MeterNoise(
    relative=1.7e-4, floor=5e-16, source="scatter of a public IHEP-IME CV at 10 kHz above 60 V: 0.017 %; floor unverified"
)
LCR_CONDUCTANCE = MeterNoise(relative=2e-3, floor=5e-11, source="scatter of a public HPK 3.1 CV above 50 V: about 50 pS")
HUMIDITY_SENSOR = MeterNoise(relative=0.0, floor=0.05, source="unverified")
TEMPERATURE_SENSOR = MeterNoise(relative=0.0, floor=0.02, source="unverified")
