"""Gain layer, depletion and end capacitance: the field's own files, hand-made curves, and whatever may come."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.json import decode, encode
from numpy.typing import NDArray

from qcstation.analysis import cv
from qcstation.analysis.branch import Branch
from qcstation.analysis.doping import PERMITTIVITY, doping_peak, doping_profile
from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal
from qcstation.simulation.devices import LgadSensor

Array = NDArray[np.float64]

AREA = 1.69e-6
PICO = 1e-12


def estimate(finding: Finding) -> Estimate:
    assert isinstance(finding, Estimate), finding
    return finding


def softened_knee(bias: Array, at: float = 25.0, width: float = 0.3) -> Array:
    """A capacitance (F) whose 1/C^2 rises by a soft knee at `at` (V), to a plateau of 4 pF from about 45 V."""
    depth = np.logaddexp(0.0, (bias - at) / width) * width / 20.0
    plateau = depth / (1 + depth**4) ** 0.25
    return np.asarray((((1 + bias / 7) ** 0.8) / (300 * PICO) ** 2 + plateau / (4 * PICO) ** 2) ** -0.5)


@pytest.fixture(scope="module")
def ihep_ime(shared_data: Path) -> tuple[Array, Array]:
    """Bias (V) and capacitance (F) of a public IHEP-IME pad; the first reading is an overload."""
    path = shared_data / "hgtd" / "ihep_ime" / "IMEv1_W7_IV_B4_L1-15-100_10kHz.csv"
    columns = np.genfromtxt(path, delimiter=",", skip_header=1)
    return columns[:, 1], columns[:, 2] * PICO


@pytest.fixture(scope="module")
def hpk(shared_data: Path) -> tuple[Array, Array]:
    """Bias (V) and capacitance (F) of a public pad of HPK type 3.1."""
    text = (shared_data / "hgtd" / "hpk_bnl_cv" / "HPK_LGAD_3_1_3_2021-07-16_1.cv").read_text(encoding="latin-1")
    rows = text.split("BEGIN")[1].split("END")[0].split("\n")
    columns = np.array([row.split()[:2] for row in rows if row.strip()], dtype=float)
    return columns[:, 0], columns[:, 1]


def test_the_real_ihep_ime_pad(ihep_ime: tuple[Array, Array]) -> None:
    voltage, capacitance = ihep_ime
    assert np.flatnonzero(~cv.valid_readings(capacitance)).tolist() == [0]
    curve = cv.reverse_capacitance(voltage, capacitance)
    knee = cv.find_knee(curve)
    end = cv.end_capacitance(curve)
    assert curve.voltage[0] == 0.5
    assert 24.5 <= estimate(cv.gain_layer_voltage(curve, knee)).value <= 26
    assert estimate(cv.gain_layer_voltage_curvature(curve, knee)).value == pytest.approx(25, abs=0.5)
    assert estimate(end).value == pytest.approx(4.87 * PICO, rel=0.005)


def test_the_real_hpk_pad(hpk: tuple[Array, Array]) -> None:
    curve = cv.reverse_capacitance(*hpk)
    knee = cv.find_knee(curve)
    end = cv.end_capacitance(curve)
    peak, depth = doping_peak(curve, knee, area=AREA)
    assert estimate(cv.gain_layer_voltage(curve, knee)).value == pytest.approx(41.2, abs=0.5)
    assert 3.69 * PICO < estimate(end).value < 3.89 * PICO
    assert estimate(cv.depletion_voltage(curve, end, knee)).value == pytest.approx(47.8, abs=0.1)
    assert estimate(peak).value == pytest.approx(2.0e22, rel=0.05)
    assert estimate(depth).value == pytest.approx(1.58e-6, rel=0.02)


def test_thinning_the_real_pad_moves_its_gain_layer_voltage_within_the_uncertainty(ihep_ime: tuple[Array, Array]) -> None:
    voltage, capacitance = ihep_ime
    whole = cv.reverse_capacitance(voltage, capacitance)
    found = estimate(cv.gain_layer_voltage(whole, cv.find_knee(whole)))
    for start in (1, 2):
        coarse = cv.reverse_capacitance(voltage[start::2], capacitance[start::2])
        thinned = estimate(cv.gain_layer_voltage(coarse, cv.find_knee(coarse)))
        assert thinned.uncertainty is not None
        assert abs(thinned.value - found.value) < 4 * thinned.uncertainty


@pytest.mark.parametrize("bad", [9.9e37, 9.9e49, math.nan, math.inf, 0.0, -1e-12])
@given(place=st.integers(0, 60))
def test_invalid_readings_never_enter_a_fit(bad: float, place: int) -> None:
    bias = np.arange(0, 61, 1.0)
    capacitance = softened_knee(bias)
    spoilt = capacitance.copy()
    spoilt[place] = bad
    assert (~cv.valid_readings(spoilt)).sum() == 1
    kept = np.arange(61) != place
    _assert_same(cv.reverse_capacitance(-bias, spoilt), cv.reverse_capacitance(-bias[kept], capacitance[kept]))


@given(place=st.integers(0, 60), word=st.sampled_from([-1.0, 1.0, 3.0, 4.0]))
def test_a_plausible_value_with_a_bad_status_is_dropped_too(place: int, word: float) -> None:
    bias = np.arange(0, 61, 1.0)
    status = np.zeros(61)
    status[place] = word
    kept = np.arange(61) != place
    capacitance = softened_knee(bias)
    _assert_same(
        cv.reverse_capacitance(-bias, capacitance, status=status), cv.reverse_capacitance(-bias[kept], capacitance[kept])
    )


def test_a_reading_without_status_counts_if_it_is_a_measurement() -> None:
    assert cv.valid_readings([1e-12, 9.9e37, 1e-12], [math.nan, math.nan, 1.0]).tolist() == [True, False, False]


@given(st.permutations(range(61)), st.sampled_from([-1.0, 1.0]), st.floats(0.1, 100))
def test_order_sign_and_area_do_not_move_the_knee(order: list[int], side: float, scale: float) -> None:
    bias = np.arange(0, 61, 1.0)
    capacitance = softened_knee(bias)
    plain = cv.reverse_capacitance(bias, capacitance)
    mixed = cv.reverse_capacitance(side * bias[order], scale * capacitance[order])
    expected = estimate(cv.gain_layer_voltage(plain, cv.find_knee(plain)))
    found = estimate(cv.gain_layer_voltage(mixed, cv.find_knee(mixed)))
    assert found.value == pytest.approx(expected.value, rel=1e-6)
    assert estimate(cv.end_capacitance(mixed)).value == pytest.approx(scale * estimate(cv.end_capacitance(plain)).value)


@given(st.floats(10.0, 40.0))
def test_both_methods_follow_the_knee_and_are_told_apart(at: float) -> None:
    bias = np.union1d(np.arange(0, 61, 1.0), np.arange(at - 2, at + 2, 0.1))
    curve = cv.reverse_capacitance(-bias, softened_knee(bias, at=at))
    knee = cv.find_knee(curve)
    slope = estimate(cv.gain_layer_voltage(curve, knee))
    curvature = estimate(cv.gain_layer_voltage_curvature(curve, knee))
    assert curvature.value == pytest.approx(at, abs=0.1)
    assert at - 2 < slope.value < curvature.value
    assert (slope.method, curvature.method) == ("steepest -dlnC/dV", "largest curvature of 1/C^2")


def _diode() -> Array:
    bias = np.arange(0, 61, 1.0)
    return LgadSensor.make("no-gain-layer", 1).capacitance(-bias)


@pytest.mark.parametrize(
    ("capacitance", "reason"),
    [
        (_diode(), "no maximum inside the curve"),
        (np.full(61, 4e-12), "no maximum inside the curve"),
        (np.full(61, 4e-12) * (1 - 0.04 * (np.arange(61) > 30)), "no step takes 10%"),
        (softened_knee(np.arange(0, 61, 1.0))[:8], "too few points: 8 valid, at least 12"),
        (softened_knee(np.arange(0, 61, 1.0))[:20], "no maximum inside the curve"),
        (np.full(61, 9.9e37), "too few points: 0 valid"),
    ],
    ids=["diode", "constant", "small step", "short", "ends before the knee", "all overloaded"],
)
def test_a_curve_without_a_knee_is_refused_with_the_reason(capacitance: Array, reason: str) -> None:
    bias = np.arange(capacitance.size, dtype=float)
    curve = cv.reverse_capacitance(-bias, capacitance)
    knee = cv.find_knee(curve)
    for finding in (
        cv.gain_layer_voltage(curve, knee),
        cv.gain_layer_voltage_curvature(curve, knee),
        *doping_peak(curve, knee, area=AREA),
    ):
        assert isinstance(finding, Refusal)
        assert reason in finding.reason


@pytest.mark.parametrize("seed", range(20))
def test_noise_alone_makes_no_knee(seed: int) -> None:
    rng = np.random.default_rng([42, seed])
    bias = np.arange(0, 61, 0.5)
    assert isinstance(cv.find_knee(cv.reverse_capacitance(-bias, 4e-12 * (1 + 0.01 * rng.standard_normal(bias.size)))), str)


def test_depletion_beyond_the_curve_is_a_bound() -> None:
    bias = np.arange(0, 36, 0.5)
    curve = cv.reverse_capacitance(-bias, softened_knee(bias))
    found = estimate(cv.depletion_voltage(curve, cv.end_capacitance(curve), cv.find_knee(curve)))
    assert (found.value, found.censored) == (35.5, Censoring.ABOVE)


def test_depletion_is_where_the_capacitance_has_come_down() -> None:
    bias = np.arange(0, 81, 1.0)
    curve = cv.reverse_capacitance(-bias, softened_knee(bias))
    end = estimate(cv.end_capacitance(curve))
    found = estimate(cv.depletion_voltage(curve, end, cv.find_knee(curve)))
    assert float(softened_knee(np.array(found.value))) == pytest.approx(1.05 * end.value, rel=1e-3)


def test_a_constant_capacitance_is_depleted_from_the_start() -> None:
    bias = np.arange(0, 61, 1.0)
    curve = cv.reverse_capacitance(-bias, np.full(61, 0.15e-12))
    found = estimate(cv.depletion_voltage(curve, cv.end_capacitance(curve), cv.find_knee(curve)))
    assert (found.value, found.censored) == (0.0, Censoring.BELOW)


def test_a_uniformly_doped_diode_has_its_doping() -> None:
    """1/C^2 = 2 (V + Vbi) / (q eps A^2 N), exactly."""
    density, built_in = 3e19, 0.6
    bias = np.arange(0, 40, 1.0)
    capacitance = AREA * np.sqrt(1.602176634e-19 * PERMITTIVITY * density / (2 * (bias + built_in)))
    profile = doping_profile(cv.reverse_capacitance(-bias, capacitance), area=AREA)
    np.testing.assert_allclose(profile.density, density, rtol=1e-6)
    assert (np.diff(profile.depth) > 0).all()


numbers = st.floats(allow_nan=True, allow_infinity=True)
farads = st.one_of(st.floats(1e-13, 1e-9), st.sampled_from([9.9e37, math.nan, math.inf, 0.0, -1e-12]))


@given(st.lists(st.tuples(numbers, farads, numbers, st.sampled_from([0.0, 1.0, math.nan])), max_size=60))
def test_whatever_comes_every_answer_is_a_finite_estimate_or_a_refusal(
    rows: list[tuple[float, float, float, float]],
) -> None:
    voltage, capacitance, deviation, status = np.array(rows, dtype=float).reshape(-1, 4).T
    readable = (np.abs(voltage) < 1e5) & ((np.abs(voltage) > 1e-6) | (voltage == 0))
    curve = cv.reverse_capacitance(
        np.where(readable, voltage, np.nan), capacitance, capacitance_sd=np.abs(deviation) * 1e-15, status=status
    )
    knee = cv.find_knee(curve)
    end = cv.end_capacitance(curve)
    for finding in (
        cv.gain_layer_voltage(curve, knee),
        cv.gain_layer_voltage_curvature(curve, knee),
        cv.depletion_voltage(curve, end, knee),
        *doping_peak(curve, knee, area=AREA),
        end,
    ):
        assert decode(encode(finding), type=Estimate | Refusal) == finding


@given(st.integers(0, 2**32 - 1))
def test_rough_curves_are_answered_too(seed: int) -> None:
    """Falling curves of random steps: many have something like a knee."""
    rng = np.random.default_rng(seed)
    bias = np.cumsum(rng.exponential(1.0, 40))
    capacitance = 300e-12 * np.exp(-np.cumsum(rng.exponential(0.1, 40) ** 2))
    curve = cv.reverse_capacitance(-bias, capacitance)
    found = cv.gain_layer_voltage(curve, cv.find_knee(curve))
    if isinstance(found, Estimate):
        assert 0 <= found.value <= bias[-1]
        assert found.uncertainty is not None


def _assert_same(found: Branch, expected: Branch) -> None:
    for one, other in zip(found, expected, strict=True):
        np.testing.assert_array_equal(one, other)
