import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.analysis.temperature import normalisation_factor, relative_slope

temperatures = st.floats(-60, 100)


@pytest.mark.parametrize(
    ("measured", "reference", "factor"),
    [
        # By hand: (Tr/T)**2 * exp(1.21 / (2 * 8.617333e-5) * (1/T - 1/Tr)) with T and Tr in K.
        (20.0, 20.0, 1.0),
        (-30.0, 20.0, 200.1),
        (27.0, 20.0, 0.5458),
        (20.0, -20.0, 0.01695),
    ],
)
def test_factors_by_hand(measured: float, reference: float, factor: float) -> None:
    assert normalisation_factor(measured, reference) == pytest.approx(factor, rel=2e-3)


@given(temperatures, temperatures, temperatures)
def test_going_by_way_of_a_third_temperature_is_the_same(a: float, b: float, c: float) -> None:
    assert normalisation_factor(a, b) * normalisation_factor(b, c) == pytest.approx(normalisation_factor(a, c), rel=1e-9)


@given(temperatures)
def test_the_slope_is_the_factors_derivative(temperature: float) -> None:
    numerical = math.log(normalisation_factor(temperature - 0.01, temperature + 0.01)) / 0.02
    assert relative_slope(temperature) == pytest.approx(numerical, rel=1e-4)


@pytest.mark.parametrize("impossible", [-273.15, -300.0, math.nan, math.inf])
def test_impossible_temperatures_are_refused(impossible: float) -> None:
    with pytest.raises(ValueError, match="finite and above"):
        normalisation_factor(impossible, 20.0)
    with pytest.raises(ValueError, match="finite and above"):
        normalisation_factor(20.0, impossible)
