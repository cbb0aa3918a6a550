"""Judgement: a pure function of results and specification. The outcome of a run is another thing than its verdict."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct

from .estimates import Censoring, Estimate, Refusal, Result
from .limits import DecisionRule, Limit, Specification
from .units import format_quantity


class Verdict(StrEnum):
    """What the results say of the component."""

    PASS = "PASS"
    FAIL = "FAIL"
    INCONCLUSIVE = "INCONCLUSIVE"


class Outcome(StrEnum):
    """How a run ended, whatever it measured."""

    COMPLETED = "COMPLETED"
    ABORTED = "ABORTED"
    ERROR = "ERROR"
    INTERRUPTED = "INTERRUPTED"


class Judgement(Struct, frozen=True, kw_only=True):
    """One result beside its limit. `verdict` is None where the result is information and has no limit."""

    result: Result
    limit: Limit | None
    verdict: Verdict | None
    reason: str = ""

    @property
    def counts(self) -> bool:
        """Whether this judgement counts for the run's verdict."""
        return self.limit is not None and self.limit.required


_SEVERITY = {Verdict.FAIL: 2, Verdict.INCONCLUSIVE: 1, Verdict.PASS: 0}


def worst(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the worst verdict: FAIL, then INCONCLUSIVE, then PASS; INCONCLUSIVE if there is none at all."""
    return max(verdicts, key=_SEVERITY.__getitem__, default=Verdict.INCONCLUSIVE)


def judge(results: Iterable[Result], specification: Specification) -> tuple[Judgement, ...]:
    """Hold every result against its limit, and every required limit against a result.

    A required limit without a result gives an INCONCLUSIVE judgement of its own.
    """
    results = tuple(results)
    judged = [_judge_one(result, specification) for result in results]
    found = {result.name for result in results}
    for limit in specification.limits:
        if limit.required and limit.name not in found:
            missing = Result(limit.name, Refusal(unit=limit.unit, reason="not measured"))
            judged.append(
                Judgement(result=missing, limit=limit, verdict=Verdict.INCONCLUSIVE, reason="required, but not measured")
            )
    return tuple(judged)


def overall(judgements: Iterable[Judgement]) -> Verdict:
    """Return a run's verdict: the worst of its required results, INCONCLUSIVE if nothing is required."""
    return worst(j.verdict for j in judgements if j.counts and j.verdict is not None)


def _judge_one(result: Result, specification: Specification) -> Judgement:
    limit = specification.limit(result.name)
    if limit is None:
        return Judgement(result=result, limit=None, verdict=None)
    verdict, reason = _decide(result, limit, specification)
    return Judgement(result=result, limit=limit, verdict=verdict, reason=reason)


def _decide(result: Result, limit: Limit, specification: Specification) -> tuple[Verdict | None, str]:
    finding = result.finding
    unbounded = limit.min is None and limit.max is None
    if unbounded and not limit.required and not limit.set_by_site:
        return None, ""
    if isinstance(finding, Refusal):
        return Verdict.INCONCLUSIVE, finding.reason
    if finding.unit != limit.unit:
        return Verdict.INCONCLUSIVE, f"measured in {finding.unit}, but the limit is in {limit.unit}"
    if unbounded:
        return (Verdict.INCONCLUSIVE, "limit not set by the site") if limit.set_by_site else (Verdict.PASS, "")
    low, high = _interval(finding, specification)
    if low is None or high is None:
        return Verdict.INCONCLUSIVE, "no uncertainty, which the guarded decision rule needs"
    below = limit.min is not None and low < limit.min
    above = limit.max is not None and high > limit.max
    if not below and not above:
        return Verdict.PASS, ""
    # Wholly outside: every value of the interval fails. A censored value lies strictly beyond its bound.
    if limit.min is not None and (high < limit.min or (finding.censored is Censoring.BELOW and high <= limit.min)):
        return Verdict.FAIL, f"below {format_quantity(limit.min, limit.unit)}"
    if limit.max is not None and (low > limit.max or (finding.censored is Censoring.ABOVE and low >= limit.max)):
        return Verdict.FAIL, f"above {format_quantity(limit.max, limit.unit)}"
    if finding.censored:
        return Verdict.INCONCLUSIVE, "the bound reached does not decide"
    return Verdict.INCONCLUSIVE, f"within {specification.coverage:g} standard uncertainties of the limit"


def _interval(finding: Estimate, specification: Specification) -> tuple[float | None, float | None]:
    """The interval of values that the finding leaves possible under the decision rule."""
    margin = 0.0
    if specification.rule is DecisionRule.GUARDED:
        if finding.uncertainty is None and finding.censored is None:
            return None, None
        margin = specification.coverage * (finding.uncertainty or 0.0)
    low = float("-inf") if finding.censored is Censoring.BELOW else finding.value - margin
    high = float("inf") if finding.censored is Censoring.ABOVE else finding.value + margin
    return low, high
