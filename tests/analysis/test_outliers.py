"""Outliers: the stated false-alarm rate comes out, gross ones are found however many, values on a grid are none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.analysis.outliers import find_outliers

RNG = np.random.default_rng(4511)


@pytest.mark.parametrize(("count", "rate"), [(225, 0.01), (225, 0.05), (60, 0.05)])
def test_the_false_alarm_rate_is_the_stated_one(count: int, rate: float) -> None:
    """2500 sets without any outlier; the bounds are four binomial standard deviations, and a fifth of the rate besides."""
    sets = 2500
    rng = np.random.default_rng([4512, count])
    wrong = sum(bool(found.outlying.any()) for values in rng.standard_normal((sets, count)) if (found := _found(values, rate)))
    spread = 4 * np.sqrt(rate * (1 - rate) / sets) + 0.2 * rate
    assert wrong / sets == pytest.approx(rate, abs=spread)


def _found(values: np.ndarray, rate: float):  # type: ignore[no-untyped-def]
    return find_outliers(values, false_alarm=rate)


@given(st.integers(min_value=0, max_value=2**32 - 1), st.integers(min_value=0, max_value=60))
def test_gross_outliers_are_found_even_when_they_are_a_quarter(seed: int, bad: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(12.0, 0.6, 225)
    where = rng.permutation(225)[:bad]
    values[where] += 20.0 * rng.choice([-1, 1], bad)
    found = find_outliers(values, false_alarm=0.01)
    assert found is not None
    assert found.outlying[where].all()
    assert np.count_nonzero(found.outlying) <= bad + 3
    assert found.centre == pytest.approx(12.0, abs=0.6)


@given(st.floats(min_value=-1e3, max_value=1e3), st.floats(min_value=1e-3, max_value=1e3))
def test_units_do_not_matter(shift: float, scale: float) -> None:
    values = np.append(np.random.default_rng(7).standard_normal(100), [9.0, -7.0])
    plain, moved = find_outliers(values, false_alarm=0.01), find_outliers(shift + scale * values, false_alarm=0.01)
    assert plain is not None
    assert moved is not None
    assert plain.outlying[-2:].all()
    np.testing.assert_array_equal(plain.outlying, moved.outlying)


def test_values_on_a_grid_coarser_than_their_spread_are_no_outliers() -> None:
    values = np.where(np.arange(225) % 25 == 0, 13.0, 12.0)
    loose, held = find_outliers(values, false_alarm=0.01), find_outliers(values, false_alarm=0.01, least_deviation=0.5)
    assert loose is not None
    assert held is not None
    assert loose.outlying.sum() == 9
    assert not held.outlying.any()


def test_what_is_not_finite_is_no_value_and_too_few_are_refused() -> None:
    values = RNG.standard_normal(30)
    values[:5] = np.nan
    found = find_outliers(values, false_alarm=0.01)
    assert found is not None
    assert not found.outlying[:5].any()
    values[5:12] = np.inf
    assert find_outliers(values, false_alarm=0.01) is None
