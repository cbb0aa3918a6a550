"""Charges with known truth."""

import numpy as np
from numpy.typing import NDArray

MODE = -0.22278298


def charges(rng: np.random.Generator, count: int, *, mpv: float, xi: float, sigma: float) -> NDArray[np.float64]:
    """Landau-distributed numbers by the method of Chambers, Mallows and Stuck (stable, index and skew 1) and Gaussian ones."""
    angle, wait = rng.uniform(-np.pi / 2, np.pi / 2, count), rng.exponential(1, count)
    lean = np.pi / 2 + angle
    landau = lean * np.tan(angle) - np.log(wait * np.cos(angle) / lean)
    return np.asarray(mpv + xi * (landau - MODE) + rng.normal(0, sigma, count))
