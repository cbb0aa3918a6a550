"""The parts that HGTD serial numbers are made of: so many characters, of which kind, meaning what."""

import string
from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from qcstation.model.errors import SerialNumberError

DIGITS = frozenset(string.digits)
LETTERS_AND_DIGITS = DIGITS | frozenset(string.ascii_uppercase)


class Mismatch(SerialNumberError):
    """Something else stands at index `start` than the field there allows; `expected` is in plain words."""

    def __init__(self, start: int, width: int, name: str, came: str, expected: str) -> None:
        place = f"character {start + 1} is" if width == 1 else f"characters {start + 1} to {start + width} are"
        super().__init__(f"{place} {came!r} ({name}), expected {expected}")
        self.start = start
        self.expected = expected


class Field(Struct, frozen=True):
    """`width` characters called `name`, one of `choices` (code to plain words) or, without choices, any of `alphabet`.

    `summary` says what is expected where a list of all choices would be too long.
    """

    name: str
    width: int = 1
    choices: Mapping[str, str] = {}
    alphabet: frozenset[str] = DIGITS
    summary: str = ""

    def read(self, text: str, start: int) -> str:
        """Return in plain words what stands in `text` from index `start`.

        Raises:
            Mismatch: something else is there than expected; the message counts characters from 1.
        """
        came = text[start : start + self.width]
        if self.choices:
            if came not in self.choices:
                raise Mismatch(start, self.width, self.name, came, self._listed())
            return self.choices[came]
        for offset, character in enumerate(came):
            if character not in self.alphabet:
                raise Mismatch(start + offset, 1, self.name, character, self._listed())
        return came

    def _listed(self) -> str:
        if self.summary:
            return self.summary
        if self.choices:
            return ", ".join(f"{key} ({meaning})" for key, meaning in self.choices.items())
        return "a digit" if self.alphabet == DIGITS else "a letter or a digit"

    def with_choice(self, key: str, meaning: str) -> "Field":
        """Return this field with one more choice; a field without choices stays as it is."""
        return replace(self, choices={**self.choices, key: meaning}) if self.choices else self


def number(name: str, width: int) -> Field:
    """Return a field of `width` digits."""
    return Field(name, width)


def code(name: str, width: int = 1) -> Field:
    """Return a field of `width` letters or digits whose meanings are not public."""
    return Field(name, width, alphabet=LETTERS_AND_DIGITS)


def choice(name: str, **meanings: str) -> Field:
    """Return a field of one character; keywords are the codes, an underscore before a digit is dropped."""
    return Field(name, 1, choices={key.removeprefix("_"): meaning for key, meaning in meanings.items()})
