"""What a person types becomes an answer, or a sentence that says what is expected."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qcstation.engine.prompts import parse_answer
from qcstation.model.errors import InputError
from qcstation.model.prompts import Answer, Prompt, PromptKind

NUMBER = Prompt(id="m", text="Mass?", kind=PromptKind.NUMBER, unit="g")
CHOICE = Prompt(id="c", text="Which?", kind=PromptKind.CHOICE, choices=("left", "right"))
CHECKLIST = Prompt(id="l", text="Done?", kind=PromptKind.CHECKLIST, choices=("a", "b", "c"))
CONFIRM = Prompt(id="y", text="Closed?")


def test_numbers_are_converted_to_the_unit_that_was_asked_for() -> None:
    assert parse_answer(NUMBER, " 1.5 kg\n").number == pytest.approx(1500.0)


@pytest.mark.parametrize(
    ("prompt", "text", "word"),
    [
        (NUMBER, "5", "unit"),
        (NUMBER, "5 V", "g"),
        (NUMBER, "heavy", "g"),
        (CHOICE, "middle", "left, right"),
        (CHOICE, "left, right", "one of"),
        (CHECKLIST, "a, z", "any of"),
        (CONFIRM, "no", "yes"),
    ],
)
def test_a_wrong_answer_is_told_what_is_expected(prompt: Prompt, text: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        parse_answer(prompt, text)


def test_choices_and_lists() -> None:
    assert parse_answer(CHOICE, "left").chosen == ("left",)
    assert parse_answer(CHECKLIST, "a, c").chosen == ("a", "c")
    assert parse_answer(CHECKLIST, "").chosen == ()
    assert parse_answer(CONFIRM, "").text == "yes"


@given(prompt=st.sampled_from([NUMBER, CHOICE, CHECKLIST, CONFIRM]), text=st.text(max_size=30))
def test_no_text_does_anything_else(prompt: Prompt, text: str) -> None:
    with suppress(InputError):
        assert isinstance(parse_answer(prompt, text), Answer)
