import numpy as np
import pytest

from qcstation.analysis.noise import level_noise, pooled_relative, relative_noise


def test_noise_of_levels_is_found_on_grids_of_several_steps() -> None:
    rng = np.random.default_rng(101)
    grid = np.union1d(np.arange(0, 200, 5.0), np.arange(100, 160, 1.0))
    found = [level_noise(np.sort(grid + 0.01 * rng.standard_normal(grid.size))) for _ in range(50)]
    assert np.mean(found) == pytest.approx(0.01, rel=0.1)


def test_set_points_have_no_noise_and_few_points_tell_none() -> None:
    assert level_noise(np.arange(0, 60, 0.5)) == 0.0
    assert level_noise(np.array([1.0, 2.1, 2.9, 4.0])) == 0.0


def test_deviations_are_pooled_without_the_unknown_ones() -> None:
    assert pooled_relative(np.array([0.3, np.nan, 0.4]), np.array([1.0, 1.0, -1.0])) == pytest.approx(np.sqrt(0.125))
    assert pooled_relative(np.array([0.1, 1.0]), np.array([1.0, 0.5])) == pytest.approx(0.1)
    assert pooled_relative(np.array([np.nan]), np.array([1.0])) is None
    assert pooled_relative(np.array([1.0]), np.array([0.0])) is None


@pytest.mark.parametrize("known", [True, False])
def test_noise_comes_from_the_readings_or_else_from_the_curve(known: bool) -> None:
    rng = np.random.default_rng(102)
    x = np.arange(40.0)
    found = []
    for _ in range(50):
        value = np.exp(0.1 * x) * (1 + 0.01 * rng.standard_normal(x.size))
        deviation = 0.01 * value if known else np.full(x.size, np.nan)
        found.append(float(np.mean(relative_noise(x, value, deviation, reading_noise=0.0))))
    assert np.mean(found) == pytest.approx(0.01, rel=0.1)


def test_scatter_that_repeated_readings_do_not_explain_counts() -> None:
    """A contact that changes between the points: each point reads steadily, and the curve is rough."""
    rng = np.random.default_rng(103)
    x = np.arange(40.0)
    value = np.exp(0.1 * x) * (1 + 0.05 * rng.standard_normal(x.size))
    np.testing.assert_allclose(relative_noise(x, value, 1e-4 * value, reading_noise=0.0), 0.05, rtol=0.3)


def test_outliers_do_not_make_noise() -> None:
    rng = np.random.default_rng(104)
    x = np.arange(60.0)
    value = np.exp(0.05 * x) * (1 + 0.001 * rng.standard_normal(x.size))
    value[30] *= 10
    assert (relative_noise(x, value, np.full(60, np.nan), reading_noise=0.0) < 0.003).all()


def test_noise_may_change_along_a_curve() -> None:
    x = np.arange(60.0)
    value = np.exp(-0.05 * x)
    # A meter with a floor: the same deviation everywhere, so that the relative one grows.
    found = relative_noise(x, value, np.full(60, 1e-3), reading_noise=0.0)
    np.testing.assert_allclose(found, 1e-3 / value, rtol=0.15)
