import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qcstation.analysis.crossings import crossing, linear_crossing
from qcstation.analysis.interpolation import lagrange_weights, value_at

coefficients = st.lists(st.floats(-3, 3), min_size=1, max_size=6)


@given(coefficients, st.floats(-1, 6))
def test_weights_reproduce_polynomials(polynomial: list[float], at: float) -> None:
    nodes = np.array([0.0, 1.0, 2.5, 3.0, 4.2, 5.0])
    found = lagrange_weights(nodes, at) @ np.polyval(polynomial, nodes)
    assert found == pytest.approx(np.polyval(polynomial, at), rel=1e-8, abs=1e-8)


def test_a_divergence_is_interpolated_far_better_than_by_a_straight_line() -> None:
    x = np.arange(100.0, 165.0, 2.0)
    y = -np.log(1 - x / 165.0)
    level = -np.log(1 - 157.3 / 165.0)
    k = int(np.argmax(y >= level))
    none = np.zeros_like(x)
    place = crossing(x, y, level, k, x_noise=none, y_noise=none)
    assert place.resolved
    assert abs(place.value - 157.3) < 1e-4
    assert abs(linear_crossing(x, y, level, k) - 157.3) > 1e-2
    assert place.noise == 0.0


@given(st.floats(0.05, 0.95))
def test_noise_of_either_axis_goes_into_the_uncertainty(fraction: float) -> None:
    x = np.arange(10.0)
    y = 2.0 * x
    noise = np.full(10, 0.01)
    weights = lagrange_weights(x[2:8], 4 + fraction)
    expected = 0.01 * np.linalg.norm(weights)
    of_x = crossing(x, y, 2 * (4 + fraction), 5, x_noise=noise, y_noise=0 * noise)
    of_y = crossing(x, y, 2 * (4 + fraction), 5, x_noise=0 * noise, y_noise=noise)
    of_level = crossing(x, y, 2 * (4 + fraction), 5, x_noise=0 * noise, y_noise=0 * noise, level_noise=0.01)
    assert of_x.noise == pytest.approx(expected)
    assert of_y.noise == pytest.approx(expected / 2)
    assert of_level.noise == pytest.approx(0.005)


def test_a_jump_within_one_step_is_not_resolved() -> None:
    x = np.arange(10.0)
    y = np.array([0.0, 0.001, 0.002, 0.003, 0.004, 9.0, 9.001, 9.002, 9.003, 9.004])
    place = crossing(x, y, 4.5, 5, x_noise=np.full(10, 0.1), y_noise=np.zeros(10))
    assert not place.resolved
    assert place.value == pytest.approx(4.5, abs=0.01)
    assert place.interpolation == pytest.approx(1 / np.sqrt(12))
    assert place.noise == pytest.approx(0.1 * np.sqrt(0.5), rel=0.01)
    assert place.uncertainty == pytest.approx(np.hypot(place.noise, place.interpolation))


@given(st.floats(-5, 15), st.integers(1, 8))
def test_values_are_read_off_inside_the_curve_alone(at: float, points: int) -> None:
    x = np.arange(points, dtype=float)
    none = np.zeros(points)
    place = value_at(x, 3 * x + 1, at, x_noise=none, y_noise=none)
    if points < 2 or not 0 <= at <= points - 1:
        assert place is None
        return
    assume(place is not None)
    assert place.value == pytest.approx(3 * at + 1)  # type: ignore[union-attr]


def test_among_noise_a_crossing_is_fitted_and_knows_its_place() -> None:
    """Noise of three steps' rise: the first reading above the level comes early, the fit does not."""
    rng = np.random.default_rng(51)
    x = np.arange(0.0, 40.0, 0.5)
    level = 20.3
    pulls = []
    for _ in range(300):
        y = x + 0.002 * (x - 20) ** 2 + 1.5 * rng.standard_normal(x.size)
        k = int(np.argmax(y >= level))
        place = crossing(x, y, level, k, x_noise=np.zeros(x.size), y_noise=np.full(x.size, 1.5))
        truth = 20 + (np.sqrt(1 + 4 * 0.002 * 0.3) - 1) / (2 * 0.002)
        pulls.append((place.value - truth) / place.uncertainty)
    assert abs(float(np.mean(pulls))) < 0.5
    assert 0.6 < float(np.std(pulls)) < 1.4
