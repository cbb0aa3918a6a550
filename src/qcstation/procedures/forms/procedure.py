"""A form as an ordinary procedure: one question with all fields, the answers as raw data, results by reductions."""

import math
import mimetypes
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from qcstation.analysis.form_results import NUMBERS, form_results, recorded_rows
from qcstation.instruments.instrument import Instrument
from qcstation.model.errors import InputError, InstrumentError
from qcstation.model.estimates import Result
from qcstation.model.forms import FieldAnswer, FieldKind, FormField
from qcstation.model.limits import Specification
from qcstation.model.prompts import Answer, Prompt, PromptKind
from qcstation.model.raw import RawData
from qcstation.model.runs import Run, RunHeader
from qcstation.model.units import canonical_unit, conversion_factor
from qcstation.procedures.procedure import Procedure

from .definition import Form, load_form
from .readings import INSTRUMENTS

PROMPT = "form"


class FormProcedure(Procedure):
    """Asks for the fields of `form` and makes results of them. Made of a file by `form_procedure`, never written by hand."""

    guarded = False
    form: ClassVar[Form]
    _specification: ClassVar[Specification]

    def __init__(self, settings: Any, instruments: Mapping[str, Instrument]) -> None:
        super().__init__(settings, instruments)
        self._instruments = {name: instruments[name] for name in self.optional_roles() if name in instruments}

    @classmethod
    def roles(cls) -> dict[str, type[Instrument]]:
        """Return nothing: whatever can be taken from an instrument can be typed."""
        return {}

    @classmethod
    def optional_roles(cls) -> dict[str, type[Instrument]]:
        """Return the instruments that fields can be taken from."""
        return {field.instrument: INSTRUMENTS[field.instrument].role for field in cls.form.fields if field.instrument}

    @classmethod
    def specification(cls) -> Specification:
        """Return the limits of the form's own file."""
        return cls._specification

    def acquire(self, run: Run) -> None:
        """Ask until the form is complete, taking from instruments what the operator wants taken; then fill the tables."""
        form = self.form
        takable = tuple(field.name for field in form.fields if field.instrument in self._instruments)
        prompt = Prompt(
            id=PROMPT,
            text=form.text or self.title,
            kind=PromptKind.FORM,
            fields=form.fields,
            results=form.results,
            takable=takable,
        )
        with run.step("filling in the form"):
            answer = run.ask(prompt)
            while answer.take:
                answer = run.ask(self._taken(run, prompt, answer))
        self._keep(run, answer.values)

    @classmethod
    def analyse(cls, raw: RawData, parameters: Any) -> Sequence[Result]:  # noqa: ARG003
        """Return the form's results: a pure function of the raw data and the form."""
        fields = cls.form.fields
        return form_results(fields, cls.form.results, recorded_rows(fields, raw))

    def _taken(self, run: Run, prompt: Prompt, answer: Answer) -> Prompt:
        """Return the question again, with the value of the field that was to be taken, or with why it could not be."""
        field = next(field for field in self.form.fields if field.name == answer.take)
        entered = dict(answer.values)
        problem = ""
        try:
            entered[field.name] = self._reading(run, field)
        except InstrumentError as error:
            # The operator can try again or type the value: nothing that was entered is lost.
            problem = str(error)
            run.warn(problem)
        return msgspec.structs.replace(prompt, entered=entered, problem=problem)

    def _reading(self, run: Run, field: FormField) -> FieldAnswer:
        reading, instrument = INSTRUMENTS[field.instrument], self._instruments[field.instrument]
        unit = canonical_unit(field.unit)
        value = reading.read(run, instrument)
        shown = value * conversion_factor(reading.unit, field.unit)
        kept = value * conversion_factor(reading.unit, unit)
        return FieldAnswer(text=f"{shown:.10g} {field.unit}", rows=((kept,),), source=instrument.name)

    def _keep(self, run: Run, values: Mapping[str, FieldAnswer]) -> None:
        """Write the numbers to tables and attach the files."""
        single = [field for field in self.form.fields if field.kind is not FieldKind.TEXT and not field.table_columns]
        if single:
            table = run.table(NUMBERS, None, **{field.name: _kept_unit(field) for field in single})
            rows = {field.name: values[field.name].rows if field.name in values else () for field in single}
            table.append(**{name: row[0][0] if row else math.nan for name, row in rows.items()})
        for field in self.form.fields:
            answer = values.get(field.name, FieldAnswer())
            columns = field.table_columns
            if columns:
                meanings = {f"{column.name}_choices": "; ".join(column.choices) for column in columns if column.choices}
                units = {column.name: "1" if column.choices else canonical_unit(column.unit) for column in columns}
                table = run.table(field.name, meanings, **units)
                for row in answer.rows:
                    table.append(**dict(zip(units, row, strict=True)))
            for number, path in enumerate(answer.files, start=1):
                _attach(run, field, number, Path(path))


def form_procedure(path: Path) -> type[FormProcedure]:
    """Return the procedure that a form's file describes.

    Raises:
        SpecificationError: the file is wrong; the message names it.
    """
    form, specification = load_form(path)
    return _made(specification.id, form, specification)


def recorded_form(header: RunHeader, prompts: Iterable[Prompt]) -> type[FormProcedure] | None:
    """Return the form that a run was, from its own record: for forms of another site, or of a file that is gone.

    Its specification is the one that the run was filled in under. None: the run was no form.
    """
    asked = next((prompt for prompt in prompts if prompt.kind is PromptKind.FORM and prompt.specification), None)
    if asked is None or asked.specification is None:
        return None
    accepts = (header.component.type,) if header.component else ()
    form = Form(fields=asked.fields, results=asked.results, version=header.procedure_version, accepts=accepts, text=asked.text)
    return _made(header.procedure, form, asked.specification)


def _made(procedure_id: str, form: Form, specification: Specification) -> type[FormProcedure]:
    content = {
        "__doc__": f"{specification.title}.",
        "__module__": __name__,
        "id": procedure_id,
        "version": form.version,
        "title": specification.title,
        "accepts": form.accepts,
        "stages": form.stages,
        "form": form,
        "_specification": specification,
    }
    return type("Form", (FormProcedure,), content)


def _kept_unit(field: FormField) -> str:
    return canonical_unit(field.unit) if field.kind is FieldKind.NUMBER else "1"


def _attach(run: Run, field: FormField, number: int, path: Path) -> None:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{field.title}: {path} cannot be read any more: {error.strerror}; fill in the form again") from error
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    run.attach(f"{field.name}-{number}{path.suffix.lower()}", data, media_type=media_type, caption=f"{field.title}: {path.name}")
