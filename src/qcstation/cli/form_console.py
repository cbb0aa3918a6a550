"""A form on the terminal: field by field, each with its limits and at once with what they say of the value."""

from collections.abc import Callable
from pathlib import Path

from rich.console import Console

from qcstation.engine.form_entry import field_limits, form_answer, judged_so_far, missing_fields, parse_field
from qcstation.engine.prompts import TAKE
from qcstation.model.errors import InputError
from qcstation.model.forms import FieldAnswer, FieldKind, FormField
from qcstation.model.prompts import Answer, Prompt
from qcstation.model.verdicts import Verdict
from qcstation.reports.limit_bars import limits_text
from qcstation.reports.wording import typeset, words

_HINTS = {
    FieldKind.CHECKLIST: "what is done, with ; between",
    FieldKind.FILES: "files, with ; between",
    FieldKind.LIST: "one a line, an empty line ends; @FILE reads a file",
    FieldKind.TABLE: "one row a line with ; between, an empty line ends; @FILE reads a file",
}


class FormConsole:
    """Asks for a form's fields; `line` returns what is typed next, None when nobody can answer any more."""

    def __init__(self, console: Console, prompt: Prompt, line: Callable[[], str | None], *, operator: str = "") -> None:
        self._console = console
        self._prompt = prompt
        self._line = line
        self._operator = operator
        self._entered: dict[str, FieldAnswer] = dict(prompt.entered)
        self._limits = field_limits(prompt)

    def answer(self) -> Answer | None:
        """Return the filled-in form, or what is to be taken from an instrument; None: nobody answers any more."""
        if self._prompt.problem:
            self._say(f"  {self._prompt.problem}", "yellow")
        self._say(f"? {self._prompt.text}", "bold")
        for field in self._prompt.fields:
            if field.name in self._prompt.entered:
                self._show_entered(field)
        wanted = [field for field in self._prompt.fields if field.name not in self._prompt.entered]
        while True:
            for field in wanted:
                answered = self._ask(field)
                if answered is None or isinstance(answered, Answer):
                    return answered or None
            missing = missing_fields(self._prompt, self._entered)
            if missing:
                self._say(f"  still to be entered: {', '.join(missing)}", "yellow")
                names = {name.removesuffix(")").split(" (at least ")[0] for name in missing}
                wanted = [field for field in self._prompt.fields if field.title in names]
                continue
            self._say("? Enter when it is right, or the name of a field to enter it again", "bold")
            typed = self._line()
            if typed is None:
                return None
            if not typed.strip():
                return form_answer(self._prompt, self._entered, by=self._operator)
            wanted = self._named(typed.strip())

    def _named(self, name: str) -> list[FormField]:
        found = [field for field in self._prompt.fields if name.casefold() in {field.name.casefold(), field.title.casefold()}]
        if not found:
            self._say(f"  no field {name!r}; there are: {', '.join(field.name for field in self._prompt.fields)}", "yellow")
        return found

    def _ask(self, field: FormField) -> Answer | bool | None:
        """Ask until the field has a value or may stay empty.

        Return True then, an answer if it is to be taken from an instrument, None if nobody answers any more.
        """
        while True:
            self._say(f"? {field.title}{self._hint(field)}", "bold")
            text = self._typed(field)
            if text is None:
                return None
            if text.strip().casefold() == TAKE and field.name in self._prompt.takable:
                values = {name: answer for name, answer in self._entered.items() if name != field.name}
                return Answer(prompt=self._prompt.id, values=values, take=field.name, by=self._operator)
            try:
                answer = self._parsed(field, text)
            except InputError as error:
                self._say(f"  {error}", "yellow")
                continue
            if answer is None and field.required:
                self._say(f"  {field.title} is required", "yellow")
                continue
            self._entered.pop(field.name, None)
            if answer is not None:
                self._entered[field.name] = answer
                self._show_state(field)
            return True

    def _typed(self, field: FormField) -> str | None:
        if not field.table_columns:
            return self._line()
        lines: list[str] = []
        while True:
            line = self._line()
            if line is None:
                return None
            if not line.strip() or line.startswith("@"):
                return line if line.strip() else "\n".join(lines)
            lines.append(line)

    def _parsed(self, field: FormField, text: str) -> FieldAnswer | None:
        text = text.strip()
        if field.kind is FieldKind.FILES or text.startswith("@"):
            paths = [part.strip().strip("'\"").removeprefix("@") for part in text.split(";") if part.strip()]
            return parse_field(field, files=[Path(path).expanduser() for path in paths]) if paths else None
        return parse_field(field, text)

    def _hint(self, field: FormField) -> str:
        parts = [field.help, _HINTS.get(field.kind, ""), ", ".join(field.choices), field.unit]
        parts += [f"limit {typeset(limits_text(limit))}" for _, limit in self._limits.get(field.name, ()) if limits_text(limit)]
        parts += [f"or {TAKE!r} from the {field.instrument}"] if field.name in self._prompt.takable else []
        parts += [] if field.required else ["Enter to leave it empty"]
        shown = "; ".join(filter(None, parts))
        return f" [{shown}]" if shown else ""

    def _show_entered(self, field: FormField) -> None:
        answer = self._prompt.entered[field.name]
        self._say(f"  {field.title}: {answer.text}" + (f" (from the {answer.source})" if answer.source else ""), "")
        self._show_state(field)

    def _show_state(self, field: FormField) -> None:
        judged = judged_so_far(self._prompt, self._entered)
        for result, limit in self._limits.get(field.name, ()):
            judgement = judged.get(result.name)
            if judgement is None:
                continue
            outside = judgement.verdict is Verdict.FAIL
            state = {Verdict.PASS: "inside", Verdict.FAIL: "OUTSIDE"}.get(judgement.verdict or Verdict.INCONCLUSIVE, "")
            said = ", ".join(filter(None, [state if limits_text(limit) else "", judgement.reason]))
            found = f"  {words(result.name)}: {judgement.result.finding}"
            self._say(f"{found} ({said})" if said else found, "yellow" if outside else "green")

    def _say(self, text: str, style: str) -> None:
        self._console.print(text, style=style or None, markup=False, highlight=False)
