"""From what was entered in a form to its results: the same for a form that is being filled in and for an old run."""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from qcstation.model.estimates import Estimate, Finding, Refusal, Result
from qcstation.model.forms import Entered, FieldKind, FormField, FormResult
from qcstation.model.raw import RawData
from qcstation.model.units import canonical_unit, parse_quantity

from .reductions import REDUCTIONS, Reduction

Array = NDArray[np.float64]
Rows = Mapping[str, Array]
"""Numbers of a form by field, shape (rows, columns) in canonical units; fields left empty have no rows."""

NUMBERS = "form"
"""The table of one row that holds the fields with a single number."""


def entered_rows(fields: Sequence[FormField], entered: Entered) -> Rows:
    """Return the numbers of a form that is being filled in."""
    return {field.name: _shaped(entered[field.name].rows, field) for field in fields if field.name in entered}


def recorded_rows(fields: Sequence[FormField], raw: RawData) -> Rows:
    """Return the numbers of a form from a run's raw data."""
    rows: dict[str, Array] = {}
    for field in fields:
        columns = field.table_columns
        if columns and field.name in raw:
            table = raw[field.name]
            rows[field.name] = np.column_stack([table[column.name] for column in columns])
        elif NUMBERS in raw and field.name in raw[NUMBERS]:
            value = raw[NUMBERS][field.name]
            rows[field.name] = value[np.isfinite(value)].reshape(-1, 1)
    return rows


def form_results(fields: Sequence[FormField], results: Sequence[FormResult], rows: Rows) -> tuple[Result, ...]:
    """Return a form's results; a field left empty is a refusal."""
    by_name = {field.name: field for field in fields}
    return tuple(Result(result.name, _find(result, [by_name[name] for name in result.of], rows)) for result in results)


def result_unit(result: FormResult, fields: Mapping[str, FormField]) -> str:
    """Return the canonical unit of a result.

    Raises:
        UnitError: a field's unit is unknown.
    """
    if REDUCTIONS[result.reduction].pure:
        return "1"
    field = fields[result.of[0]]
    return canonical_unit(_written_unit(result, field))


def _find(result: FormResult, fields: list[FormField], rows: Rows) -> Finding:
    reduction = REDUCTIONS[result.reduction]
    unit = result_unit(result, {field.name: field for field in fields})
    for field in fields:
        if not len(rows.get(field.name, ())):
            return Refusal(unit=unit, reason=f"nothing was entered as {field.title.lower()}")
    numbers = _numbers(result, reduction, fields, rows)
    if not len(numbers):
        return Refusal(unit=unit, reason=f"no row of {fields[0].title.lower()} has a value")
    given = fields[0].uncertainty
    found = reduction.find(numbers, unit, parse_quantity(given, unit) if given and not reduction.pure else 0.0)
    if fields[0].kind is FieldKind.CHOICE and isinstance(found, Estimate):
        return msgspec.structs.replace(found, note=fields[0].choices[int(numbers[0])])
    return found


def _numbers(result: FormResult, reduction: Reduction, fields: list[FormField], rows: Rows) -> Array:
    if reduction.takes == "number":
        return np.array([rows[field.name][0, 0] for field in fields])
    table = rows[fields[0].name]
    if reduction.takes == "points":
        finite = np.isfinite(table[:, :3]).all(axis=1)
        return np.asarray(table[finite, :3], dtype=np.float64)
    columns = fields[0].table_columns
    place = next((place for place, column in enumerate(columns) if column.name == result.column), 0)
    values = table[np.isfinite(table[:, place]), place]
    if result.reduction == "share":
        values = values == columns[place].choices.index(result.equal)
    return np.asarray(values, dtype=np.float64)


def _written_unit(result: FormResult, field: FormField) -> str:
    if field.kind is FieldKind.NUMBER:
        return field.unit
    columns = field.table_columns
    return next((column.unit for column in columns if column.name == result.column), columns[0].unit if columns else "")


def _shaped(rows: Sequence[Sequence[float]], field: FormField) -> Array:
    return np.array(rows, dtype=np.float64).reshape(len(rows), len(field.table_columns) or 1)
