import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qcstation.model.estimates import Censoring, Estimate, Refusal, Result
from qcstation.model.limits import DecisionRule, Limit, Specification
from qcstation.model.verdicts import Judgement, Verdict, judge, overall, worst
from tests.model.strategies import estimates, limits, moderate, refusals, results, specifications

NAME = "breakdown_voltage"
verdicts = st.sampled_from(Verdict)


def specification(limit: Limit, rule: DecisionRule = DecisionRule.SIMPLE, coverage: float = 2.0) -> Specification:
    return Specification(id="test", version="1", rule=rule, coverage=coverage, limits=(limit,))


def between(low: float | None, high: float | None, *, required: bool = True) -> Limit:
    return Limit(name=NAME, unit="V", min=low, max=high, required=required, source="made up for this test")


def judged(finding: Estimate | Refusal, spec: Specification) -> Judgement:
    (judgement,) = judge([Result(NAME, finding)], spec)
    return judgement


def allows(limit: Limit, value: float) -> bool:
    return (limit.min is None or value >= limit.min) and (limit.max is None or value <= limit.max)


@given(st.floats(-1e6, 1e6), limits())
def test_simple_acceptance_goes_by_the_value_alone(value: float, limit: Limit) -> None:
    assume(limit.min is not None or limit.max is not None)
    verdict = judged(Estimate(value=value, unit="V", uncertainty=1e6), specification(limit)).verdict
    assert verdict is (Verdict.PASS if allows(limit, value) else Verdict.FAIL)


@given(moderate, st.floats(0, 1e3), limits(), st.floats(0.1, 5))
def test_guarded_passes_and_fails_only_where_the_whole_interval_does(
    value: float, uncertainty: float, limit: Limit, coverage: float
) -> None:
    assume(limit.min is not None or limit.max is not None)
    spec = specification(limit, DecisionRule.GUARDED, coverage)
    low, high = value - coverage * uncertainty, value + coverage * uncertainty
    outside = (limit.min is not None and high < limit.min) or (limit.max is not None and low > limit.max)
    expected = Verdict.PASS if allows(limit, low) and allows(limit, high) else Verdict.FAIL if outside else Verdict.INCONCLUSIVE
    assert judged(Estimate(value=value, unit="V", uncertainty=uncertainty), spec).verdict is expected


@given(moderate, limits())
def test_guarded_without_an_uncertainty_decides_nothing(value: float, limit: Limit) -> None:
    assume(limit.min is not None or limit.max is not None)
    assert judged(Estimate(value=value, unit="V"), specification(limit, DecisionRule.GUARDED)).verdict is Verdict.INCONCLUSIVE


@given(moderate, limits(), st.sampled_from(Censoring), st.sampled_from(DecisionRule), st.floats(1e-3, 1e6))
def test_a_bound_decides_only_what_holds_for_every_value_beyond_it(
    bound: float, limit: Limit, side: Censoring, rule: DecisionRule, beyond: float
) -> None:
    assume(limit.min is not None or limit.max is not None)
    verdict = judged(Estimate(value=bound, unit="V", censored=side), specification(limit, rule)).verdict
    possible = bound + beyond if side is Censoring.ABOVE else bound - beyond
    assume(possible != bound)
    if verdict is Verdict.PASS:
        assert allows(limit, possible)
    elif verdict is Verdict.FAIL:
        assert not allows(limit, possible)


@pytest.mark.parametrize("rule", DecisionRule)
@pytest.mark.parametrize(
    ("side", "bound", "low", "high", "expected"),
    [
        (Censoring.ABOVE, 200.0, 120.0, None, Verdict.PASS),
        (Censoring.ABOVE, 120.0, 120.0, None, Verdict.PASS),
        (Censoring.ABOVE, 100.0, 120.0, None, Verdict.INCONCLUSIVE),
        (Censoring.ABOVE, 200.0, None, 200.0, Verdict.FAIL),
        (Censoring.ABOVE, 200.0, None, 250.0, Verdict.INCONCLUSIVE),
        (Censoring.ABOVE, 200.0, 120.0, 250.0, Verdict.INCONCLUSIVE),
        (Censoring.BELOW, 100.0, 120.0, None, Verdict.FAIL),
        (Censoring.BELOW, 120.0, 120.0, None, Verdict.FAIL),
        (Censoring.BELOW, 130.0, 120.0, None, Verdict.INCONCLUSIVE),
        (Censoring.BELOW, 1.0, None, 5.0, Verdict.PASS),
    ],
)
def test_not_reached_is_judged_by_its_bound(
    rule: DecisionRule, side: Censoring, bound: float, low: float | None, high: float | None, expected: Verdict
) -> None:
    finding = Estimate(value=bound, unit="V", censored=side)
    assert judged(finding, specification(between(low, high), rule)).verdict is expected


