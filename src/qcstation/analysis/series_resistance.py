"""The voltage that a component sees behind a series resistor, from the voltage at the supply and the current."""

from typing import NamedTuple

import numpy as np
from msgspec.structs import replace
from numpy.typing import ArrayLike, NDArray

from qcstation.model.estimates import Estimate, Finding


class SeriesResistance(NamedTuple):
    """A resistor between supply and component: its value and standard uncertainty in ohm."""

    value: float
    uncertainty: float

    def corrected(self, voltage: ArrayLike, current: ArrayLike) -> NDArray[np.float64]:
        """Return the voltage (V) at the component, ``V - I * R``; shapes broadcast.

        Args:
            voltage: at the supply, V.
            current: through the resistor, A, negative in reverse as the voltage.
        """
        return np.asarray(voltage, dtype=float) - np.asarray(current, dtype=float) * self.value

    def at_current(self, finding: Finding, current: float) -> Finding:
        """Return a voltage that was found where the corrected curve carries `current` (A, magnitude), R's uncertainty added."""
        if not isinstance(finding, Estimate) or finding.censored is not None or finding.uncertainty is None:
            return finding
        return replace(finding, uncertainty=float(np.hypot(finding.uncertainty, current * self.uncertainty)))
