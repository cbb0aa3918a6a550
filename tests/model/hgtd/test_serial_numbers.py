import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.model.catalogue import default_catalogue
from qcstation.model.errors import SerialNumberError
from qcstation.model.hgtd import COMPONENT_TYPES, HgtdSerialNumbers
from qcstation.model.hgtd.patterns import PATTERNS, Pattern

GRAMMAR = HgtdSerialNumbers()


@st.composite
def written_by(draw: st.DrawFn, pattern: Pattern) -> str:
    parts = [
        draw(
            st.sampled_from(sorted(field.choices))
            if field.choices
            else st.text(sorted(field.alphabet), min_size=field.width, max_size=field.width)
        )
        for field in pattern.fields
    ]
    return "20W" + pattern.prefix + "".join(parts)


numbers = st.sampled_from(PATTERNS).flatmap(written_by)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda pattern: pattern.example)
def test_every_pattern_adds_up_and_reads_its_example(pattern: Pattern) -> None:
    assert len(pattern.layout) == len(pattern.example) == 14
    assert 3 + len(pattern.prefix) + sum(field.width for field in pattern.fields) == 14
    assert pattern.layout.startswith("20W" + pattern.prefix)
    number = GRAMMAR.parse(pattern.example)
    assert number.component_type == pattern.component_type
    assert list(number.fields) == [field.name for field in pattern.fields]


def test_every_type_has_a_pattern() -> None:
    assert {pattern.component_type for pattern in PATTERNS} == {kind.id for kind in COMPONENT_TYPES}


@given(numbers)
def test_every_well_formed_number_is_read_and_keeps_its_text(text: str) -> None:
    number = GRAMMAR.parse(text)
    assert number.text == text
    assert GRAMMAR.parse(number.text.lower()) == number
    assert default_catalogue().component(text).type == number.component_type


@given(numbers)
def test_test_numbers_follow_the_same_patterns(text: str) -> None:
    for project in ("98W", "99W"):
        number = GRAMMAR.parse(project + text[3:])
        assert number.component_type == GRAMMAR.parse(text).component_type
        assert "test number" in number.fields["purpose"]


@given(numbers, st.integers(0, 13), st.characters(exclude_characters=string.digits + string.ascii_letters, codec="utf-8"))
def test_a_foreign_character_is_refused(text: str, place: int, character: str) -> None:
    with pytest.raises(SerialNumberError):
        GRAMMAR.parse("x" + text[:place] + character + text[place + 1 :])
    with pytest.raises(SerialNumberError) as caught:
        GRAMMAR.parse(text[:place] + character + text[place + 1 :])
    assert "\n" not in str(caught.value)


@given(numbers, st.integers(4, 13))
def test_a_number_cut_short_or_too_long_is_refused_with_its_length(text: str, length: int) -> None:
    with pytest.raises(SerialNumberError, match=r"expected (14|S0)"):
        GRAMMAR.parse(text[:length])
    with pytest.raises(SerialNumberError, match="it has 15 characters, expected 14"):
        GRAMMAR.parse(text + "0")


@given(st.text(max_size=20))
def test_any_text_is_read_or_refused_in_one_line(text: str) -> None:
    try:
        number = GRAMMAR.parse(text)
    except SerialNumberError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017 - most texts come here
    else:
        assert len(number.text) == 14


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("20WS5000100101", "character 5 is '5' (manufacturer), expected 1 (IHEP-IME, pre-production), 2 (IHEP-IME, production)"),
        ("20WS1700100101", "character 6 is '7' (kind), expected 0 (main sensor)"),
        ("20WS100010O101", "character 11 is 'O' (wafer), expected a digit"),
        ("20WS1000100155", "characters 13 to 14 are '55' (position on the wafer), expected 00 to 52 (main sensors) or 61"),
        ("20WS0200001001", "character 6 is '2' (manufacturer), expected 0 (IHEP-IME), 1 (USTC-IME) (LGAD wafer, 20WS0MPBBONNNN)"),
        ("20WMOTP1000001", "character 6 is 'T' (assembly site), expected F (IFAE), H (IHEP), J (IJCLab), M (Mainz), A (MAScIR)"),
        ("20WMOAX1000001", "character 7 is 'X' (production), expected M (main production), P (pre-production), D (demonstrator)"),
        ("20WASXP0001001", "character 6 is 'X' (test site), expected H (IHEP), J (IJCLab)"),
        ("20WHNNXP010001", "character 7 is 'X' (manufacturer, step 4), expected N (NCAP), I (IFAE), C (CNM)"),
        ("20WSUCP1XO0501", "character 9 is 'X' (side), expected F (front), B (back)"),
        ("20WSUCX1FO0501", "character 7 is 'X' (production), expected M (main production), P (pre-production), 0"),
        ("20WXX000000000", "characters 4 to 5 are 'XX' (kind of component), expected S0 (LGAD wafer), SU (support unit)"),
        ("20WS10001001", "it has 12 characters, expected 14 as in 20WSMEBBNNNNXY (LGAD sensor)"),
        ("20W", "characters 4 to 5 are '' (kind of component)"),
        ("21WS1000100101", "characters 1 to 3 are '21W' (project), expected 20W, or 98W or 99W for tests"),
        ("20WS1-00100101", "character 6 is '-' (kind)"),
        ("20WS10001001\N{FULLWIDTH DIGIT ZERO}1", "characters 13 to 14 are"),
    ],
)
def test_a_wrong_number_is_refused_with_place_expectation_and_what_came(text: str, said: str) -> None:
    with pytest.raises(SerialNumberError, match=re.escape(said)) as caught:
        GRAMMAR.parse(text)
    assert str(caught.value).startswith(f"{text!r} is no HGTD serial number: ")


def test_the_fields_are_in_plain_words() -> None:
    assert GRAMMAR.parse("20ws4312345699").fields == {
        "manufacturer": "USTC-IME, production",
        "kind": "QC-TS of a partial sensor",
        "batch": "12",
        "wafer": "3456",
        "position on the wafer": "99 (partial sensor)",
    }


@pytest.mark.parametrize(
    ("text", "batch", "production"),
    [
        ("20WFTMP1F51001", "1", "pre-production"),
        ("20WFTM1PF51001", "1", "pre-production"),
        ("20WFTMMPF51001", "P", "main production"),
        ("20WFTG12F51001", "2", "demonstrator"),
        ("20WFT112F51001", "2", "demonstrator"),
        ("20WFT301R51001", "0", "demonstrator"),
    ],
)
def test_older_flex_tails_are_read_as_their_time_wrote_them(text: str, batch: str, production: str) -> None:
    fields = GRAMMAR.parse(text).fields
    assert (fields["batch"], fields["production"]) == (batch, production)
