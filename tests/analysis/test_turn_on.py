"""Turn-on curves: threshold and noise of hundreds of pixels come back with their uncertainty; dead and firing ones are told."""

import numpy as np
import pytest
from scipy.special import ndtr

from qcstation.analysis.turn_on import turn_ons

STEPS = np.arange(0.0, 31.0)
PULSES = 200


def counted(threshold: np.ndarray, noise: float, seed: int) -> np.ndarray:
    chance = ndtr((STEPS[:, None] - threshold) / noise)
    return np.asarray(np.random.default_rng(seed).binomial(PULSES, chance))


def test_thresholds_come_back_with_their_uncertainty() -> None:
    truth = np.random.default_rng(81).normal(12.0, 0.6, 1000)
    found = turn_ons(counted(truth, 0.9, 82), STEPS, PULSES)
    pulls = (found.threshold - truth) / found.uncertainty
    # 1000 pulls: four standard errors.
    assert abs(pulls.mean()) < 4 / np.sqrt(1000)
    assert pulls.std() == pytest.approx(1.0, abs=0.09)
    assert np.median(found.noise) == pytest.approx(0.9, rel=0.03)


def test_noise_of_two_steps_comes_back_too() -> None:
    found = turn_ons(counted(np.full(300, 14.3), 2.0, 83), STEPS, PULSES)
    assert np.median(found.noise) == pytest.approx(2.0, rel=0.03)
    assert found.threshold.mean() == pytest.approx(14.3, abs=0.02)


def test_dead_and_firing_pixels_are_told_apart() -> None:
    counts = counted(np.full(3, 12.0), 0.7, 84)
    counts[:, 0] = 0
    counts[:, 1] = PULSES
    found = turn_ons(counts, STEPS, PULSES)
    assert found.dead.tolist() == [True, False, False]
    assert found.firing.tolist() == [False, True, False]
    assert np.isfinite(found.threshold).tolist() == [False, False, True]


def test_uneven_steps_make_no_difference() -> None:
    steps = np.concatenate([np.arange(0.0, 10.0, 2.0), np.arange(10.0, 14.0, 0.25), np.arange(14.0, 31.0, 3.0)])
    chance = ndtr((steps[:, None] - np.full(500, 12.1)) / 0.6)
    found = turn_ons(np.random.default_rng(85).binomial(PULSES, chance), steps, PULSES)
    pulls = (found.threshold - 12.1) / found.uncertainty
    assert abs(pulls.mean()) < 4 / np.sqrt(500) + 0.1
    assert pulls.std() == pytest.approx(1.0, abs=0.13)
