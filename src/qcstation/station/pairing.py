"""Hybrids that are ready for modules, paired by what the database has of them."""

from msgspec import Struct

from qcstation.analysis.pairing import Candidate, Pair, Pairing, pair_up
from qcstation.model.errors import InputError
from qcstation.model.estimates import Estimate
from qcstation.model.grading import GRADE
from qcstation.production import ComponentFilter, DistributedValue, RunFilter

from .workspace import Workspace

HYBRID = "hgtd.hybrid"
_MODULE = "hgtd.module"
_SENSOR = "hgtd.sensor"
_UNGRADED = "not graded"


class PairRow(Struct, frozen=True, kw_only=True):
    """One line of a pairing: a pair with voltages in V, or a hybrid without a partner, and why."""

    first: str
    second: str
    first_voltage: float | None
    second_voltage: float | None
    difference: float | None
    uncertainty: float | None
    group: str
    reason: str = ""


def pair_hybrids(
    workspace: Workspace,
    *,
    procedure: str = "hgtd.hybrid-iv",
    measurement: str = "breakdown_voltage",
    batch: str = "",
    stage: str = "",
    largest_difference: float | None = None,
    same_grade: bool = False,
) -> Pairing:
    """Return pairs of the hybrids that are in no module now, by the value of their newest run that counts.

    Args:
        workspace: where the database is.
        procedure: whose runs count.
        measurement: which of their results, in V.
        batch: a part of a batch's, lot's or wafer's name, or of the serial number of what hybrids are a part of; empty: all.
        stage: where the hybrids are now; empty: anywhere.
        largest_difference: V, no pair is further apart.
        same_grade: whether the sensors of a pair must have the same grade.

    Raises:
        InputError: values are not in V.
        StorageError: the database cannot be read.
    """
    database = workspace.database
    wanted = ComponentFilter(type=HYBRID, batch=batch, stage=stage)
    names = {component.serial_number for component in database.every_component(wanted)}
    measured = _newest(workspace, measurement, RunFilter(component_type=HYBRID, procedure=procedure, counting=True))
    free = {name: value for name, value in measured.items() if name in names and not _in_module(workspace, name)}
    if foreign := next((value for value in free.values() if value.unit != "V"), None):
        raise InputError(f"{measurement} of {foreign.component} is in {foreign.unit}, expected V")
    grades = _grades(workspace, list(free)) if same_grade else {}
    return pair_up(
        (
            Candidate(name=name, value=estimate, group=grades.get(name, _UNGRADED) if same_grade else "")
            for name, value in free.items()
            if (estimate := _estimate(value)) is not None
        ),
        largest_difference=largest_difference,
    )


def pair_rows(pairing: Pairing) -> tuple[PairRow, ...]:
    """Return a pairing line by line: pairs first."""
    return (
        *(_row_of(pair) for pair in pairing.pairs),
        *(
            PairRow(
                first=left.candidate.name,
                second="",
                first_voltage=left.candidate.value.value,
                second_voltage=None,
                difference=None,
                uncertainty=left.candidate.value.uncertainty,
                group=left.candidate.group,
                reason=left.reason,
            )
            for left in pairing.leftover
        ),
    )


def _row_of(pair: Pair) -> PairRow:
    return PairRow(
        first=pair.first.name,
        second=pair.second.name,
        first_voltage=pair.first.value.value,
        second_voltage=pair.second.value.value,
        difference=pair.difference,
        uncertainty=pair.uncertainty,
        group=pair.first.group,
    )


def _newest(workspace: Workspace, measurement: str, wanted: RunFilter) -> dict[str, DistributedValue]:
    """The value of each component's newest run; a component may have runs that count at several stages."""
    values = [value for each in workspace.database.distributions(measurement, wanted) for value in each.values]
    return {value.component: value for value in sorted(values, key=lambda value: value.started) if value.component}


def _estimate(value: DistributedValue) -> Estimate | None:
    if value.value is None:
        return None
    return Estimate(value=value.value, unit=value.unit, uncertainty=value.uncertainty, censored=value.censored)


def _in_module(workspace: Workspace, hybrid: str) -> bool:
    parents = workspace.database.history(hybrid).parents
    return any(workspace.catalogue.parse(link.parent).component_type == _MODULE for link in parents if link.disassembled is None)


def _grades(workspace: Workspace, hybrids: list[str]) -> dict[str, str]:
    """The grade of each hybrid's sensor, in words; hybrids whose sensor has none are left out."""
    newest = _newest(workspace, GRADE, RunFilter(component_type=_SENSOR, counting=True))
    found = {}
    for hybrid in hybrids:
        children = workspace.database.history(hybrid).children
        sensors = [link.child for link in children if link.disassembled is None and link.child in newest]
        if sensors and (value := newest[sensors[0]]).value is not None:
            found[hybrid] = grade_name(workspace, value.run)
    return found


def grade_name(workspace: Workspace, run: str) -> str:
    """Return the name of the grade that a run's latest analysis gives, empty if it gives none."""
    analysis = workspace.database.run(run).valid_analysis
    return next((m.note for m in analysis.measurements if m.name == GRADE and m.value is not None), "") if analysis else ""


def component_grade(workspace: Workspace, serial_number: str) -> str:
    """Return the grade of a component by its newest run that counts and gives one, empty if none does."""
    newest = _newest(workspace, GRADE, RunFilter(component=serial_number, counting=True)).get(serial_number)
    return grade_name(workspace, newest.run) if newest is not None and newest.value is not None else ""
