import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from qcstation.analysis.branch import reverse_branch, thinned

values = st.floats(allow_nan=True, allow_infinity=True, width=32)


@given(st.lists(st.tuples(values, values), max_size=40))
def test_whatever_comes_a_branch_is_finite_sorted_and_without_doubles(points: list[tuple[float, float]]) -> None:
    pairs = np.array(points, dtype=float).reshape(-1, 2)
    branch = reverse_branch(pairs[:, 0], pairs[:, 1])
    assert np.isfinite(branch.voltage).all()
    assert np.isfinite(branch.value).all()
    assert (np.diff(branch.voltage) > 0).all()
    assert len({len(column) for column in branch}) == 1


def test_forward_points_are_left_out_and_an_offset_at_zero_is_not() -> None:
    branch = reverse_branch([1.0, 0.5, 0.0002, -10.0, -20.0], [1e-3, 1e-5, 1e-12, -1e-9, -2e-9])
    assert branch.voltage.tolist() == [-0.0002, 10.0, 20.0]
    assert branch.value.tolist() == [1e-12, -1e-9, -2e-9]


def test_points_taken_twice_are_averaged_and_their_uncertainty_shrinks() -> None:
    branch = reverse_branch(
        [-10.0, -10.001, -20.0, -30.0], [2.0, 4.0, 5.0, 6.0], deviation=[0.3, 0.4, 0.1, 0.1], clamped=[0, 1, 0, 0]
    )
    np.testing.assert_allclose(branch.voltage, [10.0005, 20.0, 30.0])
    assert branch.value[0] == 3.0
    assert branch.deviation[0] == 0.25
    assert branch.clamped.tolist() == [True, False, False]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=60), st.floats(0.01, 30))
def test_thinned_points_are_far_apart_and_leave_no_wide_gap(points: list[float], spacing: float) -> None:
    x = np.unique(points)
    chosen = x[thinned(x, spacing)]
    assert chosen[0] == x[0]
    assert (np.diff(chosen) >= spacing * (1 - 1e-5)).all()
    assert all(np.min(np.abs(chosen - point)) <= spacing for point in x)
