"""Grades: the first whose conditions all hold; what is not decided is said, and never guessed."""

import pytest

from qcstation.model.errors import SpecificationError
from qcstation.model.estimates import Censoring, Estimate, Refusal, Result
from qcstation.model.grading import grade_of
from qcstation.model.limits import Specification, parse_specification

RULES = """
[specification]
id = "x"
version = "1"
{rule}

[limits.bad_pads]
unit = "1"

[limits.voltage]
unit = "V"

[grades.A.bad_pads]
unit = "1"
max = 0
source = "here"

[grades.A.voltage]
unit = "V"
min = 150
source = "here"

[grades.B.bad_pads]
unit = "1"
max = 3
source = "here"

[grades.C]
"""


def rules(rule: str = "") -> Specification:
    return parse_specification(RULES.replace("{rule}", rule))


def found(bad: float, voltage: float, *, censored: Censoring | None = None, error: float | None = None) -> list[Result]:
    return [
        Result("bad_pads", Estimate(value=bad, unit="1", uncertainty=0.0)),
        Result("voltage", Estimate(value=voltage, unit="V", censored=censored, uncertainty=error)),
    ]


@pytest.mark.parametrize(
    ("bad", "voltage", "grade"), [(0, 155, "A"), (0, 150, "A"), (0, 149, "B"), (3, 100, "B"), (4, 155, "C"), (200, 1, "C")]
)
def test_the_first_whose_conditions_all_hold(bad: float, voltage: float, grade: str) -> None:
    result = grade_of(found(bad, voltage), rules())
    assert result is not None
    assert isinstance(result.finding, Estimate)
    assert result.finding.note == grade
    assert result.finding.value == "ABC".index(grade) + 1


def test_a_bound_decides_where_it_can_and_else_there_is_no_grade() -> None:
    decided = grade_of(found(0, 160, censored=Censoring.ABOVE), rules())
    assert decided is not None
    assert isinstance(decided.finding, Estimate)
    open_ = grade_of(found(0, 140, censored=Censoring.ABOVE), rules())
    assert open_ is not None
    assert isinstance(open_.finding, Refusal)
    assert open_.finding.reason.startswith("A or B: voltage: the bound reached does not decide")


def test_what_was_not_measured_is_not_taken_for_good() -> None:
    result = grade_of(found(0, 155)[:1], rules())
    assert result is not None
    assert isinstance(result.finding, Refusal)
    assert "A or B: voltage: required, but not measured" in result.finding.reason


def test_the_guarded_rule_holds_for_grades_too() -> None:
    near = grade_of(found(0, 151, error=1.0), rules('rule = "guarded"'))
    assert near is not None
    assert isinstance(near.finding, Refusal)
    far = grade_of(found(0, 153, error=1.0), rules('rule = "guarded"'))
    assert far is not None
    assert isinstance(far.finding, Estimate)


def test_without_grades_there_is_none_and_the_digest_is_what_it_was() -> None:
    text = '[specification]\nid = "x"\nversion = "1"\n'
    assert grade_of(found(0, 155), parse_specification(text)) is None
    assert parse_specification(text + "[grades.A]\n").digest != parse_specification(text).digest


def test_a_site_that_gives_grades_gives_all_of_them() -> None:
    own = '[specification]\nversion = "site 1"\n[grades.good.voltage]\nunit = "V"\nmin = 100\nsource = "us"\n'
    laid = rules().overlaid(own)
    assert [grade.name for grade in laid.grades] == ["good"]
    kept = rules().overlaid('[specification]\nversion = "site 1"\n')
    assert [grade.name for grade in kept.grades] == ["A", "B", "C"]
    result = grade_of(found(0, 50), laid)
    assert result is not None
    assert isinstance(result.finding, Refusal)
    assert result.finding.reason == "the conditions of none hold"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[grades]\nA = 1\n", "grades.A = 1, expected a table"),
        ("[grades.A]\nvoltage = 150\n", "grades.A.voltage = 150, expected a table"),
        ('[grades.A.voltage]\nunit = "V"\nmin = 1\n', "say where the number comes from"),
        ('[grades.A.voltage]\nunit = "V"\nleast = 1\n', "unknown field"),
    ],
)
def test_wrong_rules_are_refused(text: str, message: str) -> None:
    with pytest.raises(SpecificationError, match=message):
        parse_specification('[specification]\nid = "x"\nversion = "1"\n' + text)
