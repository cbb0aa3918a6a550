"""Flatness from points: what was put in comes out, however the surface lies in space."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.analysis.surfaces import flatness, plane_residuals
from qcstation.model.estimates import Estimate, Refusal


def saddle(depth: float) -> np.ndarray:
    """Four corners of a 40 mm x 20 mm sheet, two opposite ones lifted by `depth`."""
    return np.array([[0, 0, 0], [0.04, 0, depth], [0, 0.02, depth], [0.04, 0.02, 0]])


def turned(points: np.ndarray, angles: tuple[float, float, float]) -> np.ndarray:
    a, b, c = angles
    about_x = np.array([[1, 0, 0], [0, np.cos(a), -np.sin(a)], [0, np.sin(a), np.cos(a)]])
    about_y = np.array([[np.cos(b), 0, np.sin(b)], [0, 1, 0], [-np.sin(b), 0, np.cos(b)]])
    about_z = np.array([[np.cos(c), -np.sin(c), 0], [np.sin(c), np.cos(c), 0], [0, 0, 1]])
    found: np.ndarray = points @ (about_x @ about_y @ about_z).T + [0.3, -0.2, 0.1]
    return found


@settings(max_examples=25)
@given(depth=st.floats(1e-6, 1e-3), angles=st.tuples(*[st.floats(-3, 3)] * 3))
def test_a_saddle_is_as_unflat_as_it_is_deep_however_it_lies(depth: float, angles: tuple[float, float, float]) -> None:
    found = flatness(turned(saddle(depth), angles), "m")
    assert isinstance(found, Estimate)
    assert found.value == pytest.approx(depth, rel=1e-6, abs=1e-12)


def test_a_tilted_plane_is_flat() -> None:
    rng = np.random.default_rng(11)
    points = np.column_stack([rng.uniform(0, 0.04, (50, 2)), np.zeros(50)])
    found = flatness(turned(points, (0.2, -0.1, 0.4)), "m")
    assert isinstance(found, Estimate)
    assert found.value < 1e-12


def test_residuals_have_no_mean() -> None:
    assert plane_residuals(saddle(1e-4)).sum() == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize(
    ("points", "word"),
    [
        (np.zeros((0, 3)), "0 points"),
        (saddle(1e-4)[:3], "3 points"),
        (np.array([[0, 0, 0], [1, 1, 1], [2, 2, 2], [3, 3, 3]]), "line"),
        (np.vstack([saddle(1e-4)[:3], [np.nan, 0, 0]]), "3 points"),
    ],
)
def test_points_that_cannot_tell_are_refused(points: np.ndarray, word: str) -> None:
    found = flatness(points, "m")
    assert isinstance(found, Refusal)
    assert word in found.reason
