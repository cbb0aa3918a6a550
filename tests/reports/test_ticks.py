"""Round numbers on axes."""

from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qcstation.reports.ticks import linear_ticks, log_ticks, scale_of


def test_linear_ticks_are_round_and_written_alike() -> None:
    assert [tick.label for tick in linear_ticks(0, 166)] == ["0", "50", "100", "150"]
    assert [tick.label for tick in linear_ticks(-0.02, 0.05)] == ["\N{MINUS SIGN}0.02", "0", "0.02", "0.04"]


@given(low=st.floats(-1e6, 1e6), span=st.floats(1e-6, 1e6), about=st.integers(3, 12))
def test_linear_ticks_stay_within_and_are_neither_few_nor_many(low: float, span: float, about: int) -> None:
    high = low + span
    assume(span > 1e-9 * abs(low))
    ticks = linear_ticks(low, high, about=about)
    assert about / 2.6 - 1 <= len(ticks) <= about + 1
    assert all(low - 1e-6 * span <= tick.value <= high + 1e-6 * span for tick in ticks)
    steps = [(b.value - a.value) / span for a, b in pairwise(ticks)]
    assert max(steps, default=0.0) - min(steps, default=0.0) < 1e-5
    assert len({tick.label for tick in ticks}) == len(ticks)


def test_log_ticks_carry_prefixes() -> None:
    labels = [tick.label for tick in log_ticks(1e-11, 1e-5, "A") if tick.label]
    assert labels == ["10 pA", "100 pA", "1 nA", "10 nA", "100 nA", "1 µA", "10 µA"]


def test_log_ticks_within_a_decade_have_labels_too() -> None:
    assert [tick.label for tick in log_ticks(4e-12, 2.5e-11, "F") if tick.label] == ["5 pF", "10 pF", "20 pF"]


@given(low=st.floats(1e-15, 1e9), ratio=st.floats(1.5, 1e14))
def test_log_ticks_stay_within_and_are_labelled(low: float, ratio: float) -> None:
    ticks = log_ticks(low, low * ratio, "A")
    labelled = [tick for tick in ticks if tick.label]
    assert 1 <= len(labelled) <= 12
    assert all(low * 0.999 <= tick.value <= low * ratio * 1.001 for tick in ticks)
    assert len({tick.label for tick in labelled}) == len(labelled)


@pytest.mark.parametrize(
    ("highest", "unit", "factor", "label"),
    [
        (166.0, "V", 1.0, "V"),
        (1200.0, "V", 1.0, "V"),
        (12e3, "V", 1e3, "kV"),
        (2e-10, "F", 1e-12, "pF"),
        (9e-9, "A", 1e-9, "nA"),
        (0.4, "V", 1e-3, "mV"),
        (40.0, "degC", 1.0, "°C"),
        (1e-5, "degC", 1.0, "°C"),
        (5.0, "", 1.0, ""),
        (0.0, "V", 1.0, "V"),
    ],
)
def test_axis_unit_suits_the_values(highest: float, unit: str, factor: float, label: str) -> None:
    found, text = scale_of(highest, unit)
    assert found == pytest.approx(factor)
    assert text == label
