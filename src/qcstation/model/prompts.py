"""Questions to the operator, as data: console and window show them in their own way."""

from enum import StrEnum

from msgspec import Struct


class PromptKind(StrEnum):
    """What an answer looks like."""

    CONFIRM = "confirm"
    TEXT = "text"
    NUMBER = "number"
    CHOICE = "choice"
    CHECKLIST = "checklist"


class Prompt(Struct, frozen=True, kw_only=True):
    """A question. `unit` goes with NUMBER, `choices` with CHOICE and CHECKLIST, `picture` is a file path to show beside it.

    `default` answers it where no person is there (batch runs with ``--yes``); without a default such a run ends in ERROR.
    """

    id: str
    text: str
    kind: PromptKind = PromptKind.CONFIRM
    unit: str = ""
    choices: tuple[str, ...] = ()
    picture: str = ""
    default: str | None = None


class Answer(Struct, frozen=True, kw_only=True):
    """An operator's answer: text as typed, `number` in the prompt's unit for NUMBER, `chosen` for CHOICE and CHECKLIST."""

    prompt: str
    text: str = ""
    number: float | None = None
    chosen: tuple[str, ...] = ()
    by: str = ""
