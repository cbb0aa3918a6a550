"""What a person types, scans or hands over for a form's fields: checked, in canonical units, and held against the limits."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from qcstation.model.errors import InputError
from qcstation.model.forms import Column, Entered, FieldAnswer, FieldKind, FormField, FormResult
from qcstation.model.limits import Limit
from qcstation.model.prompts import Answer, Prompt
from qcstation.model.units import canonical_unit, parse_quantity
from qcstation.model.verdicts import Judgement, judge

MOST_BYTES = 64 * 2**20
"""The largest file that a run file takes as an attachment."""
_LONGEST_TEXT = 10_000
_COMMA = re.compile(r"\d,\d|^[+-]?,\d", re.ASCII)
_BARE_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)


def parse_field(field: FormField, text: str = "", files: Sequence[str | Path] = ()) -> FieldAnswer | None:
    """Return what was entered in `field` as text, or as files; None where that is nothing.

    A list's or table's single file is read, and kept with the run; a file of photos is kept as it is.

    Raises:
        InputError: it is no value of this field; the message says what is expected.
    """
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if files:
        return _from_files(field, [Path(file) for file in files])
    if field.kind is FieldKind.CHECKLIST:
        return _checked(field, text)
    if not text:
        return None
    match field.kind:
        case FieldKind.NUMBER:
            return _number(field, text)
        case FieldKind.CHOICE:
            place = choice_place(field.choices, text)
            return FieldAnswer(text=field.choices[place], rows=((float(place),),))
        case FieldKind.LIST | FieldKind.TABLE:
            lines = re.split(r"[;\t\n]", text) if field.kind is FieldKind.LIST else text.splitlines()
            rows = tuple(parse_row(field, line) for line in lines if line.strip())
            return rows_answer(field, rows)
        case FieldKind.FILES:
            raise InputError(f"{field.title}: expected a file, not the text {text!r:.60}")
        case _:
            if len(text) > _LONGEST_TEXT:
                raise InputError(f"{field.title}: {len(text)} characters, at most {_LONGEST_TEXT}; attach it as a file")
            return FieldAnswer(text=text)


def parse_row(field: FormField, line: str) -> tuple[float, ...]:
    """Return one row of a list or table: its cells between tabs or semicolons, else between blanks.

    Raises:
        InputError: a cell is missing or is not what its column needs.
    """
    columns = field.table_columns
    cells = _cells(line.replace("\N{MINUS SIGN}", "-"), len(columns))
    if len(cells) != len(columns):
        wanted = "; ".join(column.title or column.name for column in columns)
        raise InputError(f"{field.title}: expected {wanted} ({len(columns)} values), found {len(cells)} in {line.strip()!r:.60}")
    return tuple(_cell(field, column, cell) for column, cell in zip(columns, cells, strict=True))


def rows_answer(
    field: FormField, rows: Sequence[tuple[float, ...]], *, path: Path | None = None, notes: Sequence[str] = ()
) -> FieldAnswer | None:
    """Return the answer of a list or table with these rows in canonical units, taken from the file `path` if there is one.

    `notes` are sentences on the file that the operator should know.
    """
    if not rows:
        return None
    kind = "values" if field.kind is FieldKind.LIST else "rows"
    text = "; ".join([f"{len(rows)} {kind}" + (f" from {path.name}" if path else ""), *notes])
    kept, source = ((str(path),), path.name) if path else ((), "")
    return FieldAnswer(text=text, rows=tuple(rows), files=kept, source=source)


def files_answer(field: FormField, paths: Sequence[Path]) -> FieldAnswer | None:
    """Return the answer of a field of photos or other files.

    Raises:
        InputError: one is no file, unreadable or too large.
    """
    for path in paths:
        _check_file(field, path)
    if not paths:
        return None
    return FieldAnswer(
        text="; ".join(path.name for path in paths), rows=((float(len(paths)),),), files=tuple(str(path) for path in paths)
    )


def choice_place(choices: Sequence[str], text: str) -> int:
    """Return the place, from 0, of the choice that `text` is, or is the beginning of.

    Raises:
        InputError: it is none of them, or the beginning of several.
    """
    sought = text.strip().casefold()
    folded = [choice.casefold() for choice in choices]
    if sought in folded:
        return folded.index(sought)
    fitting = [place for place, choice in enumerate(folded) if sought and choice.startswith(sought)]
    if len(fitting) != 1:
        raise InputError(f"expected one of {', '.join(choices)}, not {text.strip()!r:.60}")
    return fitting[0]


def missing_fields(prompt: Prompt, entered: Entered) -> tuple[str, ...]:
    """Return what is still to be entered, in words; nothing: the form is complete."""
    missing = []
    for field in prompt.fields:
        answer = entered.get(field.name)
        if answer is None:
            missing += [field.title] if field.required else []
            continue
        found = len(answer.rows) if field.table_columns else len(answer.files)
        if found < field.least:
            missing.append(f"{field.title} (at least {field.least})")
    return tuple(missing)


def form_answer(prompt: Prompt, entered: Entered, *, by: str = "") -> Answer:
    """Return the answer to a form.

    Raises:
        InputError: something that is required has not been entered.
    """
    missing = missing_fields(prompt, entered)
    if missing:
        raise InputError(f"still to be entered: {', '.join(missing)}")
    titles = {field.name: field.title for field in prompt.fields}
    text = "; ".join(f"{titles[name]}: {answer.text}" for name, answer in entered.items())
    return Answer(prompt=prompt.id, text=text, by=by, values=dict(entered))


def field_limits(prompt: Prompt) -> dict[str, tuple[tuple[FormResult, Limit], ...]]:
    """Return the results that each field completes, with the limits that they will be held against."""
    limits = {limit.name: limit for limit in prompt.specification.limits} if prompt.specification else {}
    order = [field.name for field in prompt.fields]
    found: dict[str, tuple[tuple[FormResult, Limit], ...]] = {}
    for result in prompt.results:
        if result.name in limits:
            last = max(result.of, key=order.index)
            found[last] = (*found.get(last, ()), (result, limits[result.name]))
    return found


def judged_so_far(prompt: Prompt, entered: Entered) -> Mapping[str, Judgement]:
    """Return what the present entries would be judged as, by result; those of fields left empty are not in it."""
    from qcstation.analysis.form_results import entered_rows, form_results

    if prompt.specification is None:
        return {}
    ready = [result for result in prompt.results if all(name in entered for name in result.of)]
    found = form_results(prompt.fields, ready, entered_rows(prompt.fields, entered))
    names = {result.name for result in found}
    return {j.result.name: j for j in judge(found, prompt.specification) if j.result.name in names}


def _from_files(field: FormField, paths: list[Path]) -> FieldAnswer | None:
    if field.kind is FieldKind.FILES:
        return files_answer(field, paths)
    if not field.table_columns:
        raise InputError(f"{field.title}: takes no file")
    if len(paths) > 1:
        raise InputError(f"{field.title}: expected one file, found {len(paths)}")
    from qcstation.exchange.form_rows import read_form_rows

    _check_file(field, paths[0])
    read = read_form_rows(paths[0], field.table_columns)
    return rows_answer(field, read.rows, path=paths[0], notes=read.notes)


def _number(field: FormField, text: str) -> FieldAnswer:
    """Return a number in its unit; one that is written without is in the field's."""
    shown = text if field.unit in {"", "1"} or not _BARE_NUMBER.fullmatch(text) else f"{text} {field.unit}"
    value = _quantity(field.title, shown, field.unit)
    low, high = field.possible
    if (low is not None and value < low) or (high is not None and value > high):
        bounds = f"{'-' if low is None else f'{low:g}'} to {'-' if high is None else f'{high:g}'} {field.unit}".rstrip()
        raise InputError(f"{field.title}: {shown} cannot be: possible are {bounds}; check number and unit")
    return FieldAnswer(text=shown, rows=((_quantity(field.title, shown, canonical_unit(field.unit)),),))


