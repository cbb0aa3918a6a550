"""Opening the data folder for a command, and telling what was found in it."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qcstation.station.workspace import Workspace


def open_workspace(data_dir: Path | None, *, database: str = "") -> "Workspace":
    """Open the data folder; runs that a crash interrupted are closed, and named on stderr."""
    from qcstation.station.workspace import Workspace

    workspace = Workspace(data_dir, database=database)
    for found in workspace.recovered:
        if found.header is None:
            print(f"note: {found.journal.name} held no run; it was moved aside", file=sys.stderr)
            continue
        component = found.header.component.serial_number if found.header.component else "an unassigned component"
        rows = ", ".join(f"{count} rows of {table}" for table, count in found.rows.items())
        items = ", ".join(f"{count} items of {array}" for array, count in found.arrays.items())
        rows = ", ".join(filter(None, [rows, items])) or "no data yet"
        print(
            f"note: run {found.run} of {found.header.procedure} on {component} was {found.outcome or 'INTERRUPTED'}; "
            f"its data are kept ({rows})",
            file=sys.stderr,
        )
    return workspace
