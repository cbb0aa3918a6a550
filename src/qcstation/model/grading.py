"""The grade of a component: which class of a specification's its results put it into. A pure function, as a verdict is."""

from collections.abc import Sequence

from msgspec.structs import replace

from .estimates import Estimate, Finding, Refusal, Result
from .limits import Grade, Specification
from .verdicts import Verdict, judge, overall

GRADE = "grade"
"""The name of the result: 1 is the best grade, and the note names it."""


def grade_of(results: Sequence[Result], specification: Specification) -> Result | None:
    """Return the grade that results earn as a result of its own, None where the specification has no grades.

    It is the first whose conditions all hold, under the specification's decision rule. Where a better one cannot be excluded,
    because a bound or a missing result does not decide, there is no grade: the reason names what it could be, and why.
    """
    grades = specification.grades
    if not grades:
        return None
    possible: list[str] = []
    reasons: list[str] = []
    for place, grade in enumerate(grades, start=1):
        verdict, why = _holds(grade, results, specification)
        if verdict is Verdict.PASS:
            found: Finding = Estimate(value=float(place), unit="1", note=grade.name)
            if possible:
                found = Refusal(unit="1", reason=f"{' or '.join([*possible, grade.name])}: {'; '.join(dict.fromkeys(reasons))}")
            return Result(GRADE, found)
        if verdict is Verdict.INCONCLUSIVE:
            possible.append(grade.name)
            reasons += why
    none = "the conditions of none hold"
    reason = f"{' or '.join(possible)}, or none: {'; '.join(dict.fromkeys(reasons))}" if possible else none
    return Result(GRADE, Refusal(unit="1", reason=reason))


def _holds(grade: Grade, results: Sequence[Result], specification: Specification) -> tuple[Verdict, list[str]]:
    if not grade.conditions:
        return Verdict.PASS, []
    conditions = tuple(replace(condition, required=True) for condition in grade.conditions)
    names = {condition.name for condition in conditions}
    rules = Specification(
        id=specification.id,
        version=specification.version,
        rule=specification.rule,
        coverage=specification.coverage,
        limits=conditions,
    )
    judged = judge((result for result in results if result.name in names), rules)
    undecided = [j for j in judged if j.verdict is Verdict.INCONCLUSIVE]
    return overall(judged), [f"{j.result.name}: {j.reason}" for j in undecided]
