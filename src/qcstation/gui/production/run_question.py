"""What is asked of the records about one run."""

from msgspec import Struct

from qcstation.model.limits import Specification
from qcstation.model.runs import SettingValue
from qcstation.model.units import format_quantity
from qcstation.production import RunDetail
from qcstation.records import RunRecord
from qcstation.station.curves import RunTables
from qcstation.station.stored import stored_run
from qcstation.station.workspace import Workspace


class OpenedRun(Struct, frozen=True, kw_only=True, eq=False):
    """A run as the database knows it, and its file; `problem` says why that could not be read."""

    detail: RunDetail
    record: RunRecord | None
    problem: str = ""

    @property
    def specification(self) -> Specification | None:
        """The specification of the latest analysis, if the file has it: a later one's is elsewhere."""
        analysis, judged = self.detail.valid_analysis, self.record.judged if self.record else None
        return judged.specification if judged and analysis and judged.digest == analysis.digest else None

    @property
    def tables(self) -> tuple[RunTables, ...]:
        """The run's own tables, for its curve."""
        return (RunTables(run=self.detail.summary, tables=self.record.raw.tables),) if self.record else ()

    @property
    def settings(self) -> tuple[tuple[str, SettingValue], ...]:
        """The settings; quantities are texts with their units."""
        if self.record is None:
            return ()
        header = self.record.header
        found: list[tuple[str, SettingValue]] = []
        for name, value in header.settings.items():
            unit = header.setting_units.get(name)
            number = isinstance(value, (int, float)) and not isinstance(value, bool)
            found.append((name, format_quantity(float(value), unit) if number and unit else value))
        return tuple(found)


def opened_run(workspace: Workspace, run: str) -> OpenedRun:
    """Look a run up; a file that cannot be read takes nothing away from what the database knows.

    Raises:
        InputError: there is no such run.
        StorageError: the database cannot be read.
    """
    from qcstation.model.errors import StorageError

    detail = workspace.database.run(run)
    try:
        return OpenedRun(detail=detail, record=stored_run(workspace, detail.summary.run))
    except StorageError as error:
        return OpenedRun(detail=detail, record=None, problem=str(error))
