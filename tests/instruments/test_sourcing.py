"""The ladder of a ramp."""

import math

from hypothesis import given
from hypothesis import strategies as st

from qcstation.instruments.sourcing import ramp_levels

VOLTS = st.floats(-1100, 1100)


@given(start=VOLTS, end=VOLTS, step=st.floats(0.5, 100))
def test_ramp_reaches_its_end_in_even_steps_and_never_overshoots(start: float, end: float, step: float) -> None:
    levels = ramp_levels(start, end, step)
    if start == end:
        assert levels == ()
        return
    assert levels[-1] == end
    assert all(min(start, end) <= level <= max(start, end) for level in levels)
    jumps = [abs(after - before) for before, after in zip((start, *levels), levels, strict=False)]
    assert max(jumps) <= step * (1 + 1e-5)
    assert len(levels) <= math.ceil(abs(end - start) / step) + 1


def test_examples() -> None:
    assert ramp_levels(0, -10, 5) == (-5, -10)
    assert ramp_levels(-10, 0, 5) == (-5, 0)
    assert ramp_levels(0, 12, 5) == (4, 8, 12)
    assert ramp_levels(3, 3, 5) == ()
