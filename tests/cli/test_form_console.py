"""A form on the terminal: what is asked, what is said at once, and what comes out."""

import io
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from qcstation.cli.form_console import FormConsole
from qcstation.model.forms import FieldAnswer
from qcstation.model.prompts import Answer, Prompt, PromptKind
from tests.procedures.form_bench import form_of


class Terminal:
    """Types `lines` one after the other; `said` is what the terminal shows."""

    def __init__(self, prompt: Prompt, *lines: str) -> None:
        self._lines = list(lines)
        self._shown = io.StringIO()
        console = Console(file=self._shown, width=200)
        form = FormConsole(console, prompt, self._next, operator="tester")
        self.answer: Answer | None = form.answer()

    def _next(self) -> str | None:
        return f"{self._lines.pop(0)}\n" if self._lines else None

    @property
    def said(self) -> str:
        return self._shown.getvalue()


@pytest.fixture
def prompt(tmp_path: Path) -> Prompt:
    kind = form_of(tmp_path)
    return Prompt(
        id="form",
        text="Weigh it",
        kind=PromptKind.FORM,
        fields=kind.form.fields,
        results=kind.form.results,
        specification=kind.specification(),
        takable=("mass",),
    )


def test_fields_are_asked_one_by_one_and_judged_at_once(prompt: Prompt) -> None:
    lines = ["heavy", "", "3900 mg", "dust", "", "", "8.5", "7", "", "cold", ""]
    terminal = Terminal(prompt, *lines)
    assert "limit 2.5 g to 3.5 g" in terminal.said
    assert "'heavy'" in terminal.said
    assert "Mass is required" in terminal.said
    assert "Mass: 3.9 g (OUTSIDE, above 3.5 g)" in terminal.said
    assert "Mean pull: 7.75 ± 0.75 gf (OUTSIDE" in terminal.said
    assert "Surface: 1 (inside)" in terminal.said
    assert terminal.answer is not None
    assert terminal.answer.by == "tester"
    assert {name: answer.text for name, answer in terminal.answer.values.items()} == {
        "mass": "3900 mg", "surface": "dusty", "steps": "", "pulls": "2 values", "remark": "cold",
    }  # fmt: skip


def test_a_field_is_entered_again_by_its_name(prompt: Prompt) -> None:
    terminal = Terminal(prompt, "3.1 g", "", "", "", "", "", "colour", "mass", "3.2 g", "")
    assert "no field 'colour'" in terminal.said
    assert terminal.answer is not None
    assert terminal.answer.values["mass"].rows == ((3.2,),)


def test_too_few_rows_are_asked_for_again(prompt: Prompt, tmp_path: Path) -> None:
    (tmp_path / "pulls.txt").write_text("8\n9\n")
    lines = ["3.1 g", "", "", "", "8.5", "", "", "@no-such-file", f"@{tmp_path / 'pulls.txt'}", ""]
    terminal = Terminal(prompt, *lines)
    assert "at least 2" in terminal.said
    assert "no-such-file" in terminal.said
    assert terminal.answer is not None
    assert terminal.answer.values["pulls"].rows == ((8.0,), (9.0,))


def test_a_value_is_taken_from_the_balance_and_the_form_goes_on(prompt: Prompt) -> None:
    first = Terminal(prompt, "take").answer
    assert first is not None
    assert (first.take, first.values) == ("mass", {})
    taken = FieldAnswer(text="3100 mg", rows=((3.1,),), source="balance")
    second = Terminal(msgspec.structs.replace(prompt, entered={"mass": taken}), "", "", "", "", "", "")
    assert "Mass: 3100 mg (from the balance)" in second.said
    assert second.answer is not None
    assert second.answer.values["mass"] == taken
    failed = Terminal(msgspec.structs.replace(prompt, problem="balance: did not come to rest"), "3.1", "", "", "", "", "", "")
    assert "did not come to rest" in failed.said


def test_a_terminal_that_closes_gives_no_answer(prompt: Prompt) -> None:
    assert Terminal(prompt, "3.1 g", "").answer is None
    assert Terminal(prompt).answer is None
