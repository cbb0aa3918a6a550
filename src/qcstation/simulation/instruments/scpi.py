"""A SCPI listener: message units, headers with optional nodes and short forms, parameters, and the errors of the standard.

Source of the rules: SCPI-1999, volume 1, chapter 6 (headers and the path rule), volume 2, chapter 21 (error numbers).
"""

import re
from collections.abc import Callable
from typing import Any

from msgspec import Struct

MESSAGES = {
    -101: "Invalid character",
    -102: "Syntax error",
    -104: "Data type error",
    -108: "Parameter not allowed",
    -109: "Missing parameter",
    -113: "Undefined header",
    -151: "Invalid string data",
    -200: "Execution error",
    -213: "Init ignored",
    -221: "Settings conflict",
    -222: "Parameter data out of range",
    -224: "Illegal parameter value",
    -230: "Data corrupt or stale",
    -350: "Queue overflow",
    -363: "Input buffer overrun",
    -410: "Query INTERRUPTED",
}

_UNIT = re.compile(
    r"(?P<header>\*[A-Za-z]+|:?[A-Za-z]\w*(?::[A-Za-z]\w*)*)(?P<query>\?)?(?:\s+(?P<parameters>.*))?$", re.ASCII | re.DOTALL
)
_NUMBER = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*([A-Za-z%]*)$", re.ASCII)
_MULTIPLIERS = {"": 1.0, "N": 1e-9, "U": 1e-6, "M": 1e-3, "K": 1e3, "MA": 1e6, "G": 1e9}


class ScpiError(Exception):
    """What goes to the error queue instead of an answer."""

    def __init__(self, code: int, message: str = "") -> None:
        self.code = code
        self.own_message = message
        super().__init__(f"{code},{message or MESSAGES[code]}")


class Command(Struct, frozen=True, kw_only=True):
    """What a header does: `assign(twin, parameters)` and `answer(twin, parameters)`; None: no such form of the header.

    A setting is kept under `name` in the twin's values and goes back to `default` at a reset.
    """

    header: str
    assign: Callable[[Any, list[str]], None] | None = None
    answer: Callable[[Any, list[str]], str] | None = None
    name: str = ""
    default: Any = None


class _Node(dict[str, "_Node"]):
    command: Command | None = None


class CommandTree:
    """All headers of an instrument, in the notation of the manuals: ``[:SOURce[1]]:VOLTage[:LEVel]``."""

    def __init__(self, commands: tuple[Command, ...]) -> None:
        self._root = _Node()
        self._common: dict[str, Command] = {}
        for command in commands:
            if command.header.startswith("*"):
                self._common[command.header.upper()] = command
                continue
            for path in _expand(command.header):
                node = self._root
                for forms in path:
                    child = next((node[form] for form in forms if form in node), _Node())
                    for form in forms:
                        node.setdefault(form, child)
                    node = child
                node.command = command

    def find(self, path: tuple[str, ...]) -> Command | None:
        """Return the command at a path of upper-case mnemonics."""
        if path[0].startswith("*"):
            return self._common.get(path[0])
        node = self._root
        for mnemonic in path:
            if mnemonic not in node:
                return None
            node = node[mnemonic]
        return node.command


class Unit(Struct, frozen=True):
    """One command or query of a message, resolved; `error` instead where it could not be."""

    command: Command | None
    query: bool
    parameters: list[str]
    error: int = 0


