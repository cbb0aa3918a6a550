"""Going on with a run that was interrupted: which one could be, and whether it may be."""

from collections.abc import Mapping

from qcstation.engine.continuing import Earlier
from qcstation.model.components import Component
from qcstation.model.errors import InputError
from qcstation.model.runs import RunHeader, RunKind
from qcstation.model.units import format_quantity
from qcstation.model.verdicts import Outcome
from qcstation.procedures.procedure import Procedure
from qcstation.procedures.settings import ProcedureSettings
from qcstation.production import RunSummary
from qcstation.records import RunRecord

from .repeating import typed_settings
from .stored import stored_run
from .workspace import Workspace


def interrupted_run(
    workspace: Workspace, serial_number: str, procedure: type[Procedure], *, station: str = ""
) -> RunSummary | None:
    """Return the run that a new run of `procedure` on this component could continue, for a window to offer; None: there is none.

    It is the latest run of this component and procedure (and `station`, if named), if that was not completed and is not
    invalidated.

    Raises:
        SerialNumberError: the serial number is wrong.
        StorageError: the database cannot be read.
    """
    if not procedure.resumable:
        return None
    component = workspace.catalogue.parse(serial_number).text
    runs = workspace.database.runs(component=component, procedure=procedure.id, station=station or None, limit=1)
    last = runs[0] if runs else None
    return last if last is not None and last.outcome is not Outcome.COMPLETED and last.invalidated is None else None


class Continuation:
    """The interrupted run that a request wants to continue. `run` is its UUID or enough of its beginning.

    Raises:
        InputError: there is no such run, it was completed, it is of another procedure or version, or `procedure` cannot continue.
    """

    def __init__(self, workspace: Workspace, run: str, procedure: type[Procedure]) -> None:
        self._record: RunRecord = stored_run(workspace, run)
        header = self.header
        if not procedure.resumable:
            raise InputError(f"{procedure.id} always begins at the beginning: leave --resume out")
        if header.procedure != procedure.id:
            self._refuse(f"it is of {header.procedure}, not of {procedure.id}")
        if header.procedure_version != procedure.version:
            self._refuse(f"it was taken with version {header.procedure_version} of {procedure.id}, this is {procedure.version}")
        if self._record.outcome is Outcome.COMPLETED:
            self._refuse("it was completed")

    @property
    def header(self) -> RunHeader:
        """Who, what and where the interrupted run was."""
        return self._record.header

    def settings(self) -> dict[str, object]:
        """Return its settings as they are typed, quantities with their units."""
        return typed_settings(self.header)

    def check(self, *, settings: ProcedureSettings, component: Component | None, station: str, kind: RunKind) -> None:
        """Check that the new run is of the same component, on the same bench, with the same settings.

        Raises:
            InputError: something differs; the message says what.
        """
        header = self.header
        before = header.component.serial_number if header.component else "no component"
        now = component.serial_number if component else "no component"
        if before != now:
            self._refuse(f"it is of {before}, not of {now}")
        if header.station != station or header.kind is not kind:
            self._refuse(f"it is {header.kind.value} on bench {header.station}, this is {kind.value} on {station}")
        if different := _differences(header.settings, settings.model_dump(), header.setting_units):
            self._refuse(f"settings differ: {'; '.join(different)}")

    def earlier(self) -> Earlier:
        """Return what a run takes over from it."""
        record = self._record
        return Earlier(
            run=record.header.run,
            sha256=record.sha256,
            raw=record.raw,
            instruments={used.instrument: used.identity for used in record.instruments},
        )

    def _refuse(self, reason: str) -> None:
        raise InputError(f"run {self.header.run} cannot be continued: {reason}; start a new run")


def _differences(before: Mapping[str, object], now: Mapping[str, object], units: Mapping[str, str]) -> list[str]:
    return [
        f"{name} was {_shown(before.get(name), units.get(name))} and is now {_shown(now.get(name), units.get(name))}"
        for name in dict.fromkeys([*before, *now])
        if before.get(name) != now.get(name)
    ]


def _shown(value: object, unit: str | None) -> str:
    return format_quantity(float(value), unit) if unit and isinstance(value, (int, float)) else str(value)
