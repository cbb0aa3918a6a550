"""Questions to the operator, as data: console and window show them in their own way."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct

from .forms import FieldAnswer, FormField, FormResult
from .limits import Specification


class PromptKind(StrEnum):
    """What an answer looks like."""

    CONFIRM = "confirm"
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    CHECKLIST = "checklist"
    FORM = "form"


class Prompt(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question. `unit` goes with NUMBER, `choices` with CHOICE and CHECKLIST, `picture` is a file path to show beside it.

    `default` answers it where no person is there (batch runs with ``--yes``); without a default such a run ends in ERROR.

    FORM asks for all `fields` at once. `results` are made of them and held against the `specification`, which the engine adds:
    whoever shows the form can tell at once what is outside its limits. `entered` fills fields beforehand, `takable` are those
    whose value can be taken from an instrument, `problem` says why the last one could not be taken.
    """

    id: str
    text: str
    kind: PromptKind = PromptKind.CONFIRM
    unit: str = ""
    choices: tuple[str, ...] = ()
    picture: str = ""
    default: str | None = None
    fields: tuple[FormField, ...] = ()
    results: tuple[FormResult, ...] = ()
    specification: Specification | None = None
    entered: Mapping[str, FieldAnswer] = {}
    takable: tuple[str, ...] = ()
    problem: str = ""


class Answer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An operator's answer: text as typed, `number` in the prompt's unit for NUMBER, `chosen` for CHOICE and CHECKLIST.

    `values` are a FORM's by field. With `take` the form is not finished: that field is to be taken from its instrument.
    """

    prompt: str
    text: str = ""
    number: float | None = None
    chosen: tuple[str, ...] = ()
    by: str = ""
    values: Mapping[str, FieldAnswer] = {}
    take: str = ""

    def entries(self) -> dict[str, str]:
        """Return what the record keeps as answers, by prompt or by the form's field."""
        if self.values or self.take:
            return {} if self.take else {name: value.text for name, value in self.values.items()}
        return {self.prompt: self.text}
