"""Exact binomial intervals."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from qcstation.analysis.proportions import clopper_pearson


@given(total=st.integers(1, 3000), share=st.floats(0, 1), level=st.sampled_from([0.6827, 0.95, 0.99]))
def test_the_interval_is_the_exact_one(total: int, share: float, level: float) -> None:
    passed = round(share * total)
    expected = binomtest(passed, total).proportion_ci(confidence_level=level, method="exact")
    assert clopper_pearson(passed, total, level=level) == pytest.approx((expected.low, expected.high), rel=1e-8, abs=1e-12)


@pytest.mark.parametrize("truth", [0.02, 0.5, 0.93])
def test_it_contains_the_truth_as_often_as_it_says(truth: float) -> None:
    total = 25
    intervals = [clopper_pearson(passed, total) for passed in range(total + 1)]
    covered = sum(binom.pmf(passed, total, truth) for passed, (low, high) in enumerate(intervals) if low <= truth <= high)
    assert covered >= 0.95


@pytest.mark.parametrize(("passed", "total"), [(0, 0), (-1, 3), (4, 3)])
def test_what_is_no_proportion_is_refused(passed: int, total: int) -> None:
    with pytest.raises(ValueError, match="is no proportion"):
        clopper_pearson(passed, total)
