"""Forms: what their files may say, and what becomes of what is entered."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from qcstation.engine.form_entry import form_answer, parse_field
from qcstation.engine.prompts import AnsweredBefore, GivenAnswers, Unattended
from qcstation.model.errors import InputError, SpecificationError
from qcstation.model.estimates import Estimate, Refusal
from qcstation.model.events import MessageLogged, RowsTaken, TableDeclared
from qcstation.model.limits import parse_specification
from qcstation.model.prompts import Answer, Prompt, PromptKind
from qcstation.model.raw import RawData
from qcstation.model.verdicts import Outcome, Verdict
from qcstation.procedures.forms import FormProcedure
from qcstation.procedures.registry import all_procedures, procedure
from tests.procedures.form_bench import MASS, FormRun, Person, SlowBalance, form_of
from tests.procedures.stand import MemoryTable

Answering = Callable[[Prompt], Answer]


def given(**texts: str) -> AnsweredBefore:
    return AnsweredBefore(GivenAnswers(texts=texts), Unattended(), by="tester")


def typed(mass: str) -> Answering:
    """Answers with this mass, and with whatever has been entered."""

    def answer(prompt: Prompt) -> Answer:
        field = next(field for field in prompt.fields if field.name == "mass")
        value = parse_field(field, mass)
        assert value is not None
        return form_answer(prompt, {**prompt.entered, "mass": value}, by="tester")

    return answer


def taking(prompt: Prompt) -> Answer:
    """Has a remark typed, and wants the mass from the balance."""
    remark = parse_field(prompt.fields[-1], "cold")
    assert remark is not None
    return Answer(prompt=prompt.id, take="mass", values={"remark": remark})


def test_what_is_entered_is_kept_in_canonical_units_and_judged(tmp_path: Path) -> None:
    photo = tmp_path / "Front side.JPG"
    photo.write_bytes(b"not really a picture")
    answers = GivenAnswers(
        texts={"mass": "3.1 g", "surface": "dusty", "steps": "gloves on; carrier removed", "pulls": "8.5\n9 gf\n7.9 g"},
        files={"photos": (photo,)},
    )
    run = FormRun(form_of(tmp_path), AnsweredBefore(answers, Unattended(), by="tester"))
    assert run.report.outcome is Outcome.COMPLETED, run.report.reason
    found = {name: judgement.result.finding for name, judgement in run.results.items()}
    assert found["mass"] == Estimate(value=3.1, unit="g")
    assert (found["surface"].value, found["surface"].note) == (1.0, "dusty")
    assert found["steps"].value == 1.0
    assert found["mean_pull"].value == pytest.approx(25.4 / 3)
    assert {name: judgement.verdict for name, judgement in run.results.items()} == {
        "mass": Verdict.PASS, "surface": Verdict.PASS, "steps": Verdict.FAIL, "mean_pull": Verdict.PASS,
    }  # fmt: skip
    kept = run.attachments["photos-1.jpg"]
    assert (kept.data, kept.media_type) == (b"not really a picture", "image/jpeg")
    assert "Front side.JPG" in kept.caption


def raw_of(run: FormRun) -> RawData:
    """The raw data as a run file would give them back: from the events alone."""
    tables = {event.layout.name: MemoryTable(event.layout) for event in run.events if isinstance(event, TableDeclared)}
    for event in run.events:
        if isinstance(event, RowsTaken):
            tables[event.table].rows += [tuple(math.nan if value is None else value for value in row) for row in event.rows]
    return RawData({name: table.frozen() for name, table in tables.items()})


def test_the_file_that_values_were_read_from_is_kept_with_them(tmp_path: Path) -> None:
    file = tmp_path / "Tester export.CSV"
    file.write_text("Pulled wires (cN)\n9.80665\n19.6133\n")
    answers = GivenAnswers(texts={"mass": "3.1 g"}, files={"pulls": (file,)})
    run = FormRun(form_of(tmp_path), AnsweredBefore(answers, Unattended()))
    assert run.results["mean_pull"].result.finding.value == pytest.approx(15.0)
    assert run.attachments["pulls-1.csv"].data == file.read_bytes()
    assert raw_of(run)["pulls"].layout.columns == {"value": "gf"}


def test_an_old_run_is_analysed_from_its_raw_data_alone(tmp_path: Path) -> None:
    kind = form_of(tmp_path)
    person = Person(typed("3100 mg"))
    run = FormRun(kind, person)
    raw = raw_of(run)
    assert [result.name for result in kind.analyse(raw, None)] == ["mass", "surface", "steps", "mean_pull"]
    mass, surface = kind.analyse(raw, None)[:2]
    assert mass.finding == Estimate(value=3.1, unit="g")
    assert isinstance(surface.finding, Refusal)
    assert "surface" in surface.finding.reason


def test_the_limits_of_this_run_are_asked_with_the_fields(tmp_path: Path) -> None:
    kind = form_of(tmp_path)
    site = kind.specification().overlaid('[specification]\nversion = "site"\n[limits.mass]\nmax = 3.0\nsource = "site"')
    person = Person(typed("3.1 g"))
    run = FormRun(kind, person, specification=site)
    (prompt,) = run.prompts
    assert (prompt.kind, prompt.text, prompt.takable) == (PromptKind.FORM, "Weigh it", ())
    assert prompt.specification == site
    assert person.asked == [prompt]
    assert run.results["mass"].verdict is Verdict.FAIL


def test_a_value_is_taken_from_the_balance_once_it_is_at_rest(tmp_path: Path) -> None:
    kind, balance = form_of(tmp_path), SlowBalance(unsteady=3)
    person = Person(taking, lambda prompt: form_answer(prompt, prompt.entered))
    run = FormRun(kind, person, {"balance": balance})
    first, second = person.asked
    assert first.takable == ("mass",)
    assert second.entered["mass"].text == "3012.3 mg"
    assert second.entered["mass"].source == "balance"
    assert second.entered["remark"].text == "cold"
    assert balance.readings == 4
    assert run.results["mass"].result.finding.value == pytest.approx(3.0123)
    assert run.report.outcome is Outcome.COMPLETED


@pytest.mark.parametrize(("balance", "word"), [(SlowBalance(unsteady=None), "rest"), (SlowBalance(silent=True), "no answer")])
def test_a_balance_that_gives_nothing_costs_nothing_that_was_entered(balance: SlowBalance, word: str, tmp_path: Path) -> None:
    kind = form_of(tmp_path)
    person = Person(taking, typed("3.1 g"))
    run = FormRun(kind, person, {"balance": balance})
    assert word in person.asked[1].problem
    assert "remark" in person.asked[1].entered
    assert run.report.outcome is Outcome.COMPLETED
    assert any(word in event.text for event in run.events if isinstance(event, MessageLogged))


def test_a_script_takes_a_value_from_the_balance(tmp_path: Path) -> None:
    kind = form_of(tmp_path)
    run = FormRun(kind, given(mass="take"), {"balance": SlowBalance()})
    assert run.results["mass"].result.finding.value == pytest.approx(3.0123)
    stuck = FormRun(kind, given(mass="take"), {"balance": SlowBalance(unsteady=None)})
    assert stuck.report.outcome is Outcome.ERROR
    assert "rest" in stuck.report.reason
    without = FormRun(kind, given(mass="take"))
    assert "no balance" in without.report.reason


@pytest.mark.parametrize(
    ("texts", "word"),
    [
        ({}, "Mass"),
        ({"mass": "7 g"}, "possible"),
        ({"mass": "3 V"}, "mg"),
        ({"mass": "3.1 g", "colour": "red"}, "no field 'colour'"),
        ({"mass": "3.1 g", "pulls": "8.5"}, "at least 2"),
        ({"mass": "3.1 g", "surface": "shiny"}, "clean, dusty, scratched"),
    ],
)
def test_a_run_without_a_person_ends_at_a_missing_or_wrong_answer(texts: dict[str, str], word: str, tmp_path: Path) -> None:
    kind = form_of(tmp_path)
    run = FormRun(kind, given(**texts))
    assert run.report.outcome is Outcome.ERROR
    assert word in run.report.reason


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('unit = "mg"', 'unit = "V"', "balance"),
        ('unit = "mg"', 'unit = "stone-age"', "unit"),
        ('kind = "number"', 'kind = "numbers"', "numbers"),
        ('name = "surface"\ntitle', 'name = "mass"\ntitle', "two of that name"),
        ('choices = ["clean", "dusty", "scratched"]', "", "choices"),
        ('choices = ["clean", "dusty", "scratched"]', 'choices = ["clean", "Clean"]', "differ"),
        ('instrument = "balance"', 'instrument = "ruler"', "balance"),
        ("possible = [0, 5000]", "possible = [5, 5]", "lowest"),
        ('reduction = "mean"', 'reduction = "median"', "median.*mean"),
        ('of = ["pulls"]', 'of = ["wires"]', "wires"),
        ('of = ["pulls"]', 'of = ["mass"]', "mean is of values"),
        ("[limits.mass]\nunit = \"g\"", "[limits.mass]\nunit = \"kg\"", "'g'"),
        ("[limits.steps]", "[limits.stairs]", "limits nothing"),
        ("[limits.mean_pull]\nunit = \"gf\"\nmin = 8\nsource = \"this test\"", "", "limits.mean_pull"),
        ('id = "lab.mass"', 'id = "Mass"', "lab.glue"),
        ("[form]\ntext", "[form]\ncolour", "colour"),
        ("[form]", "[", "TOML"),
        ("least = 2", "least = -1", "least"),
        ("[form]", "[parameters]\na = 1\n[form]", "no \\[parameters\\]"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_the_place(old: str, new: str, word: str, tmp_path: Path) -> None:
    assert old in MASS
    with pytest.raises(SpecificationError, match=word) as refused:
        form_of(tmp_path, MASS.replace(old, new, 1))
    assert str(tmp_path / "form.toml") in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_specification_without_a_form_is_no_form(tmp_path: Path) -> None:
    with pytest.raises(SpecificationError, match=r"\[form\]"):
        form_of(tmp_path, MASS[: MASS.index("[form]")])
    with pytest.raises(SpecificationError, match="unknown table"):
        parse_specification(MASS)


def test_a_sites_form_is_an_ordinary_procedure(tmp_path: Path) -> None:
    form_of(tmp_path)
    file, broken = tmp_path / "form.toml", tmp_path / "broken.toml"
    broken.write_text("[form]\n")
    entries = {entry.id: entry for entry in all_procedures(files=[file, broken])}
    assert entries["lab.mass"].title == "Mass of a part"
    assert entries["lab.mass"].origin == str(file)
    assert "broken.toml" in entries[str(broken)].error
    kind = procedure("lab.mass", files=[file, broken])
    assert kind.specification().limit("mass") is not None
    assert set(kind.optional_roles()) == {"balance"}
    with pytest.raises(InputError, match=r"broken\.toml"):
        procedure("lab.none", files=[broken])


def test_every_shipped_form_has_a_source_for_each_limit_and_fields_that_can_be_filled_in() -> None:
    forms = [procedure(entry.id) for entry in all_procedures() if issubclass(procedure(entry.id), FormProcedure)]
    assert {kind.id for kind in forms} >= {
        "hgtd.visual-inspection", "hgtd.metrology", "hgtd.wire-bond-pull", "hgtd.glue-mass", "hgtd.mass",
    }  # fmt: skip
    for kind in forms:
        assert kind.accepts
        limits = kind.specification().limits
        assert any(limit.required for limit in limits)
        for limit in limits:
            assert limit.set_by_site or limit.min is limit.max is None or limit.unverified, limit


def test_the_documented_form_is_one(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "forms.md").read_text(encoding="utf-8")
    text = next(block.split("```")[0] for block in page.split("```toml\n") if "lab.potting" in block)
    run = FormRun(form_of(tmp_path, text), given(height="620", bubbles="small"))
    assert run.results["height"].result.finding == Estimate(value=620e-6, unit="m")
    assert run.report.judged is not None
    assert run.report.judged.verdict is Verdict.PASS
