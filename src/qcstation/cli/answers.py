"""Answers that are given on the command line or in a file, before a run begins."""

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from qcstation.engine.prompts import GivenAnswers
    from qcstation.procedures.procedure import Procedure


def given_answers(answers: list[str], attachments: list[str], file: Path | None = None) -> "GivenAnswers":
    """Return the answers of --answer NAME=VALUE, --attach NAME=FILE and --answers FILE; those on the command line win.

    Raises:
        InputError: an argument is not of that form, or the file is wrong.
    """
    from qcstation.engine.prompts import GivenAnswers

    texts, files = _from_file(file) if file is not None else ({}, {})
    texts.update(_pair(text, "--answer", "mass='12.3 g'") for text in answers)
    attached: dict[str, tuple[Path, ...]] = {}
    for text in attachments:
        name, path = _pair(text, "--attach", "front=photo.jpg")
        attached[name] = (*attached.get(name, ()), Path(path))
    return GivenAnswers(texts=texts, files={**files, **attached})


def check_answers(given: "GivenAnswers", procedure: "type[Procedure]", *, nobody: bool) -> None:
    """Refuse wrong answers to a form before anything has been started; with `nobody` at the bench, incomplete ones too.

    Raises:
        InputError: an answer is wrong, of no field, or missing.
    """
    from qcstation.engine.form_entry import missing_fields
    from qcstation.model.errors import InputError
    from qcstation.model.prompts import Prompt
    from qcstation.procedures.forms import FormProcedure

    if not issubclass(procedure, FormProcedure):
        return
    fields = procedure.form.fields
    entered = given.of_form(fields)
    to_ask = tuple(field for field in fields if not given.takes(field.name))
    missing = missing_fields(Prompt(id=procedure.id, text="", fields=to_ask), entered)
    if nobody and missing:
        required = ", ".join(field.name for field in fields if field.required)
        raise InputError(
            f"nobody is there to enter: {', '.join(missing)}; give it with --answer NAME=VALUE or --attach NAME=FILE "
            f"(required: {required})"
        )


def _pair(text: str, option: str, example: str) -> tuple[str, str]:
    from qcstation.model.errors import InputError

    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise InputError(f"{option} {text!r}: expected NAME=VALUE, such as {option} {example}")
    return name.strip(), value.strip()


def _from_file(path: Path) -> tuple[dict[str, str], dict[str, tuple[Path, ...]]]:
    """Return the tables `[answers]` and `[attach]` of a TOML file; its paths are relative to itself."""
    from qcstation.model.errors import InputError

    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"cannot read answers {path}: {getattr(error, 'strerror', None) or error}") from error
    tables: dict[str, Any] = {"answers": {}, "attach": {}, **content}
    if set(tables) > {"answers", "attach"} or not all(isinstance(table, dict) for table in tables.values()):
        raise InputError(f"{path}: expected the tables [answers] and [attach] and no other")
    files = {}
    for name, value in tables["attach"].items():
        names = [value] if isinstance(value, str) else value
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            raise InputError(f"{path}: attach {name}: expected a file name, or a list of them")
        files[name] = tuple(path.parent / one for one in names)
    return {name: _text(value, name, path) for name, value in tables["answers"].items()}, files


def _text(value: object, name: str, path: Path) -> str:
    """Return an answer as it would be typed: a list's values, and a table's rows, one a line."""
    from qcstation.model.errors import InputError

    if isinstance(value, list):
        return "\n".join("; ".join(map(str, row)) if isinstance(row, list) else str(row) for row in value)
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise InputError(f"{path}: answer {name}: expected a text, a number or a list of them")
    return str(value)
