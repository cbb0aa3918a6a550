"""Whether a form's results can be made of its fields, and are held against limits in the right unit."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qcstation.analysis.form_results import result_unit
from qcstation.analysis.reductions import REDUCTIONS
from qcstation.model.errors import UnitError
from qcstation.model.forms import FieldKind, FormField, FormResult
from qcstation.model.limits import Specification

if TYPE_CHECKING:
    from .definition import Form

_KINDS = {
    "number": (FieldKind.NUMBER, FieldKind.CHOICE, FieldKind.CHECKLIST, FieldKind.FILES),
    "values": (FieldKind.LIST, FieldKind.TABLE),
    "points": (FieldKind.TABLE,),
}


def result_problems(form: "Form", specification: Specification) -> Iterator[str]:
    """Yield what is wrong with the results of a form."""
    fields = {field.name: field for field in form.fields}
    limits = {limit.name: limit for limit in specification.limits}
    names = [result.name for result in form.results]
    yield from (f"two results are called {name!r}" for name in names if names.count(name) > 1)
    for name in limits.keys() - set(names):
        yield f"limit {name!r} limits nothing: no field that is a single value and no result has that name"
    for result in form.results:
        problem = _problem(result, fields)
        if problem:
            yield f"result {result.name!r}: {problem}"
            continue
        if result.name not in limits:
            yield f"result {result.name!r}: expected [limits.{result.name}] with its unit, even if there is no limit"
            continue
        try:
            unit = result_unit(result, fields)
        except UnitError:
            continue
        given = limits[result.name].unit
        if given != unit:
            yield f"limit {result.name!r}: write it in {unit!r}, the unit in which the value is kept, not in {given!r}"


def _problem(result: FormResult, fields: dict[str, FormField]) -> str:
    unknown = [name for name in result.of if name not in fields]
    if unknown:
        return f"unknown field {unknown[0]!r}; fields: {', '.join(fields)}"
    reduction = REDUCTIONS.get(result.reduction)
    if reduction is None:
        return f"unknown reduction {result.reduction!r}; known: {', '.join(REDUCTIONS)}"
    if len(result.of) != reduction.fields:
        return f"{result.reduction} is of {reduction.fields} field(s), not {len(result.of)}"
    of = [fields[name] for name in result.of]
    if any(field.kind not in _KINDS[reduction.takes] for field in of):
        return f"{result.reduction} is of {reduction.takes}, not of a {of[0].kind} field"
    if reduction.fields > 1 and any(field.kind is not FieldKind.NUMBER or field.unit != of[0].unit for field in of):
        return f"{result.reduction} is of numbers with the same unit"
    return _column_problem(result, of[0], reduction.takes)


def _column_problem(result: FormResult, field: FormField, takes: str) -> str:
    columns = {column.name: column for column in field.table_columns}
    if takes == "points":
        units = [column.unit for column in field.columns[:3]]
        return "" if len(units) == 3 and len(set(units)) == 1 else "points have three columns first, x, y and z, in one unit"
    if result.column and result.column not in columns:
        return f"unknown column {result.column!r}; columns: {', '.join(columns) or 'none'}"
    column = columns.get(result.column) or next(iter(columns.values()), None)
    if result.reduction == "share":
        if column is None or result.equal not in column.choices:
            return f"share: {result.equal!r} is no choice of the column"
    elif result.equal:
        return "only a share has 'equal'"
    elif column is not None and column.choices and result.reduction != "count":
        return f"column {column.name!r} has choices: only count and share can be made of it"
    return ""