@given(refusals, limits(), st.sampled_from(DecisionRule))
def test_a_refusal_never_passes(finding: Refusal, limit: Limit, rule: DecisionRule) -> None:
    judgement = judged(finding, specification(limit, rule))
    assert judgement.verdict is (Verdict.INCONCLUSIVE if _is_asked_for(limit) else None)


def _is_asked_for(limit: Limit) -> bool:
    return limit.required or limit.set_by_site or limit.min is not None or limit.max is not None


@given(estimates(), limits())
def test_another_unit_is_never_compared(finding: Estimate, limit: Limit) -> None:
    in_amperes = Estimate(value=finding.value, unit="A", censored=finding.censored)
    assert judged(in_amperes, specification(limit)).verdict in {Verdict.INCONCLUSIVE, None}


@given(estimates(), st.booleans())
def test_a_limit_that_the_site_has_not_set_is_inconclusive(finding: Estimate, required: bool) -> None:
    limit = Limit(name=NAME, unit="V", required=required, set_by_site=True)
    judgement = judged(finding, specification(limit))
    assert (judgement.verdict, judgement.reason) == (Verdict.INCONCLUSIVE, "limit not set by the site")


@given(st.lists(results), specifications())
def test_every_result_is_judged_and_every_required_limit_is_held(found: list[Result], spec: Specification) -> None:
    judgements = judge(found, spec)
    assert [j.result for j in judgements[: len(found)]] == found
    missing = {limit.name for limit in spec.limits if limit.required} - {result.name for result in found}
    assert {j.result.name for j in judgements[len(found) :]} == missing
    assert all(j.verdict is Verdict.INCONCLUSIVE and "not measured" in j.reason for j in judgements[len(found) :])


@given(st.lists(results), specifications())
def test_a_run_passes_only_if_all_that_is_required_passes(found: list[Result], spec: Specification) -> None:
    judgements = judge(found, spec)
    required = [j.verdict for j in judgements if j.limit is not None and j.limit.required]
    verdict = overall(judgements)
    assert (verdict is Verdict.PASS) == (bool(required) and all(v is Verdict.PASS for v in required))
    assert (verdict is Verdict.FAIL) == (Verdict.FAIL in required)


@given(st.lists(results), specifications())
def test_information_never_counts(found: list[Result], spec: Specification) -> None:
    without = [r for r in found if (limit := spec.limit(r.name)) is not None and limit.required]
    assert overall(judge(found, spec)) is overall(judge(without, spec))


@given(st.lists(verdicts))
def test_the_worst_is_fail_then_inconclusive_then_pass(given_verdicts: list[Verdict]) -> None:
    ranks = [Verdict.FAIL, Verdict.INCONCLUSIVE, Verdict.PASS]
    expected = next((v for v in ranks if v in given_verdicts), Verdict.INCONCLUSIVE)
    assert worst(given_verdicts) is expected
    assert worst(reversed(given_verdicts)) is expected


def test_nothing_required_is_no_pass() -> None:
    assert overall(()) is Verdict.INCONCLUSIVE


def test_reasons_name_limit_and_rule() -> None:
    low = judged(Estimate(value=100.0, unit="V"), specification(between(120.0, None)))
    high = judged(Estimate(value=300.0, unit="V"), specification(between(None, 250.0)))
    close = judged(Estimate(value=121.0, unit="V", uncertainty=1.0), specification(between(120.0, None), DecisionRule.GUARDED))
    assert [low.reason, high.reason] == ["below 120 V", "above 250 V"]
    assert close.reason == "within 2 standard uncertainties of the limit"
