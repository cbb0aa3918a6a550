"""Commands as attributes: a driver declares one for each setting and reads like the manual's table.

Reading an attribute sends the query, setting it sends the command. Each says in `doc`, which begins with Control, Measure, Set or
Get, what it does; `doc` is its docstring.
"""

from collections.abc import Mapping
from copy import copy
from typing import Generic, Self, TypeVar, overload

from qcstation.model.errors import InputError

from .answers import Answer
from .instrument import Instrument

T = TypeVar("T")


class Attribute(Generic[T]):
    """One setting or reading. `check` reads it back after it was set and raises where something else comes back."""

    unit = ""

    def __init__(self, command: str, *, doc: str, read_only: bool = False, write_only: bool = False, check: bool = False) -> None:
        self.command = command
        self.read_only = read_only
        self.write_only = write_only
        self.check = check
        self.name = ""
        self.__doc__ = doc

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instrument: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instrument: Instrument, owner: type) -> T: ...
    def __get__(self, instrument: Instrument | None, owner: type) -> Self | T:
        if instrument is None:
            return self
        if self.write_only:
            raise AttributeError(f"{self.name} can only be set")
        return self.decode(instrument.ask(f"{self.command}?"))

    def __set__(self, instrument: Instrument, value: T) -> None:
        if self.read_only:
            raise AttributeError(f"{self.name} can only be read")
        try:
            command = f"{self.command} {self.encode(value)}"
        except ValueError as error:
            raise InputError(f"{instrument.name}: {self.name} = {error}") from error
        instrument.link.write(command)
        if self.check:
            answer = instrument.ask(f"{self.command}?")
            if not self.same(value, self.decode(answer)):
                raise answer.error(f"{self.name} reads back other than it was set with {command!r}")

    def encode(self, value: T) -> str:
        """Return what is sent for `value`.

        Raises:
            ValueError: the value is not one that the attribute can take; the message begins with the value.
        """
        raise NotImplementedError

    def decode(self, answer: Answer) -> T:
        """Return the value in an answer.

        Raises:
            InstrumentError: the answer holds none.
        """
        raise NotImplementedError

    def same(self, value: T, read_back: T) -> bool:
        """Whether `read_back` is what an instrument holds after it was set to `value`."""
        return value == read_back


class Number(Attribute[float]):
    """A number in `unit`; `bounds` are allowed values, both included. A read-back may differ by 1 % or by `resolution`."""

    def __init__(
        self,
        command: str,
        *,
        doc: str,
        unit: str = "",
        bounds: tuple[float, float] | None = None,
        resolution: float = 0.0,
        read_only: bool = False,
        write_only: bool = False,
        check: bool = False,
    ) -> None:
        super().__init__(command, doc=doc, read_only=read_only, write_only=write_only, check=check)
        self.unit = unit
        self.bounds = bounds
        self.resolution = resolution

    def within(self, low: float, high: float) -> Self:
        """Return the same attribute for a model with other bounds."""
        other = copy(self)
        other.bounds = (low, high)
        return other

    def encode(self, value: float) -> str:
        """Return the number in scientific notation."""
        _check_bounds(value, self.bounds, self.unit)
        return f"{value:.6E}"

    def decode(self, answer: Answer) -> float:
        """Return the number; overflow and not-a-number raise."""
        return answer.number()

    def same(self, value: float, read_back: float) -> bool:
        """Whether the two differ by no more than 1 % or the resolution."""
        return abs(read_back - value) <= max(0.01 * abs(value), self.resolution)


class Integer(Attribute[int]):
    """A whole number; `bounds` are allowed values, both included."""

    def __init__(
        self,
        command: str,
        *,
        doc: str,
        bounds: tuple[int, int] | None = None,
        read_only: bool = False,
        write_only: bool = False,
        check: bool = False,
    ) -> None:
        super().__init__(command, doc=doc, read_only=read_only, write_only=write_only, check=check)
        self.bounds = bounds

    def encode(self, value: int) -> str:
        """Return the digits."""
        _check_bounds(value, self.bounds, self.unit)
        return f"{value:d}"

    def decode(self, answer: Answer) -> int:
        """Return the whole number."""
        return answer.integer()


class Flag(Attribute[bool]):
    """ON or OFF; read as 1 or 0."""

    def encode(self, value: bool) -> str:
        """Return ON or OFF."""
        return "ON" if value else "OFF"

    def decode(self, answer: Answer) -> bool:
        """Return whether it is on."""
        word = answer.text.removeprefix("+").upper()
        if word not in {"1", "ON", "0", "OFF"}:
            raise answer.error("expected 0 or 1")
        return word in {"1", "ON"}


class Choice(Attribute[T]):
    """One of a few; `choices` maps what a program says to the word that goes over the wire, in its short form."""

    def __init__(
        self,
        command: str,
        choices: Mapping[T, str],
        *,
        doc: str,
        read_only: bool = False,
        write_only: bool = False,
        check: bool = False,
    ) -> None:
        super().__init__(command, doc=doc, read_only=read_only, write_only=write_only, check=check)
        self.choices = dict(choices)

    def encode(self, value: T) -> str:
        """Return the word for the wire."""
        if value not in self.choices:
            raise ValueError(f"{value!r} is unknown; known: {', '.join(str(choice) for choice in self.choices)}")
        return self.choices[value]

    def decode(self, answer: Answer) -> T:
        """Return the choice whose word is the answer, in its short or long form, with or without quotation marks."""
        word = answer.text.strip("\"'").upper()
        for value, sent in self.choices.items():
            short = sent.strip("\"'").upper()
            # A long form goes on in letters: PROT20 is not the short form of PROT200.
            if word == short or (word.startswith(short) and word[len(short) :].isalpha()):
                return value
        raise answer.error(f"expected one of {', '.join(self.choices.values())}")


class Text(Attribute[str]):
    """A text, sent as it is; quotation marks round an answer are dropped."""

    def encode(self, value: str) -> str:
        """Return the text itself."""
        return value

    def decode(self, answer: Answer) -> str:
        """Return the answer without quotation marks."""
        return answer.text.strip("\"'")


def _check_bounds(value: float, bounds: tuple[float, float] | None, unit: str) -> None:
    if bounds is not None and not bounds[0] <= value <= bounds[1]:
        shown, low, high = (f"{bound:g} {unit}".rstrip() for bound in (value, *bounds))
        raise ValueError(f"{shown} is outside {low} to {high}")


number = Number
integer = Integer
flag = Flag
choice = Choice
text = Text