def _quantity(title: str, text: str, unit: str) -> float:
    from qcstation.exchange.form_rows import written_unit

    number = _BARE_NUMBER.match(text)
    if _COMMA.search(text):
        raise InputError(f"{title}: write {text!r:.60} with a decimal point, as {text.replace(',', '.')!r:.60}")
    if number:
        given = text[number.end() :].strip()
        text = f"{number.group()} {written_unit(given, canonical_unit(unit))}".strip()
    try:
        return parse_quantity(text, unit)
    except InputError as error:
        raise InputError(f"{title}: {error}") from error


def _checked(field: FormField, text: str) -> FieldAnswer:
    parts = re.split(r"[;\n]", text) if ";" in text or "\n" in text else [text]
    if len(parts) == 1 and text.casefold() not in {choice.casefold() for choice in field.choices}:
        parts = text.split(",")
    ticked = {choice_place(field.choices, part) for part in parts if part.strip()}
    left = len(field.choices) - len(ticked)
    return FieldAnswer(text="; ".join(field.choices[place] for place in sorted(ticked)), rows=((float(left),),))


def _cells(line: str, count: int) -> list[str]:
    line = line.strip()
    for delimiter in ("\t", ";"):
        if delimiter in line:
            return [cell.strip() for cell in line.split(delimiter)]
    # The last cell may be a choice of several words, and a single one a number with its unit.
    return line.split(maxsplit=count - 1) if count > 1 else [line]


def _cell(field: FormField, column: Column, cell: str) -> float:
    if column.choices:
        codes = {code.casefold(): choice for code, choice in column.codes.items()}
        try:
            return float(choice_place(column.choices, codes.get(cell.casefold(), cell)))
        except InputError as error:
            raise InputError(f"{column.title or column.name}: {error}") from error
    text = cell if column.unit in {"", "1"} or not _BARE_NUMBER.fullmatch(cell) else f"{cell} {column.unit}"
    return _quantity(column.title or column.name or field.title, text, canonical_unit(column.unit))


def _check_file(field: FormField, path: Path) -> None:
    try:
        with path.open("rb"):
            size = path.stat().st_size
    except OSError as error:
        raise InputError(f"{field.title}: {path} cannot be read: {error.strerror}; check name and rights") from error
    if size > MOST_BYTES:
        raise InputError(f"{field.title}: {path.name} has {size / 2**20:.0f} MiB, at most {MOST_BYTES // 2**20}; make it smaller")
