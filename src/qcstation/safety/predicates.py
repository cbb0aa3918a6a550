"""Conditions on readings as a station file writes them: parsed, checked for dimensions, and compiled; never evaluated as Python.

    condition  = conjunction {"or" conjunction}
    conjunction = negation {"and" negation}
    negation   = {"not"} comparison
    comparison = sum {("<" | "<=" | ">" | ">=" | "==" | "!=") sum}
    sum        = ["-"] operand {("+" | "-") operand}
    operand    = number [unit] | instrument "." quantity | "(" condition ")"

A chain ``a < b < c`` means what it does on paper. A name alone is a condition where its quantity is a yes or no (``lid.closed``).
"""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from qcstation.model.errors import StationError, UnitError

from .quantities import Leaf, Linear, Readings, comparison, truth

_TOKEN = re.compile(
    r"""\s*(?:
        (?P<quantity>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*
            (?P<unit>%|(?!(?:and|or|not)\b)[A-Za-z°µμΩ]+\d*(?:[/^*](?:[A-Za-z°µμΩ]+\d*|\d+))*)?)
      | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
      | (?P<sign><=|>=|==|!=|[<>()+-])
    )""",
    re.VERBOSE,
)
_RELATIONS = ("<", "<=", ">", ">=", "==", "!=")
_LONGEST = 1000
_DEEPEST = 40

Condition = Callable[[Readings], bool]


class Token(NamedTuple):
    """A piece of the text: `kind` is quantity, name, sign or end."""

    kind: str
    text: str
    position: int


class Predicate(NamedTuple):
    """A compiled condition and the readings (``instrument.quantity``) that it needs, with their units."""

    text: str
    holds: Condition
    units: Mapping[str, str]


def parse_predicate(text: str, quantities: Mapping[str, str]) -> Predicate:
    """Compile a condition. `quantities` maps the known names, ``quantity`` or ``instrument.quantity``, to their units.

    Raises:
        StationError: the text is no condition, or names an unknown quantity; the message shows where.
        UnitError: an unknown unit, or quantities that cannot be compared or added.
    """
    return _Parser(text, quantities).parse()


class _Parser:
    def __init__(self, text: str, quantities: Mapping[str, str]) -> None:
        self._text = text
        self._quantities = quantities
        self._units: dict[str, str] = {}
        self._depth = 0
        if len(text) > _LONGEST:
            raise StationError(f"a condition has at most {_LONGEST} characters, this one has {len(text)}: split it into several")
        self._tokens = list(self._cut())
        self._next = 0

    def parse(self) -> Predicate:
        holds = self._condition()
        if self._token.kind != "end":
            raise self._refusal("expected 'and', 'or' or the end")
        return Predicate(self._text, holds, self._units)

    def _cut(self) -> list[Token]:
        tokens, position, end = [], 0, len(self._text.rstrip())
        while position < end:
            match = _TOKEN.match(self._text, position)
            if match is None:
                place = position + len(self._text[position:]) - len(self._text[position:].lstrip())
                raise StationError(self._message("this is no part of a condition", place))
            kind = "quantity" if match["quantity"] else "name" if match["name"] else "sign"
            tokens.append(Token(kind, match[kind].strip(), match.start(kind)))
            position = match.end()
        return [*tokens, Token("end", "", end)]

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _accept(self, *texts: str) -> Token | None:
        token = self._token
        if token.kind in {"name", "sign"} and token.text in texts:
            self._next += 1
            return token
        return None

    def _condition(self) -> Condition:
        return self._as_condition(self._or())

    def _or(self) -> "Condition | Linear":
        first = self._and()
        if not (self._token.kind == "name" and self._token.text == "or"):
            return first
        parts = [self._as_condition(first)]
        while self._accept("or"):
            parts.append(self._as_condition(self._and()))
        return lambda readings: any(part(readings) for part in parts)

    def _and(self) -> "Condition | Linear":
        first = self._not()
        if not (self._token.kind == "name" and self._token.text == "and"):
            return first
        parts = [self._as_condition(first)]
        while self._accept("and"):
            parts.append(self._as_condition(self._not()))
        return lambda readings: all(part(readings) for part in parts)

    def _not(self) -> "Condition | Linear":
        negations = 0
        while self._accept("not"):
            negations += 1
        inner = self._comparison()
        if not negations:
            return inner
        condition = self._as_condition(inner)
        return (lambda readings: not condition(readings)) if negations % 2 else condition

    def _comparison(self) -> "Condition | Linear":
        left = self._sum()
        parts: list[Condition] = []
        while relation := self._accept(*_RELATIONS):
            right = self._sum()
            parts.append(self._compared(self._linear(left), relation, self._linear(right)))
            left = right
        if not parts:
            return left
        return parts[0] if len(parts) == 1 else lambda readings: all(part(readings) for part in parts)

    def _sum(self) -> "Condition | Linear":
        sign = -1 if self._accept("-") else 1
        first = self._operand()
        if sign == 1 and not (self._token.kind == "sign" and self._token.text in {"+", "-"}):
            return first
        terms = self._linear(first).times(sign)
        while operator := self._accept("+", "-"):
            terms = terms.plus(self._linear(self._operand()).times(1 if operator.text == "+" else -1))
        return terms

    def _operand(self) -> "Condition | Linear":
        token = self._token
        if token.kind == "quantity":
            self._next += 1
            return Linear(((1, Leaf.literal(token.text)),), token.position)
        if token.kind == "name" and token.text not in {"and", "or", "not"}:
            self._next += 1
            return Linear(((1, self._named(token)),), token.position)
        if self._accept("("):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise self._refusal("the brackets are nested too deeply")
            inner = self._or()
            if not self._accept(")"):
                raise self._refusal("expected ')'")
            self._depth -= 1
            return inner
        raise self._refusal("expected a reading (instrument.quantity), a quantity or '('")

    def _named(self, token: Token) -> Leaf:
        instrument, dot, quantity = token.text.rpartition(".")
        unit = self._quantities.get(token.text, self._quantities.get(quantity))
        if not dot or "." in instrument:
            raise self._refusal(
                f"a reading is written instrument.quantity, such as climate.humidity, not {token.text!r}", token.position
            )
        if unit is None:
            known = ", ".join(sorted(self._quantities))
            raise self._refusal(f"{quantity!r} is no known quantity; known: {known}", token.position)
        self._units[token.text] = unit
        return Leaf.reading(token.text, unit)

    def _as_condition(self, parsed: "Condition | Linear") -> Condition:
        if not isinstance(parsed, Linear):
            return parsed
        try:
            return truth(parsed)
        except UnitError as error:
            raise UnitError(self._message(str(error), parsed.position)) from error

    def _compared(self, left: Linear, relation: Token, right: Linear) -> Condition:
        try:
            return comparison(left, relation.text, right)
        except (UnitError, StationError) as error:
            raise type(error)(self._message(str(error), relation.position)) from error

    def _linear(self, parsed: "Condition | Linear") -> Linear:
        if isinstance(parsed, Linear):
            return parsed
        raise self._refusal("a condition cannot be added or compared")

    def _refusal(self, problem: str, position: int | None = None) -> StationError:
        return StationError(self._message(problem, self._token.position if position is None else position))

    def _message(self, problem: str, position: int) -> str:
        found = self._text[position : position + 20].strip()
        where = f"at character {position + 1} ({found!r})" if found else "at the end"
        return f"{problem}, {where} of {self._text!r}"