class Listener:
    """Resolves messages against a tree. Messages repeat, so that their resolution is remembered."""

    def __init__(self, tree: CommandTree) -> None:
        self._tree = tree
        self._known: dict[str, list[Unit]] = {}

    def units(self, message: str) -> list[Unit]:
        """Return the units of a message up to and including the first that is wrong."""
        known = self._known.get(message)
        if known is None:
            if len(self._known) > 2000:
                self._known.clear()
            known = self._known[message] = self._resolve(message)
        return known

    def _resolve(self, message: str) -> list[Unit]:
        if not message.isprintable() and not message.replace("\t", " ").isprintable():
            return [Unit(None, False, [], -101)]
        units: list[Unit] = []
        path: tuple[str, ...] = ()
        for text in filter(None, (part.strip() for part in split_outside_quotes(message, ";"))):
            match = _UNIT.match(text)
            if match is None:
                return [*units, Unit(None, "?" in text, [], -102)]
            header = match["header"].upper()
            query = match["query"] is not None
            if header.startswith("*"):
                full: tuple[str, ...] = (header,)
            else:
                full = (() if header.startswith(":") else path) + tuple(header.lstrip(":").split(":"))
                path = full[:-1]
            command = self._tree.find(full)
            if command is None or (command.answer if query else command.assign) is None:
                return [*units, Unit(None, query, [], -113)]
            parameters = [part.strip() for part in split_outside_quotes(match["parameters"], ",")] if match["parameters"] else []
            if any(not part for part in parameters):
                return [*units, Unit(None, query, [], -102)]
            units.append(Unit(command, query, parameters))
        return units


def number(text: str, unit: str = "") -> float:
    """Return the value of decimal data, with an optional multiplier and `unit`.

    Raises:
        ScpiError: not a number (-104).
    """
    match = _NUMBER.match(text)
    if match is None:
        raise ScpiError(-104)
    value, suffix = float(match[1]), match[2].upper()
    if not suffix:
        return value
    if not unit or not suffix.endswith(unit):
        raise ScpiError(-104)
    multiplier = suffix.removesuffix(unit)
    if unit == "HZ" and multiplier == "M":
        multiplier = "MA"
    if multiplier not in _MULTIPLIERS:
        raise ScpiError(-104)
    return value * _MULTIPLIERS[multiplier]


def boolean(text: str) -> bool:
    """Return the value of Boolean data.

    Raises:
        ScpiError: not a Boolean (-104).
    """
    upper = text.upper()
    if upper in ("ON", "OFF"):
        return upper == "ON"
    return round(number(text)) != 0


def matches(text: str, mnemonic: str) -> bool:
    """Whether `text` is the short or long form of `mnemonic`, written as in the manuals (``NORMal``)."""
    return text.upper() in _forms(mnemonic)


def short(mnemonic: str) -> str:
    """Return the short form of a mnemonic."""
    return "".join(character for character in mnemonic if not character.islower())


def unquote(text: str) -> str:
    """Return string data without its quotes.

    Raises:
        ScpiError: not a string (-151).
    """
    if len(text) < 2 or text[0] not in "'\"" or text[-1] != text[0]:
        raise ScpiError(-151)
    return text[1:-1]


def split_outside_quotes(text: str, separator: str) -> list[str]:
    """Return the parts of a text between separators that stand in no quotes."""
    parts, start, quote = [], 0, ""
    for position, character in enumerate(text):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == separator:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return parts


def _expand(header: str) -> list[list[tuple[str, ...]]]:
    """Return every path that a header allows; each step is the tuple of its accepted spellings."""
    paths: list[list[tuple[str, ...]]] = [[]]
    position = 0
    while position < len(header):
        optional = header.startswith("[:", position)
        if optional:
            depth, end = 0, position
            for end in range(position, len(header)):
                depth += {"[": 1, "]": -1}.get(header[end], 0)
                if depth == 0:
                    break
            inner = _expand(header[position + 1 : end])
            paths = paths + [path + tail for path in paths for tail in inner]
            position = end + 1
        else:
            match = re.compile(r":?([A-Za-z_]+\d?(?:\[\d\])?)").match(header, position)
            if match is None:
                raise ValueError(f"{header!r} is no SCPI header: check near {header[position:]!r}")
            paths = [[*path, _forms(match[1])] for path in paths]
            position = match.end()
    return paths


def _forms(mnemonic: str) -> tuple[str, ...]:
    suffix = re.search(r"\[(\d)\]$", mnemonic)
    bare = mnemonic[: suffix.start()] if suffix else mnemonic
    spellings = {short(bare), bare.upper()}
    return tuple(sorted(spellings | {spelling + suffix[1] for spelling in spellings} if suffix else spellings))
