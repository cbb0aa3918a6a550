"""What is kept for display is bounded, in order, and holds what stands out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.gui.run.live_buffers import CurveBuffer, FrameBuffer, GrowingHistogram, MapBuffer

CAPACITY = 64


@given(blocks=st.lists(st.integers(1, 700), min_size=1, max_size=12), spike=st.integers(0, 10_000))
def test_a_curve_stays_bounded_and_in_order_and_keeps_its_spike(blocks: list[int], spike: int) -> None:
    rows = sum(blocks)
    spike %= rows
    values = np.sin(np.arange(rows))
    values[spike] = 100.0
    buffer = CurveBuffer(2, 1, capacity=CAPACITY)
    table, start = np.column_stack([np.arange(rows, dtype=float), values]), 0
    for size in blocks:
        buffer.extend(table[start : start + size])
        start += size
        assert len(buffer.rows) <= CAPACITY
    assert buffer.total == rows
    kept = buffer.rows
    assert (np.diff(kept[:, 0]) > 0).all()
    np.testing.assert_array_equal(kept[:, 1], values[kept[:, 0].astype(int)])
    if rows <= CAPACITY:
        np.testing.assert_array_equal(kept, table)
    elif spike <= kept[-1, 0]:
        assert 100.0 in kept[:, 1]


def test_rows_without_a_value_do_not_hide_the_others() -> None:
    buffer = CurveBuffer(2, 1, capacity=CAPACITY)
    table = np.column_stack([np.arange(1000.0), np.full(1000, np.nan)])
    table[::10, 1] = 1.0
    table[500, 1] = 7.0
    buffer.extend(table)
    assert np.nanmax(buffer.rows[:, 1]) == 7.0


@given(blocks=st.lists(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=400), min_size=1, max_size=5))
def test_a_histogram_loses_no_value_however_its_range_grows(blocks: list[list[float]]) -> None:
    histogram = GrowingHistogram()
    for block in blocks:
        histogram.extend(np.array([*block, np.nan, np.inf]))
    edges, counts = histogram.bars()
    every = np.concatenate([np.array(block) for block in blocks])
    assert counts.sum() == every.size
    assert edges.size == counts.size + 1
    assert edges[0] <= every.min()
    assert every.max() <= edges[-1]


def test_a_histogram_has_its_values_where_they_belong() -> None:
    histogram = GrowingHistogram()
    values = np.random.default_rng(3).normal(5.0, 1.0, 20_000)
    for block in np.split(values, 100):
        histogram.extend(block)
    edges, counts = histogram.bars()
    middles = (edges[1:] + edges[:-1]) / 2
    assert np.average(middles, weights=counts) == pytest.approx(5.0, abs=0.05)
    # Half of all bins at least are in use: the range is at most twice what is needed, and of that half a side.
    assert (counts > 0).sum() > 32


def test_no_values_give_no_bars() -> None:
    histogram = GrowingHistogram()
    histogram.extend(np.array([np.nan]))
    assert histogram.bars()[1].size == 0


def test_the_last_waveforms_are_kept_in_their_unit_and_their_peaks_with_them() -> None:
    buffer = FrameBuffer(gain=0.5, offset=1.0, interval=1e-9)
    block = np.zeros((40, 10_000), dtype=np.int16)
    block[:, 1234] = np.arange(40)
    buffer.extend(block)
    assert len(buffer.frames) == 10
    times, volts = buffer.frames[-1]
    assert volts.size <= 600
    assert volts.max() == 0.5 * 39 + 1.0
    assert times[volts.argmax()] == pytest.approx(1234e-9)
    assert buffer.frames[0][1].max() == 0.5 * 30 + 1.0


def test_a_map_keeps_the_newest_value_of_each_place() -> None:
    buffer = MapBuffer(2)
    buffer.place(np.array([0, 2]), np.array([1, 1]), np.array([[1.0, 2.0], [3.0, 4.0]]))
    buffer.place(np.array([0]), np.array([1]), np.array([[5.0, 6.0]]))
    assert buffer.values.shape == (3, 2, 2)
    np.testing.assert_array_equal(buffer.values[0, 1], [5.0, 6.0])
    assert np.isnan(buffer.values[1]).all()
