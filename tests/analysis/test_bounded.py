"""Averages and planes of values with bounds among them: held against what the bounds hide."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.analysis.bounded import average, bounded_of, fit_with_bounds
from qcstation.model.estimates import Censoring, Estimate, Refusal

PADS = 225
SENSORS = 200


def cut(values: "np.ndarray[tuple[int], np.dtype[np.float64]]", bound: float, *, above: bool, noise: float) -> list[Estimate]:
    """What a sweep that ends at `bound` would say of values."""
    censored = Censoring.ABOVE if above else Censoring.BELOW
    return [
        Estimate(value=float(value), unit="V", uncertainty=noise)
        if bool(value < bound) == above
        else Estimate(value=bound, unit="V", censored=censored)
        for value in values
    ]


@pytest.mark.parametrize(("bound", "above"), [(158.5, True), (155.0, False), (157.5, True)])
def test_pulls_of_the_average_have_width_one_whatever_the_sweep_cuts_off(bound: float, above: bool) -> None:
    rng = np.random.default_rng([11, round(10 * bound)])
    pulls = []
    for _ in range(SENSORS):
        true = rng.normal(157.0, 2.0, PADS)
        found = average(cut(true + rng.normal(0.0, 0.1, PADS), bound, above=above, noise=0.1))
        assert isinstance(found, Estimate)
        assert found.censored is None
        assert found.uncertainty
        pulls.append((found.value - true.mean()) / found.uncertainty)
    # Four standard errors of mean and width of 200 pulls.
    assert abs(np.mean(pulls)) < 0.3
    assert 0.8 < np.std(pulls) < 1.2


def test_leaving_bounds_out_or_taking_them_for_values_would_be_wrong() -> None:
    rng = np.random.default_rng(5)
    true = rng.normal(157.0, 2.0, PADS)
    found = cut(true, 157.5, above=True, noise=0.05)
    known = [each.value for each in found if each.censored is None]
    honest = average(found)
    assert isinstance(honest, Estimate)
    assert honest.uncertainty
    assert abs(np.mean(known) - true.mean()) > 5 * honest.uncertainty
    assert abs(np.mean([each.value for each in found]) - true.mean()) > 5 * honest.uncertainty
    assert honest.note == f"{PADS - len(known)} of {PADS} are bounds"


@given(st.lists(st.floats(50, 300), min_size=1, max_size=30))
def test_without_bounds_it_is_the_plain_mean(values: list[float]) -> None:
    found = average([Estimate(value=value, unit="V", uncertainty=0.1) for value in values])
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(np.mean(values))
    assert found.uncertainty == pytest.approx(0.1 / np.sqrt(len(values)))


def test_mostly_bounds_give_a_bound() -> None:
    found = average(cut(np.array([150.0, 170.0, 171.0]), 160.0, above=True, noise=0.1))
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(470 / 3)
    assert found.censored is Censoring.ABOVE
    below = average(cut(np.array([150.0, 140.0]), 160.0, above=False, noise=0.1))
    assert isinstance(below, Estimate)
    assert below.censored is Censoring.BELOW


def test_bounds_on_both_sides_of_everything_give_nothing() -> None:
    both = [Estimate(value=100.0, unit="V", censored=side) for side in Censoring]
    assert isinstance(average(both), Refusal)


def test_pulls_of_a_plane_have_width_one_with_a_third_of_the_values_cut_off() -> None:
    rng = np.random.default_rng(12)
    row, column = np.divmod(np.arange(PADS), 15)
    design = np.column_stack([np.ones(PADS), row / 14 - 0.5, column / 14 - 0.5])
    plane = np.array([157.0, 2.0, -3.0])
    pulls = []
    for _ in range(SENSORS):
        true = design @ plane + rng.normal(0.0, 1.5, PADS)
        fit = fit_with_bounds(design, bounded_of(cut(true + rng.normal(0, 0.1, PADS), 158.0, above=True, noise=0.1)))
        assert fit is not None
        errors = np.sqrt(np.diag(fit.full_covariance))
        pulls.append((np.append(fit.coefficients, fit.scatter) - np.append(plane, 1.5)) / errors)
    assert np.abs(np.mean(pulls, axis=0)).max() < 0.35
    assert np.std(pulls, axis=0) == pytest.approx(np.ones(4), abs=0.2)


def test_too_few_values_fit_nothing() -> None:
    few = [Estimate(value=float(value), unit="V", uncertainty=0.1) for value in (1, 2, 3)]
    assert fit_with_bounds(np.ones((3, 2)), bounded_of(few)) is None
