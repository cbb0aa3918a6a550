"""Breakdown and leakage: the definition on hand-made curves, on the field's own file, and whatever may come."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import decode, encode
from numpy.typing import NDArray

from qcstation.analysis import iv
from qcstation.analysis.temperature import normalisation_factor
from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal

Array = NDArray[np.float64]

THRESHOLD = 500e-9


def smooth_current(bias: Array, pole: float = 165.0) -> Array:
    """A current that diverges at `pole` (V), in A, positive."""
    return 2e-8 * np.exp(bias / 117.0) / (1 - (bias / pole) ** 2)


def estimate(finding: Finding) -> Estimate:
    assert isinstance(finding, Estimate), finding
    return finding


@pytest.fixture(scope="module")
def ihep_ime(shared_data: Path) -> tuple[Array, Array]:
    """Bias (V) and pad current (A) of a public IHEP-IME pad, as they stand in the file."""
    path = shared_data / "hgtd" / "ihep_ime" / "IMEv2_W4_III_D2_1-4.csv"
    columns = np.genfromtxt(path, delimiter=",", skip_header=1)
    return columns[:, 1], columns[:, 2]


@pytest.mark.parametrize(("threshold", "field"), [(100e-9, 131.83), (500e-9, 156.13), (1e-6, 160.02)])
def test_the_straight_line_gives_the_fields_own_numbers(threshold: float, field: float, ihep_ime: tuple[Array, Array]) -> None:
    straight = estimate(iv.breakdown_voltage_linear(*ihep_ime, threshold=threshold))
    corrected = estimate(iv.breakdown_voltage(*ihep_ime, threshold=threshold))
    assert straight.value == pytest.approx(field, abs=0.005)
    assert straight.uncertainty is not None
    assert abs(straight.value - corrected.value) <= straight.uncertainty


def test_breakdown_of_the_real_pad_agrees_with_the_official_number(ihep_ime: tuple[Array, Array]) -> None:
    found = estimate(iv.breakdown_voltage(*ihep_ime, threshold=THRESHOLD))
    assert found.value == pytest.approx(156.13, abs=0.05)
    assert found.uncertainty is not None
    assert 0 < found.uncertainty < 0.05


def test_leaving_out_every_other_real_point_moves_breakdown_within_its_uncertainty(ihep_ime: tuple[Array, Array]) -> None:
    """The straight line moves by more than 0.1 V, the corrected one by hundredths."""
    whole = estimate(iv.breakdown_voltage(*ihep_ime, threshold=THRESHOLD))
    voltage, current = ihep_ime
    for start in (0, 1):
        coarse = estimate(iv.breakdown_voltage(voltage[start::2], current[start::2], threshold=THRESHOLD))
        assert coarse.uncertainty is not None
        assert abs(coarse.value - whole.value) < 4 * coarse.uncertainty
        assert coarse.value == pytest.approx(whole.value, abs=0.1)


@pytest.mark.parametrize("step", [0.5, 1.0, 2.0, 5.0])
def test_a_smooth_curve_is_read_off_at_any_step(step: float) -> None:
    bias = np.arange(0.0, 164.0, step)
    fine = np.arange(100.0, 164.9, 1e-4)
    truth = float(np.interp(THRESHOLD, smooth_current(fine), fine))
    found = estimate(iv.breakdown_voltage(-bias, -smooth_current(bias), threshold=THRESHOLD))
    straight = estimate(iv.breakdown_voltage_linear(-bias, -smooth_current(bias), threshold=THRESHOLD))
    assert abs(found.value - truth) < 0.1 * abs(straight.value - truth)
    assert found.uncertainty is not None
    assert abs(found.value - truth) < 4 * found.uncertainty


@given(
    st.permutations(range(40)),
    st.sampled_from([-1.0, 1.0]),
    st.sampled_from([-1.0, 1.0]),
    st.floats(0.1, 10),
    st.floats(1e-3, 1e3),
)
def test_order_signs_and_units_do_not_matter(order: list[int], side: float, sign: float, stretch: float, gain: float) -> None:
    bias = np.linspace(0, 160, 40)
    current = smooth_current(bias)
    plain = estimate(iv.breakdown_voltage(bias, current, threshold=THRESHOLD))
    found = estimate(iv.breakdown_voltage(side * stretch * bias[order], sign * gain * current[order], threshold=gain * THRESHOLD))
    assert found.value == pytest.approx(stretch * plain.value, rel=1e-9)
    assert found.uncertainty == pytest.approx(stretch * plain.uncertainty, rel=1e-6)  # type: ignore[operator]


@given(st.floats(0, 300))
def test_a_shifted_curve_breaks_down_as_much_later(shift: float) -> None:
    bias = np.linspace(0, 160, 161)
    current = smooth_current(bias)
    found = estimate(iv.breakdown_voltage(-(bias + shift), -current, threshold=THRESHOLD))
    assert found.value - shift == pytest.approx(estimate(iv.breakdown_voltage(-bias, -current, threshold=THRESHOLD)).value)


@given(st.lists(st.floats(1e-12, 1e-5), min_size=2, max_size=40), st.floats(1e-9, 1e-6))
def test_breakdown_lies_between_the_points_of_the_first_lasting_crossing(current: list[float], threshold: float) -> None:
    """By brute force: the first point that is above the threshold together with the next one, or is the last."""
    bias = np.arange(len(current), dtype=float)
    above = [value >= threshold for value in current]
    first = next((k for k, high in enumerate(above) if high and (k == len(above) - 1 or above[k + 1])), None)
    found = estimate(iv.breakdown_voltage_linear(-bias, [-value for value in current], threshold=threshold))
    corrected = estimate(iv.breakdown_voltage(-bias, [-value for value in current], threshold=threshold))
    assert corrected.censored is found.censored
    assert 0 <= corrected.value <= bias[-1]
    if first is None:
        assert (found.censored, found.value) == (Censoring.ABOVE, bias[-1])
    elif first == 0:
        assert (found.censored, found.value) == (Censoring.BELOW, 0.0)
    else:
        assert found.censored is None
        assert first - 1 <= found.value <= first
        assert found.uncertainty is not None


numbers = st.floats(allow_nan=True, allow_infinity=True)


@given(st.lists(st.tuples(numbers, numbers, numbers, st.sampled_from([0.0, 1.0, math.nan])), max_size=30))
def test_whatever_comes_the_answer_is_a_finite_estimate_or_a_refusal(rows: list[tuple[float, float, float, float]]) -> None:
    columns = np.array(rows, dtype=float).reshape(-1, 4).T
    # Readings of instruments: beyond 1e15 and below 1e-30, arithmetic itself would overflow.
    readable = (np.abs(columns[:3]) < 1e15) & ((np.abs(columns[:3]) > 1e-30) | (columns[:3] == 0))
    voltage, current, deviation = np.where(readable, columns[:3], np.nan)
    given_columns = {"current_sd": np.abs(deviation), "in_compliance": columns[3]}
    for finding in (
        iv.breakdown_voltage(voltage, current, threshold=THRESHOLD, **given_columns),
        iv.breakdown_voltage_linear(voltage, current, threshold=THRESHOLD),
        iv.current_at(voltage, current, at=100.0, **given_columns),
    ):
        assert decode(encode(finding), type=Estimate | Refusal) == finding


def test_a_breakdown_that_is_not_reached_is_censored_and_never_the_next_step() -> None:
    bias = np.arange(0, 101, 5.0)
    found = estimate(iv.breakdown_voltage(-bias, -smooth_current(bias), threshold=THRESHOLD))
    assert (found.value, found.censored) == (100.0, Censoring.ABOVE)


def test_compliance_below_the_threshold_is_a_bound_at_the_voltage_reached() -> None:
    found = estimate(
        iv.breakdown_voltage([0, -5, -10, -12.5], [0, -1e-9, -2e-9, -1e-7], threshold=THRESHOLD, in_compliance=[0, 0, 0, 1])
    )
    assert (found.value, found.censored) == (12.5, Censoring.ABOVE)
    assert "compliance" in found.note


def test_a_crossing_into_compliance_stays_a_straight_line_with_the_step_as_uncertainty() -> None:
    voltage, current = np.array([0.0, -50.0, -100.0, -105.0]), np.array([0.0, -1e-9, -2e-9, -1e-5])
    found = estimate(iv.breakdown_voltage(voltage, current, threshold=THRESHOLD, in_compliance=[0, 0, 0, 1]))
    assert found.value == pytest.approx(100 + 5 * (500 - 2) / (10_000 - 2))
    assert found.uncertainty == pytest.approx(5 / math.sqrt(12))


def test_a_short_breaks_down_below_the_first_point() -> None:
    found = estimate(iv.breakdown_voltage([-1.0, -5.0], [-1e-3, -1e-3], threshold=THRESHOLD, in_compliance=[1, 1]))
    assert (found.value, found.censored) == (1.0, Censoring.BELOW)


def test_an_isolated_reading_above_the_threshold_is_no_breakdown() -> None:
    bias = np.arange(0, 164, 1.0)
    current = smooth_current(bias)
    clean = estimate(iv.breakdown_voltage(-bias, -current, threshold=THRESHOLD))
    current[60] = 2e-6
    spiked = estimate(iv.breakdown_voltage(-bias, -current, threshold=THRESHOLD))
    assert spiked.value == pytest.approx(clean.value, abs=0.01)
    assert spiked.note == "1 isolated reading above the threshold ignored"


def test_noise_on_a_fine_grid_does_not_pull_breakdown_down() -> None:
    """Steps much finer than the noise: the first reading above the threshold is early, the crossing found is not."""
    rng = np.random.default_rng(41)
    bias = np.arange(140.0, 164.0, 0.02)
    truth = float(np.interp(THRESHOLD, smooth_current(bias), bias))
    errors = []
    for _ in range(100):
        current = smooth_current(bias) * (1 + 0.02 * rng.standard_normal(bias.size))
        errors.append(estimate(iv.breakdown_voltage(-bias, -current, threshold=THRESHOLD)).value - truth)
    assert abs(float(np.mean(errors))) < 0.2


def test_leakage_is_read_off_between_points() -> None:
    bias = np.arange(0, 121, 5.0)
    found = estimate(iv.current_at(-bias, -smooth_current(bias), at=97.0))
    assert found.value == pytest.approx(float(smooth_current(np.array(97.0))), rel=1e-3)


def test_leakage_beyond_compliance_is_a_bound_and_beyond_the_curve_a_refusal() -> None:
    clamped = estimate(iv.current_at([0, -5, -10, -12], [0, -1e-9, -2e-9, -1e-5], at=100, in_compliance=[0, 0, 0, 1]))
    assert (clamped.value, clamped.censored) == (1e-5, Censoring.ABOVE)
    short = iv.current_at([0, -5, -10], [0, -1e-9, -2e-9], at=100)
    assert isinstance(short, Refusal)
    assert "0 V to 10 V" in short.reason


def test_normalisation_carries_the_temperatures_uncertainty() -> None:
    measured = Estimate(value=50e-9, unit="A", uncertainty=0.0)
    found = estimate(iv.normalised_current(measured, [21.0, 21.0], reference=20.0, temperature_uncertainty=0.2))
    assert found.value == pytest.approx(50e-9 * normalisation_factor(21.0, 20.0))
    # About 9 % a kelvin at room temperature.
    assert found.uncertainty == pytest.approx(found.value * 0.088 * 0.2, rel=0.02)
    wavering = estimate(iv.normalised_current(measured, [20.0, 22.0], reference=20.0, temperature_uncertainty=0.2))
    assert wavering.uncertainty == pytest.approx(found.uncertainty * math.hypot(0.2, 1.0) / 0.2, rel=0.01)  # type: ignore[operator]


def test_a_current_without_temperature_is_not_normalised() -> None:
    measured = Estimate(value=50e-9, unit="A", uncertainty=1e-9)
    found = iv.normalised_current(measured, [math.nan, math.nan], reference=20.0, temperature_uncertainty=0.2)
    assert isinstance(found, Refusal)
    assert "50 nA" in found.reason


def test_a_bound_stays_a_bound_and_a_refusal_a_refusal_through_normalisation() -> None:
    bound = Estimate(value=1e-5, unit="A", censored=Censoring.ABOVE)
    found = estimate(iv.normalised_current(bound, [30.0], reference=20.0, temperature_uncertainty=0.2))
    assert found.censored is Censoring.ABOVE
    assert found.value < 1e-5
    refusal = Refusal(unit="A", reason="why")
    assert iv.normalised_current(refusal, [20.0], reference=20.0, temperature_uncertainty=0.2) is refusal
