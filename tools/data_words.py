"""The words of the data that the window shows: what procedures, component types and roles are called, from the code itself."""

import ast
import typing
from collections.abc import Iterable, Iterator
from pathlib import Path

import qcstation
from qcstation.model.hgtd.component_types import COMPONENT_TYPES
from qcstation.model.hgtd.patterns import PATTERNS
from qcstation.model.limits import Limit
from qcstation.model.runs import RunKind
from qcstation.procedures.forms.procedure import FormProcedure
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.registry import all_procedures, procedure
from qcstation.procedures.station.controls import CONTROLS
from qcstation.procedures.station.manual_control import ManualControl
from qcstation.reports.limit_bars import limits_text
from qcstation.reports.wording import words
from qcstation.simulation.devices import ARRAY_VARIANTS, LGAD_VARIANTS, LgadParameters
from qcstation.simulation.faults import FaultKind
from qcstation.station.editing import INSTRUMENT_KEYS
from qcstation.station.shipped import shipped_bench, shipped_benches

_PROCEDURES = Path(qcstation.__file__).with_name("procedures")
_OTHER_KEYS = ("require", "max_age", "files", "name", "site", "database", "procedures")
"""Of the station file, beside those of instruments."""
_AXES = ("time", "sample", "entries")
"""Of waveforms and histograms, which no table names."""


def data_words() -> set[str]:
    """Return all of them, as the window looks them up."""
    found = {words(name) for name in (*INSTRUMENT_KEYS, *_OTHER_KEYS, *_AXES, *LgadParameters.__struct_fields__)}
    found |= {kind.value for kind in (*RunKind, *FaultKind)} | {*ARRAY_VARIANTS, *LGAD_VARIANTS}
    found.add(limits_text(Limit(name="any", unit="V", set_by_site=True)))
    found.update(_of_components(), _of_roles(), _of_benches())
    for entry in all_procedures():
        if entry.origin == "qcstation":
            found.update(_of_procedure(procedure(entry.id)))
    found.update(_of_procedure(ManualControl))
    for file in sorted(_PROCEDURES.rglob("*.py")):
        found.update(_in_code(ast.parse(file.read_text(encoding="utf-8"))))
    return {word for word in found if any(letter.isalpha() for letter in word)}


def _of_components() -> Iterator[str]:
    for kind in COMPONENT_TYPES:
        yield kind.title
        yield from kind.stages
    for pattern in PATTERNS:
        yield from (field.name for field in pattern.fields)


def _of_roles() -> Iterator[str]:
    for controls in CONTROLS:
        yield controls.title
        for action in controls.actions:
            yield action.title
            yield from (words(argument.name) for argument in action.arguments)


def _of_benches() -> Iterator[str]:
    for bench in shipped_benches():
        yield from (name.replace("_", " ") for name in shipped_bench(bench).interlocks)


def _of_procedure(kind: type[Procedure]) -> Iterator[str]:
    yield kind.title
    for name, field in kind.Settings.model_fields.items():
        yield words(name)
        if typing.get_origin(field.annotation) is typing.Literal:
            yield from map(str, typing.get_args(field.annotation))
    yield from (words(limit.name) for limit in kind.specification().limits)
    if issubclass(kind, FormProcedure):
        yield from _of_form(kind)


def _of_form(kind: type[FormProcedure]) -> Iterator[str]:
    yield kind.form.text
    yield from (words(result.name) for result in kind.form.results)
    for field in kind.form.fields:
        yield from (field.title, field.help, words(field.name), *field.choices)
        for column in field.table_columns:
            yield from (column.title or column.name, words(column.name), *column.choices)


def _in_code(tree: ast.Module) -> Iterator[str]:
    """Steps, prompts, tables and their columns, as far as the code spells them out."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr="step"), args=[ast.Constant(value=str(name)), *_]):
                yield name
            case ast.Call(func=ast.Name(id="Prompt"), keywords=keywords):
                yield from _texts(keyword.value for keyword in keywords if keyword.arg in {"text", "choices"})
            case ast.Call(
                func=ast.Attribute(attr="table" | "array"), args=[ast.Constant(value=str(name)), *_], keywords=keywords
            ):
                yield name.replace("_", " ")
                yield words(name)
                units = {keyword.arg: keyword.value for keyword in node.keywords if isinstance(keyword.value, ast.Constant)}
                yield from (words(column) for column in units if column and column not in {"dtype", "unit"})
            case ast.Assign(targets=[ast.Name(id=constant)], value=ast.Dict(keys=keys)) if constant.isupper():
                yield from (words(key) for key in _texts(key for key in keys if key is not None) if key.isidentifier())


def _texts(nodes: Iterable[ast.expr]) -> Iterator[str]:
    for node in nodes:
        for part in ast.walk(node):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                yield part.value
