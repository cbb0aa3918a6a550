"""The bar of a result against its limits: everything on it, in order, and the uncertainty that decides."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model.estimates import Censoring, Estimate, Refusal, Result
from qcstation.model.limits import DecisionRule, Limit, Specification
from qcstation.model.verdicts import Judgement
from qcstation.reports.bar_geometry import LimitBar, bar_of

GUARDED = Specification(id="x", version="1", title="x", rule=DecisionRule.GUARDED, coverage=2.0, limits=())
_numbers = st.floats(-1e6, 1e6).filter(lambda value: abs(value) > 1e-6)


def bar(estimate: Estimate, low: float | None, high: float | None, specification: Specification | None = None) -> LimitBar | None:
    limit = Limit(name="x", unit="V", min=low, max=high, source="a test")
    return bar_of(Judgement(result=Result("x", estimate), limit=limit, verdict=None), specification, width=200, edge=10)


@given(value=_numbers, spread=st.floats(1e-6, 1e5), bounds=st.tuples(_numbers, _numbers).map(sorted))
def test_all_marks_are_on_the_bar_and_in_the_order_of_the_numbers(value: float, spread: float, bounds: list[float]) -> None:
    drawn = bar(Estimate(value=value, uncertainty=spread, unit="V"), bounds[0], bounds[1], GUARDED)
    assert drawn is not None
    assert drawn.whisker is not None
    assert drawn.allowed == drawn.bounds
    marks = [*drawn.bounds, drawn.value, *drawn.whisker]
    assert all(10 <= mark <= 190 for mark in marks)
    assert drawn.whisker[0] <= drawn.value <= drawn.whisker[1]
    if value < bounds[0]:
        assert drawn.value <= drawn.bounds[0]
    if value > bounds[1]:
        assert drawn.value >= drawn.bounds[1]


def test_the_whisker_is_the_uncertainty_that_decides() -> None:
    simple = bar(Estimate(value=10.0, uncertainty=1.0, unit="V"), 0.0, 20.0)
    guarded = bar(Estimate(value=10.0, uncertainty=1.0, unit="V"), 0.0, 20.0, GUARDED)
    assert simple is not None
    assert guarded is not None
    assert simple.whisker is not None
    assert guarded.whisker is not None
    widths = [whisker[1] - whisker[0] for whisker in (simple.whisker, guarded.whisker)]
    assert widths[1] == pytest.approx(2 * widths[0])


def test_a_bound_alone_leaves_the_other_side_open_and_a_censored_value_points_away() -> None:
    above = bar(Estimate(value=200.0, uncertainty=None, unit="V", censored=Censoring.ABOVE), 120.0, None)
    assert above is not None
    assert (above.allowed[1], above.arrow, above.whisker) == (200, 1, None)
    below = bar(Estimate(value=1.0, uncertainty=0.5, unit="V", censored=Censoring.BELOW), None, 120.0)
    assert below is not None
    assert (below.allowed[0], below.arrow, below.whisker) == (0.0, -1, None)


def test_no_bar_without_a_bound_or_a_value() -> None:
    assert bar(Estimate(value=1.0, uncertainty=None, unit="V"), None, None) is None
    refused = Judgement(
        result=Result("x", Refusal(unit="V", reason="no")),
        limit=Limit(name="x", unit="V", min=1.0, source="a test"),
        verdict=None,
    )
    assert bar_of(refused, None, width=200, edge=10) is None
