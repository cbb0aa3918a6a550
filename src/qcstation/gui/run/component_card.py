"""What the records and the bench say of a scanned component: who it is, and what can be measured on it here."""

from contextlib import suppress

from msgspec import Struct

from qcstation.gui.bench_choice import BenchChoice
from qcstation.model.components import Component
from qcstation.model.errors import InputError, StationError
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.registry import procedure, procedures_as_offered
from qcstation.production import ComponentHistory, RunSummary
from qcstation.station.bench import instruments_for
from qcstation.station.workspace import Workspace


class Offer(Struct, frozen=True, kw_only=True):
    """A procedure that the window offers. `problem` says why it cannot be run on this bench (empty: it can).

    `last` is the newest run of it that is valid: of the component, or of the bench where the procedure needs no component.
    """

    id: str
    title: str
    kind: type[Procedure] | None = None
    problem: str = ""
    last: RunSummary | None = None


class ComponentCard(Struct, frozen=True, kw_only=True):
    """A component, its type's title, its history (None: it is new here) and what can be measured on it."""

    component: Component
    type_title: str
    history: ComponentHistory | None
    offers: tuple[Offer, ...]


def card_of(choice: BenchChoice, workspace: Workspace, serial_number: str) -> ComponentCard:
    """Look a scanned component up. A new one is shown, and entered into the records only when it is first measured.

    Raises:
        SerialNumberError: the serial number is wrong.
        StorageError: the database cannot be read.
    """
    scanned = workspace.catalogue.component(serial_number)
    history = None
    with suppress(InputError):
        history = workspace.history(scanned.serial_number)
    component = history.component if history else scanned
    runs = history.runs if history else ()
    last = {run.procedure: run for run in runs if run.invalidated is None}
    return ComponentCard(
        component=component,
        type_title=workspace.catalogue.type(component.type).title,
        history=history,
        offers=tuple(_offer(choice, entry, last.get(entry)) for entry in _accepting(choice, component.type)),
    )


def shift_checks(choice: BenchChoice, workspace: Workspace) -> tuple[Offer, ...]:
    """Return the procedures that need no component.

    Raises:
        StorageError: the database cannot be read.
    """
    offers = []
    for entry in _accepting(choice, None):
        runs = workspace.database.runs(procedure=entry, station=choice.name, limit=1)
        offers.append(_offer(choice, entry, runs[0] if runs else None))
    return tuple(offers)


def _accepting(choice: BenchChoice, component_type: str | None) -> tuple[str, ...]:
    """The ids of the procedures that load and measure such components; None: those that need none."""
    entries = [entry for entry in procedures_as_offered(files=choice.procedure_files) if not entry.error]
    if component_type is None:
        return tuple(entry.id for entry in entries if not entry.accepts)
    return tuple(entry.id for entry in entries if component_type in entry.accepts)


def _offer(choice: BenchChoice, procedure_id: str, last: RunSummary | None) -> Offer:
    kind = procedure(procedure_id, files=choice.procedure_files)
    problem = ""
    try:
        instruments_for(choice.station, kind)
    except StationError as error:
        problem = str(error)
    return Offer(id=kind.id, title=kind.title, kind=kind, problem=problem, last=last)
