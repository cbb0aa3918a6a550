"""A form's file: a specification with a section that says which fields there are. Explained for sites in docs/forms.md."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from qcstation.model.errors import SpecificationError, UnitError
from qcstation.model.forms import Column, FieldKind, FormField, FormResult
from qcstation.model.limits import Specification, specification_from
from qcstation.model.units import canonical_unit, parse_quantity

from .readings import INSTRUMENTS

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_ID = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)+")
_RESERVED = "form"
_CHOOSING = (FieldKind.CHOICE, FieldKind.CHECKLIST)


class Form(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A form. `version` is that of its fields; `accepts` are component types, `stages` those at which it is usually filled in.

    `text` is what stands above the fields.
    """

    fields: tuple[FormField, ...]
    version: str = "1"
    accepts: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    text: str = ""
    results: tuple[FormResult, ...] = ()


def load_form(path: Path) -> tuple[Form, Specification]:
    """Read a form's file. Fields with a limit of their own name are results without being named under `[[form.results]]`.

    Raises:
        SpecificationError: the file is unreadable, no TOML, or says something that cannot be; the message names file and place.
    """
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SpecificationError(f"cannot read form {path}: {getattr(error, 'strerror', None) or error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SpecificationError(f"{path}: not valid TOML: {error}") from error
    content = tables.pop("form", None)
    if not isinstance(content, dict):
        raise SpecificationError(f"{path}: expected a form, with its fields under [form] and [[form.fields]]")
    specification = specification_from(tables, origin=str(path))
    form = _completed(_converted(content, path), specification)
    problem = next(_problems(form, specification), None)
    if problem:
        raise SpecificationError(f"{path}: {problem}")
    return form, specification


def _converted(content: dict[str, Any], path: Path) -> Form:
    try:
        return msgspec.convert(content, Form)
    except msgspec.ValidationError as error:
        raise SpecificationError(f"{path}: form: {error}") from error


def _completed(form: Form, specification: Specification) -> Form:
    """Add the results that are single fields with a limit of their name."""
    named = {result.name for result in form.results}
    limited = {limit.name for limit in specification.limits} - named
    own = tuple(
        FormResult(name=field.name, of=(field.name,))
        for field in form.fields
        if field.name in limited and not field.table_columns and field.kind is not FieldKind.TEXT
    )
    return msgspec.structs.replace(form, results=(*own, *form.results))


def _problems(form: Form, specification: Specification) -> Iterator[str]:
    if not _ID.fullmatch(specification.id):
        yield f"id {specification.id!r}: expected one such as 'lab.glue', of small letters, digits, dots and hyphens"
    if not specification.title:
        yield "expected a title under [specification]"
    if specification.parameters:
        yield "a form has no [parameters]: write what it needs in its fields and results"
    if not form.fields:
        yield "expected at least one field under [[form.fields]]"
    seen: set[str] = set()
    for field in form.fields:
        yield from (f"field {field.name!r}: {problem}" for problem in _field_problems(field, seen))
        seen.add(field.name)
    from .results import result_problems

    yield from result_problems(form, specification)


def _field_problems(field: FormField, seen: set[str]) -> Iterator[str]:
    columns = field.table_columns
    if not _NAME.fullmatch(field.name) or field.name == _RESERVED:
        yield "a name has small letters, digits and _, begins with a letter, and is not 'form'"
    if field.name in seen:
        yield "there are two of that name"
    if (field.kind in _CHOOSING) != bool(field.choices):
        yield "a choice or checklist, and no other field, has choices"
    if (field.kind is FieldKind.TABLE) != bool(field.columns):
        yield "a table, and no other field, has columns"
    if field.least < 0 or (field.least and field.kind not in {FieldKind.FILES, FieldKind.LIST, FieldKind.TABLE}):
        yield "least is a number of rows or files, of a list, table or files"
    yield from _number_problems(field)
    yield from _choice_problems(field.choices)
    names = [column.name for column in columns]
    if len(set(names)) < len(names):
        yield "two columns have the same name"
    for column in columns:
        yield from (f"column {column.name!r}: {problem}" for problem in _column_problems(column))


def _number_problems(field: FormField) -> Iterator[str]:
    yield from _unit_problems(field.unit)
    if field.instrument and (field.kind is not FieldKind.NUMBER or field.instrument not in INSTRUMENTS):
        yield f"a number, and no other field, can be taken from: {', '.join(INSTRUMENTS)}"
    elif field.instrument:
        yield from _unit_problems(field.unit, f"{field.instrument} gives", INSTRUMENTS[field.instrument].unit)
    if field.uncertainty:
        try:
            parse_quantity(field.uncertainty, field.unit)
        except UnitError as error:
            yield f"uncertainty: {error}"
    low, high = field.possible
    if low is not None and high is not None and low >= high:
        yield f"possible = [{low:g}, {high:g}]: the first is the lowest"
    if (low, high) != (None, None) and field.kind is not FieldKind.NUMBER:
        yield "only a number has what is possible"


def _column_problems(column: Column) -> Iterator[str]:
    if not _NAME.fullmatch(column.name):
        yield "a name has small letters, digits and _, and begins with a letter"
    yield from _unit_problems(column.unit)
    yield from _choice_problems(column.choices)
    unknown = [choice for choice in column.codes.values() if choice not in column.choices]
    if unknown:
        yield f"codes: {unknown[0]!r} is none of the choices"


def _choice_problems(choices: tuple[str, ...]) -> Iterator[str]:
    if len({choice.casefold() for choice in choices}) < len(choices) or not all(map(str.strip, choices)):
        yield "choices must differ, and none may be empty"
    if any(";" in choice or "\t" in choice for choice in choices):
        yield "a choice has no semicolon and no tab: they stand between choices"


def _unit_problems(unit: str, what: str = "", other: str = "") -> Iterator[str]:
    try:
        kept = canonical_unit(unit)
        if other and kept != canonical_unit(other):
            yield f"its unit is {unit!r}, but the {what} {other}"
    except UnitError as error:
        yield f"unit: {error}"
