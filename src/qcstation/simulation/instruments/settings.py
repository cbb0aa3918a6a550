"""Entries of a twin's command table: settings that are stored, limited and read back, and actions that call a method.

Methods are named by their path from the twin: ``drive``, ``readings.fetch``.
"""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from .scpi import Command, ScpiError, boolean, matches, number, short, unquote

_LIMITS = {"MIN", "MINIMUM", "MAX", "MAXIMUM", "DEF", "DEFAULT"}


def scientific(value: float) -> str:
    """Write a number as Keithley's settings do: 1.050000E-04."""
    return f"{value:.6E}"


def signed(value: float) -> str:
    """Write a number as readings do: +1.050000E-04."""
    return f"{value:+.6E}"


def one(parameters: list[str]) -> str:
    """Return the only parameter.

    Raises:
        ScpiError: none (-109) or several (-108).
    """
    if not parameters:
        raise ScpiError(-109)
    if len(parameters) > 1:
        raise ScpiError(-108)
    return parameters[0]


def none(parameters: list[str]) -> None:
    """Raise ScpiError -108 if there is a parameter."""
    if parameters:
        raise ScpiError(-108)


def quantity(
    header: str,
    name: str,
    default: float,
    low: float,
    high: float,
    *,
    unit: str = "",
    check: str = "",
    after: str = "",
    integer: bool = False,
    write: Callable[[float], str] = scientific,
) -> Command:
    """A number between `low` and `high`: the method `check` may refuse or round it, `after` is called when it is set."""

    def limits(text: str) -> float | None:
        key = text.upper()
        return {"MIN": low, "MAX": high, "DEF": default}[key[:3]] if key in _LIMITS else None

    def assign(twin: Any, parameters: list[str]) -> None:
        text = one(parameters)
        given = limits(text)
        value = number(text, unit) if given is None else given
        if not low <= value <= high:
            raise ScpiError(-222)
        if check:
            value = attrgetter(check)(twin)(value)
        twin.values[name] = float(round(value)) if integer else value
        if after:
            attrgetter(after)(twin)()

    def answer(twin: Any, parameters: list[str]) -> str:
        value = twin.values[name]
        if parameters:
            value = limits(one(parameters))
            if value is None:
                raise ScpiError(-108)
        return str(round(value)) if integer else write(value)

    return Command(header=header, assign=assign, answer=answer, name=name, default=default)


def flag(header: str, name: str, default: bool = False, *, after: str = "") -> Command:
    """ON or OFF."""

    def assign(twin: Any, parameters: list[str]) -> None:
        twin.values[name] = boolean(one(parameters))
        if after:
            attrgetter(after)(twin)()

    def answer(twin: Any, parameters: list[str]) -> str:
        none(parameters)
        return str(int(twin.values[name]))

    return Command(header=header, assign=assign, answer=answer, name=name, default=default)


def choice(
    header: str, name: str, options: tuple[str, ...], *, quoted: bool = False, check: str = "", after: str = ""
) -> Command:
    """One of a few words; the first is the default. Kept and answered in its short form."""

    def assign(twin: Any, parameters: list[str]) -> None:
        given = one(parameters)
        word = one_of(unquote(given) if quoted and given[0] in "'\"" else given, options)
        if check:
            attrgetter(check)(twin)(word)
        twin.values[name] = word
        if after:
            attrgetter(after)(twin)()

    def answer(twin: Any, parameters: list[str]) -> str:
        none(parameters)
        return str(f'"{twin.values[name]}"' if quoted else twin.values[name])

    return Command(header=header, assign=assign, answer=answer, name=name, default=short(options[0]))


def text(header: str, name: str, default: str = "") -> Command:
    """Anything: kept as it was sent and otherwise without effect (displays, beepers, trigger lines)."""

    def assign(twin: Any, parameters: list[str]) -> None:
        if not parameters:
            raise ScpiError(-109)
        twin.values[name] = ",".join(parameters)

    def answer(twin: Any, parameters: list[str]) -> str:
        none(parameters)
        return str(twin.values[name])

    return Command(header=header, assign=assign, answer=answer, name=name, default=default)


def does(header: str, method: str) -> Command:
    """A command without parameters that calls a method."""
    call = attrgetter(method)

    def assign(twin: Any, parameters: list[str]) -> None:
        none(parameters)
        call(twin)()

    return Command(header=header, assign=assign)


def takes(header: str, method: str, *leading: str) -> Command:
    """A command that hands `leading` and its parameters to a method."""
    call = attrgetter(method)

    def assign(twin: Any, parameters: list[str]) -> None:
        call(twin)(*leading, parameters)

    return Command(header=header, assign=assign)


def tells(header: str, method: str) -> Command:
    """A query without parameters that a method answers with text or an integer."""
    call = attrgetter(method)

    def answer(twin: Any, parameters: list[str]) -> str:
        none(parameters)
        return str(call(twin)())

    return Command(header=header, answer=answer)


def asks(header: str, method: str, *leading: str) -> Command:
    """A query that hands `leading` and its parameters to a method."""
    call = attrgetter(method)

    def answer(twin: Any, parameters: list[str]) -> str:
        return str(call(twin)(*leading, parameters))

    return Command(header=header, answer=answer)


def both(header: str, takes_method: str, tells_method: str) -> Command:
    """A command that hands its parameters to one method and a query that another answers."""
    return Command(header=header, assign=takes(header, takes_method).assign, answer=tells(header, tells_method).answer)


def one_of(text: str, words: tuple[str, ...]) -> str:
    """Return the short form of the word that `text` is.

    Raises:
        ScpiError: it is none of them (-224).
    """
    for word in words:
        if matches(text, word):
            return short(word)
    raise ScpiError(-224)


def range_value(text: str, lowest: float, highest: float, default: float) -> float:
    """Return the magnitude that a range has to hold, from a number or MIN, MAX, DEF.

    Raises:
        ScpiError: no number (-104) or beyond `highest` (-222).
    """
    key = text.upper()
    value = {"MIN": lowest, "MAX": highest, "DEF": default}[key[:3]] if key in _LIMITS else abs(number(text))
    if value > highest:
        raise ScpiError(-222)
    return value
