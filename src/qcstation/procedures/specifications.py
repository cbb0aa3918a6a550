"""The specification that judges a run: the one shipped with its procedure, under the site's own."""

from pathlib import Path

from qcstation.model.errors import SpecificationError
from qcstation.model.limits import Specification

from .procedure import Procedure
from .settings import ProcedureSettings


def specification_of(procedure: type[Procedure], overlay: Path | None = None) -> Specification:
    """Return the shipped specification of `procedure`, with the site's TOML file `overlay` laid over it.

    The overlay must bear a version of its own and may only name limits that the shipped specification has: a misspelt name
    would otherwise limit nothing. The parameters are checked against the procedure's.

    Raises:
        SpecificationError: a file is unreadable or wrong; the message names it.
        InputError: a parameter is unknown or of the wrong dimension.
    """
    shipped = procedure.specification()
    if overlay is None:
        parameters_of(procedure, shipped)
        return shipped
    try:
        text = overlay.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecificationError(f"cannot read specification {overlay}: {getattr(error, 'strerror', None) or error}") from error
    laid = shipped.overlaid(text, origin=str(overlay))
    known = {limit.name for limit in shipped.limits}
    unknown = sorted(limit.name for limit in laid.limits if limit.name not in known)
    if unknown:
        raise SpecificationError(f"{overlay}: unknown limit {unknown[0]!r}; {procedure.id} has: {', '.join(sorted(known))}")
    asked = {condition.name for grade in laid.grades for condition in grade.conditions}
    if unasked := sorted(asked - known):
        raise SpecificationError(
            f"{overlay}: no result {unasked[0]!r} to grade by; {procedure.id} has: {', '.join(sorted(known))}"
        )
    if laid.id != shipped.id:
        raise SpecificationError(f"{overlay}: it is for {laid.id!r}, but the procedure's specification is {shipped.id!r}")
    parameters_of(procedure, laid)
    return laid


def parameters_of(procedure: type[Procedure], specification: Specification) -> ProcedureSettings:
    """Return the analysis parameters that a specification sets for `procedure`.

    Raises:
        InputError: a parameter is unknown or of the wrong dimension.
    """
    return procedure.Parameters.parsed(dict(specification.parameters), what="analysis parameter")
