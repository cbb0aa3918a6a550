"""What can be measured on a component: the tests of its stage in order, then all else, each with how it last ended."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median

from msgspec import Struct
from msgspec.structs import replace

from qcstation.model.components import Component, ComponentType
from qcstation.model.errors import InputError, StationError
from qcstation.model.verdicts import Outcome
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.registry import ProcedureEntry, procedure, procedures_as_offered
from qcstation.production import ComponentHistory, RunFilter, RunSummary

from .bench import instruments_for
from .config import StationFile
from .continuing import interrupted_run
from .workspace import Workspace

_LATELY = 100
"""Runs of a bench: as many as say how long each test takes now."""


class Offer(Struct, frozen=True, kw_only=True):
    """A procedure that can be offered. `problem` says why it cannot be run here (empty: it can).

    `required`: it belongs to the component's present stage, and `last` is the run that tells how it stands there. Else `last` is
    the newest valid run of it: on the component, or on the bench where the procedure needs no component. `usual` is how long
    (s) it lately took on this bench; None: nobody knows yet.
    """

    id: str
    title: str
    kind: type[Procedure] | None = None
    problem: str = ""
    required: bool = False
    last: RunSummary | None = None
    usual: float | None = None
    interrupted: str = ""
    """The UUID of the run that a new one can continue; empty: there is none."""


class ComponentCard(Struct, frozen=True, kw_only=True):
    """A component and what can be measured on it. `history` None: it is new here; `origin` is what its serial number says."""

    component: Component
    type_title: str
    origin: Mapping[str, str]
    history: ComponentHistory | None
    offers: tuple[Offer, ...]

    @property
    def parents(self) -> tuple[str, ...]:
        """What it is a part of now: serial number and position."""
        links = self.history.parents if self.history else ()
        return tuple(f"{link.parent} {link.position}".strip() for link in links if link.disassembled is None)

    @property
    def last_runs(self) -> tuple[RunSummary, ...]:
        """The newest valid run of each procedure, whatever its stage."""
        runs = self.history.runs if self.history else ()
        return tuple({run.procedure: run for run in runs if run.invalidated is None}.values())


def card_of(workspace: Workspace, serial_number: str, station: StationFile | None = None) -> ComponentCard:
    """Look a component up; `station` None: no bench is asked what it can do. A new one is not entered into the records yet.

    Raises:
        SerialNumberError: the serial number is wrong.
        StorageError: the database cannot be read.
    """
    number = workspace.catalogue.parse(serial_number)
    scanned = workspace.catalogue.component(number.text)
    history = None
    with suppress(InputError):
        history = workspace.history(scanned.serial_number)
    component = history.component if history else scanned
    kind = workspace.catalogue.type(component.type)
    entries = _entries(station)
    tests = _tests_of(kind, component.stage, entries, station)
    offers = (
        *_required(tests, component.stage, history, entries, station),
        *(
            _offer(name, station, last=next(reversed(_valid(history, name)), None))
            for name, entry in entries.items()
            if kind.id in entry.accepts and name not in tests
        ),
    )
    return ComponentCard(
        component=component,
        type_title=kind.title,
        origin=number.fields,
        history=history,
        offers=_timed(_resumable(offers, workspace, component.serial_number, station), workspace, station),
    )


def shift_checks(workspace: Workspace, station: StationFile) -> tuple[Offer, ...]:
    """Return the procedures that need no component.

    Raises:
        StorageError: the database cannot be read.
    """
    offers = []
    for entry in _entries(station).values():
        if not entry.accepts:
            runs = workspace.database.runs(procedure=entry.id, station=station.station.name, limit=1)
            offers.append(_offer(entry.id, station, last=runs[0] if runs else None))
    return _timed(offers, workspace, station)


def _resumable(
    offers: Sequence[Offer], workspace: Workspace, serial_number: str, station: StationFile | None
) -> tuple[Offer, ...]:
    """Say which of them were interrupted on this bench and can go on where they stopped."""
    if station is None:
        return tuple(offers)
    found = (
        interrupted_run(workspace, serial_number, offer.kind, station=station.station.name) if offer.kind is not None else None
        for offer in offers
    )
    return tuple(replace(offer, interrupted=run.run if run else "") for offer, run in zip(offers, found, strict=True))


def _timed(offers: Sequence[Offer], workspace: Workspace, station: StationFile | None) -> tuple[Offer, ...]:
    """Say how long each took lately: the median, which an operator who was called away does not move."""
    if station is None:
        return tuple(offers)
    lately = RunFilter(station=station.station.name, outcome=Outcome.COMPLETED)
    taken: dict[str, list[float]] = {}
    for run in workspace.database.search_runs(lately, limit=_LATELY):
        taken.setdefault(run.procedure, []).append(run.ended - run.started)
    return tuple(replace(offer, usual=median(taken[offer.id]) if offer.id in taken else None) for offer in offers)


def _entries(station: StationFile | None) -> dict[str, ProcedureEntry]:
    return {entry.id: entry for entry in procedures_as_offered(files=_files(station)) if not entry.error}


def _files(station: StationFile | None) -> tuple[Path, ...]:
    return tuple(station.beside(name) for name in station.procedures.files) if station else ()


def _required(
    names: Sequence[str],
    stage: str,
    history: ComponentHistory | None,
    entries: Mapping[str, ProcedureEntry],
    station: StationFile | None,
) -> Iterable[Offer]:
    for name in names:
        runs = [run for run in _valid(history, name) if run.stage == stage]
        # A run that counts stands even where a later attempt was aborted.
        last = next((run for run in reversed(runs) if run.counts), runs[-1] if runs else None)
        if name in entries:
            yield _offer(name, station, required=True, last=last)
        else:
            yield Offer(id=name, title=name, problem="no procedure of this name is installed here", required=True, last=last)


def _tests_of(
    kind: ComponentType, stage: str, entries: Mapping[str, ProcedureEntry], station: StationFile | None
) -> tuple[str, ...]:
    """The tests of a stage: those that the type names, in its order, then what says itself that it belongs there."""
    named = kind.required_at(stage)
    own = [name for name, entry in entries.items() if kind.id in entry.accepts and name not in named]
    return (*named, *(name for name in own if stage in procedure(name, files=_files(station)).stages))


def _valid(history: ComponentHistory | None, procedure_id: str) -> list[RunSummary]:
    runs = history.runs if history else ()
    return [run for run in runs if run.procedure == procedure_id and run.invalidated is None]


def _offer(procedure_id: str, station: StationFile | None, *, last: RunSummary | None, required: bool = False) -> Offer:
    kind = procedure(procedure_id, files=_files(station))
    problem = ""
    if station is not None:
        try:
            instruments_for(station, kind)
        except StationError as error:
            problem = str(error)
    return Offer(id=kind.id, title=kind.title, kind=kind, problem=problem, required=required, last=last)
