"""Questions to a person: who can be asked, and what counts as an answer."""

from concurrent.futures import Future
from typing import Protocol

from qcstation.model.errors import InputError
from qcstation.model.prompts import Answer, Prompt, PromptKind
from qcstation.model.units import parse_quantity


class Prompter(Protocol):
    """Somebody who shows prompts: a console, a window, or nobody."""

    def ask(self, prompt: Prompt) -> "Future[Answer]":
        """Show `prompt` and return at once; the answer comes through the future, which is cancelled when the run stops."""
        ...


class Unattended:
    """Nobody is there: prompts with a default are answered with it, others end the run."""

    def ask(self, prompt: Prompt) -> "Future[Answer]":
        """Answer with the prompt's default, or fail with InputError."""
        future: Future[Answer] = Future()
        if prompt.default is None:
            future.set_exception(InputError(f"a person has to answer {prompt.text!r}: run it with someone at the bench"))
        else:
            future.set_result(parse_answer(prompt, prompt.default, by="default"))
        return future


def parse_answer(prompt: Prompt, text: str, *, by: str = "") -> Answer:
    """Return what a person typed as an answer to `prompt`.

    Raises:
        InputError: the text is no answer to it; the message says what is expected.
    """
    text = text.strip()
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
