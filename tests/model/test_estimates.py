import math

import msgspec
import numpy as np
import pytest
from hypothesis import given

from qcstation.model.estimates import Censoring, Estimate, Finding, Refusal
from tests.model.strategies import estimates, finite, refusals

NOT_FINITE = [math.nan, math.inf, -math.inf]


@pytest.mark.parametrize("value", NOT_FINITE)
def test_an_estimate_is_finite(value: float) -> None:
    with pytest.raises(ValueError, match="use Refusal"):
        Estimate(value=value, unit="V")


@pytest.mark.parametrize("uncertainty", [*NOT_FINITE, -1e-9])
def test_an_uncertainty_is_finite_and_not_negative(uncertainty: float) -> None:
    with pytest.raises(ValueError, match="uncertainty"):
        Estimate(value=1.0, unit="V", uncertainty=uncertainty)


@pytest.mark.parametrize("value", NOT_FINITE)
def test_no_way_round_the_check(value: float) -> None:
    good = Estimate(value=1.0, unit="V")
    with pytest.raises(ValueError, match="finite"):
        msgspec.structs.replace(good, value=value)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"type": "estimate", "value": value, "unit": "V"}, Finding)


@pytest.mark.parametrize(
    "line", [b'{"type":"estimate","value":null,"unit":"V"}', b'{"type":"estimate","value":1e999,"unit":"V"}']
)
def test_no_bad_number_comes_out_of_a_record(line: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(line, type=Finding)


def test_numbers_of_numpy_become_plain_ones() -> None:
    estimate = Estimate(value=np.float64(1.5), unit="V", uncertainty=np.float64(0.25))
    assert (type(estimate.value), type(estimate.uncertainty)) == (float, float)
    assert msgspec.json.decode(msgspec.json.encode(estimate), type=Finding) == estimate


@given(estimates(values=finite) | refusals)
def test_findings_survive_json(finding: Finding) -> None:
    assert msgspec.json.decode(msgspec.json.encode(finding), type=Finding) == finding


def test_they_read_as_people_write() -> None:
    assert str(Estimate(value=200.0, unit="V", censored=Censoring.ABOVE)) == "> 200 V"
    assert str(Estimate(value=1e-9, unit="A", censored=Censoring.BELOW)) == "< 1 nA"
    assert str(Estimate(value=156.13, unit="V", uncertainty=0.42)) == "156.13 ± 0.42 V"
    assert str(Refusal(unit="V", reason="no knee")) == "none: no knee"
