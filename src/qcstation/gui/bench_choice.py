"""Which bench the window runs, where its records go, and who is at it."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from qcstation.station.config import StationFile
from qcstation.station.simulated import Simulation

if TYPE_CHECKING:
    from qcstation.procedures.station.commands import CommandChannel
    from qcstation.station.running import RunRequest
    from qcstation.station.workspace import Workspace


class BenchChoice(Struct, frozen=True, kw_only=True):
    """What the command line has chosen. `simulation` None: the real bench of `station`; `operator` is who is there at first."""

    station: StationFile
    simulation: Simulation | None = None
    data_dir: Path | None = None
    operator: str = ""

    @property
    def name(self) -> str:
        """The bench's name."""
        return self.station.station.name

    @property
    def simulated(self) -> bool:
        """Whether no real instrument is behind the bench."""
        section = self.station.simulation
        return self.simulation is not None or bool(section and section.control)

    @property
    def procedure_files(self) -> tuple[Path, ...]:
        """The site's own procedure files."""
        return tuple(self.station.beside(name) for name in self.station.procedures.files)

    def open_workspace(self) -> "Workspace":
        """Open the data folder, for the thread that calls.

        Raises:
            StorageError: it cannot be made or written.
        """
        from qcstation.station.workspace import Workspace

        return Workspace(self.data_dir, database=self.station.station.database)

    def request(
        self, procedure: str, serial_number: str, settings: Mapping[str, object], *, operator: str, resume: str = ""
    ) -> "RunRequest":
        """Return the request for a run; `settings` are as typed. `resume`: the interrupted run that it continues."""
        from qcstation.station.running import RunRequest

        return RunRequest(
            procedure=procedure,
            station=self.station,
            serial_number=serial_number,
            settings=settings,
            operator=operator,
            simulation=self.simulation,
            resume=resume,
        )

    def manual_request(self, channel: "CommandChannel", *, idle: str, operator: str) -> "RunRequest":
        """Return the request for manual control through `channel`; without a command for `idle` (as typed) it ends by itself."""
        from qcstation.station.manual import MANUAL_CONTROL
        from qcstation.station.running import RunRequest

        return RunRequest(
            procedure=MANUAL_CONTROL,
            station=self.station,
            settings={"idle": idle},
            operator=operator,
            simulation=self.simulation,
            commands=channel,
        )
