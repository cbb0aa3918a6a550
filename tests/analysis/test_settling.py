"""When a current counts as settled: exponentials with noise, as the simulated pads have them, and what readings may be like."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.analysis.settling import Settling, settling
from qcstation.simulation.circuit import RELAY_CHARGE
from qcstation.simulation.devices import noise

WINDOW = 0.2
STEP = 0.08
"""s between two readings: the procedure's wait and one power-line cycle."""


def watched(
    constant: float, leakage: float, charge: float, rng: np.random.Generator, *, longest: float = 30.0
) -> tuple[Settling, float, float]:
    """Read until settled; return what was found, when, and what of the transient was left then."""
    times: list[float] = []
    currents: list[float] = []
    while True:
        times.append(STEP * len(times))
        true = leakage + charge / constant * math.exp(-times[-1] / constant)
        currents.append(float(noise.ELECTROMETER.read(true, rng)))
        found = settling(times, currents, window=WINDOW, tolerance=0.003, floor=20e-12)
        if found.settled or times[-1] > longest:
            return found, times[-1], found.value - leakage


@pytest.mark.parametrize("constant", [0.03, 0.05, 0.2, 1.0, 2.0])
@pytest.mark.parametrize("leakage", [1e-9, 3e-8, 5e-7])
@pytest.mark.parametrize("charge", [100e-12, RELAY_CHARGE])
def test_what_is_left_of_a_transient_is_what_the_window_cannot_see(constant: float, leakage: float, charge: float) -> None:
    rng = np.random.default_rng([20261122, round(1e3 * constant), round(1e12 * leakage), round(1e12 * charge)])
    for _ in range(20):
        found, _, left = watched(constant, leakage, charge, rng)
        assert found.settled
        # The drift allowed over one window, times the windows that the transient has still to go, and the noise.
        noisy = 5 * float(noise.ELECTROMETER.deviation(leakage)) * (1 + constant / WINDOW)
        assert abs(left) <= (0.003 * leakage + 20e-12) * (1 + constant / WINDOW) * 2 + noisy


def test_a_fast_current_is_not_kept_waiting_for_slow_ones() -> None:
    rng = np.random.default_rng(7)
    fast = [watched(0.05, 3e-8, 100e-12, rng)[1] for _ in range(50)]
    slow = [watched(1.0, 3e-8, 100 * 100e-12, rng)[1] for _ in range(50)]
    assert np.median(fast) <= 0.5
    assert np.median(slow) >= 4 * np.median(fast)


def test_nothing_is_settled_before_a_whole_window() -> None:
    times = [0.0, 0.02, 0.04, 0.06, 0.1]
    assert not settling(times, [1e-9] * 5, window=WINDOW, tolerance=0.01).settled
    assert settling([*times, 0.2], [1e-9] * 6, window=WINDOW, tolerance=0.01).settled


def test_readings_slower_than_the_window_are_taken_four_at_a_time() -> None:
    found = settling([0.0, 1.0, 2.0], [1e-9] * 3, window=WINDOW, tolerance=0.01)
    assert not found.settled
    found = settling([0.0, 1.0, 2.0, 3.0], [1e-9] * 4, window=WINDOW, tolerance=0.01)
    assert found.settled
    assert found.drift == 0.0


def test_a_drift_beyond_its_noise_is_seen_and_one_below_is_not() -> None:
    times = [0.05 * k for k in range(5)]
    ragged = [1.0, 1.02, 0.98, 1.03, 1.0]
    assert not settling(times, [1.0, 1.01, 1.02, 1.03, 1.04], window=WINDOW, tolerance=1e-3).settled
    assert settling(times, ragged, window=WINDOW, tolerance=1e-6).settled


def test_readings_that_are_none_are_left_out() -> None:
    times, currents = [0.0, 0.05, 0.1, 0.15, 0.2], [1e-9, math.nan, 1e-9, 1e-9, 1e-9]
    assert settling(times, currents, window=WINDOW, tolerance=0.01).settled
    found = settling([0.0, 0.1], [math.nan, math.inf], window=WINDOW, tolerance=0.01)
    assert not found.settled
    assert math.isnan(found.value)


@pytest.mark.parametrize("wrong", [{"window": 0.0}, {"tolerance": -1.0}, {"floor": -1.0}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="expected a positive one"):
        settling([0.0], [1.0], **{"window": 1.0, "tolerance": 0.1, "floor": 0.0, **wrong})


@given(
    st.lists(st.floats(-1e-6, 1e-6), min_size=1, max_size=12),
    st.floats(0.01, 1.0),
    st.floats(0.1, 10.0),
    st.floats(0.5, 2.0),
)
def test_scale_and_origin_of_time_change_nothing(currents: list[float], step: float, later: float, scale: float) -> None:
    times = [step * k for k in range(len(currents))]
    found = settling(times, currents, window=3 * step, tolerance=0.01)
    # Powers of two: nothing is rounded.
    factor = 2.0 ** round(math.log2(scale))
    again = settling([factor * t for t in times], [factor * i for i in currents], window=3 * factor * step, tolerance=0.01)
    assert again.settled == found.settled
    assert again.value == pytest.approx(factor * found.value, rel=1e-12, nan_ok=True)
    moved = settling([t + later for t in times], currents, window=3 * step, tolerance=0.01)
    assert moved.value == pytest.approx(found.value, rel=1e-9, abs=1e-18, nan_ok=True)
    assert moved.drift == pytest.approx(found.drift, rel=1e-6, abs=1e-15, nan_ok=True)
