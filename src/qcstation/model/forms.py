"""Forms as data: what a person enters of a component, in which unit, and which results are made of it."""

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct


class FieldKind(StrEnum):
    """What is entered in a field."""

    NUMBER = "number"
    TEXT = "text"
    CHOICE = "choice"
    """One of `choices`; counted from 0, so that the first is the best grade."""
    CHECKLIST = "checklist"
    """Any of `choices`; what counts is how many are left open."""
    FILES = "files"
    """Photos and other files, kept with the run; what counts is their number."""
    LIST = "list"
    """Numbers of one kind, such as the strengths of pulled wires."""
    TABLE = "table"
    """Rows of `columns`, such as the points of a surface."""


class Column(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A column of a list or table. `unit` is the one that people write; a column with `choices` holds one of them.

    `headings` are those that the column has in files, as ``heading`` or ``heading:unit``, any of them. `codes` are what files
    write for a choice, such as a pull tester's grades.
    """

    name: str
    title: str = ""
    unit: str = ""
    choices: tuple[str, ...] = ()
    codes: Mapping[str, str] = {}
    headings: tuple[str, ...] = ()


class FormField(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One field of a form.

    `unit` is the one that people write and read beside it. Numbers outside `possible` (in `unit`) are slips of the pen: they are
    refused. `least` is the smallest number of rows or files. `uncertainty` is a number's standard uncertainty as people write it,
    such as ``"0.1 mg"``. `instrument` is the name of the bench's instrument from which the value may be taken.
    `headings` are a list's in files, as those of a column.
    """

    name: str
    title: str
    kind: FieldKind
    unit: str = ""
    possible: tuple[float | None, float | None] = (None, None)
    required: bool = False
    help: str = ""
    choices: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    headings: tuple[str, ...] = ()
    least: int = 0
    uncertainty: str = ""
    instrument: str = ""

    @property
    def table_columns(self) -> tuple[Column, ...]:
        """The columns of a list (a single one, ``value``) or table; none for other kinds."""
        if self.kind is FieldKind.LIST:
            return (Column(name="value", title=self.title, unit=self.unit, headings=self.headings),)
        return self.columns


class FormResult(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A result that is made of fields by a named reduction.

    `of` names the fields, `column` a table's column (default: the first). A ``share`` is that of the rows whose `column` holds
    the choice `equal`.
    """

    name: str
    of: tuple[str, ...]
    reduction: str = "value"
    column: str = ""
    equal: str = ""


class FieldAnswer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was entered in a field.

    `text` is what a person reads. `rows` are its numbers in canonical units: one row of one for a number, a choice's place or
    a count; one row a value or point for lists and tables. `files` are paths, `source` is where the value was taken from
    (empty: typed).
    """

    text: str = ""
    rows: tuple[tuple[float, ...], ...] = ()
    files: tuple[str, ...] = ()
    source: str = ""


Entered = Mapping[str, FieldAnswer]
"""What has been entered, by field; fields left empty are not in it."""
