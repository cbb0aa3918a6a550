"""Questions to a person: who can be asked, and what counts as an answer."""

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec import Struct

from qcstation.model.errors import InputError
from qcstation.model.forms import FieldAnswer, FormField
from qcstation.model.prompts import Answer, Prompt, PromptKind
from qcstation.model.units import parse_quantity

from .form_entry import form_answer, missing_fields, parse_field

TAKE = "take"
"""What is answered for a field whose value is to be taken from its instrument."""


class Prompter(Protocol):
    """Somebody who shows prompts: a console, a window, or nobody."""

    def ask(self, prompt: Prompt) -> "Future[Answer]":
        """Show `prompt` and return at once; the answer comes through the future, which is cancelled when the run stops."""
        ...


class Unattended:
    """Nobody is there: prompts are answered with their defaults, forms with what was entered beforehand; others end the run."""

    def ask(self, prompt: Prompt) -> "Future[Answer]":
        """Answer with the prompt's default, or fail with InputError."""
        future: Future[Answer] = Future()
        if prompt.kind is PromptKind.FORM:
            try:
                future.set_result(form_answer(prompt, prompt.entered, by="default"))
            except InputError as error:
                future.set_exception(
                    InputError(f"{error}; give it with --answer or --attach, or run it with someone at the bench")
                )
        elif prompt.default is None:
            future.set_exception(InputError(f"a person has to answer {prompt.text!r}: run it with someone at the bench"))
        else:
            future.set_result(parse_answer(prompt, prompt.default, by="default"))
        return future


class GivenAnswers(Struct, frozen=True, kw_only=True):
    """What was answered before the run began, by prompt or by a form's field: as typed, and as files."""

    texts: Mapping[str, str] = {}
    files: Mapping[str, tuple[Path, ...]] = {}

    def of_form(self, fields: Sequence[FormField]) -> dict[str, FieldAnswer]:
        """Return what is given for a form's fields, save for those that are to be taken from an instrument.

        Raises:
            InputError: an answer is wrong, or of no field.
        """
        known = {field.name: field for field in fields}
        entered = {}
        for name in dict.fromkeys([*self.texts, *self.files]):
            if name not in known:
                raise InputError(f"the form has no field {name!r}; it has: {', '.join(known)}")
            answer = None
            if not self.takes(name):
                answer = parse_field(known[name], self.texts.get(name, ""), self.files.get(name, ()))
            if answer is not None:
                entered[name] = answer
        return entered

    def takes(self, name: str) -> bool:
        """Whether a field is to be taken from its instrument."""
        return self.texts.get(name, "").strip().casefold() == TAKE


class AnsweredBefore:
    """Answers with what was given before the run; whatever is left goes to `otherwise`. `by` is who has given it."""

    def __init__(self, given: GivenAnswers, otherwise: Prompter, *, by: str = "") -> None:
        self._given = given
        self._otherwise = otherwise
        self._by = by
        self._used: set[str] = set()

    @property
    def unused(self) -> tuple[str, ...]:
        """The names of answers that nothing has asked for."""
        return tuple(name for name in {**self._given.texts, **self._given.files} if name not in self._used)

    def ask(self, prompt: Prompt) -> "Future[Answer]":
        """Answer with what was given, have the rest of a form filled in by others, or pass the prompt on."""
        future: Future[Answer] = Future()
        try:
            if prompt.kind is PromptKind.FORM:
                return self._form(prompt, future)
            if prompt.id not in self._given.texts:
                return self._otherwise.ask(prompt)
            self._used.add(prompt.id)
            future.set_result(parse_answer(prompt, self._given.texts[prompt.id], by=self._by))
        except InputError as error:
            future.set_exception(error)
        return future

    def _form(self, prompt: Prompt, future: "Future[Answer]") -> "Future[Answer]":
        self._used.update(field.name for field in prompt.fields)
        entered = {**self._given.of_form(prompt.fields), **prompt.entered}
        for field in prompt.fields:
            if not self._given.takes(field.name) or field.name in entered:
                continue
            if field.name not in prompt.takable:
                raise InputError(f"{field.title} cannot be taken: this bench has no {field.instrument or 'instrument for it'}")
            if prompt.problem:
                raise InputError(prompt.problem)
            future.set_result(Answer(prompt=prompt.id, values=entered, take=field.name, by=self._by))
            return future
        if missing_fields(prompt, entered):
            return self._otherwise.ask(msgspec.structs.replace(prompt, entered=entered))
        future.set_result(form_answer(prompt, entered, by=self._by))
        return future


def parse_answer(prompt: Prompt, text: str, *, by: str = "") -> Answer:
    """Return what a person typed as an answer to `prompt`.

    Raises:
        InputError: the text is no answer to it; the message says what is expected.
    """
    text = text.strip()
    if prompt.kind is PromptKind.FORM:
        raise InputError("a form is filled in field by field")
    if prompt.kind is PromptKind.NUMBER:
        return Answer(prompt=prompt.id, text=text, number=parse_quantity(text, prompt.unit), by=by)
    if prompt.kind is PromptKind.CONFIRM:
        if text.lower() not in {"y", "yes", "ok", ""}:
            raise InputError(f"expected 'yes' when it is done, not {text!r}; abort the run if it cannot be done")
        return Answer(prompt=prompt.id, text="yes", by=by)
    if prompt.kind in (PromptKind.CHOICE, PromptKind.CHECKLIST):
        chosen = tuple(part.strip() for part in text.split(",") if part.strip())
        unknown = [part for part in chosen if part not in prompt.choices]
        if unknown or (prompt.kind is PromptKind.CHOICE and len(chosen) != 1):
            kind = "one of" if prompt.kind is PromptKind.CHOICE else "any of"
            raise InputError(f"expected {kind} {', '.join(prompt.choices)}, not {text!r}")
        return Answer(prompt=prompt.id, text=text, chosen=chosen, by=by)
    return Answer(prompt=prompt.id, text=text, by=by)
