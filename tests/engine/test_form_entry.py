"""What is typed into a form's field becomes a value in canonical units, or a sentence that says what is expected."""

import math
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qcstation.engine.form_entry import field_limits, judged_so_far, missing_fields, parse_field, parse_row
from qcstation.model.errors import InputError
from qcstation.model.forms import Column, FieldAnswer, FieldKind, FormField, FormResult
from qcstation.model.limits import Limit, Specification
from qcstation.model.prompts import Prompt, PromptKind
from qcstation.model.verdicts import Verdict

LENGTH = FormField(name="gap", title="Gap", kind=FieldKind.NUMBER, unit="mm", possible=(0, 50))
PULLS = FormField(name="pulls", title="Pulls", kind=FieldKind.LIST, unit="gf")
STEPS = FormField(name="steps", title="Steps", kind=FieldKind.CHECKLIST, choices=("gloves on", "clean, dry", "lid shut"))
SIDE = FormField(name="side", title="Side", kind=FieldKind.CHOICE, choices=("left", "leftmost", "right"))
POINTS = FormField(
    name="points",
    title="Points",
    kind=FieldKind.TABLE,
    columns=(
        Column(name="x", unit="mm"),
        Column(name="mode", choices=("heel break on chip", "lift-off"), codes={"6": "lift-off"}),
    ),
)
PHOTOS = FormField(name="photos", title="Photos", kind=FieldKind.FILES, least=2)
FIELDS = (LENGTH, PULLS, STEPS, SIDE, POINTS, PHOTOS)


def value(field: FormField, text: str) -> FieldAnswer:
    answer = parse_field(field, text)
    assert answer is not None
    return answer


@settings(max_examples=60)
@given(number=st.floats(0, 50), unit=st.sampled_from(["", " mm", "mm"]))
def test_a_number_is_in_the_fields_unit_unless_it_has_its_own(number: float, unit: str) -> None:
    assert value(LENGTH, f"{number!r}{unit}").rows[0][0] == pytest.approx(number * 1e-3, rel=1e-12, abs=1e-300)


@pytest.mark.parametrize(
    ("text", "metres"), [("1.5 cm", 0.015), ("120 um", 1.2e-4), ("2.5e-2 m", 0.025), (".5", 5e-4), ("+3", 3e-3)]
)
def test_units_are_converted(text: str, metres: float) -> None:
    assert value(LENGTH, text).rows[0][0] == pytest.approx(metres)


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        (LENGTH, "51", "possible are 0 to 50 mm"),
        (LENGTH, "-1", "possible"),
        (LENGTH, "\N{MINUS SIGN}1", "possible"),
        (LENGTH, "5 V", "mm"),
        (LENGTH, "1,5", "1.5"),
        (LENGTH, "1,5 mm", "1.5 mm"),
        (LENGTH, "nan", "mm"),
        (LENGTH, "1e999", "finite"),
        (PULLS, "8\nmuch", "much"),
        (PULLS, "8\n9 V", "gf"),
        (SIDE, "le", "left, leftmost, right"),
        (SIDE, "up", "left, leftmost, right"),
        (STEPS, "gloves on; dancing", "dancing"),
        (POINTS, "5", "2 values"),
        (POINTS, "5; 6; 7", "2 values"),
        (POINTS, "5; crack", "heel break on chip, lift-off"),
        (PHOTOS, "photo.jpg", "file"),
    ],
)
def test_a_wrong_entry_is_told_what_is_expected(field: FormField, text: str, word: str) -> None:
    with pytest.raises(InputError, match=word) as refused:
        parse_field(field, text)
    assert field.title in str(refused.value) or field.choices or field.columns
    assert "\n" not in str(refused.value)


def test_grams_are_a_force_where_a_force_is_asked_for() -> None:
    strengths = [row[0] for row in value(PULLS, "8 g; 9 gf\t10\n0.0980665 N").rows]
    assert strengths == pytest.approx([8.0, 9.0, 10.0, 10.0])


def test_choices_are_known_by_their_beginning_and_lists_by_their_words() -> None:
    assert value(SIDE, "R").rows == ((2.0,),)
    assert value(SIDE, "LEFT").rows == ((0.0,),)
    assert value(STEPS, "clean, dry").text == "clean, dry"
    assert value(STEPS, "lid shut, gloves on").rows == ((1.0,),)
    assert value(STEPS, "").rows == ((3.0,),)


@pytest.mark.parametrize("line", ["5; lift-off", "5\t6", "5 mm;6", "5 lift-off", "0.5 cm ; LIFT"])
def test_a_row_is_cut_where_a_person_means_it(line: str) -> None:
    assert list(parse_row(POINTS, line)) == pytest.approx([5e-3, 1.0])
    assert list(parse_row(POINTS, "1 heel break on chip")) == pytest.approx([1e-3, 0.0])


@settings(max_examples=150)
@given(field=st.sampled_from(FIELDS), text=st.text(alphabet="0159.,;-+eE mµgfVlrx\t\n\N{MINUS SIGN}é", max_size=25))
def test_no_text_does_anything_else(field: FormField, text: str) -> None:
    with suppress(InputError):
        answer = parse_field(field, text)
        for row in answer.rows if answer else ():
            assert len(row) == max(1, len(field.table_columns))
            assert all(map(math.isfinite, row))


def test_files_are_looked_at_before_they_are_taken(tmp_path: Path) -> None:
    photo = tmp_path / "a.jpg"
    photo.write_bytes(b"x")
    answer = parse_field(PHOTOS, files=[photo, str(photo)])
    assert answer is not None
    assert (answer.text, answer.rows) == ("a.jpg; a.jpg", ((2.0,),))
    for wrong in (tmp_path / "none.jpg", tmp_path):
        with pytest.raises(InputError, match="cannot be read"):
            parse_field(PHOTOS, files=[photo, wrong])
    with pytest.raises(InputError, match="takes no file"):
        parse_field(LENGTH, files=[photo])
    with pytest.raises(InputError, match="one file"):
        parse_field(PULLS, files=[photo, photo])


def test_what_is_missing_and_what_is_outside_is_known_at_any_time() -> None:
    required = FormField(name="gap", title="Gap", kind=FieldKind.NUMBER, unit="mm", required=True)
    after = FormField(name="after", title="After", kind=FieldKind.NUMBER, unit="mm")
    limits = (
        Limit(name="gap", unit="m", max=1e-3, required=True, source="test"),
        Limit(name="growth", unit="m", min=0, source="test"),
    )
    prompt = Prompt(
        id="form",
        text="",
        kind=PromptKind.FORM,
        fields=(required, after, PHOTOS),
        results=(FormResult(name="gap", of=("gap",)), FormResult(name="growth", of=("after", "gap"), reduction="difference")),
        specification=Specification(id="t", version="1", limits=limits),
    )
    assert missing_fields(prompt, {}) == ("Gap",)
    assert missing_fields(prompt, {"photos": FieldAnswer(files=("a",))}) == ("Gap", "Photos (at least 2)")
    assert judged_so_far(prompt, {}) == {}
    gap = value(required, "2")
    assert {name: j.verdict for name, j in judged_so_far(prompt, {"gap": gap}).items()} == {"gap": Verdict.FAIL}
    both = judged_so_far(prompt, {"gap": gap, "after": value(after, "2.5")})
    assert both["growth"].verdict is Verdict.PASS
    assert {field: [result.name for result, _ in found] for field, found in field_limits(prompt).items()} == {
        "gap": ["gap"],
        "after": ["growth"],
    }
