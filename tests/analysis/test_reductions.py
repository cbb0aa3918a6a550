"""Named reductions against numbers worked out otherwise."""

import statistics
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.analysis.reductions import REDUCTIONS
from qcstation.model.estimates import Estimate, Refusal


def reduced(name: str, values: list[float], *, uncertainty: float = 0.0) -> Estimate:
    found = REDUCTIONS[name].find(np.array(values), "N", uncertainty)
    assert isinstance(found, Estimate)
    return found


@settings(max_examples=30)
@given(values=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_what_is_made_of_values_agrees_with_the_standard_library(values: list[float]) -> None:
    near: Any = {"rel": 1e-9, "abs": 1e-6}
    assert reduced("mean", values).value == pytest.approx(statistics.fmean(values), **near)
    assert reduced("deviation", values).value == pytest.approx(statistics.stdev(values), **near)
    assert reduced("minimum", values).value == min(values)
    assert reduced("maximum", values).value == max(values)
    assert reduced("range", values).value == max(values) - min(values)
    assert reduced("count", values).value == len(values)
    assert reduced("mean", values).uncertainty == pytest.approx(statistics.stdev(values) / len(values) ** 0.5, **near)


def test_a_single_value_has_a_mean_without_uncertainty_and_no_deviation() -> None:
    assert reduced("mean", [5.0]).uncertainty is None
    assert isinstance(REDUCTIONS["deviation"].find(np.array([5.0]), "N", 0.0), Refusal)


def test_a_difference_has_the_uncertainty_of_two_weighings() -> None:
    found = reduced("difference", [5.25, 5.0], uncertainty=0.001)
    assert found.value == pytest.approx(0.25)
    assert found.uncertainty == pytest.approx(0.001 * 2**0.5)


def test_a_share_of_none_is_still_uncertain() -> None:
    none, half = reduced("share", [0.0] * 10), reduced("share", [1.0, 0.0] * 5)
    assert (none.value, half.value) == (0.0, 0.5)
    # The standard deviation of the beta distribution with parameters 1 and 11.
    assert none.uncertainty == pytest.approx((11 / (12**2 * 13)) ** 0.5)
    assert half.uncertainty == pytest.approx((36 / (12**2 * 13)) ** 0.5)
