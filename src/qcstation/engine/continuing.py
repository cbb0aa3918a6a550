"""What a run takes over from the interrupted one that it continues."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct

from qcstation.model.errors import StationError
from qcstation.model.raw import RawData

from .tables import GrowingTable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Earlier(Struct, frozen=True, kw_only=True, eq=False):
    """An interrupted run that is to be continued.

    `sha256` (hexadecimal) is its file's, `instruments` are the identities of those that took part, by name.
    """

    run: str
    sha256: str
    raw: RawData
    instruments: Mapping[str, str]

    def check_instrument(self, name: str, identity: str) -> None:
        """Check that an instrument is the one that the earlier run was taken with.

        Raises:
            StationError: it is another one.
        """
        before = self.instruments.get(name, identity)
        if identity != before:
            raise StationError(
                f"run {self.run} cannot be continued: its {name} was {before!r} and is now {identity!r}; start a new run"
            )

    def copy_rows(self, rows: "NDArray[np.bool_]", table: GrowingTable) -> int:
        """Add the chosen rows of the earlier table of the same name to `table`; return how many.

        Raises:
            ValueError: the earlier run has no such table, or with other columns.
        """
        name = table.layout.name
        if name not in self.raw or self.raw[name].layout != table.layout:
            raise ValueError(f"run {self.run} has no table {name!r} with these columns: nothing to take over")
        taken = {column: values[rows] for column, values in self.raw[name].columns.items()}
        count = int(rows.sum())
        if count:
            table.extend(taken)
        return count
